/** Where somebody is in a course, as it stands in the address: `course/lesson/step`. */
import {
  type Plan,
  type Progress,
  type StepAt,
  type StepProgress,
  stepKey,
} from "../../server/protocol/classroom/ClassState.ts";
import type { Course, Lesson, Step } from "../../server/protocol/lessons.ts";

export interface Place {
  readonly course: Course;
  readonly lesson: Lesson;
  readonly step: Step;
  /** From 0. */
  readonly index: number;
}

export function findPlace(courses: readonly Course[], text: string): Place | undefined {
  const [courseId, lessonId, stepId] = text.split("/");
  const course = courses.find(({ id }) => id === courseId);
  const lesson = course?.lessons.find(({ id }) => id === lessonId);
  const index = lesson
    ? Math.max(
        0,
        lesson.steps.findIndex(({ id }) => id === stepId),
      )
    : -1;
  const step = lesson?.steps[index];
  return course && lesson && step ? { course, lesson, step, index } : undefined;
}

export const atOf = ({ course, lesson, step }: Place): StepAt => ({
  course: course.id,
  lesson: lesson.id,
  step: step.id,
});

export function progressOf(
  progress: Progress | undefined,
  course: Course,
  lesson: Lesson,
  step: Step,
): StepProgress | undefined {
  return progress?.steps[stepKey({ course: course.id, lesson: lesson.id, step: step.id })];
}

/** Lessons of the plan, in its order; those that are not there are left out. */
export function plannedLessons(
  courses: readonly Course[],
  plan: Plan | undefined,
): readonly { readonly course: Course; readonly lesson: Lesson }[] {
  return (plan?.lessons ?? []).flatMap((planned) => {
    const course = courses.find(({ id }) => id === planned.course);
    const lesson = course?.lessons.find(({ id }) => id === planned.lesson);
    return course && lesson ? [{ course, lesson }] : [];
  });
}

/** The lesson after this one: in the plan, or in its course. */
export function lessonAfter(
  { course, lesson }: Place,
  courses: readonly Course[],
  plan: Plan | undefined,
): Place | undefined {
  const planned = plannedLessons(courses, plan);
  const at = planned.findIndex((one) => one.course === course && one.lesson === lesson);
  const inCourse = course.lessons[course.lessons.indexOf(lesson) + 1];
  const next = at >= 0 ? planned[at + 1] : inCourse && { course, lesson: inCourse };
  const step = next?.lesson.steps[0];
  return next && step ? { ...next, step, index: 0 } : undefined;
}

export const stepsDone = (progress: Progress | undefined, course: Course, lesson: Lesson): number =>
  lesson.steps.filter((step) => progressOf(progress, course, lesson, step)?.passed !== undefined).length;
