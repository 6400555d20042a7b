import { describe, expect, it } from "vitest";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

const HOSTNAME = "kubernetes.io/hostname";

function create(cluster: Cluster, path: string, body: object): void {
  const answer = send(cluster, "POST", path, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

/** Two workers and nobody who runs pods. */
function world(): Cluster {
  const cluster = newCluster({ kubelet: false });
  pass(cluster, 1);
  return cluster;
}

function add(cluster: Cluster, name: string, spec: object = {}, labels: object = {}): void {
  create(cluster, PODS, podManifest(name, { labels, spec }));
  pass(cluster, 1);
}

const label = (cluster: Cluster, node: string, labels: object): void => {
  expect(send(cluster, "PATCH", `/api/v1/nodes/${node}`, { body: { metadata: { labels } } }).status).toBe(200);
};
const why = (cluster: Cluster, name: string): ExplainedDecision =>
  send(cluster, "GET", `${PODS}/${name}/scheduling`).body as ExplainedDecision;
/** What worker1 lacks, each with the pods that have it. */
const lacks = (cluster: Cluster, name: string, node = "k8s-worker1"): readonly (readonly unknown[])[] =>
  (why(cluster, name).decision.refusals[node]?.missing ?? []).map(({ what, detail, holders }) => [
    what,
    detail,
    holders.map((holder) => holder.name),
  ]);
const nodeOf = (cluster: Cluster, name: string): string | undefined => get<Pod>(cluster, "pods", name)?.spec.nodeName;

const volume = (name: string, spec: object, labels: object = {}): object => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name, labels },
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], storageClassName: "disks", ...spec },
});
const onNode = (name: string): object => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: "In", values: [name] }] }] },
});

function addClass(cluster: Cluster, volumeBindingMode: string): void {
  create(cluster, "/apis/storage.k8s.io/v1/storageclasses", {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "disks" },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode,
  });
}

function addClaim(cluster: Cluster, name: string): void {
  const resources = { requests: { storage: "1Gi" } };
  create(cluster, "/api/v1/namespaces/default/persistentvolumeclaims", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "disks", resources },
  });
}

const using = (claimName: string): object => ({ volumes: [{ name: "v", persistentVolumeClaim: { claimName } }] });

describe("what a refused pod lacks", () => {
  it("SCHED-41 names labels, of alternatives each", () => {
    const cluster = world();
    label(cluster, "k8s-worker1", { tier: "web", cores: "4" });
    const terms = [
      { matchExpressions: [{ key: "tier", operator: "In", values: ["db", "cache"] }] },
      {
        matchExpressions: [
          { key: "tier", operator: "Exists" },
          { key: "cores", operator: "Gt", values: ["8"] },
        ],
      },
    ];
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
    add(cluster, "choosy", { nodeSelector: { disk: "ssd", tier: "web" }, affinity: { nodeAffinity: required } });
    expect(lacks(cluster, "choosy")).toEqual([
      ["label", "disk=ssd", []],
      ["label", "tier In [db, cache]", []],
      ["label", "cores Gt [8]", []],
    ]);
  });

  it("SCHED-41 names the company it wants, and the label that makes no domain", () => {
    const cluster = world();
    const labelSelector = { matchLabels: { app: "db" } };
    const required = [{ labelSelector, topologyKey: HOSTNAME }];
    add(cluster, "lonely", { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } });
    expect(lacks(cluster, "lonely")).toEqual([["company", "app=db (kubernetes.io/hostname=k8s-worker1)", []]]);
    const topologySpreadConstraints = [
      { maxSkew: 1, topologyKey: "rack", whenUnsatisfiable: "DoNotSchedule", labelSelector },
    ];
    add(cluster, "spread", { topologySpreadConstraints });
    expect(why(cluster, "spread").message).toContain(
      "2 node(s) didn't match pod topology spread constraints (missing required label)",
    );
    expect(lacks(cluster, "spread")).toEqual([["label", "rack", []]]);
  });

  it("SCHED-41 names disks and who has them", () => {
    const cluster = world();
    const volumes = [{ name: "v", gcePersistentDisk: { pdName: "disk-1" } }];
    const nodeSelector = { [HOSTNAME]: "k8s-worker1" };
    add(cluster, "first", { volumes, nodeSelector });
    add(cluster, "second", { volumes, nodeSelector });
    expect(why(cluster, "second").message).toContain("1 node(s) had no available disk");
    expect(lacks(cluster, "second")).toEqual([["disk", "disk-1", ["first"]]]);
  });

  it("SCHED-41 names the driver whose volumes are too many, and who has them", () => {
    const cluster = world();
    addClass(cluster, "Immediate");
    for (const node of ["k8s-worker1", "k8s-worker2"])
      create(cluster, "/apis/storage.k8s.io/v1/csinodes", {
        apiVersion: "storage.k8s.io/v1",
        kind: "CSINode",
        metadata: { name: node },
        spec: { drivers: [{ name: "disks.example.com", nodeID: node, allocatable: { count: 1 } }] },
      });
    for (const index of [1, 2, 3]) {
      const csi = { driver: "disks.example.com", volumeHandle: `h${index}` };
      create(cluster, "/api/v1/persistentvolumes", volume(`v${index}`, { csi }));
      addClaim(cluster, `c${index}`);
    }
    pass(cluster, 5);
    for (const index of [1, 2, 3]) add(cluster, `p${index}`, using(`c${index}`));
    expect(why(cluster, "p3").message).toContain("2 node(s) exceed max volume count");
    const [lack] = why(cluster, "p3").decision.refusals["k8s-worker1"]?.missing ?? [];
    expect(lack).toMatchObject({ what: "disks.example.com", requested: 1, used: 1, allocatable: 1 });
    expect(lack?.holders.map(({ name, amount }) => [name, amount])).toEqual([
      [["p1", "p2"].find((name) => nodeOf(cluster, name) === "k8s-worker1"), 1],
    ]);
  });

  it("SCHED-41 names the volume that is elsewhere, and whoever has those it could have", () => {
    const cluster = world();
    addClass(cluster, "WaitForFirstConsumer");
    const local = { local: { path: "/d" }, nodeAffinity: onNode("k8s-worker1") };
    create(cluster, "/api/v1/persistentvolumes", volume("only", local));
    addClaim(cluster, "one");
    addClaim(cluster, "two");
    pass(cluster, 2);
    add(cluster, "first", using("one"));
    pass(cluster, 5);
    expect(nodeOf(cluster, "first")).toBe("k8s-worker1");
    add(cluster, "second", using("two"));
    expect(why(cluster, "second").message).toContain("2 node(s) didn't find available persistent volumes to bind");
    expect(lacks(cluster, "second")).toEqual([["claim", "two", ["first"]]]);
    expect(lacks(cluster, "second", "k8s-worker2")).toEqual([["claim", "two", []]]);
    add(cluster, "beside", { ...using("one"), nodeSelector: { [HOSTNAME]: "k8s-worker2" } });
    expect(why(cluster, "beside").message).toContain("1 node(s) didn't match PersistentVolume's node affinity");
    expect(lacks(cluster, "beside", "k8s-worker2")).toEqual([["volume", "only", []]]);
  });

  it("SCHED-41 names the volume of another zone", () => {
    const cluster = world();
    addClass(cluster, "Immediate");
    const zone = "topology.kubernetes.io/zone";
    label(cluster, "k8s-worker1", { [zone]: "a" });
    label(cluster, "k8s-worker2", { [zone]: "b" });
    create(cluster, "/api/v1/persistentvolumes", volume("in-c", { hostPath: { path: "/d" } }, { [zone]: "c" }));
    addClaim(cluster, "data");
    pass(cluster, 5);
    add(cluster, "p", using("data"));
    expect(why(cluster, "p").message).toContain("2 node(s) had no available volume zone");
    expect(lacks(cluster, "p")).toEqual([["volume", "in-c", []]]);
  });
});

describe("what a decision was made of", () => {
  it("SCHED-8 is every plugin of the default profile, in its order, with its weight", () => {
    const cluster = world();
    const labelSelector = { matchLabels: { app: "web" } };
    const podAffinityTerm = { labelSelector, topologyKey: HOSTNAME };
    const preference = { matchExpressions: [{ key: HOSTNAME, operator: "In", values: ["k8s-worker1"] }] };
    add(cluster, "there", { nodeSelector: { [HOSTNAME]: "k8s-worker2" } }, { app: "web" });
    const affinity = {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 30, preference }] },
      podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 40, podAffinityTerm }] },
    };
    const topologySpreadConstraints = [
      { maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: "ScheduleAnyway", labelSelector },
    ];
    const resources = { requests: { cpu: "1", memory: "1Gi" } };
    const taint = { key: "busy", effect: "PreferNoSchedule" };
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker2", { body: { spec: { taints: [taint] } } });
    const containers = [{ name: "c", image: "nginx", resources }];
    add(cluster, "all", { affinity, topologySpreadConstraints, containers }, { app: "web" });
    const { feasible, scores } = why(cluster, "all").decision;
    expect(feasible).toEqual(["k8s-worker1", "k8s-worker2"]);
    expect(scores.map(({ plugin, weight }) => `${plugin} ${weight}`)).toEqual([
      "TaintToleration 3",
      "NodeAffinity 2",
      "NodeResourcesFit 1",
      "PodTopologySpread 2",
      "InterPodAffinity 2",
      "DynamicResources 2",
      "NodeResourcesBalancedAllocation 1",
      "ImageLocality 1",
    ]);
    const told = (plugin: string): readonly unknown[] => {
      const found = scores.find((score) => score.plugin === plugin);
      return [found?.raw, found?.normalized, found?.weighted];
    };
    // One taint that deters; the sum of preferences that are met; the same of pods there.
    expect(told("TaintToleration")).toEqual([
      [0, 1],
      [100, 0],
      [300, 0],
    ]);
    expect(told("NodeAffinity")).toEqual([
      [30, 0],
      [100, 0],
      [200, 0],
    ]);
    expect(told("InterPodAffinity")).toEqual([
      [0, 40],
      [0, 100],
      [0, 200],
    ]);
    // No pod there, and one: times ln(2 + 2), rounded.
    expect(told("PodTopologySpread")).toEqual([
      [0, 1],
      [100, 0],
      [200, 0],
    ]);
  });

  it("SCHED-8 leaves out what has nothing to say: balance of a pod that asks for nothing", () => {
    const cluster = world();
    add(cluster, "bare");
    const { scores } = why(cluster, "bare").decision;
    expect(scores.map(({ plugin }) => plugin)).toEqual([
      "TaintToleration",
      "NodeResourcesFit",
      "DynamicResources",
      "ImageLocality",
    ]);
  });
});
