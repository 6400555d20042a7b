"use client";
/** What an operator does to rooms, one or several: each told in the end, with the way back where there is one. */
import { Copy, KeyRound, RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import type { AdminRoom } from "../../server/protocol/admin.ts";
import { deleteRoom, purgeRoom, undeleteRoom } from "../client/admin.ts";
import { problemText, RoomProblem } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import type { MenuItem } from "../ui/Menu.tsx";
import { SureDialog } from "../ui/SureDialog.tsx";
import { useCopy } from "../ui/useCopy.ts";
import type { RoomRow } from "./arrangeRooms.ts";
import { LinkDialog } from "./LinkDialog.tsx";
import { PurgeDialog } from "./PurgeDialog.tsx";
import type { Inside } from "./useAdmin.ts";

type Deed = "delete" | "purge" | "undelete";
const DEEDS = { delete: deleteRoom, purge: purgeRoom, undelete: undeleteRoom } as const;
const DONE = { delete: "deleted", purge: "purged", undelete: "undeleted" } as const;
const BACK = { delete: "undelete", purge: undefined, undelete: "delete" } as const;
/** Rooms at a time: each that is deleted is stored whole before. */
const AT_ONCE = 4;
/** Refusals told one by one. */
const TOLD = 3;
const DAY_MS = 86_400_000;

type Question =
  | { readonly about: "purge" | "awake"; readonly rooms: readonly AdminRoom[] }
  | { readonly about: "link"; readonly room: AdminRoom };

export interface RoomActions {
  of(row: RoomRow): readonly MenuItem[];
  bulk(rows: readonly RoomRow[]): readonly MenuItem[];
  readonly dialog: ReactNode;
}

export function useRoomActions(admin: Inside, onDone: () => void): RoomActions {
  const t = useTranslations("admin.actions");
  const sure = useTranslations("admin.sure");
  const { locale } = usePreferences();
  const copy = useCopy();
  const [question, setQuestion] = useState<Question>();
  const { grace } = admin.overview.value;

  async function run(deed: Deed, rooms: readonly AdminRoom[]): Promise<void> {
    const id = rooms.length > AT_ONCE ? toast.loading(t("doing", { done: 0, all: rooms.length })) : undefined;
    const done: AdminRoom[] = [];
    const failures: { readonly room: AdminRoom; readonly error: unknown }[] = [];
    const line = [...rooms];
    const work = async (): Promise<void> => {
      for (let room = line.shift(); room; room = line.shift()) {
        try {
          await DEEDS[deed](room.id);
          done.push(room);
        } catch (error) {
          failures.push({ room, error });
          // Nothing more is done in the name of who is not signed in any more, or while the server is away.
          if (error instanceof RoomProblem && (error.status === 401 || error.status === 0))
            for (const left of line.splice(0)) failures.push({ room: left, error });
        }
        if (id !== undefined)
          toast.loading(t("doing", { done: done.length + failures.length, all: rooms.length }), { id });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (id !== undefined) toast.dismiss(id);
    if (done.length > 0) {
      const back = BACK[deed];
      toast.success(t(DONE[deed], { count: done.length }), {
        ...(deed === "delete" ? { description: t("deletedFor") } : {}),
        ...(back ? { duration: 15_000, action: { label: t("undo"), onClick: () => void run(back, done) } } : {}),
      });
      onDone();
    }
    if (failures.length > 0) {
      const told = failures.slice(0, TOLD).map(({ room, error }) => `${nameOf(room)}: ${problemText(error, locale)}`);
      if (failures.length > TOLD) told.push(t("andMore", { count: failures.length - TOLD }));
      toast.error(t("failed", { count: failures.length }), {
        description: told.join(" · "),
        duration: Number.POSITIVE_INFINITY,
        closeButton: true,
      });
      for (const { error } of failures)
        if (error instanceof RoomProblem && error.status === 401) return admin.failed(error);
    }
    admin.look();
  }

  const remove = (rooms: readonly AdminRoom[]): void => {
    if (rooms.some(({ awake }) => awake)) setQuestion({ about: "awake", rooms });
    else void run("delete", rooms);
  };
  const items = (rows: readonly RoomRow[]): MenuItem[] => {
    // A copy has no grace of its own, and on some servers no room has: there it is for good at once.
    const kept = rows.filter(({ state, isCopy }) => state !== "deleted" && !isCopy).map(({ room }) => room);
    const deleted = rows.filter(({ state }) => state === "deleted").map(({ room }) => room);
    const all = rows.map(({ room }) => room);
    return [
      ...(grace > 0 && kept.length > 0
        ? [{ id: "delete", label: t("delete"), icon: Trash2, run: () => remove(kept) }]
        : []),
      ...(deleted.length > 0
        ? [{ id: "undelete", label: t("undelete"), icon: RotateCcw, run: () => void run("undelete", deleted) }]
        : []),
      {
        id: "purge",
        label: t("purge"),
        icon: Trash2,
        danger: true,
        run: () => setQuestion({ about: "purge", rooms: all }),
      },
    ];
  };
  const close = (): void => setQuestion(undefined);
  return {
    of: (row) => {
      const { room, state, isCopy } = row;
      const link: MenuItem = {
        id: "link",
        label: t("link"),
        icon: KeyRound,
        run: () => setQuestion({ about: "link", room }),
      };
      return [
        ...(state === "deleted" || isCopy ? [] : [link]),
        { id: "copy", label: t("copyId"), icon: Copy, run: () => copy(room.id) },
        ...items([row]).map((item, index) => (index === 0 ? { ...item, apart: true } : item)),
      ];
    },
    bulk: items,
    dialog: question && (
      <>
        {question.about === "link" && <LinkDialog room={question.room} onFailed={admin.failed} onClose={close} />}
        {question.about === "awake" && (
          <SureDialog
            title={sure("title", { count: question.rooms.length })}
            lead={sure("lead", { days: Math.ceil(grace / DAY_MS) })}
            action={sure("confirm")}
            run={async () => void run("delete", question.rooms)}
            onClose={close}
          />
        )}
        {question.about === "purge" && (
          <PurgeDialog rooms={question.rooms} onSure={() => void run("purge", question.rooms)} onClose={close} />
        )}
      </>
    ),
  };
}

export const nameOf = ({ name, id }: AdminRoom): string => name || id;
