/** What a plan makes of the class: what is to be done, and what becomes of those in the middle of a lesson that was edited. */
import { OWN_COURSE } from "../lessons.ts";
import type { AssignAction } from "./actionSchema.ts";
import { type ClassState, type GivenLesson, type LessonEdit, type Progress, type StepProgress } from "./ClassState.ts";

export function assigned(state: ClassState, { title, lessons, edits }: AssignAction): ClassState {
  // Entries of before plans were kept named a course alone, which nobody looked at.
  if (!lessons) return state;
  const given: { [lesson: string]: GivenLesson } = { ...state.given };
  for (const { course, lesson, version } of lessons)
    if (course === OWN_COURSE && version !== undefined)
      given[lesson] = {
        version,
        dropped: droppedBy(
          edits.find((edit) => edit.lesson === lesson),
          Object.hasOwn(given, lesson) ? given[lesson] : undefined,
        ),
      };
  return {
    ...state,
    plan: lessons.length === 0 ? undefined : { title, lessons },
    given,
    progress: edits.reduce(edited, state.progress),
  };
}

/** A step that came back is not gone. */
function droppedBy(edit: LessonEdit | undefined, before: GivenLesson | undefined): GivenLesson["dropped"] {
  const all = { ...before?.dropped, ...edit?.dropped };
  return Object.fromEntries(Object.entries(all).filter(([step]) => !(edit && Object.hasOwn(edit.steps, step))));
}

/** What was passed stays so; of the rest those checks stay held that are still the same. */
function edited(progress: ClassState["progress"], { lesson, steps }: LessonEdit): ClassState["progress"] {
  const prefix = `${OWN_COURSE}/${lesson}/`;
  const one = (key: string, step: StepProgress): StepProgress => {
    const id = key.startsWith(prefix) ? key.slice(prefix.length) : "";
    const change = Object.hasOwn(steps, id) ? steps[id] : undefined;
    if (!change) return step;
    const isDone = step.passed !== undefined;
    return {
      ...step,
      checks: change.checks.map((before) => isDone || (before >= 0 && step.checks[before] === true)),
      mistakes: change.mistakes.flatMap((before, now) => (before >= 0 && step.mistakes.includes(before) ? [now] : [])),
    };
  };
  const all = (own: Progress): Progress => ({
    ...own,
    steps: Object.fromEntries(Object.entries(own.steps).map(([key, step]) => [key, one(key, step)])),
  });
  return Object.fromEntries(Object.entries(progress).map(([person, own]) => [person, all(own)]));
}
