/** Faults as the monitor lists them: what was done to many clusters at once is one. Pure. */
import type { Drill, DrillPerson } from "../../server/protocol/classroom/drills.ts";

/** The same fault in another cluster within so long belongs to the first, wall ms. */
const TOGETHER_MS = 60_000;

export interface DrillGroup extends Pick<Drill, "id" | "fault" | "target" | "by" | "at"> {
  readonly drills: readonly Drill[];
}

export interface DrillResult extends DrillPerson {
  readonly person: string;
  /** Cluster time the fault began, ms. */
  readonly began: number;
  readonly cluster: string;
}

/** Newest first. */
export function drillGroups(drills: readonly Drill[]): readonly DrillGroup[] {
  const groups: (DrillGroup & { drills: Drill[] })[] = [];
  for (const drill of drills) {
    const { id, fault, target, by, at, cluster } = drill;
    const group = groups.findLast(
      (one) =>
        one.fault === fault &&
        one.by === by &&
        at - one.at < TOGETHER_MS &&
        (fault === "kill" || (one.target === target && one.drills.every((other) => other.cluster !== cluster))),
    );
    if (group) group.drills.push(drill);
    else groups.push({ id, fault, target, by, at, drills: [drill] });
  }
  return groups.reverse();
}

/** What came of it for each student: those not well yet first, then the slowest, then those it did not touch. */
export function resultsOf({ drills }: DrillGroup): readonly DrillResult[] {
  const results = new Map<string, DrillResult>();
  for (const { people, time, cluster } of drills)
    for (const [person, result] of Object.entries(people)) {
      const next = { ...result, person, began: time, cluster };
      const known = results.get(person);
      if (!known || rank(next) > rank(known)) results.set(person, next);
    }
  return [...results.values()].sort((left, right) => rank(right) - rank(left));
}

function rank({ hit, recovered, began }: DrillResult): number {
  if (hit === undefined) return -1;
  return recovered === undefined ? Number.MAX_VALUE : recovered - began;
}
