import { describe, expect, it } from "vitest";
import type { ControllerRevision, DaemonSet, Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster, type ClusterSnapshot } from "../../../server/simulation/cluster.ts";
import { FailedPodBackoff } from "../../../server/simulation/controllers/daemonSet/FailedPodBackoff.ts";
import { Runtime } from "../../../server/simulation/runtime/Runtime.ts";
import { get, newCluster, pass, send, START } from "../../support/clusters.ts";

const SETS = "/apis/apps/v1/namespaces/default/daemonsets";
const PODS = "/api/v1/namespaces/default/pods";
const RESOURCE = "daemonsets.apps";
const EVERYWHERE = [{ operator: "Exists" }];

function withSet(spec: object = {}, podSpec: object = {}): Cluster {
  const cluster = newCluster();
  const labels = { app: "agent" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx:1" }], ...podSpec } };
  const response = send(cluster, "POST", SETS, {
    body: {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "agent" },
      spec: { selector: { matchLabels: labels }, template, ...spec },
    },
  });
  expect(response.status).toBe(201);
  pass(cluster, 60);
  return cluster;
}

const pods = (cluster: Cluster): Pod[] => [...cluster.store.list("pods", "default")] as Pod[];
const living = (cluster: Cluster): Pod[] => pods(cluster).filter(({ metadata }) => !metadata.deletionTimestamp);
const nodes = (cluster: Cluster): string[] =>
  living(cluster)
    .map(({ spec }) => spec.nodeName ?? "")
    .sort();
const images = (cluster: Cluster): string =>
  living(cluster)
    .map(({ spec }) => spec.containers[0]?.image)
    .sort()
    .join(" ");
const statusOf = (cluster: Cluster) => get<DaemonSet>(cluster, RESOURCE, "agent")?.status;
const setImage = (cluster: Cluster, image: string) =>
  send(cluster, "PATCH", `${SETS}/agent`, {
    body: { spec: { template: { spec: { containers: [{ name: "c", image }] } } } },
  });
const taint = (cluster: Cluster, node: string, effect: string) =>
  send(cluster, "PATCH", `/api/v1/nodes/${node}`, { body: { spec: { taints: [{ key: "k", value: "v", effect }] } } });
const reasons = (cluster: Cluster): string[] =>
  ([...cluster.store.list("events", "default")] as unknown as Event[])
    .filter(({ involvedObject }) => involvedObject.kind === "DaemonSet")
    .map(({ reason }) => reason ?? "");
const revisions = (cluster: Cluster): number[] =>
  ([...cluster.store.list("controllerrevisions.apps", "default")] as ControllerRevision[]).map(
    ({ revision }) => revision,
  );
const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;

/** The fewest pods that were ready, and the most there were, while time went on. */
function extremes(cluster: Cluster, seconds: number): { readonly ready: number; readonly living: number } {
  let ready = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let step = 0; step < seconds * 5; step++) {
    pass(cluster, 0.2);
    ready = Math.min(ready, living(cluster).filter(isReady).length);
    most = Math.max(most, living(cluster).length);
  }
  return { ready, living: most };
}

describe("DaemonSets", () => {
  it("CTRL-51 have one pod on every node that lets them in", () => {
    expect(nodes(withSet())).toEqual(["k8s-worker1", "k8s-worker2"]);
    const everywhere = withSet({}, { tolerations: EVERYWHERE });
    expect(nodes(everywhere)).toEqual(["k8s-master", "k8s-worker1", "k8s-worker2"]);
    const chosen = withSet({}, { nodeSelector: { "kubernetes.io/hostname": "k8s-worker2" } });
    expect(nodes(chosen)).toEqual(["k8s-worker2"]);
    expect(statusOf(everywhere)).toMatchObject({ desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3 });
    const [pod] = pods(chosen);
    expect(pod?.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
      nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["k8s-worker2"] }] }],
    });
    const tolerated = (each: Pod | undefined): readonly string[] =>
      (each?.spec.tolerations ?? []).map(({ key, effect }) => `${key?.replace("node.kubernetes.io/", "")} ${effect}`);
    const all = ["not-ready NoExecute", "unreachable NoExecute", "disk-pressure NoSchedule"];
    all.push("memory-pressure NoSchedule", "pid-pressure NoSchedule", "unschedulable NoSchedule");
    expect(tolerated(pod)).toEqual(all);
    const [host] = pods(withSet({}, { hostNetwork: true }));
    expect(tolerated(host)).toEqual([...all, "network-unavailable NoSchedule"]);
    expect(get<DaemonSet>(chosen, RESOURCE, "agent")?.spec.updateStrategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
  });

  it("CTRL-51 come to a node that is new, and to one that is cordoned", () => {
    const cluster = withSet();
    const known = get<Node>(cluster, "nodes", "k8s-worker1", "");
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1", { body: { spec: { unschedulable: true } } });
    send(cluster, "DELETE", `${PODS}/${living(cluster)[0]?.metadata.name}`);
    send(cluster, "DELETE", `${PODS}/${living(cluster)[0]?.metadata.name}`);
    send(cluster, "POST", "/api/v1/nodes", {
      body: { apiVersion: "v1", kind: "Node", metadata: { name: "new" }, status: known?.status },
    });
    pass(cluster, 60);
    expect(nodes(cluster)).toEqual(expect.arrayContaining(["k8s-worker1", "k8s-worker2", "new"]));
    expect(statusOf(cluster)?.desiredNumberScheduled).toBe(3);
  });

  it("CTRL-52 leave a node they may not stay on, and stay on one that only takes no more", () => {
    const cluster = withSet();
    taint(cluster, "k8s-worker1", "NoSchedule");
    pass(cluster, 60);
    expect(nodes(cluster)).toEqual(["k8s-worker1", "k8s-worker2"]);
    expect(statusOf(cluster)).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 0 });
    send(cluster, "PATCH", `${SETS}/agent`, { body: { metadata: { labels: { look: "now" } } } });
    pass(cluster, 60);
    expect(statusOf(cluster)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
    taint(cluster, "k8s-worker1", "NoExecute");
    pass(cluster, 60);
    expect(nodes(cluster)).toEqual(["k8s-worker2"]);
    expect(statusOf(cluster)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 0 });
    expect(reasons(cluster)).toContain("SuccessfulDelete");
  });

  it("CTRL-53 roll out one node after the other", () => {
    const cluster = withSet({}, { tolerations: EVERYWHERE });
    setImage(cluster, "nginx:2");
    expect(extremes(cluster, 240)).toEqual({ ready: 2, living: 3 });
    expect(images(cluster)).toBe("nginx:2 nginx:2 nginx:2");
    expect(statusOf(cluster)).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3, observedGeneration: 2 });
  });

  it("CTRL-53 surge: the new pod first, then the old one goes", () => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    const cluster = withSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate } }, { tolerations: EVERYWHERE });
    setImage(cluster, "nginx:2");
    expect(extremes(cluster, 240)).toEqual({ ready: 3, living: 4 });
    expect(images(cluster)).toBe("nginx:2 nginx:2 nginx:2");
  });

  it("CTRL-53 wait for pods to be available for as long as they must", () => {
    const cluster = withSet({ minReadySeconds: 30 });
    setImage(cluster, "nginx:2");
    pass(cluster, 25);
    expect(images(cluster)).toBe("nginx:1 nginx:2");
    pass(cluster, 120);
    expect(images(cluster)).toBe("nginx:2 nginx:2");
    expect(statusOf(cluster)?.numberAvailable).toBe(2);
  });

  it("CTRL-53 OnDelete waits for somebody to delete", () => {
    const cluster = withSet({ updateStrategy: { type: "OnDelete" } });
    setImage(cluster, "nginx:2");
    pass(cluster, 60);
    expect(images(cluster)).toBe("nginx:1 nginx:1");
    send(cluster, "DELETE", `${PODS}/${pods(cluster)[0]?.metadata.name}`);
    pass(cluster, 60);
    expect(images(cluster)).toBe("nginx:1 nginx:2");
    expect(statusOf(cluster)?.updatedNumberScheduled).toBe(1);
  });

  it("CTRL-54 remember templates up to the limit and find them again", () => {
    const cluster = withSet({ revisionHistoryLimit: 1 });
    for (const image of ["nginx:2", "nginx:1"]) {
      setImage(cluster, image);
      pass(cluster, 120);
    }
    expect(revisions(cluster).sort()).toEqual([2, 3]);
    setImage(cluster, "nginx:3");
    pass(cluster, 120);
    expect(revisions(cluster).sort()).toEqual([3, 4]);
    expect(images(cluster)).toBe("nginx:3 nginx:3");
  });

  it("CTRL-54 count on when another object has the name", () => {
    const cluster = withSet();
    const [mine] = [...cluster.store.list("controllerrevisions.apps", "default")] as ControllerRevision[];
    const name = mine?.metadata.name ?? "";
    send(cluster, "DELETE", `${SETS}/agent`);
    pass(cluster, 60);
    send(cluster, "POST", "/apis/apps/v1/namespaces/default/controllerrevisions", {
      body: {
        apiVersion: "apps/v1",
        kind: "ControllerRevision",
        metadata: { name },
        data: { other: true },
        revision: 1,
      },
    });
    const labels = { app: "agent" };
    send(cluster, "POST", SETS, {
      body: {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata: { name: "agent" },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx:1" }] } },
        },
      },
    });
    pass(cluster, 60);
    expect(statusOf(cluster)).toMatchObject({ collisionCount: 1, numberReady: 2 });
    expect(revisions(cluster)).toHaveLength(2);
  });

  it("CTRL-55 replace a failed pod", () => {
    const cluster = withSet();
    const name = pods(cluster)[0]?.metadata.name ?? "";
    send(cluster, "PATCH", `${PODS}/${name}/status`, { body: { status: { phase: "Failed" } } });
    pass(cluster, 60);
    expect(nodes(cluster)).toEqual(["k8s-worker1", "k8s-worker2"]);
    expect(pods(cluster).map(({ metadata }) => metadata.name)).not.toContain(name);
    expect(reasons(cluster)).toContain("FailedDaemonPod");
  });

  it("CTRL-55 wait twice as long each time, for each node by itself", () => {
    const runtime = new Runtime({ now: START, seed: 1 });
    const backoff = new FailedPodBackoff(runtime);
    const held = (key: string): number => (backoff.heldUntil(key) ?? runtime.now) - runtime.now;
    const waits: number[] = [];
    for (let round = 0; round < 13; round++) {
      waits.push(held("a"));
      runtime.now += held("a");
      expect(held("a")).toBe(0);
      backoff.next("a");
    }
    expect(waits.map((wait) => wait / 1000)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    expect(held("b")).toBe(0);
    runtime.now += 1_800_001;
    backoff.next("a");
    expect(held("a")).toBe(1000);
  });

  it("CTRL-54 adopt the pods of a set that was deleted without them", () => {
    const cluster = withSet();
    const before = pods(cluster).map(({ metadata }) => metadata.uid);
    const set = get<DaemonSet>(cluster, RESOURCE, "agent");
    send(cluster, "DELETE", `${SETS}/agent`, { body: { propagationPolicy: "Orphan" } });
    pass(cluster, 10);
    send(cluster, "POST", SETS, {
      body: { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "agent" }, spec: set?.spec },
    });
    pass(cluster, 60);
    expect(pods(cluster).map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(statusOf(cluster)).toMatchObject({ numberReady: 2, updatedNumberScheduled: 2 });
    expect(revisions(cluster)).toEqual([1]);
  });

  it("SIM-1 CTRL-53 go on the same after a restore in the middle of a rollout", () => {
    const cluster = withSet({}, { tolerations: EVERYWHERE });
    setImage(cluster, "nginx:2");
    pass(cluster, 3);
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as ClusterSnapshot;
    const copy = Cluster.restore(snapshot, { seed: 1, now: START, nodes: "course", freezeObjects: true });
    for (const each of [cluster, copy]) pass(each, 240);
    expect(images(copy)).toBe("nginx:2 nginx:2 nginx:2");
    expect(copy.store.revision).toBe(cluster.store.revision);
  });
});
