/** What opening a step, taking a hint or a check makes of somebody's progress. */
import type { CheckedAction, ClassAction } from "./actionSchema.ts";
import { type ClassEntry, type Progress, type StepAt, type StepProgress, stepKey } from "./ClassState.ts";

export type ProgressAction =
  | Extract<ClassAction, { type: "open-step" | "take-hint" | "see-answer" | "predict" }>
  | CheckedAction;

/** Steps kept of one person; the first opened go. */
const MOST_STEPS = 400;

/** A pause longer than this counts as this long, ms: who thinks for ten minutes may as well have gone for coffee. */
const LONGEST_PAUSE = 5 * 60_000;

type All = { readonly [person: string]: Progress };

export function foldProgress(all: All, entry: Omit<ClassEntry, "action"> & { readonly action: ProgressAction }): All {
  const { action, who, at, time } = entry;
  const person = action.type === "checked" ? action.person : who;
  const known = Object.hasOwn(all, person) ? all[person] : undefined;
  const working = known && worked(known, at);
  const step = working?.steps[stepKey(action)];
  if (action.type === "open-step") {
    const { last: _, ...open } = step ?? fresh(at, time);
    return { ...all, [person]: opened(working, action, open.passed === undefined ? { ...open, last: at } : open) };
  }
  if (!working || !step) return all;
  const next = { ...working, steps: { ...working.steps, [stepKey(action)]: changed(step, action, at) } };
  return { ...all, [person]: next };
}

/** A sign of work at `at` in the step somebody is at, until that is passed: the time since the last sign was spent on it. */
function worked(known: Progress, at: number): Progress {
  const key = stepKey(known.at);
  const step = known.steps[key];
  if (step?.last === undefined || step.passed !== undefined) return known;
  const pause = Math.min(Math.max(0, at - step.last), LONGEST_PAUSE);
  return { ...known, steps: { ...known.steps, [key]: { ...step, spent: (step.spent ?? 0) + pause, last: at } } };
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
