/** Where somebody is in a course, as it stands in the address: `course/lesson/step`. */
import { type Progress, type StepAt, type StepProgress, stepKey } from "../../server/protocol/classroom/ClassState.ts";
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

export const stepsDone = (progress: Progress | undefined, course: Course, lesson: Lesson): number =>
  lesson.steps.filter((step) => progressOf(progress, course, lesson, step)?.passed !== undefined).length;
