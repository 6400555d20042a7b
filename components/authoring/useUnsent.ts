"use client";
/** Drafts beside the one that is open of which this browser has words the server has not: sent when it can be reached. */
import { useEffect, useState } from "react";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { keepDraft } from "../client/lessons.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { newDraft, unsentOf } from "./drafts.ts";

/** By draft. What meets other words on the server stays until it is opened: that is a choice. */
export function useUnsent(roomId: string, open: string | undefined): ReadonlyMap<string, LessonTexts> {
  const isLive = useRoomPart(({ phase, you }) => phase === "live" && you?.role === "instructor");
  const [left, setLeft] = useState<ReadonlyMap<string, LessonTexts>>(new Map());
  useEffect(() => {
    if (open === undefined) return undefined;
    const store = unsentOf(roomId);
    const old = store.read(OLD_NEW);
    if (old) {
      store.keep(newDraft(), old);
      store.keep(OLD_NEW, undefined);
    }
    let gone = false;
    const show = (): void => {
      const all = store.drafts().flatMap((id) => {
        const unsent = id === open ? undefined : store.read(id);
        return unsent ? [[id, unsent.texts] as const] : [];
      });
      if (!gone) setLeft(new Map(all));
    };
    const send = async (): Promise<void> => {
      for (const id of store.drafts()) {
        const unsent = id === open ? undefined : store.read(id);
        if (!unsent || gone) continue;
        const kept = await keepDraft(roomId, id, unsent).catch(() => undefined);
        // Not what was written in another tab meanwhile.
        if (kept && JSON.stringify(store.read(id)) === JSON.stringify(unsent)) store.keep(id, undefined);
      }
      show();
    };
    show();
    if (isLive) void send();
    return () => {
      gone = true;
    };
  }, [roomId, open, isLive]);
  return left;
}

/** Under this name browsers kept a new lesson before drafts had names of their own. */
const OLD_NEW = "+";
