"use client";
/** Courses from the server, fetched once a page and language; the room's own lessons again when the class gets others. */
import { useEffect, useMemo, useState } from "react";
import type { Course, CourseSummary } from "../../server/protocol/lessons.ts";
import { fetchOwnCourse } from "../client/lessons.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";

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

/** The standard courses and, first, the room's own lessons that the class has; all with their lessons in the reader's language; undefined while they come. */
export function useCourses(): readonly Course[] | "failed" | undefined {
  const { locale } = usePreferences();
  const standard = useStandardCourses();
  const { roomId } = useRoomView();
  const plan = useRoomPart(({ classroom }) => classroom.plan);
  const [own, setOwn] = useState<readonly Course[]>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    const settle = (course: Course | null): void => {
      if (gone) return;
      setOwn(course ? [course] : []);
      setFailed(false);
    };
    if (plan?.lessons.some(({ version }) => version !== undefined))
      fetchOwnCourse(roomId, locale).then(
        ({ course }) => settle(course),
        () => !gone && setFailed(true),
      );
    else settle(null);
    return () => {
      gone = true;
    };
  }, [roomId, locale, plan]);
  return useMemo(() => {
    if (failed) return "failed";
    return Array.isArray(standard) ? own && [...own, ...(standard as readonly Course[])] : standard;
  }, [own, standard, failed]);
}

/** The courses everybody has; undefined while they come. */
export function useStandardCourses(): readonly Course[] | "failed" | undefined {
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
