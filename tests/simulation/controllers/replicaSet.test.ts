import { describe, expect, it } from "vitest";
import type { Event, Pod, ReplicaSet } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

const SETS = "/apis/apps/v1/namespaces/default/replicasets";
const labels = { app: "web" };

function withSet(replicas: number, { seconds = 60, name = "web", container = {} } = {}): Cluster {
  const cluster = newCluster();
  const spec = { containers: [{ name: "c", image: "kubetm/app:v1", ...container }], terminationGracePeriodSeconds: 0 };
  const body = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  expect(send(cluster, "POST", SETS, { body }).status).toBe(201);
  pass(cluster, seconds);
  return cluster;
}

const pods = (cluster: Cluster): readonly Pod[] => [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
const names = (cluster: Cluster): readonly string[] => pods(cluster).map(({ metadata }) => metadata.name);
const told = (cluster: Cluster): readonly string[] =>
  ([...cluster.store.list("events", "default")] as unknown as Event[])
    .filter(({ involvedObject }) => involvedObject.kind === "ReplicaSet")
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

/** Goes on, one piece of work after the other, until something is so. */
function workUntil(cluster: Cluster, isSo: () => boolean): void {
  while (!isSo()) if (!cluster.runtime.runNext(cluster.runtime.now + 1000)) throw new Error("nothing happens");
}

/** The pod that goes when the set is made smaller by one. */
function first(cluster: Cluster): string | undefined {
  const before = names(cluster);
  send(cluster, "PATCH", `${SETS}/web`, { body: { spec: { replicas: before.length - 1 } } });
  pass(cluster, 5);
  return before.find((name) => get(cluster, "pods", name) === undefined);
}

const annotate = (cluster: Cluster, name: string, cost: string): void => {
  const annotations = { "controller.kubernetes.io/pod-deletion-cost": cost };
  expect(send(cluster, "PATCH", `${PODS}/${name}`, { body: { metadata: { annotations } } }).status).toBe(200);
};

/** A pod on a node of one's choice, which the set adopts. */
function adopt(cluster: Cluster, name: string, spec: object): void {
  expect(
    send(cluster, "POST", PODS, {
      body: podManifest(name, { labels, image: "kubetm/app:v1", spec: { terminationGracePeriodSeconds: 0, ...spec } }),
    }).status,
  ).toBe(201);
}

describe("ReplicaSets", () => {
  it("CTRL-91 tell of each pod they make and delete", () => {
    const cluster = withSet(2);
    const before = names(cluster);
    const gone = first(cluster);
    expect(told(cluster)).toEqual([
      ...before.map((name) => `Normal SuccessfulCreate: Created pod: ${name}`),
      `Normal SuccessfulDelete: Deleted pod: ${gone}`,
    ]);
  });

  it("CTRL-16 make pods in batches of 1, 2, 4… and stop after the one in which something fails", () => {
    const cluster = newCluster();
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard: { pods: "4" } } };
    send(cluster, "POST", "/api/v1/namespaces/default/resourcequotas", { body: quota });
    pass(cluster, 2);
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "kubetm/app:v1" }] } };
    const spec = { replicas: 20, selector: { matchLabels: labels }, template };
    send(cluster, "POST", SETS, {
      body: { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web" }, spec },
    });
    // One, two, and four of which the quota has room for one: three fail, and eight are not tried.
    const failures = (): number =>
      told(cluster).filter((text) => text.startsWith("Warning FailedCreate: Error creating: ")).length;
    workUntil(cluster, () => failures() > 0);
    expect([names(cluster).length, failures()]).toEqual([4, 3]);
  });

  it("CTRL-16 make and delete at most 500 pods at a look", () => {
    const cluster = newCluster({ nodes: "none", kubelet: false });
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "kubetm/app:v1" }] } };
    const spec = { replicas: 700, selector: { matchLabels: labels }, template };
    send(cluster, "POST", SETS, {
      body: { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web" }, spec },
    });
    workUntil(cluster, () => names(cluster).length > 0);
    expect(names(cluster)).toHaveLength(500);
    pass(cluster, 10);
    expect(get<ReplicaSet>(cluster, "replicasets.apps", "web")?.status?.replicas).toBe(700);
  });

  it("CTRL-93 delete first who has no node, then who is pending, then who is not ready", () => {
    const cluster = withSet(3);
    send(cluster, "PATCH", `${SETS}/web`, { body: { spec: { replicas: 6 } } });
    adopt(cluster, "homeless", { nodeSelector: { disk: "none" } });
    adopt(cluster, "pending", {
      nodeName: "k8s-worker1",
      containers: [{ name: "c", image: "nginx", imagePullPolicy: "Never" }],
    });
    const readinessProbe = { httpGet: { path: "/never", port: 8080 } };
    adopt(cluster, "unready", {
      nodeName: "k8s-worker1",
      containers: [{ name: "c", image: "kubetm/app:v1", readinessProbe }],
    });
    for (const { metadata } of pods(cluster))
      annotate(cluster, metadata.name, metadata.name.startsWith("web") ? "-5" : "5");
    pass(cluster, 60);
    expect([first(cluster), first(cluster), first(cluster)]).toEqual(["homeless", "pending", "unready"]);
  });

  it("CTRL-93 among ready pods the lower cost decides, then the fuller node, then the shorter time", () => {
    const cluster = withSet(3);
    const crowded =
      pods(cluster).filter(({ spec }) => spec.nodeName === "k8s-worker1").length > 1 ? "k8s-worker1" : "k8s-worker2";
    pass(cluster, 2000);
    send(cluster, "PATCH", `${SETS}/web`, { body: { spec: { replicas: 4 } } });
    adopt(cluster, "young", { nodeName: crowded });
    pass(cluster, 30);
    const [cheap = ""] = pods(cluster)
      .filter(({ spec }) => spec.nodeName !== crowded)
      .map(({ metadata }) => metadata.name);
    annotate(cluster, cheap, "-1");
    expect(first(cluster)).toBe(cheap);
    expect(first(cluster)).toBe("young");
  });

  it("CTRL-93 times are compared by their magnitude, and of equal ones the uid decides", () => {
    const cluster = withSet(0, { seconds: 5 });
    send(cluster, "PATCH", `${SETS}/web`, { body: { spec: { replicas: 1 } } });
    adopt(cluster, "a", { nodeName: "k8s-worker1" });
    pass(cluster, 40);
    send(cluster, "PATCH", `${SETS}/web`, { body: { spec: { replicas: 2 } } });
    adopt(cluster, "b", { nodeName: "k8s-worker1" });
    // An hour later the forty seconds between them count for nothing.
    pass(cluster, 3600);
    const [a, b] = ["a", "b"].map((name) => get<Pod>(cluster, "pods", name)?.metadata.uid ?? "");
    expect(first(cluster)).toBe((a ?? "") < (b ?? "") ? "a" : "b");
  });

  it("CTRL-94 name pods by five letters that spell nothing, after what is left of a long name", () => {
    const cluster = withSet(30, { seconds: 2, name: "w".repeat(70) });
    for (const name of names(cluster)) expect(name).toMatch(/^w{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(new Set(names(cluster)).size).toBe(30);
  });
});
