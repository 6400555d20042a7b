/** Nodes that have too little: whom they take, whom they give up, and the course's numbers. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, spec: object, labels: object = {}): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest(name, { spec, labels }) });
  expect(status, JSON.stringify(body)).toBe(201);
}
const stress = (args: readonly string[], resources: object = {}) => ({
  name: "c",
  image: "polinux/stress",
  command: ["stress", ...args],
  resources,
});
const hold = (amount: string, resources: object = {}) =>
  stress(["--vm", "1", "--vm-bytes", amount, "--vm-hang", "0"], resources);
const idle = (resources: object = {}) => ({ name: "c", image: "busybox", command: ["sleep", "infinity"], resources });
const pod = (name: string): Pod => get<Pod>(cluster, "pods", name) as Pod;
const status = (name: string) => pod(name).status;
const pressure = (type: string, node = "k8s-worker1"): string | undefined =>
  get<Node>(cluster, "nodes", node, "")?.status?.conditions?.find((condition) => condition.type === type)?.status;
const events = (name: string): readonly string[] =>
  ([...cluster.store.list("events")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
const WORKER = { nodeName: "k8s-worker1" };

describe("KLT-78 what a node takes that is put on it by hand", () => {
  const MEMORY = ["MemoryPressure"];
  const press = (types: readonly string[]): void => {
    const node = get<Node>(cluster, "nodes", "k8s-worker1", "") as Node;
    const conditions = node.status?.conditions?.map((each) =>
      types.includes(each.type) ? { ...each, status: "True" } : each,
    );
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1/status", { body: { status: { conditions } } });
  };

  it("KLT-78 short of memory: none that asks for nothing, unless it tolerates that or is critical", () => {
    press(MEMORY);
    const toleration = { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" };
    run("best-effort", { ...WORKER, containers: [idle()] });
    run("burstable", { ...WORKER, containers: [idle({ requests: { memory: "10Mi" } })] });
    run("tolerant", { ...WORKER, containers: [idle()], tolerations: [toleration] });
    pass(cluster, 20);
    expect(status("best-effort")).toMatchObject({
      phase: "Failed",
      reason: "Evicted",
      message: "Pod was rejected: The node had condition: [MemoryPressure]. ",
    });
    expect(events("best-effort")).toContain("Warning Evicted: The node had condition: [MemoryPressure]. ");
    for (const name of ["burstable", "tolerant"]) expect(status(name)?.phase).toBe("Running");
  });

  it("KLT-78 short of disk: none at all", () => {
    press(["MemoryPressure", "DiskPressure"]);
    run("p", { ...WORKER, containers: [idle({ requests: { memory: "10Mi" } })] });
    pass(cluster, 20);
    expect(status("p")?.message).toBe("Pod was rejected: The node had condition: [MemoryPressure DiskPressure]. ");
  });

  it("KLT-78 none that does not tolerate a NoExecute taint, none for another operating system", () => {
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1", {
      body: { spec: { taints: [{ key: "gone", value: "soon", effect: "NoExecute" }] } },
    });
    run("taint", { ...WORKER, containers: [idle()] });
    run("tolerant", { ...WORKER, containers: [idle()], tolerations: [{ key: "gone", operator: "Exists" }] });
    run("windows", { nodeName: "k8s-worker2", containers: [idle()], os: { name: "windows" } });
    run("labelled", { nodeName: "k8s-worker2", containers: [idle()] }, { "kubernetes.io/os": "windows" });
    pass(cluster, 1);
    expect(events("taint")).toContain(
      "Warning TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    );
    pass(cluster, 20);
    expect(status("tolerant")?.phase).toBe("Running");
    expect(status("windows")).toMatchObject({
      phase: "Failed",
      reason: "PodOSNotSupported",
      message: "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS",
    });
    expect(status("labelled")).toMatchObject({
      reason: "PodOSSelectorNodeLabelDoesNotMatch",
      message: "Pod was rejected: Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    });
  });

  it("KLT-78 of extended resources no more than there are; of one the node does not know, anything", () => {
    for (const at of ["capacity", "allocatable"])
      send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1/status", {
        contentType: "application/json-patch+json",
        body: [{ op: "add", path: `/status/${at}/example.com~1card`, value: "1" }],
      });
    const wants = (name: string, count: string): object => ({ requests: { [name]: count }, limits: { [name]: count } });
    run("two", { ...WORKER, containers: [idle(wants("example.com/card", "2"))] });
    run("unknown", { ...WORKER, containers: [idle(wants("example.com/none", "2"))] });
    pass(cluster, 20);
    expect(status("two")).toMatchObject({
      reason: "OutOfexample.com/card",
      message:
        "Pod was rejected: Node didn't have enough resource: example.com/card, requested: 2, used: 0, capacity: 1",
    });
    expect(status("unknown")?.phase).toBe("Running");
  });
});

describe("the course's numbers: 7 GB against 3.7 GB left, and a 2Gi pod", () => {
  const twoGi = { requests: { memory: "2Gi" }, limits: { memory: "3Gi" } };

  it("LAB-12 requests alone decide where it goes and whether it fits, not what is used", () => {
    for (const [node, free] of [
      ["k8s-worker1", "3700Mi"],
      ["k8s-worker2", "7Gi"],
    ] as const)
      expect(get<Node>(cluster, "nodes", node, "")?.status?.allocatable?.["memory"]).toBe(free);
    // 2 of 3.7 and 3 of 7 GB: room for four, one of them on the small node.
    for (const name of ["a", "b", "c", "d", "e"]) run(name, { containers: [idle(twoGi)] });
    pass(cluster, 40);
    const at = (name: string): string => pod(name).spec.nodeName ?? "nowhere";
    const places = ["a", "b", "c", "d", "e"].map(at);
    expect(places[0]).toBe("k8s-worker2");
    expect(places.filter((place) => place === "k8s-worker2")).toHaveLength(3);
    expect(places.filter((place) => place === "k8s-worker1")).toHaveLength(1);
    expect(places.filter((place) => place === "nowhere")).toHaveLength(1);
    const waiting = ["a", "b", "c", "d", "e"].find((name) => at(name) === "nowhere") as string;
    expect(status(waiting)?.conditions?.[0]?.message).toMatch(/2 Insufficient memory/);
    // Hardly anything is used: what counts is what was asked for.
    expect(cluster.kubelet?.usage.ofPod("default", "a")?.containers[0]?.memory ?? 0).toBeLessThan(50 * 2 ** 20);
  });

  it("LAB-12 over the limit of memory: killed, 137, OOMKilled, started again; over that of CPU: only slow", () => {
    run("memory", { containers: [hold("3500M", twoGi)] });
    run("cpu", { ...WORKER, containers: [stress(["--cpu", "2"], { requests: { cpu: "1" }, limits: { cpu: "1" } })] });
    pass(cluster, 60);
    expect(pod("memory").spec.nodeName).toBe("k8s-worker2");
    expect(status("memory")?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: "OOMKilled",
    });
    expect(status("memory")?.containerStatuses?.[0]?.restartCount ?? 0).toBeGreaterThan(0);
    expect(status("cpu")).toMatchObject({ phase: "Running", qosClass: "Burstable" });
    expect(status("cpu")?.containerStatuses?.[0]?.restartCount).toBe(0);
    expect(cluster.kubelet?.usage.ofPod("default", "cpu")?.containers[0]?.cpu).toBe(1_000_000_000);
    const throttled = cluster.kubelet?.machines.look(pod("cpu"), "c", ({ around: { files } }) =>
      Number(/nr_throttled (\d+)/.exec(files.read("/sys/fs/cgroup/cpu.stat"))?.[1]),
    );
    expect(throttled).toBeGreaterThan(100);
  });

  it("LAB-12 answers take longer where the limit of CPU is small", () => {
    const php = (cpu: string) => ({ name: "c", image: "registry.k8s.io/hpa-example", resources: { limits: { cpu } } });
    run("small", { containers: [php("50m")] });
    run("large", { containers: [php("1")] });
    pass(cluster, 40);
    const duration = (name: string): number => {
      const url = `http://${status(name)?.podIP}/`;
      for (let index = 0; index < 20; index++) cluster.network.request({ kind: "node", name: "k8s-master" }, url);
      return cluster.network.request({ kind: "node", name: "k8s-master" }, url).duration ?? 0;
    };
    expect(duration("small")).toBeGreaterThan(duration("large") * 5);
  });

  it("LAB-12 without limits one pod eats the node, and the node gives up pods by their class, others before those that keep to their requests", () => {
    const both = { cpu: "500m", memory: "800Mi" };
    run("guaranteed", { ...WORKER, containers: [hold("700M", { requests: both, limits: both })] });
    run("burstable", { ...WORKER, containers: [hold("600M", { requests: { memory: "700Mi" } })] });
    run("best-effort", { ...WORKER, containers: [hold("300M")] });
    pass(cluster, 60);
    expect(["guaranteed", "burstable", "best-effort"].map((name) => status(name)?.qosClass)).toEqual([
      "Guaranteed",
      "Burstable",
      "BestEffort",
    ]);
    // Nobody has limited it: 3.7 GB less what runs and the system.
    run("eater", { ...WORKER, containers: [hold("1620M", { requests: { memory: "1700Mi" } })] });
    pass(cluster, 30);
    expect(pressure("MemoryPressure")).toBe("True");
    expect(status("best-effort")).toMatchObject({ phase: "Failed", reason: "Evicted" });
    expect(status("best-effort")?.message).toMatch(
      /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+[KM]i\. Container c was using \d+[KM]i, request is 0, has larger consumption of memory\. $/,
    );
    for (const name of ["guaranteed", "burstable", "eater"]) expect(status(name)?.phase).toBe("Running");
  });

  it("KLT-79 who is evicted for its node is the target of a disruption; who keeps more than its own limit is not", () => {
    run("rest", { ...WORKER, containers: [hold("2500M", { requests: { memory: "2500Mi" } })] });
    run("p", { ...WORKER, containers: [hold("700M")] });
    pass(cluster, 60);
    expect(status("p")?.reason).toBe("Evicted");
    expect(status("p")?.conditions?.[0]).toMatchObject({
      type: "DisruptionTarget",
      status: "True",
      reason: "TerminationByKubelet",
      message: status("p")?.message,
    });
    run("scratch", {
      restartPolicy: "Never",
      volumes: [{ name: "v", emptyDir: { sizeLimit: "1Mi" } }],
      containers: [
        {
          name: "c",
          image: "busybox",
          command: ["sh", "-c", "fallocate -l 5M /v/x; sleep infinity"],
          volumeMounts: [{ name: "v", mountPath: "/v" }],
        },
      ],
    });
    pass(cluster, 60);
    expect(status("scratch")?.reason).toBe("Evicted");
    expect(status("scratch")?.conditions?.map(({ type }) => type)).not.toContain("DisruptionTarget");
  });
});
