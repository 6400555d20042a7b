"use client";
/**
 * What commands of the terminals have to be edited: one after another, each with the command that waits for it. What is written is
 * kept over a reload; the shell that waited is gone then, so its command is run again, and takes the kept text.
 */
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { keptByTab } from "../client/kept.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import type { Editing } from "./EditDialog.tsx";
import { keepEdit, type KeptEdit, keptEdit, resumeEdit } from "./keptEdit.ts";

/** Shows a text to be edited; resolves with what it is then. `line`: the command that waits. */
export type EditFor = (text: string, name: string, line: string) => Promise<string>;

export function useEdits(run: (line: string) => void): {
  readonly editing: Editing | undefined;
  readonly edit: EditFor;
} {
  const t = useTranslations("terminal");
  const { roomId } = useRoomView();
  const nextId = useRef(1);
  const resumed = useRef<KeptEdit>(undefined);
  const [queue, setQueue] = useState<readonly Editing[]>([]);
  const [kept, setKept] = useState(() => keptEdit(keptByTab, roomId));
  const edit = useCallback<EditFor>(
    (text, name, line) => {
      const before = resumed.current?.line === line ? resumed.current : undefined;
      resumed.current = undefined;
      const again = before && resumeEdit(before, text);
      if (again && !again.changed) {
        keepEdit(keptByTab, roomId, undefined);
        return Promise.resolve(again.text);
      }
      const id = nextId.current++;
      return new Promise((resolve) => {
        const editing: Editing = {
          id,
          name,
          text,
          ...(again ? { begin: again.text, notice: t("editOther") } : {}),
          onChange: (next) => keepEdit(keptByTab, roomId, { line, name, base: text, text: next }),
          done(next) {
            keepEdit(keptByTab, roomId, undefined);
            setQueue(without(id));
            resolve(next);
          },
        };
        setQueue((others) => [...others, editing]);
      });
    },
    [roomId, t, setQueue],
  );
  const fromBefore = kept && {
    id: 0,
    name: kept.name,
    text: kept.base,
    begin: kept.text,
    notice: t("editKept", { line: kept.line }),
    onChange: (text: string) => keepEdit(keptByTab, roomId, { ...kept, text }),
    done(text: string) {
      const changed = text !== kept.base;
      resumed.current = changed ? { ...kept, text } : undefined;
      keepEdit(keptByTab, roomId, resumed.current);
      setKept(undefined);
      if (changed) run(kept.line);
    },
  };
  return { editing: fromBefore ?? queue[0], edit };
}

function without(id: number) {
  return (queue: readonly Editing[]): readonly Editing[] => queue.filter((editing) => editing.id !== id);
}
