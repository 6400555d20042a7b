/** Controllers whose writes are refused, and evictions nobody can decide. */
import { describe, expect, it } from "vitest";
import type { Deployment, Event, Node, ReplicaSet } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

const QUOTAS = "/api/v1/namespaces/default/resourcequotas";

const eventsOf = (cluster: Cluster, name: RegExp): readonly Event[] =>
  ([...cluster.store.list("events")] as Event[]).filter(({ involvedObject }) => name.test(involvedObject.name ?? ""));

function deployment(replicas: number): object {
  const labels = { app: "d" };
  const spec = { containers: [{ name: "c", image: "kubetm/init" }] };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

describe("ReplicaFailure", () => {
  it("CTRL-6 what may not be made is told, tried again, and made when it may be", () => {
    const cluster = newCluster();
    const quota = (pods: string): object => ({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard: { pods } },
    });
    send(cluster, "POST", QUOTAS, { body: quota("1") });
    pass(cluster, 2);
    send(cluster, "POST", "/apis/apps/v1/namespaces/default/deployments", { body: deployment(3) });
    pass(cluster, 60);
    const failure = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: expect.stringMatching(
        /^pods "d-[0-9a-f]+-\w{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
      ),
    };
    const [set] = [...cluster.store.list("replicasets.apps")] as ReplicaSet[];
    expect(set?.status?.conditions).toEqual([expect.objectContaining(failure)]);
    expect(get<Deployment>(cluster, "deployments.apps", "d")?.status?.conditions).toContainEqual(
      expect.objectContaining(failure),
    );
    const told = eventsOf(cluster, /^d-/).filter(({ reason }) => reason === "FailedCreate");
    expect(
      told.every(({ message, type }) => type === "Warning" && /Error creating: pods "d-/.test(message ?? "")),
    ).toBe(true);
    expect(told.length).toBeLessThanOrEqual(10);
    expect(told.some(({ message }) => message?.startsWith("(combined from similar events): "))).toBe(true);
    const times = told
      .map(({ firstTimestamp }) => Date.parse(firstTimestamp ?? ""))
      .sort((left, right) => left - right);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(0);

    send(cluster, "PUT", `${QUOTAS}/q`, { body: quota("5") });
    pass(cluster, 600);
    expect(get<Deployment>(cluster, "deployments.apps", "d")?.status?.readyReplicas).toBe(3);
    expect(
      get<Deployment>(cluster, "deployments.apps", "d")?.status?.conditions?.map(({ type }) => type),
    ).not.toContain("ReplicaFailure");
  });
});

describe("evictions", () => {
  it("CTRL-5 two budgets for one pod decide nothing", () => {
    const cluster = newCluster();
    for (const name of ["one", "two"])
      send(cluster, "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        body: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name },
          spec: { minAvailable: 0, selector: { matchLabels: { app: "x" } } },
        },
      });
    send(cluster, "POST", PODS, { body: podManifest("p", { labels: { app: "x" } }) });
    pass(cluster, 30);
    const answer = send(cluster, "POST", `${PODS}/p/eviction`, {
      body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } },
    });
    expect(answer).toMatchObject({
      status: 500,
      body: {
        message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
      },
    });
    expect(get(cluster, "pods", "p")?.metadata.deletionTimestamp).toBeUndefined();
  });
});

describe("nodes that come and go", () => {
  it("NODE-13 a node that is well says so in the kubelet's words, and takes 110 pods", () => {
    const cluster = newCluster();
    send(cluster, "POST", "/machines", { body: { name: "k8s-new", cpu: "2", memory: "2Gi" } });
    pass(cluster, 30);
    for (const name of ["k8s-worker1", "k8s-new"]) {
      const { status } = get<Node>(cluster, "nodes", name, "") as Node;
      expect(
        status?.conditions?.map(({ type, status: value, reason, message }) => [type, value, reason, message]),
      ).toEqual([
        ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
        ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
        ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
        ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
      ]);
      expect(status?.capacity?.["pods"]).toBe("110");
    }
  });

  it("NODE-12 are told of by kubelet and controller", () => {
    const cluster = newCluster();
    expect(send(cluster, "POST", "/machines", { body: { name: "k8s-new", cpu: "2", memory: "2Gi" } }).status).toBe(201);
    pass(cluster, 30);
    const told = (): readonly string[] =>
      eventsOf(cluster, /^k8s-new$/).map(({ source, reason, message }) => `${source?.component} ${reason}: ${message}`);
    expect([...told()].sort()).toEqual([
      "kubelet NodeHasNoDiskPressure: Node k8s-new status is now: NodeHasNoDiskPressure",
      "kubelet NodeHasSufficientMemory: Node k8s-new status is now: NodeHasSufficientMemory",
      "kubelet NodeHasSufficientPID: Node k8s-new status is now: NodeHasSufficientPID",
      "kubelet NodeReady: Node k8s-new status is now: NodeReady",
      "kubelet Starting: Starting kubelet.",
      "node-controller RegisteredNode: Node k8s-new event: Registered Node k8s-new in Controller",
    ]);
    send(cluster, "DELETE", "/api/v1/nodes/k8s-new");
    pass(cluster, 30);
    expect(told()).toContain("node-controller RemovingNode: Node k8s-new event: Removing Node k8s-new from Controller");
  });
});

describe("pods that are put where they may not stay", () => {
  const put = (more: object): object => {
    const labels = { app: "d" };
    const spec = { nodeName: "k8s-worker1", containers: [{ name: "c", image: "kubetm/init" }], ...more };
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d" },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    };
  };
  const taint = { spec: { taints: [{ key: "a", effect: "NoExecute" }] } };
  const toleration = { key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 0 };

  it.each([
    { why: "the node refuses them", more: { nodeSelector: { no: "such" } }, tainted: false },
    { why: "a taint evicts them", more: { tolerations: [toleration] }, tainted: true },
  ])("KLT-84 CTRL-103 a controller makes twenty a second of them, and time goes on: $why", ({ more, tainted }) => {
    const cluster = newCluster();
    if (tainted) send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1", { body: taint });
    send(cluster, "POST", "/apis/apps/v1/namespaces/default/deployments", { body: put(more) });
    let made = 0;
    cluster.store.subscribe("pods", ({ type }) => {
      if (type === "ADDED") made++;
    });
    pass(cluster, 10);
    expect(made).toBeGreaterThan(150);
    expect(made).toBeLessThanOrEqual(201);
  });
});
