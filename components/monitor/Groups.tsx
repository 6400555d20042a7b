"use client";
/** Students who share a trouble, with one click to help them all. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/controls.tsx";
import { BreakDialog } from "./BreakDialog.tsx";
import { SendDialog } from "./SendDialog.tsx";
import { Section } from "./Section.tsx";
import { useLead } from "./useLead.ts";
import { useProblemText } from "./useProblemText.ts";
import { useName } from "./useName.ts";
import { groupsOf, type Student } from "./useStudents.ts";

export function Groups({ students, hidden }: { readonly students: readonly Student[]; readonly hidden: boolean }) {
  const t = useTranslations("classroom");
  const groups = groupsOf(students);
  return (
    <Section title={t("groups")}>
      {groups.length === 0 && <p className="text-[13px] text-soft">{t("groupsNone")}</p>}
      <ul className="space-y-2">
        {groups.map((group) => (
          <li key={group.key}>
            <Group id={group.key} students={group.students} hidden={hidden} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Group({
  id,
  students,
  hidden,
}: {
  readonly id: string;
  readonly students: readonly Student[];
  readonly hidden: boolean;
}) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const lead = useLead();
  const problemText = useProblemText();
  const nameOf = useName(hidden);
  const [hinting, setHinting] = useState(false);
  const [breaking, setBreaking] = useState(false);
  const problem = students[0]?.tile?.problems.find(({ key }) => key === id);
  const names = students.map(nameOf).join(", ");
  if (!problem) return null;
  return (
    <div className="rounded-control border border-line bg-raised p-2.5 text-[13px]" data-group={id}>
      <p className="flex items-baseline gap-2">
        <span className="font-semibold tabular-nums">{t("group", { count: students.length })}</span>
        <span className="min-w-0 flex-1 text-failing" title={problem.detail}>
          {problemText(problem)}
        </span>
      </p>
      <p className="mt-1 truncate text-[12px] text-soft" title={names}>
        {names}
      </p>
      <p className="mt-2 flex flex-wrap gap-2">
        <Button onClick={() => setHinting(true)}>{t("sendHint")}</Button>
        <Button onClick={() => lead(students.map(({ person }) => person.id))}>{live("followMeSome")}</Button>
        <Button onClick={() => setBreaking(true)}>{t("break")}</Button>
      </p>
      {hinting && (
        <SendDialog open onOpenChange={setHinting} to={students.map(({ person }) => person.id)} names={names} />
      )}
      {breaking && <BreakDialog open onOpenChange={setBreaking} to={students} names={names} />}
    </div>
  );
}
