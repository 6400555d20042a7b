/** Random lives in which nodes, links, the registry and containers break: once all is mended, everything agrees again. */
import { describe, expect, it } from "vitest";
import { Cluster } from "../../server/simulation/cluster.ts";
import { newCluster, pass } from "../support/clusters.ts";
import { faultySequence, mendAll } from "../support/faultyLife.ts";
import { overfullNodes, problemsOf, sharedAddresses } from "../support/invariants.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Acts of one life, faults and requests not counted. */
const LENGTH = Number(process.env.FUZZ_STEPS ?? 30);

/** Events are read from a snapshot when they are looked at. */
const asJson = (snapshot: unknown): unknown => JSON.parse(JSON.stringify(snapshot));

describe("SIM-7 clusters in which things break", () => {
  it(`SIM-7 keep their promises meanwhile, and all agrees when all is mended: ${RUNS} lives (seed ${SEED})`, () => {
    for (let index = 0; index < RUNS; index++) {
      const seed = SEED + index;
      const cluster = newCluster({ seed, freezeObjects: false });
      faultySequence(seed, { length: LENGTH, calm: true }).forEach((act, at) => {
        act(cluster, at + 1);
        expect([...overfullNodes(cluster), ...sharedAddresses(cluster)], `seed ${seed}, act ${at}`).toEqual([]);
      });
      mendAll(cluster);
      pass(cluster, 3 * 3600);
      expect(problemsOf(cluster), `seed ${seed}`).toEqual([]);
    }
  }, 3_600_000);

  it(`SIM-7 are the same again when run again, cut by a snapshot (seed ${SEED})`, () => {
    for (let index = 0; index < Math.ceil(RUNS / 3); index++) {
      const seed = SEED + index;
      const acts = faultySequence(seed, { length: LENGTH });
      const whole = newCluster({ seed });
      let cut = newCluster({ seed });
      acts.forEach((act, at) => {
        act(whole, at + 1);
        act(cut, at + 1);
        if (at === acts.length >> 1)
          cut = Cluster.restore(JSON.parse(JSON.stringify(cut.snapshot())), { seed, now: 0, nodes: "course" });
      });
      for (const each of [whole, cut]) pass(each, 600);
      expect(asJson(cut.store.snapshot()), `seed ${seed}`).toEqual(asJson(whole.store.snapshot()));
      expect(cut.runtime.steps).toBe(whole.runtime.steps);
    }
  }, 3_600_000);
});
