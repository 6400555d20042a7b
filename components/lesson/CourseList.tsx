"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Progress } from "../../server/protocol/classroom/ClassState.ts";
import type { Course, Lesson } from "../../server/protocol/lessons.ts";
import { OwnResults } from "../results/OwnResults.tsx";
import { type Place, progressOf, stepsDone } from "./place.ts";

/** All lessons with how far one is. The one to go on with stands out. */
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
  return (
    <div className="h-full overflow-auto p-4">
      <h2 className="text-[16px] font-semibold">{t("courses")}</h2>
      <p className="mt-1 text-[13px] text-soft">{t("coursesLead")}</p>
      {courses.map((course) => {
        const next = course.lessons.find((lesson) => stepsDone(progress, course, lesson) < lesson.steps.length);
        return (
          <section key={course.id} className="mt-5" aria-labelledby={`course-${course.id}`}>
            <h3 id={`course-${course.id}`} className="text-[14px] font-semibold">
              {course.title}
            </h3>
            <p className="mt-0.5 mb-2 text-[12px] text-soft">{course.about}</p>
            <ol className="divide-y divide-line border-y border-line">
              {course.lessons.map((lesson, index) => (
                <li key={lesson.id}>
                  <LessonRow
                    number={index + 1}
                    lesson={lesson}
                    done={stepsDone(progress, course, lesson)}
                    isNext={lesson === next}
                    onOpen={() => onGo(placeIn(course, lesson, progress))}
                  />
                </li>
              ))}
            </ol>
          </section>
        );
      })}
      {progress && <OwnResults />}
    </div>
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
