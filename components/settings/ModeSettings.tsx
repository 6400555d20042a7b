"use client";
/** What the room is called, who works where, beginning anew, the lock, and the room's end. */
import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { ROOM_MODES, type RoomMode } from "../../server/protocol/messages.ts";
import { useAct } from "../classroom/useAct.ts";
import { deleteRoom, renameRoom, resetClusters, setRoomMode } from "../client/rooms.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { LIMIT_FIELDS, type LimitTexts, limitsOf, textsOf } from "./limits.ts";
import { useAttempt } from "./useAttempt.ts";
import { useSure } from "./useSure.tsx";

export function ModeSettings() {
  return (
    <div className="flex flex-col gap-5">
      <Name />
      <Mode />
      <Reset />
      <WaitingRoom />
      <Lock />
      <End />
    </div>
  );
}

const HEAD = "text-[13px] font-semibold";
const HINT = "text-[12px] text-soft break-keep";

function Name() {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const known = useRoomPart(({ room, home }) => (home ?? room)?.name ?? "");
  const [typed, setTyped] = useState<string>();
  const name = typed ?? known;
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(() => renameRoom(roomId, name), t("saved")).then(() => setTyped(undefined));
      }}
    >
      <label className={`flex min-w-0 flex-1 flex-col gap-1 ${HEAD}`}>
        {t("name")}
        <Input value={name} required maxLength={80} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button type="submit" disabled={name.trim() === "" || name === known}>
        {t("save")}
      </Button>
    </form>
  );
}

function Mode() {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const known = useRoomPart(({ room, home }) => (home ?? room)?.mode ?? "shared");
  const [chosen, setChosen] = useState<RoomMode>();
  const standing = useRoomPart(({ room, home }) => (home ?? room)?.limits);
  const [typed, setTyped] = useState<LimitTexts>();
  const texts = typed ?? textsOf(standing);
  const [busy, setBusy] = useState(false);
  const mode = chosen ?? known;
  const limits = mode === "namespace-each" ? limitsOf(texts) : undefined;
  const same =
    mode === known && (mode !== "namespace-each" || JSON.stringify(texts) === JSON.stringify(textsOf(standing)));
  const apply = async (): Promise<void> => {
    setBusy(true);
    const done = await attempt(() => setRoomMode(roomId, mode, limits), t("saved"));
    setBusy(false);
    if (!done) return;
    setChosen(undefined);
    setTyped(undefined);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className={`mb-1 ${HEAD}`}>{t("mode")}</legend>
      {ROOM_MODES.map((one) => (
        <Fragment key={one}>
          <label className="flex items-start gap-2">
            <input type="radio" name="mode" className="mt-0.5" checked={one === mode} onChange={() => setChosen(one)} />
            <span>
              {t(`modes.${one}`)}
              <span className={`block ${HINT}`}>{t(`modeHints.${one}`)}</span>
            </span>
          </label>
          {one === "namespace-each" && one === mode && <Limits texts={texts} onTexts={setTyped} />}
        </Fragment>
      ))}
      <Button look="primary" className="self-start" disabled={busy || same} onClick={() => void apply()}>
        {t("apply")}
      </Button>
    </fieldset>
  );
}

function Limits({ texts, onTexts }: { readonly texts: LimitTexts; onTexts(texts: LimitTexts): void }) {
  const t = useTranslations("settings");
  return (
    <div className="ml-6 border-l border-line pl-4">
      <p className="mb-1">{t("limits")}</p>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
        {LIMIT_FIELDS.map((field) => (
          <label key={field} className={`flex flex-col justify-end gap-1 ${HINT}`}>
            {t(field)}
            <Input
              value={texts[field]}
              maxLength={40}
              className="font-mono"
              placeholder={field === "pods" ? "10" : /emory/.test(field) ? "2Gi" : "500m"}
              onChange={(event) => onTexts({ ...texts, [field]: event.target.value })}
            />
          </label>
        ))}
      </div>
      <p className={`mt-1 ${HINT}`}>{t("limitsHint")}</p>
    </div>
  );
}

function Reset() {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const mode = useRoomPart(({ room, home }) => (home ?? room)?.mode ?? "shared");
  const reset = async (): Promise<void> => {
    if (await sure(t("resetSure", { who: t("everybody") })))
      await attempt(() => resetClusters(roomId, "all"), t("resetDone"));
  };
  return (
    <section className="border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0 flex-1">
          <h3 className={HEAD}>{t("reset")}</h3>
          <p className={HINT}>{t(`resetHint.${mode}`)}</p>
        </div>
        {mode !== "shared" && (
          <Button look="danger" onClick={() => void reset()}>
            {t("resetAll")}
          </Button>
        )}
      </div>
      {question}
    </section>
  );
}

function Lock() {
  const t = useTranslations("settings");
  const act = useAct();
  const locked = useRoomPart(({ classroom }) => classroom.locked);
  return (
    <section className="border-t border-line pt-4">
      <label className={`flex items-center gap-2 ${HEAD}`}>
        <input type="checkbox" checked={locked} onChange={() => void act({ type: "lock", locked: !locked })} />
        {t("lock")}
      </label>
      <p className={`ml-6 ${HINT}`}>{t("lockHint")}</p>
    </section>
  );
}

function WaitingRoom() {
  const t = useTranslations("settings");
  const act = useAct();
  const on = useRoomPart(({ classroom }) => classroom.waitingRoom);
  return (
    <section className="border-t border-line pt-4">
      <label className={`flex items-center gap-2 ${HEAD}`}>
        <input type="checkbox" checked={on} onChange={() => void act({ type: "waiting-room", on: !on })} />
        {t("waitingRoom")}
      </label>
      <p className={`ml-6 ${HINT}`}>{t("waitingRoomHint")}</p>
    </section>
  );
}

function End() {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const name = useRoomPart(({ room, home }) => (home ?? room)?.name ?? "");
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState("");
  const end = async (): Promise<void> => {
    if (await attempt(() => deleteRoom(roomId))) location.assign("/");
  };
  return (
    <section className="border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0 flex-1">
          <h3 className={HEAD}>{t("delete")}</h3>
          <p className={HINT}>
            {t("deleteHint")}{" "}
            <a href="/privacy#life" target="_blank" className="underline underline-offset-2 hover:text-ink">
              {t("deleteGrace")}
            </a>
          </p>
        </div>
        {!asked && (
          <Button look="danger" onClick={() => setAsked(true)}>
            {t("delete")}
          </Button>
        )}
      </div>
      {asked && (
        <form
          className="mt-2 flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void end();
          }}
        >
          <label className={`flex min-w-48 flex-1 flex-col gap-1 ${HINT}`}>
            <span>
              {t("deleteSure")}: <b className="text-ink">{name}</b>
            </span>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
          <Button onClick={() => setAsked(false)}>{t("cancel")}</Button>
          <Button type="submit" look="danger" disabled={typed.trim() !== name.trim()}>
            {t("delete")}
          </Button>
        </form>
      )}
    </section>
  );
}
