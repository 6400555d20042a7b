/** What opening a step, taking a hint or a check makes of somebody's progress. */
import type { CheckedAction, ClassAction } from "./actionSchema.ts";
import { type ClassEntry, type Progress, type StepAt, type StepProgress, stepKey } from "./ClassState.ts";

export type ProgressAction =
  | Extract<ClassAction, { type: "open-step" | "take-hint" | "see-answer" | "predict" }>
  | CheckedAction;

/** Steps kept of one person; the first opened go. */
const MOST_STEPS = 400;

type All = { readonly [person: string]: Progress };

export function foldProgress(all: All, entry: Omit<ClassEntry, "action"> & { readonly action: ProgressAction }): All {
  const { action, who, at, time } = entry;
  const person = action.type === "checked" ? action.person : who;
  const known = Object.hasOwn(all, person) ? all[person] : undefined;
  const step = known?.steps[stepKey(action)];
  if (action.type === "open-step") return { ...all, [person]: opened(known, action, step ?? fresh(at, time)) };
  if (!known || !step) return all;
  const next = { ...known, steps: { ...known.steps, [stepKey(action)]: changed(step, action, at) } };
  return { ...all, [person]: next };
}

const fresh = (opened: number, since: number): StepProgress => ({
  opened,
  since,
  checks: [],
  tries: 0,
  hints: 0,
  mistakes: [],
});

function opened(known: Progress | undefined, { course, lesson, step }: StepAt, progress: StepProgress): Progress {
  const at = { course, lesson, step };
  const steps = Object.entries({ ...known?.steps, [stepKey(at)]: progress });
  return { at, steps: Object.fromEntries(steps.slice(-MOST_STEPS)) };
}

function changed(step: StepProgress, action: Exclude<ProgressAction, { type: "open-step" }>, at: number): StepProgress {
  switch (action.type) {
    case "take-hint":
      return { ...step, hints: Math.max(step.hints, action.hint) };
    case "see-answer":
      return { ...step, answerSeen: true };
    case "predict":
      // What was said before the run stands.
      return step.passed === undefined ? { ...step, prediction: action.answer } : step;
    case "checked": {
      const { checks, passed, tries, mistake, outcome } = action;
      return {
        ...step,
        checks,
        tries,
        ...(passed && step.passed === undefined ? { passed: at } : {}),
        ...(mistake === undefined || step.mistakes.includes(mistake) ? {} : { mistakes: [...step.mistakes, mistake] }),
        ...(outcome === undefined ? {} : { outcome }),
      };
    }
  }
}
