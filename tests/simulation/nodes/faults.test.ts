import { describe, expect, it } from "vitest";
import type { FaultList } from "../../../server/protocol/faults.ts";
import type { Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";
import { curl, ipOf, pod, webWorld } from "../network/world.ts";

const nodeFaults = (node: string): string => `/api/v1/nodes/${node}/faults`;

function breakNode(cluster: Cluster, node: string, type: string): void {
  expect(send(cluster, "POST", nodeFaults(node), { body: { type } }).status).toBe(200);
}

function mend(cluster: Cluster, node: string, type: string): void {
  expect(send(cluster, "DELETE", `${nodeFaults(node)}/${type}`).status).toBe(200);
}

function condition(cluster: Cluster, node: string, type: string): string | undefined {
  return get<Node>(cluster, "nodes", node, "")?.status?.conditions?.find((each) => each.type === type)?.status;
}

const taints = (cluster: Cluster, node: string): readonly string[] =>
  (get<Node>(cluster, "nodes", node, "")?.spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
const podOf = (cluster: Cluster, name: string): Pod | undefined => get<Pod>(cluster, "pods", name);
const readyOf = (cluster: Cluster, name: string): string | undefined =>
  podOf(cluster, name)?.status?.conditions?.find(({ type }) => type === "Ready")?.status;

describe("faults of nodes", () => {
  it("NODE-1 are switched on, listed and switched off by a subresource of their own", () => {
    const cluster = newCluster();
    breakNode(cluster, "k8s-worker1", "disk");
    send(cluster, "POST", "/faults", { body: { type: "registry" } });
    const list = send(cluster, "GET", "/faults").body as FaultList;
    expect(list.items.map(({ type, on }) => [type, on?.name])).toEqual([
      ["registry", undefined],
      ["disk", "k8s-worker1"],
    ]);
    mend(cluster, "k8s-worker1", "disk");
    expect((send(cluster, "GET", nodeFaults("k8s-worker1")).body as FaultList).items).toEqual([]);
    expect(send(cluster, "POST", nodeFaults("k8s-worker1"), { body: { type: "fire" } }).status).toBe(400);
    expect(send(cluster, "POST", nodeFaults("nobody"), { body: { type: "stop" } }).status).toBe(404);
    const patch = { metadata: { annotations: { "podroom.io/faults": '{"stop":"2026-11-24T00:00:00Z"}' } } };
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker1", { body: patch });
    expect((send(cluster, "GET", nodeFaults("k8s-worker1")).body as FaultList).items).toEqual([]);
  });

  it("NODE-2 a paused kubelet is missed after 50 s: Unknown, taints, pods not ready; back it is at once Ready", () => {
    const cluster = webWorld();
    breakNode(cluster, "k8s-worker2", "pause");
    pass(cluster, 39);
    expect(condition(cluster, "k8s-worker2", "Ready")).toBe("True");
    pass(cluster, 21);
    expect(condition(cluster, "k8s-worker2", "Ready")).toBe("Unknown");
    expect(readyOf(cluster, "web-b")).toBe("False");
    expect(taints(cluster, "k8s-worker2")).toEqual([
      "node.kubernetes.io/unreachable:NoExecute",
      "node.kubernetes.io/unreachable:NoSchedule",
    ]);
    const added = get<Node>(cluster, "nodes", "k8s-worker2", "")?.spec?.taints?.map(({ effect }) => effect);
    expect(added).toEqual(["NoSchedule", "NoExecute"]);
    expect(curl(cluster, "client", `http://${ipOf(cluster, "web-b")}:8080/hostname`).response?.status).toBe(200);
    mend(cluster, "k8s-worker2", "pause");
    pass(cluster, 10);
    expect([condition(cluster, "k8s-worker2", "Ready"), readyOf(cluster, "web-b")]).toEqual(["True", "True"]);
    expect(taints(cluster, "k8s-worker2")).toEqual([]);
    const steps = cluster.runtime.steps;
    pass(cluster, 3000);
    expect(cluster.runtime.steps - steps).toBeLessThan(60);
  });

  it("NODE-2 says so in conditions and events", () => {
    const cluster = webWorld();
    breakNode(cluster, "k8s-worker2", "pause");
    pass(cluster, 60);
    const { conditions = [], addresses } = get<Node>(cluster, "nodes", "k8s-worker2", "")?.status ?? {};
    expect(addresses).toHaveLength(2);
    for (const type of ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"])
      expect(conditions.find((each) => each.type === type)).toMatchObject({
        status: "Unknown",
        reason: "NodeStatusUnknown",
        message: "Kubelet stopped posting node status.",
      });
    expect(get(cluster, "leases.coordination.k8s.io", "k8s-worker2", "kube-node-lease")).toMatchObject({
      spec: { holderIdentity: "k8s-worker2", leaseDurationSeconds: 40 },
    });
    const told = (name: string): readonly string[] =>
      ([...cluster.store.list("events")] as Event[])
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
    expect(told("k8s-worker2")).toContain("Normal NodeNotReady: Node k8s-worker2 status is now: NodeNotReady");
    expect(told("web-b")).toContain("Warning NodeNotReady: Node is not ready");
    pass(cluster, 320);
    expect(told("web-b")).toContain("Normal TaintManagerEviction: Marking for deletion Pod default/web-b");
  });

  it("NODE-14 nodes that went away are emptied one in ten seconds, and none while most are gone", () => {
    /** When the nodes got the taint that empties them, s after they fell silent. */
    const times = (nodes: number, broken: number, seconds: number): readonly number[] => {
      const cluster = newCluster({ nodes });
      pass(cluster, 30);
      const names = [...cluster.store.list("nodes")].slice(0, broken).map(({ metadata }) => metadata.name);
      for (const name of names) breakNode(cluster, name, "stop");
      const began = cluster.runtime.now;
      pass(cluster, seconds);
      return names
        .flatMap((name) => get<Node>(cluster, "nodes", name, "")?.spec?.taints ?? [])
        .filter(({ key, effect }) => key === "node.kubernetes.io/unreachable" && effect === "NoExecute")
        .map(({ timeAdded }) => (Date.parse(timeAdded ?? "") - began) / 1000)
        .sort((left, right) => left - right);
    };
    const gaps = (list: readonly number[]): readonly number[] =>
      list.slice(1).map((time, index) => time - (list[index] as number));
    const [first = 0, ...rest] = times(8, 4, 120);
    expect(first).toBeGreaterThanOrEqual(45);
    expect(first).toBeLessThanOrEqual(56);
    expect(gaps([first, ...rest])).toEqual([10, 10, 10]);
    expect(times(8, 5, 300)).toEqual([]);
    expect(times(3, 3, 300)).toEqual([]);
    expect(gaps(times(60, 40, 400))).toEqual([100, 100, 100]);
  });

  it("NODE-10 labels, taints, capacity and images are edited, and what is edited stays", () => {
    const cluster = webWorld();
    const path = "/api/v1/nodes/k8s-worker1";
    const taint = { key: "team", value: "a", effect: "NoSchedule" };
    expect(
      send(cluster, "PATCH", path, { body: { metadata: { labels: { disk: "ssd" } }, spec: { taints: [taint] } } })
        .status,
    ).toBe(200);
    const images = [{ names: ["docker.io/library/big:1"], sizeBytes: 900_000_000 }];
    const amounts = { cpu: "1", memory: "1Gi", "example.com/gpu": "2" };
    const status = { capacity: amounts, allocatable: amounts, images };
    expect(send(cluster, "PATCH", `${path}/status`, { body: { status } }).status).toBe(200);
    pass(cluster, 600);
    const node = get<Node>(cluster, "nodes", "k8s-worker1", "");
    expect(node?.metadata.labels?.["disk"]).toBe("ssd");
    expect(node?.spec?.taints).toEqual([taint]);
    expect(node?.status).toMatchObject({ capacity: amounts, allocatable: { ...amounts, pods: "110" } });
    expect(node?.status?.images?.map(({ names }) => names?.[0])).toContain("docker.io/library/big:1");
    const tolerations = [{ key: "team", operator: "Exists" }];
    const limits = { "example.com/gpu": "2" };
    const containers = [{ name: "c", image: "kubetm/app", resources: { limits } }];
    send(cluster, "POST", PODS, { body: podManifest("gpu", { spec: { tolerations, containers } }) });
    pass(cluster, 30);
    expect(podOf(cluster, "gpu")?.spec.nodeName).toBe("k8s-worker1");
  });

  it("NODE-3 pods of a silent node are evicted after their tolerations and stay Terminating until it is back", () => {
    const cluster = webWorld();
    breakNode(cluster, "k8s-worker2", "stop");
    pass(cluster, 380);
    expect(podOf(cluster, "web-b")?.metadata.deletionTimestamp).toBeDefined();
    expect(podOf(cluster, "web-b")?.status?.conditions?.find(({ type }) => type === "DisruptionTarget")?.reason).toBe(
      "DeletionByTaintManager",
    );
    pass(cluster, 600);
    expect(podOf(cluster, "web-b")).toBeDefined();
    mend(cluster, "k8s-worker2", "stop");
    pass(cluster, 60);
    expect(podOf(cluster, "web-b")).toBeUndefined();
  });

  it("NODE-4 a node that stopped answers nobody; its containers begin anew when it is back, at new addresses", () => {
    const cluster = webWorld();
    const before = ipOf(cluster, "web-b");
    breakNode(cluster, "k8s-worker2", "stop");
    expect(curl(cluster, "client", `http://${before}:8080/`)).toMatchObject({
      exitCode: 28,
      reason: "node-unreachable",
    });
    pass(cluster, 30);
    mend(cluster, "k8s-worker2", "stop");
    pass(cluster, 60);
    const status = podOf(cluster, "web-b")?.status?.containerStatuses?.[0];
    expect([
      status?.restartCount,
      status?.lastState?.terminated?.exitCode,
      status?.lastState?.terminated?.reason,
    ]).toEqual([1, 255, "Unknown"]);
    expect(ipOf(cluster, "web-b")).not.toBe(before);
    expect(curl(cluster, "client", `http://${ipOf(cluster, "web-b")}:8080/`).exitCode).toBe(0);
  });

  it("NODE-5 a node cut off keeps its pods running; requests across fail, those inside answer", () => {
    const cluster = webWorld();
    pod(cluster, "neighbour", "k8s-worker2", {});
    pass(cluster, 60);
    breakNode(cluster, "k8s-worker2", "partition");
    const url = `http://${ipOf(cluster, "web-b")}:8080/`;
    expect(curl(cluster, "client", url).reason).toBe("node-unreachable");
    expect(curl(cluster, "neighbour", url).exitCode).toBe(0);
    expect(curl(cluster, "neighbour", "http://web/").reason).toBe("dns-unreachable");
    pass(cluster, 60);
    expect(condition(cluster, "k8s-worker2", "Ready")).toBe("Unknown");
    mend(cluster, "k8s-worker2", "partition");
    pass(cluster, 10);
    expect(podOf(cluster, "web-b")?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  it("NODE-6 a full memory or disk is a condition and a taint", () => {
    const cluster = newCluster();
    breakNode(cluster, "k8s-worker1", "memory");
    breakNode(cluster, "k8s-worker1", "disk");
    pass(cluster, 10);
    expect([
      condition(cluster, "k8s-worker1", "MemoryPressure"),
      condition(cluster, "k8s-worker1", "DiskPressure"),
    ]).toEqual(["True", "True"]);
    expect(taints(cluster, "k8s-worker1")).toEqual([
      "node.kubernetes.io/disk-pressure:NoSchedule",
      "node.kubernetes.io/memory-pressure:NoSchedule",
    ]);
    send(cluster, "DELETE", nodeFaults("k8s-worker1"));
    pass(cluster, 10);
    expect([condition(cluster, "k8s-worker1", "MemoryPressure"), taints(cluster, "k8s-worker1")]).toEqual([
      "False",
      [],
    ]);
  });

  it("NODE-7 a broken registry fails every pull until it is mended", () => {
    const cluster = newCluster();
    send(cluster, "POST", "/faults", { body: { type: "registry" } });
    send(cluster, "POST", PODS, { body: podManifest("p", { image: "kubetm/app:v1" }) });
    pass(cluster, 8);
    expect(podOf(cluster, "p")?.status?.containerStatuses?.[0]?.state?.waiting?.message).toContain(
      'failed to do request: Head "https://registry-1.docker.io/v2/kubetm/app/manifests/v1": dial tcp: i/o timeout',
    );
    send(cluster, "DELETE", "/faults/registry");
    pass(cluster, 60);
    expect(podOf(cluster, "p")?.status?.phase).toBe("Running");
  });

  it("NODE-8 a container that is killed ends with 137 and is started again", () => {
    const cluster = webWorld();
    const killed = send(cluster, "POST", `${PODS}/web-a/faults`, { body: { type: "kill" } });
    expect(killed.status).toBe(200);
    pass(cluster, 20);
    expect(podOf(cluster, "web-a")?.status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: "Error" } },
    });
    expect(send(cluster, "POST", `${PODS}/web-a/faults`, { body: { type: "kill", container: "x" } }).status).toBe(400);
  });

  it("NODE-9 faults are part of snapshots", () => {
    const cluster = webWorld();
    breakNode(cluster, "k8s-worker2", "stop");
    pass(cluster, 20);
    const copy = Cluster.restore(cluster.snapshot(), { seed: 1, now: 0, nodes: "course" });
    for (const each of [cluster, copy]) {
      pass(each, 100);
      mend(each, "k8s-worker2", "stop");
      pass(each, 100);
    }
    expect(copy.store.revision).toBe(cluster.store.revision);
    expect(copy.runtime.steps).toBe(cluster.runtime.steps);
  });

  it("NODE-11 pods of a silent node that is declared out of service go at once", () => {
    const cluster = webWorld();
    breakNode(cluster, "k8s-worker2", "stop");
    pass(cluster, 60);
    send(cluster, "DELETE", `${PODS}/web-b`);
    pass(cluster, 60);
    expect(podOf(cluster, "web-b")).toBeDefined();
    const kept = get<Node>(cluster, "nodes", "k8s-worker2", "")?.spec?.taints ?? [];
    const taint = { key: "node.kubernetes.io/out-of-service", value: "nodeshutdown", effect: "NoExecute" };
    send(cluster, "PATCH", "/api/v1/nodes/k8s-worker2", { body: { spec: { taints: [...kept, taint] } } });
    pass(cluster, 25);
    expect(podOf(cluster, "web-b")).toBeUndefined();
  });

  it("NODE-10 a removed node's pods are collected; an added one takes pods", () => {
    const cluster = webWorld();
    send(cluster, "DELETE", "/api/v1/nodes/k8s-worker2");
    pass(cluster, 120);
    expect(podOf(cluster, "web-b")).toBeUndefined();
    const body = { name: "k8s-worker3", cpu: "2", memory: "4Gi", labels: { disk: "ssd" } };
    const added = send(cluster, "POST", "/machines", { body });
    expect(added.status).toBe(201);
    expect(condition(cluster, "k8s-worker3", "Ready")).toBe("False");
    pass(cluster, 20);
    expect([condition(cluster, "k8s-worker3", "Ready"), taints(cluster, "k8s-worker3")]).toEqual(["True", []]);
    const addresses = [...cluster.store.list("nodes")].map((node) => (node as Node).status?.addresses?.[0]?.address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(send(cluster, "POST", "/machines", { body }).status).toBe(409);
    expect(send(cluster, "POST", "/machines", { body: { name: "x", cpu: "lots" } }).status).toBe(400);
    pod(cluster, "late", "k8s-worker3", {});
    pass(cluster, 60);
    expect(readyOf(cluster, "late")).toBe("True");
  });
});
