/** What came of lessons, for each student and step: from the class's progress and the courses. Pure; docs/spec/RESULTS.md. */
import { type Progress, type StepProgress, stepKey } from "./classroom/ClassState.ts";
import type { Course, Step } from "./lessons.ts";

export interface StepResult {
  readonly lesson: string;
  readonly step: string;
  readonly lessonTitle: string;
  readonly stepTitle: string;
  /** Wall time, ms. */
  readonly opened: number;
  /** Wall time when all checks had held; left out: it is not done. */
  readonly passed?: number;
  /** How many checks have held, of how many. */
  readonly held: number;
  readonly checks: number;
  /** ms. */
  readonly spent: number;
  readonly attempts: number;
  readonly hints: number;
  readonly answerSeen: boolean;
  /** What was said to the known mistakes that were made, in the course's words. */
  readonly mistakes: readonly string[];
  readonly prediction?: string;
  readonly outcome?: string;
  /** Whether the prediction was right; left out while that is not known. */
  readonly right?: boolean;
}

export interface StudentResults {
  readonly person: string;
  /** Empty for who asked to be forgotten. */
  readonly name: string;
  /** In the room now; false: put out, cut off or forgotten. */
  readonly here: boolean;
  /** Steps that were opened, in the order of the course. */
  readonly steps: readonly StepResult[];
}

export interface CourseResults {
  readonly id: string;
  readonly title: string;
  /** How many steps there are. */
  readonly steps: number;
  readonly students: readonly StudentResults[];
}

export interface Results {
  readonly room: { readonly id: string; readonly name: string };
  /** Wall time, ms. */
  readonly at: number;
  readonly courses: readonly CourseResults[];
}

/** Whose results are wanted. */
export interface Pupil {
  readonly id: string;
  readonly name: string;
  readonly here: boolean;
}

export function resultsOf(
  courses: readonly Course[],
  pupils: readonly Pupil[],
  progress: { readonly [person: string]: Progress },
): readonly CourseResults[] {
  return courses.map((course) => ({
    id: course.id,
    title: course.title,
    steps: course.lessons.reduce((sum, { steps }) => sum + steps.length, 0),
    students: pupils.map(({ id, name, here }) => ({
      person: id,
      name,
      here,
      steps: Object.hasOwn(progress, id) ? stepsOf(course, progress[id] as Progress) : [],
    })),
  }));
}

function stepsOf(course: Course, { steps }: Progress): StepResult[] {
  return course.lessons.flatMap((lesson) =>
    lesson.steps.flatMap((step) => {
      const key = stepKey({ course: course.id, lesson: lesson.id, step: step.id });
      const own = Object.hasOwn(steps, key) ? steps[key] : undefined;
      return own ? [{ lesson: lesson.id, step: step.id, lessonTitle: lesson.title, ...resultOf(step, own) }] : [];
    }),
  );
}

function resultOf(
  { title, checks, mistakes, predict }: Step,
  own: StepProgress,
): Omit<StepResult, "lesson" | "step" | "lessonTitle"> {
  const { opened, passed, prediction, outcome } = own;
  // A prediction of words is right or wrong for people to say.
  const comparable = predict !== undefined && predict.answers !== "text";
  return {
    stepTitle: title,
    opened,
    ...(passed === undefined ? {} : { passed }),
    held: own.checks.filter(Boolean).length,
    checks: checks.length,
    spent: own.spent ?? 0,
    attempts: own.tries,
    hints: own.hints,
    answerSeen: own.answerSeen === true,
    mistakes: own.mistakes.flatMap((index) => mistakes[index] ?? []),
    ...(prediction === undefined ? {} : { prediction }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(comparable && prediction !== undefined && outcome !== undefined ? { right: prediction === outcome } : {}),
  };
}
