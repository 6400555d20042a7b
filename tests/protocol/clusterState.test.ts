import { describe, expect, it } from "vitest";
import {
  applyFrame,
  applyStatePart,
  type ClusterState,
  EMPTY_STATE,
  follows,
} from "../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { Frame, StatePart } from "../../server/protocol/messages.ts";
import { buildFrame } from "../../server/rooms/frames.ts";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { Store } from "../../server/simulation/store/Store.ts";
import type { StoreEvent } from "../../server/simulation/store/StoreEvent.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const state = (revision: number, objects: StatePart["objects"], part = 0, last = true): StatePart => ({
  type: "state",
  part,
  last,
  epoch: "e",
  rights: "r",
  revision,
  time: 1,
  objects,
});
const object = (name: string, revision: number, uid = name): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "n", uid, resourceVersion: String(revision), creationTimestamp: "2026-01-01T00:00:00Z" },
});

describe("folding", () => {
  it(`SYNC-30 any cut of history into frames, repeats included, folds to the same tables in the same order (SEED=${seed})`, () => {
    const random = Random.fromSeed(seed);
    for (let round = 0; round < 200; round++) {
      const store = new Store({ clock: { now: 1, cause: 0 } });
      const events: StoreEvent[] = [];
      store.subscribe("*", (event) => events.push(event));
      for (let count = 0; count < 60; count++) {
        const name = `p${random.uint32() % 6}`;
        const held = store.get("pods", "n", name);
        if (held && random.uint32() % 3 === 0) store.remove("pods", "n", name);
        else store.put("pods", { ...object(name, 0, held?.metadata.uid ?? `${name}-${count}`) });
      }
      let folded: ClusterState = applyStatePart(EMPTY_STATE, state(0, {}));
      let from = 0;
      for (let at = 0; at < events.length; ) {
        const size = 1 + (random.uint32() % 12);
        const built = buildFrame(events.slice(at, at + size), from);
        const frame: Frame = { type: "frame", from, to: built.to, time: 1, changes: built.changes };
        expect(follows(folded, frame)).toBe(true);
        folded = applyFrame(folded, frame);
        if (random.uint32() % 4 === 0) folded = applyFrame(folded, frame);
        from = built.to;
        at += size;
      }
      expect([...(folded.tables.get("pods")?.values() ?? [])]).toEqual([...store.list("pods")]);
      expect(folded.revision).toBe(store.revision);
    }
  });

  it("SYNC-31 a state counts as a whole, a part out of order starts over, a gap shows", () => {
    let folded = applyStatePart(EMPTY_STATE, state(5, { pods: [object("a", 3)] }, 0, false));
    expect(folded.tables.size).toBe(0);
    folded = applyStatePart(folded, state(5, { pods: [object("b", 4)] }, 1, true));
    expect([...(folded.tables.get("pods")?.keys() ?? [])]).toEqual(["n/a", "n/b"]);
    expect(applyStatePart(folded, state(9, {}, 1, true))).toMatchObject({ revision: 5, pending: [] });
    expect(follows(folded, { type: "frame", from: 6, to: 7, time: 1, changes: [] })).toBe(false);
  });

  it("SYNC-32 tables that did not change stay the same objects", () => {
    const before = applyStatePart(EMPTY_STATE, state(5, { pods: [object("a", 3)], nodes: [object("n", 2)] }));
    const after = applyFrame(before, {
      type: "frame",
      from: 5,
      to: 6,
      time: 2,
      changes: [{ op: "upsert", resource: "pods", object: object("b", 6), by: 4 }],
    });
    expect(after.tables.get("nodes")).toBe(before.tables.get("nodes"));
    expect(before.tables.get("pods")?.size).toBe(1);
    expect(after.causes.get("b")).toBe(4);
  });
});
