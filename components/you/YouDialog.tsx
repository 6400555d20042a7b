"use client";
/** One's name, the way to another device, notifications, what is stored of one and being forgotten. */
import { Download, Smartphone, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { changePerson, forgetMe, moveDevice, ownFile } from "../client/rooms.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { QrCode } from "../settings/QrCode.tsx";
import { useAttempt } from "../settings/useAttempt.ts";
import { useSure } from "../settings/useSure.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { FileLink } from "../ui/FileLink.tsx";
import { noticeSettings } from "./noticeSettings.ts";
import { useCopy } from "../ui/useCopy.ts";

const HEAD = "text-[13px] font-semibold";
const HINT = "text-[12px] text-soft break-keep";

export function YouDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations("you");
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      className="w-[min(560px,96vw)]! max-sm:p-4!"
    >
      <div className="flex flex-col gap-5 text-[13px]">
        <Name />
        <Device />
        <Notices />
        <Stored />
      </div>
    </Modal>
  );
}

function Name() {
  const t = useTranslations("you");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const you = useRoomPart((room) => room.you);
  const [typed, setTyped] = useState<string>();
  if (!you) return null;
  const name = typed ?? you.nickname;
  const save = async (): Promise<void> => {
    if (await attempt(() => changePerson(roomId, you.id, { nickname: name }), t("saved"))) setTyped(undefined);
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label className={`flex min-w-0 flex-1 flex-col gap-1 ${HEAD}`}>
        {t("nickname")}
        <Input value={name} required maxLength={60} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button type="submit" disabled={name.trim() === "" || name === you.nickname}>
        {t("save")}
      </Button>
    </form>
  );
}

function Device() {
  const t = useTranslations("you");
  const copy = useCopy();
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [link, setLink] = useState<string>();
  const make = async (): Promise<void> => {
    const made = await attempt(() => moveDevice(roomId));
    if (made) setLink(made.link);
  };
  return (
    <section className="border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0 flex-1">
          <h3 className={HEAD}>{t("device")}</h3>
          <p className={HINT}>{t("deviceHint")}</p>
        </div>
        <Button onClick={() => void make()}>
          <Smartphone size={14} aria-hidden />
          {t(link ? "deviceAgain" : "deviceMake")}
        </Button>
      </div>
      {link && (
        <div className="mt-3 flex flex-wrap items-center gap-4" data-testid="personal-link">
          <QrCode text={link} label={t("deviceQr")} className="size-36 shrink-0 rounded-control" />
          <div className="min-w-0 flex-1 basis-48">
            <p className="font-mono text-[12px] break-all select-all">{link}</p>
            <p className={`mt-1 ${HINT}`}>{t("deviceSecret")}</p>
            <Button className="mt-2" onClick={() => copy(link, t("copied"))}>
              {t("copy")}
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}

function Notices() {
  const t = useTranslations("you");
  const { crossings } = noticeSettings.use();
  return (
    <section className="border-t border-line pt-4">
      <label className={`flex items-center gap-2 ${HEAD}`}>
        <input type="checkbox" checked={crossings} onChange={() => noticeSettings.change({ crossings: !crossings })} />
        {t("notices")}
      </label>
      <p className={`ml-6 ${HINT}`}>{t("noticesHint")}</p>
    </section>
  );
}

function Stored() {
  const t = useTranslations("you");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  // A room is never without an instructor.
  const last = useRoomPart(
    ({ you, people }) =>
      you?.role === "instructor" &&
      [...people.values()].every(({ id, role }) => id === you.id || role !== "instructor"),
  );
  const forget = async (): Promise<void> => {
    if (!(await sure(t("forgetSure")))) return;
    if (await attempt(() => forgetMe(roomId))) location.assign("/");
  };
  return (
    <section className="border-t border-line pt-4">
      <h3 className={HEAD}>{t("stored")}</h3>
      <p className={HINT}>
        {t("storedHint")}{" "}
        <a href="/privacy" target="_blank" className="text-accent underline underline-offset-2">
          {t("privacy")}
        </a>
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <FileLink href={ownFile(roomId)}>
          <Download size={14} aria-hidden />
          {t("take")}
        </FileLink>
        <Button look="danger" disabled={last} onClick={() => void forget()}>
          <UserX size={14} aria-hidden />
          {t("forget")}
        </Button>
      </div>
      {last && <p className={`mt-1 ${HINT}`}>{t("forgetLast")}</p>}
      {question}
    </section>
  );
}
