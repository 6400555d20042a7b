import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type SchedulerCase, schedulerDifference } from "../../../server/golden/schedulerCases.ts";

/** Recordings not met yet, each with its reason. */
const ALLOWED: Readonly<Record<string, string>> = {};

const folder = new URL("../../golden/scheduler/", import.meta.url);

describe("SCHED-1 decisions are those of kube-scheduler 1.36.2", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) {
    const cases = readFileSync(new URL(file, folder), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as SchedulerCase);
    it(`SCHED-1 ${file}: ${cases.length} recordings`, () => {
      const failures = cases
        .map((scenario) => [scenario.id, schedulerDifference(scenario)] as const)
        .filter(([id, difference]) => (difference !== undefined) !== id in ALLOWED);
      expect(failures).toEqual([]);
    });
  }
});
