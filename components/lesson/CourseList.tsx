"use client";
import { Check, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Progress } from "../../server/protocol/classroom/ClassState.ts";
import { type Course, type Lesson, OWN_COURSE } from "../../server/protocol/lessons.ts";
import { OwnResults } from "../results/OwnResults.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { type Place, plannedLessons, progressOf, stepsDone } from "./place.ts";

/** All lessons with how far one is: what the class is to do first. The one to go on with stands out. */
export function CourseList({
  courses,
  progress,
  onGo,
}: {
  readonly courses: readonly Course[];
  readonly progress: Progress | undefined;
  onGo(place: Place): void;
}) {
  const t = useTranslations("lesson");
  const { roomId } = useRoomView();
  const plan = useRoomPart(({ classroom }) => classroom.plan);
  const teaches = useRoomPart(({ you, room }) => you?.role === "instructor" && room?.parent === undefined);
  const planned = plannedLessons(courses, plan);
  const standard = courses.filter(({ id }) => id !== OWN_COURSE);
  const all = standard.map((course) => (
    <CourseSection
      key={course.id}
      id={course.id}
      title={course.title}
      about={course.about}
      lessons={course.lessons.map((lesson) => ({ course, lesson }))}
      progress={progress}
      isNext={planned.length === 0}
      onGo={onGo}
    />
  ));
  return (
    <div className="h-full overflow-auto p-4">
      <h2 className="text-[16px] font-semibold">{t("courses")}</h2>
      <p className="mt-1 text-[13px] text-soft">{t("coursesLead")}</p>
      {planned.length > 0 && (
        <CourseSection
          id="plan"
          title={plan?.title || t("forClass")}
          about={plan?.title ? t("forClass") : ""}
          lessons={planned}
          progress={progress}
          isNext
          onGo={onGo}
        />
      )}
      {planned.length > 0 ? (
        <details className="mt-5">
          <summary className="text-[13px] text-soft">{t("moreCourses")}</summary>
          {all}
        </details>
      ) : (
        all
      )}
      {teaches && (
        <a
          href={`/room/${roomId}/lessons`}
          className="mt-5 inline-flex items-center gap-1.5 text-[13px] text-accent underline"
        >
          <PenLine size={14} aria-hidden />
          {t("write")}
        </a>
      )}
      {progress && <OwnResults />}
    </div>
  );
}

interface Listed {
  readonly course: Course;
  readonly lesson: Lesson;
}

function CourseSection({
  id,
  title,
  about,
  lessons,
  progress,
  isNext,
  onGo,
}: {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly lessons: readonly Listed[];
  readonly progress: Progress | undefined;
  /** Its first lesson that is not done is the one to go on with. */
  readonly isNext: boolean;
  onGo(place: Place): void;
}) {
  const next = lessons.find(({ course, lesson }) => stepsDone(progress, course, lesson) < lesson.steps.length);
  return (
    <section className="mt-5" aria-labelledby={`course-${id}`}>
      <h3 id={`course-${id}`} className="text-[14px] font-semibold">
        {title}
      </h3>
      {about && <p className="mt-0.5 text-[12px] text-soft">{about}</p>}
      <ol className="mt-2 divide-y divide-line border-y border-line">
        {lessons.map((listed, index) => (
          <li key={`${listed.course.id}/${listed.lesson.id}`}>
            <LessonRow
              number={index + 1}
              lesson={listed.lesson}
              done={stepsDone(progress, listed.course, listed.lesson)}
              isNext={isNext && listed === next}
              onOpen={() => onGo(placeIn(listed.course, listed.lesson, progress))}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The first step that is not done, or the first. */
function placeIn(course: Course, lesson: Lesson, progress: Progress | undefined): Place {
  const open = lesson.steps.findIndex((step) => progressOf(progress, course, lesson, step)?.passed === undefined);
  const index = Math.max(0, open);
  return { course, lesson, index, step: lesson.steps[index] as Place["step"] };
}

function LessonRow({
  number,
  lesson,
  done,
  isNext,
  onOpen,
}: {
  readonly number: number;
  readonly lesson: Lesson;
  readonly done: number;
  readonly isNext: boolean;
  onOpen(): void;
}) {
  const t = useTranslations("lesson");
  const all = lesson.steps.length;
  const whole = done === all;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-3 px-1 py-2.5 text-left -outline-offset-2 hover:bg-raised"
    >
      <span
        aria-hidden
        className={`grid size-6 shrink-0 place-items-center rounded-full text-[12px] tabular-nums ${
          whole ? "bg-running text-paper" : isNext ? "bg-accent text-accent-ink" : "border border-line-strong text-soft"
        }`}
      >
        {whole ? <Check size={14} /> : number}
      </span>
      <span className="min-w-0 flex-1">
        <span className={`block text-[13px] ${isNext ? "font-semibold" : ""}`}>{lesson.title}</span>
        <span className="block text-[12px] text-soft tabular-nums">
          {t("minutes", { minutes: lesson.minutes })}
          {done > 0 && ` · ${whole ? t("done") : t("doneOf", { done, all })}`}
        </span>
      </span>
      {isNext && <span className="text-[12px] font-medium text-accent">{t(done > 0 ? "goOn" : "start")}</span>}
    </button>
  );
}
