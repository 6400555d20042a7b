import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { casesOf, filesOf } from "../../../server/golden/folder.ts";
import { type SchedulerCase, schedulerDifference } from "../../../server/golden/schedulerCases.ts";

/** Recordings not met yet, each with its reason. */
const ALLOWED: Readonly<Record<string, string>> = {};

const folder = join(import.meta.dirname, "../../golden/scheduler");

describe("SCHED-1 decisions are those of kube-scheduler 1.36.2", () => {
  for (const file of filesOf(folder)) {
    const cases = casesOf<SchedulerCase>(join(folder, file));
    it(`SCHED-1 ${file}: ${cases.length} recordings`, () => {
      const failures = cases
        .map((scenario) => [scenario.id, schedulerDifference(scenario)] as const)
        .filter(([id, difference]) => (difference !== undefined) !== id in ALLOWED);
      expect(failures).toEqual([]);
    });
  }
});
