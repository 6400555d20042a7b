"use client";
/** What planned lessons are called, in the reader's language. */
import { useTranslations } from "next-intl";
import type { PlannedLesson } from "../../server/protocol/classroom/ClassState.ts";
import { type Course, OWN_COURSE } from "../../server/protocol/lessons.ts";
import type { OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { useTitle } from "./ShelfList.tsx";

export interface PlanNames {
  name(planned: PlannedLesson): string;
  /** With its version, where it has one. */
  whole(planned: PlannedLesson): string;
}

export function usePlanNames(lessons: readonly OwnLessonSummary[], courses: readonly Course[]): PlanNames {
  const t = useTranslations("authoring");
  const titleOf = useTitle();
  const name = ({ course, lesson }: PlannedLesson): string => {
    const own = lessons.find((one) => one.lesson === lesson);
    if (course === OWN_COURSE) return own ? titleOf(own) : lesson;
    const standard = courses.find(({ id }) => id === course)?.lessons.find(({ id }) => id === lesson);
    return standard?.title ?? lesson;
  };
  return {
    name,
    whole: (planned) =>
      planned.version === undefined ? name(planned) : t("planned", { title: name(planned), version: planned.version }),
  };
}
