"use client";
/** What students wrote to the instructors and nobody answered yet. */
import { useTranslations } from "next-intl";
import { Button } from "../ui/controls.tsx";
import { MessageLine } from "./MessageLine.tsx";
import { usePutAway, useUnanswered } from "./useUnanswered.ts";

const SHOWN = 6;

export function Unanswered({ nameOf, onTalk }: { nameOf(person: string): string; onTalk(person: string): void }) {
  const t = useTranslations("classroom");
  const waiting = useUnanswered();
  const putAway = usePutAway();
  return (
    <>
      <ul className="space-y-2">
        {waiting.slice(0, SHOWN).map((message) => (
          <li
            key={message.from}
            className="rounded-control border border-line bg-raised p-2.5"
            data-talk={message.from}
          >
            <MessageLine message={message} own={false} nameOf={nameOf} />
            <p className="mt-2 flex gap-2">
              <Button onClick={() => onTalk(message.from)}>{t("answerThem")}</Button>
              <Button look="quiet" onClick={() => putAway(message)}>
                {t("putAway")}
              </Button>
            </p>
          </li>
        ))}
      </ul>
      {waiting.length > SHOWN && (
        <p className="mt-1 text-[12px] text-soft">{t("moreMessages", { count: waiting.length - SHOWN })}</p>
      )}
    </>
  );
}
