/** What the engine promises whatever runs on it: no work at rest, work by what a change touches, nothing written in vain. */
import { describe, expect, it } from "vitest";
import type { Cluster } from "../../server/simulation/cluster.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { newCluster, pass, podManifest, send } from "../support/clusters.ts";

const PODS = "/api/v1/namespaces/default/pods";

/** A cluster of so many running pods, one of ten behind a Service, long at rest. */
function settled(pods: number): Cluster {
  const cluster = newCluster({ nodes: Math.ceil(pods / 50), freezeObjects: false });
  send(cluster, "POST", "/api/v1/namespaces/default/services", {
    body: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    },
  });
  for (let index = 0; index < pods; index++)
    send(cluster, "POST", PODS, {
      body: podManifest(`pod-${index}`, { labels: { app: index % (pods / 10) === 0 ? "web" : "other" } }),
    });
  pass(cluster, 7200);
  return cluster;
}

/** Objects the store hands out while `act` runs. */
function handedOut(cluster: Cluster, act: () => void): number {
  const { store } = cluster;
  const originals = { get: store.get, list: store.list, byIndex: store.byIndex };
  let count = 0;
  const counted = function* (objects: Iterable<KubeObject>): Generator<KubeObject> {
    for (const object of objects) {
      count++;
      yield object;
    }
  };
  store.get = (...at) => {
    count++;
    return originals.get.apply(store, at);
  };
  store.list = (...at) => counted(originals.list.apply(store, at));
  store.byIndex = (...at) => counted(originals.byIndex.apply(store, at));
  try {
    act();
    return count;
  } finally {
    Object.assign(store, originals);
  }
}

describe("SIM-2 a quiet cluster", () => {
  it("SIM-2 runs no task in an hour, and waits for none but housekeeping", () => {
    const cluster = settled(200);
    expect(cluster.nextDue("foreground")).toBeUndefined();
    const { steps } = cluster.runtime;
    const { revision } = cluster.store;
    pass(cluster, 3600);
    expect(cluster.runtime.steps - steps).toBeLessThanOrEqual(2);
    expect(cluster.store.revision).toBe(revision);
  });
});

describe("SIM-3 the cost of a change", () => {
  it("SIM-3 is what it touches: as many objects are looked at in a cluster ten times as large", () => {
    const [small, large] = [settled(50), settled(500)].map((cluster) =>
      handedOut(cluster, () => {
        send(cluster, "PATCH", `${PODS}/pod-1`, { body: { metadata: { labels: { app: "web" } } } });
        pass(cluster, 60);
      }),
    ) as [number, number];
    expect(small).toBeGreaterThan(5);
    // The Service has ten times fewer of all pods, and as many, in both.
    expect(large).toBeLessThan(small * 1.5);
  });
});

describe("SIM-4 stored objects", () => {
  it("SIM-4 cannot be changed, and an update that changes nothing writes nothing", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("pod-1", { labels: { a: "1" } }) });
    pass(cluster, 30);
    const before = cluster.store.get("pods", "default", "pod-1") as KubeObject;
    expect(() => Object.assign(before.metadata.labels as object, { a: "2" })).toThrow(TypeError);
    const { revision } = cluster.store;
    const { status, body } = send(cluster, "PUT", `${PODS}/pod-1`, { body: before });
    expect([status, (body as KubeObject).metadata.resourceVersion]).toEqual([200, before.metadata.resourceVersion]);
    send(cluster, "PATCH", `${PODS}/pod-1`, { body: { metadata: { labels: { a: "1" } } } });
    expect(cluster.store.revision).toBe(revision);
    expect(cluster.store.get("pods", "default", "pod-1")).toBe(before);
  });

  it("SIM-4 share what a change leaves as it was", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("pod-1") });
    pass(cluster, 30);
    const before = cluster.store.get("pods", "default", "pod-1") as KubeObject & { readonly spec: object };
    send(cluster, "PATCH", `${PODS}/pod-1`, { body: { metadata: { labels: { a: "1" } } } });
    const after = cluster.store.get("pods", "default", "pod-1") as typeof before;
    expect(after).not.toBe(before);
    expect(after.spec).toBe(before.spec);
  });
});
