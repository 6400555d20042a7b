import { describe, expect, it } from "vitest";
import { Cluster, type ClusterSnapshot } from "../../server/simulation/cluster.ts";
import type { StoreEvent } from "../../server/simulation/store/StoreEvent.ts";
import { newCluster, START } from "../support/clusters.ts";
import { chooser, sequence } from "../support/randomLife.ts";

/** How many sequences, and from which seed: printed with a failure, given by FUZZ_RUNS and FUZZ_SEED. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

interface History {
  readonly lines: string[];
  cluster: Cluster;
}

function listen(history: History): void {
  history.cluster.store.subscribe(
    "*",
    ({ type, resource, object, revision, cause }: StoreEvent) =>
      void history.lines.push(`${revision} ${type} ${resource} ${cause} ${JSON.stringify(object)}`),
  );
}

function run(seed: number, cutAt?: number): History {
  const history: History = { lines: [], cluster: newCluster({ seed }) };
  listen(history);
  sequence(seed).forEach((act, index) => {
    if (index === cutAt) {
      const snapshot = JSON.parse(JSON.stringify(history.cluster.snapshot())) as ClusterSnapshot;
      history.cluster = Cluster.restore(snapshot, { seed, now: START, nodes: "course", freezeObjects: true });
      listen(history);
    }
    act(history.cluster, index + 1);
  });
  history.cluster.advance(history.cluster.runtime.now + 60_000);
  return history;
}

describe("SIM-1 the simulation is a function of snapshot, commands and time", () => {
  it(`SIM-1 run again and cut by a snapshot, ${RUNS} sequences have the same history (seed ${SEED})`, () => {
    for (let index = 0; index < RUNS; index++) {
      const seed = SEED + index;
      const first = run(seed);
      expect(run(seed).lines, `run again, seed ${seed}`).toEqual(first.lines);
      const cut = chooser(seed)(20) % sequence(seed).length;
      expect(run(seed, cut).lines, `cut at ${cut}, seed ${seed}`).toEqual(first.lines);
    }
  }, 3_600_000);
});
