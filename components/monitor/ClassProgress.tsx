"use client";
/** How many students have done each step of the lessons the class is in. */
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
        return { key, lesson: lesson.title, title: step.title, opened, passed };
      }),
    ),
  );
  const begun = rows.filter(({ opened }) => opened > 0);
  if (begun.length === 0 || students.length === 0) return null;
  return (
    <Section title={t("progress")}>
      <ul className="space-y-1.5">
        {begun.map(({ key, lesson, title, opened, passed }) => (
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
          </li>
        ))}
      </ul>
    </Section>
  );
}
