"use client";
/** Courses from the server, fetched once a page and language. */
import { useEffect, useState } from "react";
import type { Course, CourseSummary } from "../../server/protocol/lessons.ts";
import { usePreferences } from "../i18n/Preferences.tsx";

const fetched = new Map<string, Promise<unknown>>();

function get<T>(path: string): Promise<T> {
  let answer = fetched.get(path);
  if (!answer) {
    answer = fetch(path).then((response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json() as Promise<unknown>;
    });
    answer.catch(() => fetched.delete(path));
    fetched.set(path, answer);
  }
  return answer as Promise<T>;
}

/** All courses with their lessons in the reader's language; undefined while they come. */
export function useCourses(): readonly Course[] | "failed" | undefined {
  const { locale } = usePreferences();
  const [courses, setCourses] = useState<readonly Course[] | "failed">();
  useEffect(() => {
    let gone = false;
    get<{ readonly courses: readonly CourseSummary[] }>("/api/courses")
      .then((answer) =>
        Promise.all(answer.courses.map(({ id }) => get<Course>(`/api/courses/${id}?language=${locale}`))),
      )
      .then(
        (all) => !gone && setCourses(all),
        () => !gone && setCourses("failed"),
      );
    return () => {
      gone = true;
    };
  }, [locale]);
  return courses;
}
