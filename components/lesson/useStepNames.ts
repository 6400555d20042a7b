"use client";
import { useCallback } from "react";
import { useCourses } from "./useCourses.ts";

interface Place {
  readonly course: string;
  readonly lesson: string;
  readonly step: string;
}

/** A lesson's and a step's titles in the reader's language; their ids until these are here, and of what no course has any more. */
export function useStepNames(): (place: Place) => { readonly lesson: string; readonly step: string } {
  const courses = useCourses();
  return useCallback(
    ({ course, lesson, step }) => {
      const known = courses === undefined || courses === "failed" ? [] : courses;
      const found = known.find(({ id }) => id === course)?.lessons.find(({ id }) => id === lesson);
      return {
        lesson: found?.title ?? lesson,
        step: found?.steps.find(({ id }) => id === step)?.title ?? step,
      };
    },
    [courses],
  );
}
