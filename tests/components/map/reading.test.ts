import { describe, expect, test } from "vitest";
import { type Camera, detailAt, held, moved, revealing, zoomed } from "../../../components/map/camera.ts";
import { carriesAll, isLit } from "../../../components/map/lit.ts";
import { nodeSums } from "../../../components/map/nodeSums.ts";
import { ownerChains } from "../../../components/map/owners.ts";
import { layoutMap } from "../../../components/map/layout/mapLayout.ts";
import { podLook } from "../../../components/map/podLook.ts";
import { tracePoints } from "../../../components/map/tracePoints.ts";
import { waitingReason } from "../../../components/map/waitingReason.ts";
import type { KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { storedPod } from "../../support/manifests.ts";

const refused = (message: string): Pod =>
  storedPod("p", {
    status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
  });

describe("MAP-14 ready as Services see it", () => {
  const running = (ready: "True" | "False"): Pod =>
    storedPod("p", {
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: ready }],
        containerStatuses: [
          { name: "c", image: "i", imageID: "i", restartCount: 0, ready: true, state: { running: {} } },
        ],
      },
    });
  test("MAP-14 a pod that Services leave out does not look ready, though kubectl says 1/1 Running", () => {
    expect(podLook(running("True"))).toEqual({ status: "Running", colour: "running", glyph: "●" });
    expect(podLook(running("False"))).toEqual({ status: "Running", colour: "pending", glyph: "◐" });
  });
});

describe("MAP-6 why a pod waits", () => {
  test.each([
    [
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
      { code: "insufficient", resource: "memory", nodes: 2 },
    ],
    [
      "0/2 nodes are available: 2 Insufficient nvidia.com/gpu.",
      { code: "insufficient", resource: "nvidia.com/gpu", nodes: 2 },
    ],
    [
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.",
      { code: "selector", nodes: 2 },
    ],
    [
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
      { code: "ports", nodes: 1 },
    ],
    ["0/1 nodes are available: 1 node(s) were unschedulable.", { code: "cordoned", nodes: 1 }],
    ["something new", { code: "other", message: "something new" }],
  ])("%s", (message, reason) => expect(waitingReason(refused(message))).toEqual(reason));
  test("one the scheduler has not looked at is queued", () => {
    expect(waitingReason(storedPod("p"))).toEqual({ code: "queued" });
  });
});

describe("MAP-7 the camera", () => {
  const camera: Camera = { x: 30, y: -12, scale: 0.8 };
  test("what is under the pointer holds still", () => {
    const at = { x: 300, y: 200 };
    const under = (c: Camera) => [(at.x - c.x) / c.scale, (at.y - c.y) / c.scale].map((value) => value.toFixed(6));
    expect(under(zoomed(camera, 1.7, at))).toEqual(under(camera));
    expect(zoomed(camera, 1e9, at).scale).toBeLessThan(10);
  });
  test("the map cannot be lost", () => {
    const [map, window] = [
      { width: 1000, height: 800 },
      { width: 600, height: 400 },
    ];
    const far = held(moved(camera, 1e6, -1e6), map, window);
    expect(far.x).toBeLessThan(window.width);
    expect(far.y + map.height * far.scale).toBeGreaterThan(0);
    expect(held(camera, map, window)).toBe(camera);
  });
  test("what is in sight already moves nothing", () => {
    const window = { width: 600, height: 400 };
    expect(revealing(camera, { left: 50, top: 80, width: 100, height: 60 }, window)).toBe(camera);
    expect(revealing(camera, { left: 2000, top: 80, width: 100, height: 60 }, window).x).toBeLessThan(camera.x);
  });
  test("MAP-4 from near to far: cards, squares, numbers", () => {
    expect([1, 0.72, 0.5, 0.15, 0.1].map(detailAt)).toEqual(["cards", "cards", "squares", "squares", "numbers"]);
  });
});

describe("MAP-8 lights and filters", () => {
  const web = storedPod("web", {
    metadata: { labels: { type: "web", lo: "dev" }, ownerReferences: [{ uid: "rs", controller: true }] },
  });
  test("a selector chooses by all its labels, in its namespace", () => {
    expect(isLit({ by: "labels", namespace: "default", labels: { type: "web" } }, web)).toBe(true);
    expect(isLit({ by: "labels", namespace: "other", labels: { type: "web" } }, web)).toBe(false);
    expect(isLit({ by: "labels", namespace: "default", labels: {} }, web)).toBe(false);
    expect(isLit({ by: "owner", uids: ["rs"] }, web)).toBe(true);
  });
  test("chips must all be carried", () => {
    expect(carriesAll(web, ["type=web", "lo"])).toBe(true);
    expect(carriesAll(web, ["type=web", "lo=prod"])).toBe(false);
  });
});

test("MAP-9 gauges count as the scheduler does", () => {
  const asks = (cpu: string, more: object = {}) => ({
    name: cpu,
    image: "x",
    resources: { requests: { cpu }, limits: { cpu: "2" } },
    ...more,
  });
  const sums = nodeSums([
    storedPod("plain", { spec: { nodeName: "n", containers: [asks("500m")] }, status: { phase: "Running" } }),
    storedPod("init", {
      spec: { nodeName: "n", containers: [asks("100m")], initContainers: [asks("1")], overhead: { cpu: "10m" } },
    }),
    storedPod("sidecar", {
      spec: { nodeName: "n", containers: [asks("100m")], initContainers: [asks("50m", { restartPolicy: "Always" })] },
    }),
    storedPod("over", { spec: { nodeName: "n", containers: [asks("4")] }, status: { phase: "Succeeded" } }),
    storedPod("waits"),
  ]);
  expect(sums.get("n")?.cpu.requested).toBeCloseTo(0.5 + 1.01 + 0.15);
  expect(sums.get("n")?.pods).toBe(4);
  expect(sums.size).toBe(1);
});

test("MAP-8 owners are found up to the first", () => {
  const replicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: "web-1",
      namespace: "default",
      uid: "rs",
      ownerReferences: [{ kind: "Deployment", name: "web", controller: true }],
    },
    spec: { replicas: 2 },
  } as unknown as KubeObject;
  const made = storedPod("a", {
    metadata: { ownerReferences: [{ kind: "ReplicaSet", name: "web-1", uid: "rs", controller: true }] },
  });
  const [chain] = ownerChains([made, storedPod("b")], ({ resource }) =>
    resource === "replicasets.apps" ? replicaSet : undefined,
  );
  expect(chain?.links.map(({ kind, name }) => `${kind}/${name}`)).toEqual(["Deployment/web", "ReplicaSet/web-1"]);
  expect(chain).toMatchObject({ id: "rs", ready: 0, wanted: 2 });
});

test("MAP-10 the stations of a request are points of the map", () => {
  const layout = layoutMap(
    {
      nodes: [{ name: "n", capacity: 1, quiet: false }],
      slots: new Map([["n", ["a", "b"]]]),
      ingresses: [],
      services: [{ id: "default/svc", width: 100 }],
      owners: [],
    },
    { width: 600, magnified: 1 },
  );
  const at = (kind: "Pod" | "Service" | "DNS", name: string) => ({
    code: "endpoint" as const,
    at: "",
    detail: "",
    place: { kind, namespace: "default", name },
  });
  const hops = [at("DNS", "CoreDNS"), at("Service", "svc"), at("Pod", "b"), at("Pod", "b")];
  const from = { resource: "pods", namespace: "default", name: "a" };
  const points = tracePoints(
    { from, trace: { hops, exitCode: 0 } },
    { layout, pods: [storedPod("a"), storedPod("b")] },
  );
  expect(points).toHaveLength(3);
  expect(points[0]?.[1]).toBe(points[2]?.[1]);
});
