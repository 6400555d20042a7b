/** What another version of a lesson means for those in the middle of it: which checks are still the same. Pure. */
import type { LessonEdit } from "../classroom/ClassState.ts";
import type { Check } from "./checkSchema.ts";
import { withoutWords } from "./ownLesson.ts";
import type { ParsedLesson } from "./parseLesson.ts";

export function editBetween(before: ParsedLesson, after: ParsedLesson): LessonEdit {
  const steps: { [step: string]: LessonEdit["steps"][string] } = {};
  for (const step of after.steps) {
    const old = before.steps.find(({ id }) => id === step.id);
    if (!old) continue;
    steps[step.id] = {
      checks: origins(step.check, old.check),
      mistakes: origins(step.mistakeChecks, old.mistakeChecks),
    };
  }
  const dropped = Object.fromEntries(
    before.steps.filter(({ id }) => !after.steps.some((step) => step.id === id)).map(({ id, title }) => [id, title]),
  );
  return { lesson: after.id, steps, dropped };
}

/** For each check the place of the same one before, each taken once; -1 for one that is new. */
function origins(now: readonly Check[], before: readonly Check[]): number[] {
  const left = before.map((check) => JSON.stringify(withoutWords(check)));
  return now.map((check) => {
    const at = left.indexOf(JSON.stringify(withoutWords(check)));
    if (at >= 0) left[at] = "";
    return at;
  });
}
