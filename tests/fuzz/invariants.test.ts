/** What must hold of any cluster, whatever was done to it, once it had time to come to rest. */
import { describe, expect, it } from "vitest";
import { newCluster, pass } from "../support/clusters.ts";
import { overfullNodes, problemsOf, sharedAddresses } from "../support/invariants.ts";
import { sequence } from "../support/randomLife.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Acts of one life. */
const LENGTH = Number(process.env.FUZZ_STEPS ?? 30);

describe("SIM-5 any cluster", () => {
  it(`SIM-5 keeps its promises after ${RUNS} random lives (seed ${SEED})`, () => {
    for (let index = 0; index < RUNS; index++) {
      const seed = SEED + index;
      const cluster = newCluster({ seed, freezeObjects: false });
      sequence(seed, { length: LENGTH }).forEach((act, at) => act(cluster, at + 1));
      pass(cluster, 40);
      expect([...overfullNodes(cluster), ...sharedAddresses(cluster)], `seed ${seed}`).toEqual([]);
    }
  }, 3_600_000);

  it(`SIM-5 comes to rest, and then all agrees: ${RUNS} calm lives (seed ${SEED})`, () => {
    for (let index = 0; index < RUNS; index++) {
      const seed = SEED + index;
      const cluster = newCluster({ seed, freezeObjects: false });
      sequence(seed, { length: LENGTH, calm: true }).forEach((act, at) => act(cluster, at + 1));
      pass(cluster, 3 * 3600);
      expect(problemsOf(cluster), `seed ${seed}`).toEqual([]);
      const due = cluster.nextDue("foreground");
      expect(due === undefined || due > cluster.runtime.now + 250_000, `seed ${seed} is not at rest`).toBe(true);
    }
  }, 3_600_000);
});
