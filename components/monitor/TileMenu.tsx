"use client";
/** What an instructor does for, or to, one student. What is said in a dialog is there only while it is open: of tiles there are many. */
import { MoreHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TalkDialog } from "../classroom/TalkDialog.tsx";
import { useAct } from "../classroom/useAct.ts";
import { removePerson, resetClusters } from "../client/rooms.ts";
import { useConnection, useRoomView } from "../room/RoomContext.tsx";
import { useAttempt } from "../settings/useAttempt.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { SureDialog } from "../ui/SureDialog.tsx";
import { BreakDialog } from "./BreakDialog.tsx";
import { FreezeDialog } from "./FreezeDialog.tsx";
import { SendDialog } from "./SendDialog.tsx";
import { useLead } from "./useLead.ts";
import type { Student } from "./useStudents.ts";

type Dialog = "talk" | "hint" | "break" | "freeze" | "reset" | "remove";

export function TileMenu({ student, name }: { readonly student: Student; readonly name: string }) {
  const t = useTranslations("classroom");
  const items = useItems();
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  return (
    <>
      <Menu items={() => items(student, setDialog)}>
        <button
          type="button"
          aria-label={t("more", { name })}
          className="grid size-6 place-items-center rounded-control text-soft hover:bg-line/50"
        >
          <MoreHorizontal size={15} aria-hidden />
        </button>
      </Menu>
      {dialog !== undefined && <Opened dialog={dialog} student={student} name={name} onClose={close} />}
    </>
  );
}

/** Asked for when the menu is opened. */
function useItems(): (student: Student, show: (dialog: Dialog) => void) => readonly MenuItem[] {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const settings = useTranslations("settings");
  const connection = useConnection();
  const { roomId } = useRoomView();
  const act = useAct();
  const lead = useLead();
  return ({ person: { id, namespace }, tile }, show) => {
    const { room, classroom } = connection.getSnapshot();
    const mode = room?.mode ?? "shared";
    const { all, people } = classroom.frozen;
    const frozen = Object.hasOwn(people, id);
    const cluster = mode === "cluster-each" ? tile?.cluster : roomId;
    const at = mode === "namespace-each" && namespace ? `ns=${namespace}` : `person=${id}`;
    return [
      { id: "talk", label: t("talk"), run: () => show("talk") },
      { id: "hint", label: t("sendHint"), run: () => show("hint") },
      {
        id: "open",
        label: t("openCluster"),
        ...(cluster === undefined ? { why: t("noCluster") } : {}),
        run: () => void window.open(`/room/${cluster ?? ""}?${at}`, "_blank", "noopener"),
      },
      { id: "lead", label: live("followMeSome"), run: () => lead([id]) },
      { id: "break", label: t("break"), run: () => show("break") },
      {
        id: "freeze",
        label: t(frozen || all ? "thaw" : "freeze"),
        apart: true,
        ...(all ? { why: t("allFrozen") } : {}),
        run: () => (frozen ? void act({ type: "freeze", to: [id], frozen: false, reason: "" }) : show("freeze")),
      },
      ...(mode === "shared"
        ? []
        : [{ id: "reset", label: settings("resetOne"), danger: true, run: () => show("reset") }]),
      { id: "remove", label: t("removePerson"), danger: true, apart: true, run: () => show("remove") },
    ];
  };
}

interface OpenedProps {
  readonly dialog: Dialog;
  readonly student: Student;
  readonly name: string;
  onClose(): void;
}

function Opened({ dialog, student, name, onClose }: OpenedProps) {
  const t = useTranslations("classroom");
  const settings = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const { id } = student.person;
  switch (dialog) {
    case "talk":
      return <TalkDialog person={id} name={name} onClose={onClose} />;
    case "hint":
      return <SendDialog open onOpenChange={onClose} to={[id]} names={name} />;
    case "break":
      return <BreakDialog open onOpenChange={onClose} to={[student]} names={name} />;
    case "freeze":
      return <FreezeDialog to={[id]} names={name} onClose={onClose} />;
    case "reset":
      return (
        <SureDialog
          title={settings("resetSure", { who: name })}
          action={settings("resetOne")}
          run={() => attempt(() => resetClusters(roomId, [id]), settings("resetDone"))}
          onClose={onClose}
        />
      );
    case "remove":
      return (
        <SureDialog
          title={settings("removeSure", { name })}
          action={t("removePerson")}
          run={() => attempt(() => removePerson(roomId, id))}
          onClose={onClose}
        />
      );
  }
}
