"use client";
/** How many students have done each step of the lessons the class is in, and what they foretold of it. */
import { useTranslations } from "next-intl";
import { stepKey } from "../../server/protocol/classroom/ClassState.ts";
import { useCourses } from "../lesson/useCourses.ts";
import { Section } from "./Section.tsx";
import type { Student } from "./useStudents.ts";

export function ClassProgress({ students }: { readonly students: readonly Student[] }) {
  const t = useTranslations("classroom");
  const courses = useCourses();
  if (courses === undefined || courses === "failed") return null;
  const rows = courses.flatMap((course) =>
    course.lessons.flatMap((lesson) =>
      lesson.steps.map((step) => {
        const key = stepKey({ course: course.id, lesson: lesson.id, step: step.id });
        const opened = students.filter(({ progress }) => progress?.steps[key] !== undefined).length;
        const passed = students.filter(({ progress }) => progress?.steps[key]?.passed !== undefined).length;
        const predicted = step.predict ? answersTo(students, key) : [];
        return { key, lesson: lesson.title, title: step.title, opened, passed, predicted };
      }),
    ),
  );
  const begun = rows.filter(({ opened }) => opened > 0);
  if (begun.length === 0 || students.length === 0) return null;
  return (
    <Section title={t("progress")}>
      <ul className="space-y-1.5">
        {begun.map(({ key, lesson, title, opened, passed, predicted }) => (
          <li key={key} className="text-[12px]">
            <p className="flex gap-2">
              <span className="min-w-0 flex-1 truncate" title={`${lesson} · ${title}`}>
                <span className="text-soft">{lesson} · </span>
                {title}
              </span>
              <span className="tabular-nums">
                {passed}/{students.length}
              </span>
            </p>
            <span className="relative mt-0.5 block h-1.5 overflow-hidden rounded-full bg-line">
              <span
                className="absolute inset-y-0 left-0 bg-accent/40"
                style={{ width: `${(opened / students.length) * 100}%` }}
              />
              <span
                className="absolute inset-y-0 left-0 bg-running"
                style={{ width: `${(passed / students.length) * 100}%` }}
              />
            </span>
            {predicted.length > 0 && (
              <ul aria-label={t("predictions")} className="mt-1 space-y-0.5 pl-2">
                {predicted.map(({ answer, count, right }) => (
                  <li key={answer} className="flex gap-2 text-soft">
                    <span className={`min-w-0 flex-1 truncate ${right ? "font-medium text-running" : ""}`}>
                      {answer}
                    </span>
                    <span className="tabular-nums">{t("votes", { count })}</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface Predicted {
  readonly answer: string;
  readonly count: number;
  /** It is what came of it, with somebody. */
  readonly right: boolean;
}

/** What the class foretold of a step, the most frequent first. */
function answersTo(students: readonly Student[], key: string): readonly Predicted[] {
  const counts = new Map<string, number>();
  const outcomes = new Set<string>();
  for (const { progress } of students) {
    const { prediction, outcome } = progress?.steps[key] ?? {};
    if (prediction !== undefined) counts.set(prediction, (counts.get(prediction) ?? 0) + 1);
    if (outcome !== undefined) outcomes.add(outcome);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([answer, count]) => ({ answer, count, right: outcomes.has(answer) }));
}
