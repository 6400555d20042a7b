"use client";
/** The help queue: oldest hand first, claimed by one instructor, then done. */
import { useTranslations } from "next-intl";
import { useAct } from "../classroom/useAct.ts";
import { useNames } from "../classroom/useNames.ts";
import { Button } from "../ui/controls.tsx";
import { Section } from "./Section.tsx";
import { useNow, useSpan } from "./useAgo.ts";
import { useName } from "./useName.ts";
import type { Student } from "./useStudents.ts";

export function Hands({
  students,
  hidden,
  onWatch,
}: {
  readonly students: readonly Student[];
  readonly hidden: boolean;
  onWatch(person: string): void;
}) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const act = useAct();
  const names = useNames();
  const nameOf = useName(hidden);
  const span = useSpan();
  const now = useNow();
  const raised = students
    .flatMap((student) => (student.hand ? [{ student, hand: student.hand }] : []))
    .sort((left, right) => left.hand.since - right.hand.since);
  return (
    <Section title={t("hands")}>
      {raised.length === 0 && <p className="text-[13px] text-soft">{t("handsNone")}</p>}
      <ul className="space-y-2">
        {raised.map(({ student, hand: { person, question, since, claimedBy } }) => (
          <li key={person} className="rounded-control border border-line bg-raised p-2.5 text-[13px]">
            <p className="flex gap-2">
              <span className="min-w-0 flex-1 truncate font-semibold">{nameOf(student)}</span>
              <span className="text-[12px] text-soft tabular-nums">{span(now - since)}</span>
            </p>
            {question && <p className="mt-0.5 break-words">{question}</p>}
            <p className="mt-2 flex flex-wrap items-center gap-2">
              {claimedBy ? (
                <span className="flex-1 text-[12px] text-soft">{t("claimedBy", { name: names(claimedBy) })}</span>
              ) : (
                <Button look="primary" onClick={() => void act({ type: "claim-hand", person })}>
                  {t("claim")}
                </Button>
              )}
              {student.person.online && <Button onClick={() => onWatch(person)}>{live("watch")}</Button>}
              <Button onClick={() => void act({ type: "resolve-hand", person })}>{t("resolve")}</Button>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
