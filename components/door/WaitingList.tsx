"use client";
/** Who is at the door, for instructors: one, some or all are let in or turned away. */
import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { answerWaiting } from "../client/rooms.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useAttempt } from "../settings/useAttempt.ts";
import { useSure } from "../settings/useSure.tsx";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";

export function WaitingList() {
  const t = useTranslations("door.list");
  const room = useTranslations("room");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const waiting = useRoomPart((snapshot) => snapshot.waiting);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const some = waiting.filter(({ id }) => picked.has(id)).map(({ id }) => id);
  const count = some.length;
  const answer = async (letIn: boolean, ids?: readonly string[]): Promise<void> => {
    // Who came while the list was read is not in what was meant by all of it.
    const people = ids ?? (count > 0 ? some : waiting.map(({ id }) => id));
    if (!letIn && people.length > 1 && !(await sure(t("sure", { count: people.length })))) return;
    await attempt(() => answerWaiting(roomId, people, letIn));
    setPicked(new Set());
  };
  const pick = (id: string): void => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  if (waiting.length === 0) return null;
  return (
    <section aria-label={t("title")} data-testid="waiting-list" className="not-last:mb-3">
      <h2 className="mb-1 flex items-baseline gap-2 text-[12px] text-soft">
        {t("title")} <span className="tabular-nums">{waiting.length}</span>
      </h2>
      <ul className="max-h-64 overflow-auto">
        {waiting.map(({ id, nickname: name, role, online }) => (
          <li key={id} className="flex items-center gap-2 py-0.5 text-[13px]">
            {waiting.length > 1 && (
              <input
                type="checkbox"
                aria-label={t("pick", { name })}
                checked={picked.has(id)}
                onChange={() => pick(id)}
              />
            )}
            <span className="min-w-0 flex-1 truncate font-medium" title={name}>
              {name}
              {role !== "student" && <span className="ml-1 text-[12px] font-normal text-faint">{room(role)}</span>}
              {!online && <span className="ml-1 text-[12px] font-normal text-faint">{t("gone")}</span>}
            </span>
            <IconButton icon={Check} label={t("letIn", { name })} onClick={() => void answer(true, [id])} />
            <IconButton icon={X} label={t("turnAway", { name })} onClick={() => void answer(false, [id])} />
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <div className="mt-1.5 flex flex-wrap gap-2">
          <Button look="primary" onClick={() => void answer(true)}>
            {count > 0 ? t("someIn", { count }) : t("allIn")}
          </Button>
          <Button onClick={() => void answer(false)}>{count > 0 ? t("someAway", { count }) : t("allAway")}</Button>
        </div>
      )}
      {question}
    </section>
  );
}
