/** Folders of recordings: what they are of, and whether ours does the same, case by case. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiCase, apiDifference } from "./apiCases.ts";
import { type ControllerTrace, runControllerTrace } from "./controllerTraces.ts";
import type { KubectlCase } from "./kubectl/recorded.ts";
import { KubectlRunner } from "./kubectlCases.ts";
import { type SchedulerCase, schedulerDifference } from "./schedulerCases.ts";

export const AREAS = ["scheduler", "api", "controllers", "kubectl"] as const;
export type Area = (typeof AREAS)[number];

type Recorded = { readonly id: string };

const RUNNERS: { readonly [area in Exclude<Area, "kubectl">]: (recorded: never) => string | undefined } = {
  scheduler: (recorded: SchedulerCase) => schedulerDifference(recorded),
  api: (recorded: ApiCase) => apiDifference(recorded),
  controllers: (recorded: ControllerTrace) => {
    const { ok, difference } = runControllerTrace(recorded);
    return ok ? undefined : (difference ?? "differs");
  },
};

/** The first difference from a recording, undefined when there is none. A throw of ours is a difference. */
export function difference(area: Exclude<Area, "kubectl">, recorded: Recorded): string | undefined {
  try {
    return RUNNERS[area](recorded as never);
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Judges the recordings of one folder, in order. */
export function judgeOf(area: Area, folder: string): (recorded: Recorded) => Promise<string | undefined> {
  if (area !== "kubectl") return async (recorded) => difference(area, recorded);
  const runner = new KubectlRunner(folder);
  return async (recorded) => {
    try {
      return await runner.difference(recorded as KubectlCase);
    } catch (error) {
      return `threw ${error instanceof Error ? error.message : String(error)}`;
    }
  };
}

/** Names of the files with recordings, sorted. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
}

/** The recordings of one file. Throws with the line's number when a line is no JSON. */
export function casesOf<T extends Recorded = Recorded>(path: string): readonly T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, index }) => {
      try {
        return JSON.parse(line) as T;
      } catch (error) {
        throw new Error(`${path}:${index + 1} is no JSON: ${(error as Error).message}`, { cause: error });
      }
    });
}

/** What a folder holds recordings of, by the form of its first; undefined when it is none we know. */
export function areaOf(folder: string): Area | undefined {
  if (existsSync(join(folder, "worlds"))) return "kubectl";
  const [file] = filesOf(folder);
  const first = file === undefined ? undefined : casesOf(join(folder, file))[0];
  if (!first) return undefined;
  if ("argv" in first) return "kubectl";
  if ("trace" in first) return "controllers";
  return "steps" in first ? "api" : "scheduler";
}
