import { describe, expect, it } from "vitest";
import type { Event, Pod, ReplicaSet } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster } from "../../../server/simulation/cluster.ts";
import { backoffEnd } from "../../../server/simulation/scheduler/SchedulingQueue.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";
import { snapshotText } from "../../support/snapshots.ts";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";

interface NodeOptions {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly labels?: object;
}

function addNode(
  cluster: Cluster,
  name: string,
  { cpu = "2", memory = "4Gi", pods = "110", labels = {} }: NodeOptions = {},
): void {
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, ...labels } },
    status: {
      capacity: { cpu, memory, pods },
      allocatable: { cpu, memory, pods },
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
  send(cluster, "POST", "/api/v1/nodes", { body: node });
  send(cluster, "PATCH", `/api/v1/nodes/${name}/status`, {
    body: { status: node.status },
    contentType: "application/merge-patch+json",
  });
  send(cluster, "PATCH", `/api/v1/nodes/${name}`, {
    body: { spec: { taints: null } },
    contentType: "application/merge-patch+json",
  });
}

/** Nodes of the test's own and nobody who runs pods: only the scheduler is looked at. */
function clusterOf(nodes: { readonly [name: string]: NodeOptions }): Cluster {
  const cluster = newCluster({ nodes: "none", kubelet: false });
  for (const [name, options] of Object.entries(nodes)) addNode(cluster, name, options);
  pass(cluster, 0.1);
  return cluster;
}

interface PodOptions {
  readonly cpu?: string;
  readonly priority?: string;
  readonly labels?: object;
  readonly spec?: object;
}

function addPod(cluster: Cluster, name: string, { cpu, priority, labels, spec }: PodOptions = {}): void {
  const body = podManifest(name, {
    ...(labels ? { labels } : {}),
    spec: { terminationGracePeriodSeconds: 0, ...(priority ? { priorityClassName: priority } : {}), ...spec },
    ...(cpu ? { container: { resources: { requests: { cpu } } } } : {}),
  });
  const answer = send(cluster, "POST", PODS, { body });
  expect(answer.status, answer.body as string).toBe(201);
}

function addClass(cluster: Cluster, name: string, value: number, more: object = {}): void {
  const body = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value, ...more };
  expect(send(cluster, "POST", "/apis/scheduling.k8s.io/v1/priorityclasses", { body }).status).toBe(201);
}

const pod = (cluster: Cluster, name: string): Pod => get<Pod>(cluster, "pods", name) as Pod;
const nodeOf = (cluster: Cluster, name: string): string | undefined => pod(cluster, name).spec.nodeName;

function scheduled(
  cluster: Cluster,
  name: string,
): { readonly reason?: string; readonly message?: string } | undefined {
  return pod(cluster, name).status?.conditions?.find(({ type }) => type === "PodScheduled");
}

/** How often the scheduler refused a pod: its event counts up. */
function refusals(cluster: Cluster, name: string): number {
  let count = 0;
  for (const object of cluster.store.list("events", "default")) {
    const event = object as Event;
    if (event.reason === "FailedScheduling" && event.involvedObject.name === name)
      count += event.series?.count ?? event.count ?? 1;
  }
  return count;
}

const patch = (cluster: Cluster, path: string, body: object): number =>
  send(cluster, "PATCH", path, { body, contentType: "application/merge-patch+json" }).status;

describe("the scheduling queue", () => {
  it("SCHED-10 takes the more important pod first", () => {
    const cluster = newCluster({ nodes: "none", kubelet: false });
    addClass(cluster, "high", 1000, { preemptionPolicy: "Never" });
    addPod(cluster, "first", { cpu: "1500m" });
    addPod(cluster, "second", { cpu: "1500m", priority: "high" });
    addNode(cluster, "one");
    pass(cluster, 1);
    expect(nodeOf(cluster, "second")).toBe("one");
    expect(nodeOf(cluster, "first")).toBeUndefined();
    expect(scheduled(cluster, "first")?.message).toContain("0/1 nodes are available: 1 Insufficient cpu.");
  });

  it("SCHED-3 says one text in condition and event, and counts nodes", () => {
    const cluster = clusterOf({ one: {}, two: { cpu: "1" } });
    addPod(cluster, "big", { cpu: "8" });
    pass(cluster, 1);
    expect(scheduled(cluster, "big")).toMatchObject({
      reason: "Unschedulable",
      message:
        "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    });
  });

  it("SCHED-3 tells of a binding and of a refusal as the default scheduler", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "small");
    addPod(cluster, "big", { cpu: "8" });
    pass(cluster, 1);
    const told = ([...cluster.store.list("events", "default")] as Event[]).map(
      ({ type, reason, action, reportingComponent, message }) =>
        `${type} ${reason} ${action} ${reportingComponent}: ${message?.slice(0, 45)}`,
    );
    expect(told).toEqual([
      "Normal Scheduled Binding default-scheduler: Successfully assigned default/small to one",
      "Warning FailedScheduling Scheduling default-scheduler: 0/1 nodes are available: 1 Insufficient cpu. ",
    ]);
  });

  it("SCHED-13 backs off 1 s, 2 s, 4 s, 8 s, then 10 s, in windows of a second", () => {
    const refused = 1_000_500;
    const waits = [0, 1, 2, 3, 4, 5, 6].map((attempts) => backoffEnd({ attempts, refused }));
    expect(waits).toEqual([0, 1_001_000, 1_002_000, 1_004_000, 1_008_000, 1_010_000, 1_010_000]);
  });

  it("SCHED-2 breaks ties by the seed", () => {
    const places = (seed: number): string => {
      const cluster = newCluster({ nodes: "none", kubelet: false, seed });
      for (const name of ["a", "b", "c", "d"]) addNode(cluster, name);
      for (const name of ["p", "q", "r", "s", "t"]) addPod(cluster, name);
      pass(cluster, 1);
      return ["p", "q", "r", "s", "t"].map((name) => nodeOf(cluster, name)).join();
    };
    expect(places(1)).toBe(places(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map(places)).size).toBeGreaterThan(1);
  });

  it("SCHED-4 leaves pods of other schedulers alone", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "mine", { spec: { schedulerName: "my-scheduler" } });
    pass(cluster, 400);
    expect(nodeOf(cluster, "mine")).toBeUndefined();
    expect(scheduled(cluster, "mine")).toBeUndefined();
    const binding = {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: "mine" },
      target: { kind: "Node", name: "one" },
    };
    expect(send(cluster, "POST", `${PODS}/mine/binding`, { body: binding }).status).toBe(201);
    expect(nodeOf(cluster, "mine")).toBe("one");
    expect(send(cluster, "POST", `${PODS}/mine/binding`, { body: binding })).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/pod mine is already assigned to node "one"$/) },
    });
  });

  it("SCHED-11 looks at a gated pod when the last gate is gone", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "gated", { spec: { schedulingGates: [{ name: "a.example/x" }, { name: "a.example/y" }] } });
    pass(cluster, 400);
    expect(scheduled(cluster, "gated")).toMatchObject({
      reason: "SchedulingGated",
      message: "Scheduling is blocked due to non-empty scheduling gates",
    });
    expect(patch(cluster, `${PODS}/gated`, { spec: { schedulingGates: [{ name: "a.example/y" }] } })).toBe(200);
    pass(cluster, 1);
    expect(nodeOf(cluster, "gated")).toBeUndefined();
    expect(refusals(cluster, "gated")).toBe(0);
    expect(patch(cluster, `${PODS}/gated`, { spec: { schedulingGates: [] } })).toBe(200);
    pass(cluster, 1);
    expect(nodeOf(cluster, "gated")).toBe("one");
  });

  it("SCHED-12 a pod that lacks CPU is tried again when a pod goes, not when a node gets a label", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "holder", { cpu: "1500m" });
    pass(cluster, 1);
    addPod(cluster, "waiting", { cpu: "1" });
    pass(cluster, 1);
    expect(refusals(cluster, "waiting")).toBe(1);
    patch(cluster, "/api/v1/nodes/one", { metadata: { labels: { disk: "ssd" } } });
    pass(cluster, 60);
    expect(refusals(cluster, "waiting")).toBe(1);
    send(cluster, "DELETE", `${PODS}/holder`);
    pass(cluster, 1);
    expect(nodeOf(cluster, "waiting")).toBe("one");
  });

  it("SCHED-12 a pod that lacks a label is tried again when a node gets it, not when a pod goes", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "other");
    addPod(cluster, "choosy", { spec: { nodeSelector: { disk: "ssd" } } });
    pass(cluster, 1);
    send(cluster, "DELETE", `${PODS}/other`);
    pass(cluster, 60);
    expect(refusals(cluster, "choosy")).toBe(1);
    patch(cluster, "/api/v1/nodes/one", { metadata: { labels: { disk: "ssd" } } });
    pass(cluster, 1);
    expect(nodeOf(cluster, "choosy")).toBe("one");
  });

  it("SCHED-12 uncordoning and tolerating bring a pod in", () => {
    const cluster = clusterOf({ one: {}, two: {} });
    patch(cluster, "/api/v1/nodes/one", { spec: { unschedulable: true } });
    patch(cluster, "/api/v1/nodes/two", { spec: { taints: [{ key: "team", value: "a", effect: "NoSchedule" }] } });
    addPod(cluster, "first");
    addPod(cluster, "second");
    pass(cluster, 1);
    expect(scheduled(cluster, "first")?.message).toBe(
      "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    );
    const tolerations = [...(pod(cluster, "first").spec.tolerations ?? []), { key: "team", operator: "Exists" }];
    expect(patch(cluster, `${PODS}/first`, { spec: { tolerations } })).toBe(200);
    pass(cluster, 1);
    expect(nodeOf(cluster, "first")).toBe("two");
    expect(nodeOf(cluster, "second")).toBeUndefined();
    expect(patch(cluster, "/api/v1/nodes/one", { spec: { unschedulable: null, taints: null } })).toBe(200);
    pass(cluster, 1);
    expect(nodeOf(cluster, "second")).toBe("one");
  });

  it("SCHED-12 a pod that wants company comes when the company is placed", () => {
    const cluster = clusterOf({ one: {}, two: {} });
    const affinity = {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { app: "db" } }, topologyKey: "kubernetes.io/hostname" },
        ],
      },
    };
    addPod(cluster, "lonely", { spec: { affinity } });
    pass(cluster, 1);
    addPod(cluster, "other", { labels: { app: "web" } });
    pass(cluster, 60);
    expect(refusals(cluster, "lonely")).toBe(1);
    addPod(cluster, "db", { labels: { app: "db" } });
    pass(cluster, 1);
    expect(nodeOf(cluster, "lonely")).toBe(nodeOf(cluster, "db"));
  });

  it("SCHED-12 a refused pod is looked at again after five minutes", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "big", { cpu: "8" });
    pass(cluster, 299);
    expect(refusals(cluster, "big")).toBe(1);
    pass(cluster, 2);
    expect(refusals(cluster, "big")).toBe(2);
  });

  it("SCHED-13 changes of one moment are one change, and a pod that backs off lets the others go first", () => {
    const cluster = clusterOf({ one: {} });
    for (const name of ["a", "b"]) addPod(cluster, name, { cpu: "900m" });
    pass(cluster, 1);
    addClass(cluster, "high", 10, { preemptionPolicy: "Never" });
    addPod(cluster, "refused", { cpu: "1", priority: "high" });
    pass(cluster, 0.1);
    for (const name of ["a", "b"]) send(cluster, "DELETE", `${PODS}/${name}`);
    addPod(cluster, "fresh", { cpu: "1500m" });
    pass(cluster, 1);
    expect(nodeOf(cluster, "fresh")).toBe("one");
    expect(nodeOf(cluster, "refused")).toBeUndefined();
    expect(refusals(cluster, "refused")).toBe(2);
  });

  it("SCHED-25 a node for no pods at all counts as full, not as too small", () => {
    const cluster = clusterOf({ one: { pods: "0" }, two: { cpu: "1" } });
    addClass(cluster, "high", 10);
    addPod(cluster, "big", { cpu: "2", priority: "high" });
    pass(cluster, 1);
    expect(scheduled(cluster, "big")?.message).toContain(
      "preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
    );
  });

  it("SCHED-15 places a burst of pods before controllers see the first of them placed", () => {
    const cluster = clusterOf({ one: {} });
    const seen: string[] = [];
    cluster.store.subscribe("pods", ({ object }) => (object as Pod).spec.nodeName && seen.push("placed"));
    cluster.store.subscribe("replicasets.apps", ({ object }) => {
      if ((object as ReplicaSet).status?.replicas === 4) seen.push("counted");
    });
    const labels = { app: "web" };
    send(cluster, "POST", "/apis/apps/v1/namespaces/default/replicasets", {
      body: {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: { name: "web" },
        spec: {
          replicas: 4,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx" }] } },
        },
      },
    });
    pass(cluster, 1);
    expect(seen).toEqual(["placed", "placed", "placed", "placed", "counted"]);
  });

  it("SCHED-14 places in the queue survive a snapshot", () => {
    const cluster = clusterOf({ one: {} });
    for (const name of ["a", "b", "c"]) addPod(cluster, name, { cpu: "1500m" });
    addPod(cluster, "gated", { spec: { schedulingGates: [{ name: "a.example/x" }] } });
    pass(cluster, 3);
    const options = { seed: 1, now: cluster.runtime.now, nodes: "none", kubelet: false } as const;
    const copy = Cluster.restore(JSON.parse(JSON.stringify(cluster.snapshot())), options);
    for (const each of [cluster, copy]) {
      send(each, "DELETE", `${PODS}/a`);
      pass(each, 0.5);
      send(each, "DELETE", `${PODS}/b`);
      pass(each, 20);
    }
    expect(snapshotText(copy.snapshot())).toBe(snapshotText(cluster.snapshot()));
    expect(nodeOf(copy, "c")).toBe("one");
  });
});

describe("preemption", () => {
  function crowded(): Cluster {
    const cluster = clusterOf({ one: {} });
    addClass(cluster, "low", 1);
    addClass(cluster, "middle", 500);
    addClass(cluster, "high", 1000);
    return cluster;
  }

  it("SCHED-21 victims are told and go; the preemptor is promised the node and gets it", () => {
    const cluster = crowded();
    addPod(cluster, "victim", { cpu: "1500m", priority: "low", spec: { terminationGracePeriodSeconds: 30 } });
    pass(cluster, 1);
    addPod(cluster, "boss", { cpu: "1", priority: "high" });
    pass(cluster, 1);
    expect(pod(cluster, "boss").status?.nominatedNodeName).toBe("one");
    expect(scheduled(cluster, "boss")?.message).toBe("0/1 nodes are available: 1 Insufficient cpu.");
    expect(refusals(cluster, "boss")).toBe(1);
    const victim = pod(cluster, "victim");
    expect(victim.metadata.deletionTimestamp).toBeDefined();
    expect(victim.status?.conditions?.find(({ type }) => type === "DisruptionTarget")).toMatchObject({
      status: "True",
      reason: "PreemptionByScheduler",
      message: "default-scheduler: preempting to accommodate a higher priority pod",
    });
    const events = [...cluster.store.list("events", "default")] as Event[];
    expect(events.find(({ reason }) => reason === "Preempted")?.message).toBe(
      `Preempted by pod ${pod(cluster, "boss").metadata.uid} on node one`,
    );
    send(cluster, "DELETE", `${PODS}/victim?gracePeriodSeconds=0`);
    pass(cluster, 1);
    expect(nodeOf(cluster, "boss")).toBe("one");
  });

  it("SCHED-22 promised room is not given to a less important pod", () => {
    const cluster = crowded();
    addPod(cluster, "victim", { cpu: "1500m", priority: "low", spec: { terminationGracePeriodSeconds: 30 } });
    pass(cluster, 1);
    addPod(cluster, "boss", { cpu: "1500m", priority: "high" });
    pass(cluster, 1);
    addPod(cluster, "sneaky", { cpu: "400m", priority: "low" });
    pass(cluster, 1);
    // 500m are free now, but with the promise the node is over-full.
    expect(nodeOf(cluster, "sneaky")).toBeUndefined();
    send(cluster, "DELETE", `${PODS}/victim?gracePeriodSeconds=0`);
    pass(cluster, 1);
    expect(nodeOf(cluster, "boss")).toBe("one");
    expect(nodeOf(cluster, "sneaky")).toBe("one");
  });

  it("SCHED-22 a more important pod takes the promise over", () => {
    const cluster = crowded();
    addPod(cluster, "victim", { cpu: "1500m", priority: "low", spec: { terminationGracePeriodSeconds: 30 } });
    pass(cluster, 1);
    addPod(cluster, "middle", { cpu: "1500m", priority: "middle" });
    pass(cluster, 1);
    expect(pod(cluster, "middle").status?.nominatedNodeName).toBe("one");
    addPod(cluster, "boss", { cpu: "1500m", priority: "high" });
    pass(cluster, 1);
    expect(pod(cluster, "boss").status?.nominatedNodeName).toBe("one");
    expect(pod(cluster, "middle").status?.nominatedNodeName).toBeUndefined();
    send(cluster, "DELETE", `${PODS}/victim?gracePeriodSeconds=0`);
    pass(cluster, 1);
    expect(nodeOf(cluster, "boss")).toBe("one");
    expect(nodeOf(cluster, "middle")).toBeUndefined();
  });

  it("SCHED-23 while victims leave no others are ended", () => {
    const cluster = crowded();
    addPod(cluster, "victim", { cpu: "800m", priority: "low", spec: { terminationGracePeriodSeconds: 30 } });
    addPod(cluster, "bystander", { cpu: "800m", priority: "middle" });
    pass(cluster, 1);
    addPod(cluster, "boss", { cpu: "1", priority: "high" });
    pass(cluster, 1);
    patch(cluster, "/api/v1/nodes/one/status", { status: { allocatable: { pods: "111" } } });
    pass(cluster, 1);
    expect(refusals(cluster, "boss")).toBe(2);
    expect(scheduled(cluster, "boss")?.message).toBe(
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.",
    );
    expect(pod(cluster, "bystander").metadata.deletionTimestamp).toBeUndefined();
  });

  it("SCHED-20 a budget is spared where another node serves as well", () => {
    const cluster = clusterOf({ one: {}, two: {} });
    addClass(cluster, "high", 1000);
    addPod(cluster, "guarded", { cpu: "1500m", labels: { app: "guarded" } });
    pass(cluster, 1);
    addPod(cluster, "free", { cpu: "1500m" });
    pass(cluster, 1);
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "guard" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "guarded" } } },
    };
    expect(
      send(cluster, "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", { body: budget }).status,
    ).toBe(201);
    pass(cluster, 1);
    const spared = nodeOf(cluster, "guarded");
    addPod(cluster, "boss", { cpu: "1", priority: "high" });
    pass(cluster, 1);
    expect(nodeOf(cluster, "guarded")).toBe(spared);
    expect(get(cluster, "pods", "free")).toBeUndefined();
    expect(nodeOf(cluster, "boss")).toBeDefined();
    expect(nodeOf(cluster, "boss")).not.toBe(spared);
  });

  it("SCHED-24 preemptionPolicy Never ends nobody", () => {
    const cluster = crowded();
    addClass(cluster, "gentle", 2000, { preemptionPolicy: "Never" });
    addPod(cluster, "there", { cpu: "1500m", priority: "low" });
    pass(cluster, 1);
    addPod(cluster, "gentle", { cpu: "1", priority: "gentle" });
    pass(cluster, 1);
    expect(scheduled(cluster, "gentle")?.message).toBe(
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.",
    );
    expect(nodeOf(cluster, "there")).toBe("one");
  });
});

describe("why", () => {
  const why = (cluster: Cluster, name: string): ExplainedDecision =>
    send(cluster, "GET", `${PODS}/${name}/scheduling`).body as ExplainedDecision;

  it("SCHED-40 tells every plugin's raw, normalised and weighted score, and they add up", () => {
    const cluster = clusterOf({ one: {}, two: { cpu: "4" } });
    addPod(cluster, "web", { cpu: "500m" });
    pass(cluster, 1);
    const { node, decision } = why(cluster, "web");
    expect(node).toBe(nodeOf(cluster, "web"));
    expect(decision.feasible).toEqual(["one", "two"]);
    const fit = decision.scores.find(({ plugin }) => plugin === "NodeResourcesFit");
    // CPU 75 % and 87 %, memory 95 % free on each: the mean, cut.
    expect(fit?.raw).toEqual([85, 91]);
    for (const [index, total] of decision.totals.entries()) {
      expect(decision.scores.reduce((sum, { weighted }) => sum + (weighted[index] as number), 0)).toBe(total);
      for (const { weight, normalized, weighted } of decision.scores)
        expect(weighted[index]).toBe((normalized[index] as number) * weight);
    }
  });

  it("SCHED-42 of a big cluster it keeps the best nodes and counts the rest", () => {
    const cluster = newCluster({ nodes: 130, kubelet: false });
    pass(cluster, 0.1);
    for (const index of [3, 7]) {
      const name = [...cluster.store.list("nodes")][index]?.metadata.name;
      patch(cluster, `/api/v1/nodes/${name}`, { spec: { unschedulable: true } });
    }
    addPod(cluster, "web");
    pass(cluster, 1);
    const { decision } = why(cluster, "web");
    expect(decision.feasible).toHaveLength(20);
    expect(decision.feasible).toContain(nodeOf(cluster, "web"));
    expect(decision.omitted).toMatchObject({ feasible: 100 });
    expect(Object.values(decision.refusals).map(({ plugin }) => plugin)).toEqual([
      "NodeUnschedulable",
      "NodeUnschedulable",
    ]);
  });

  it("SCHED-41 names what is missing and who holds it", () => {
    const cluster = clusterOf({ one: {} });
    addPod(cluster, "small", { cpu: "300m" });
    addPod(cluster, "large", { cpu: "1500m" });
    addPod(cluster, "none");
    pass(cluster, 1);
    addPod(cluster, "late", { cpu: "700m" });
    pass(cluster, 1);
    const { message, decision } = why(cluster, "late");
    expect(message).toContain("Insufficient cpu");
    expect(decision.refusals["one"]?.plugin).toBe("NodeResourcesFit");
    expect(decision.refusals["one"]?.missing).toEqual([
      {
        what: "cpu",
        requested: 700,
        used: 1800,
        allocatable: 2000,
        holders: [
          {
            namespace: "default",
            name: "large",
            uid: pod(cluster, "large").metadata.uid,
            priority: 0,
            amount: 1500,
            by: 1,
          },
          {
            namespace: "default",
            name: "small",
            uid: pod(cluster, "small").metadata.uid,
            priority: 0,
            amount: 300,
            by: 1,
          },
        ],
      },
    ]);
  });
});
