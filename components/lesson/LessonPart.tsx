"use client";
/** The lesson at the left of the room: the list of lessons, or the step one is at. */
import { useTranslations } from "next-intl";
import { Suspense, useCallback, useEffect } from "react";
import { useGuide } from "../live/GuideContext.tsx";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { CourseList } from "./CourseList.tsx";
import { atOf, findPlace, lessonAfter, type Place } from "./place.ts";
import { stepKey } from "../../server/protocol/classroom/ClassState.ts";
import { useCourses } from "./useCourses.ts";
import { lazyPart } from "../ui/lazyPart.ts";

/** With Markdown: loaded when a lesson is opened. */
const LessonView = lazyPart(() => import("./LessonView.tsx").then((part) => ({ default: part.LessonView })));

export function LessonPart() {
  const t = useTranslations("lesson");
  const courses = useCourses();
  const connection = useConnection();
  const { view, setView } = useRoomView();
  const you = useRoomPart((room) => room.you);
  const live = useRoomPart(({ phase }) => phase === "live");
  const progress = useRoomPart(({ classroom }) => (you ? classroom.progress[you.id] : undefined));
  const plan = useRoomPart(({ classroom }) => classroom.plan);
  const place = Array.isArray(courses) ? findPlace(courses, view.step) : undefined;
  // Where one is led is no step of one's own.
  const led = useGuide().joined;
  const mayWork = live && !led && you !== undefined && you.role !== "viewer";
  const at = place ? stepKey(atOf(place)) : "";
  const serverAt = progress ? stepKey(progress.at) : "";
  // The server checks the step that is in view.
  useEffect(() => {
    if (!mayWork || at === "" || at === serverAt) return;
    const [course = "", lesson = "", step = ""] = at.split("/");
    connection.act({ type: "open-step", course, lesson, step }).catch(() => {});
  }, [connection, mayWork, at, serverAt]);
  const go = useCallback((next: Place | undefined) => setView({ step: next ? stepKey(atOf(next)) : "" }), [setView]);
  if (courses === "failed") return <p className="p-4 text-[13px] text-failing">{t("failed")}</p>;
  if (!courses) return null;
  return place ? (
    <Suspense fallback={null}>
      <LessonView
        key={`${place.course.id}/${place.lesson.id}`}
        place={place}
        progress={progress}
        mayWork={mayWork}
        nextLesson={lessonAfter(place, courses, plan)}
        onGo={go}
      />
    </Suspense>
  ) : (
    <CourseList courses={courses} progress={progress} onGo={go} />
  );
}
