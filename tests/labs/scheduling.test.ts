/** Labs 06, 07, 08 and 10: where a pod goes, and the numbers that decide it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Node, Pod } from "../../server/protocol/kubernetes/index.ts";
import { LabRoom } from "../support/labRoom.ts";

let room: LabRoom;
beforeEach(async () => {
  room = await LabRoom.open();
});
afterEach(() => room.close());

const PENDING =
  "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";

interface Decision {
  readonly feasible: readonly string[];
  readonly refusals: { readonly [node: string]: { readonly plugin: string; readonly reasons: readonly string[] } };
  readonly scores: readonly {
    readonly plugin: string;
    readonly weight: number;
    readonly normalized: readonly number[];
  }[];
  readonly totals: readonly number[];
}

/** The scheduler's account of its last decision about a pod. */
async function decision(pod: string): Promise<Decision> {
  const shown = await room.get<{ readonly decision: Decision; readonly kind: string; readonly node?: string }>(
    `/api/v1/namespaces/default/pods/${pod}/scheduling`,
  );
  expect(shown.kind).toBe("SchedulingDecision");
  expect(shown.node).toBe((await room.pod(pod)).spec.nodeName);
  return shown.decision;
}

describe("labs about scheduling", () => {
  it("LAB-6 a pod runs on the node its selector names", async () => {
    await room.apply("06-node-selector-manual.yaml");
    const pod = await room.ready("pod-3");
    expect(pod.spec.nodeName).toBe("k8s-worker1");
    expect((await room.events("pod-3")).map(({ message }) => message)).toContain(
      "Successfully assigned default/pod-3 to k8s-worker1",
    );
  });

  it("LAB-10 a selector nobody matches keeps the pod Pending with the scheduler's text, until a node gets the label", async () => {
    await room.apply("10-node-selector-custom-label.yaml");
    await room.pass(90);
    const pending = await room.pod("pod-3");
    expect(pending.status?.phase).toBe("Pending");
    expect(pending.spec.nodeName).toBeUndefined();
    expect(pending.status?.conditions).toEqual([
      expect.objectContaining({ type: "PodScheduled", status: "False", reason: "Unschedulable", message: PENDING }),
    ]);
    const failed = (await room.events("pod-3")).find(({ reason }) => reason === "FailedScheduling");
    expect(failed).toMatchObject({ type: "Warning", message: PENDING, reportingComponent: "default-scheduler" });
    expect((await decision("pod-3")).refusals["k8s-worker1"]?.plugin).toBe("NodeAffinity");

    await room.ask("PATCH", "/api/v1/nodes/k8s-worker2", { metadata: { labels: { hostname: "node1" } } });
    const pod = await room.ready("pod-3", 30);
    expect(pod.spec.nodeName).toBe("k8s-worker2");
  });

  it("LAB-7 LAB-8 a pod goes to the node with more left, and the numbers shown are Kubernetes'", async () => {
    for (const [file, name] of [
      ["07-schedule-2gi.yaml", "pod-4"],
      ["08-schedule-half-gi.yaml", "pod-5"],
    ] as const) {
      const before = await others(name);
      await room.apply(file);
      const pod = await room.ready(name);
      const shown = await decision(name);
      expect(shown.refusals["k8s-master"]).toMatchObject({
        plugin: "TaintToleration",
        reasons: ["node(s) had untolerated taint(s)"],
      });
      expect([...shown.feasible].sort()).toEqual(["k8s-worker1", "k8s-worker2"]);
      const score = (plugin: string): readonly number[] =>
        shown.scores.find((row) => row.plugin === plugin)?.normalized ?? [];
      const nodes = await Promise.all(shown.feasible.map((node) => room.node(node)));
      expect(score("NodeResourcesFit")).toEqual(nodes.map((node) => leastAllocated(node, pod, before)));
      expect(score("NodeResourcesBalancedAllocation")).toEqual(nodes.map((node) => balanced(node, pod, before)));
      const totals = shown.feasible.map((_, index) =>
        shown.scores.reduce((sum, { weight, normalized }) => sum + weight * (normalized[index] as number), 0),
      );
      expect(shown.totals).toEqual(totals);
      const best = Math.max(...totals);
      expect(shown.feasible.filter((_, index) => totals[index] === best)).toContain(pod.spec.nodeName);
    }
    // 7 GB against 3.7 GB, both empty: the one with more left.
    expect((await room.pod("pod-4")).spec.nodeName).toBe("k8s-worker2");
  });

  it("LAB-7 the same numbers by hand, for nodes without pods", async () => {
    expect(await others("pod-4")).toEqual([]);
    await room.apply("07-schedule-2gi.yaml");
    await room.ready("pod-4");
    const { feasible, scores } = await decision("pod-4");
    const at = (plugin: string, node: string): number | undefined =>
      scores.find((row) => row.plugin === plugin)?.normalized[feasible.indexOf(node)];
    // worker1: cpu (2000-100)/2000 = 95, memory (3700-2048)/3700 = 44 → 69; worker2: 97 and (7168-2048)/7168 = 71 → 84.
    expect(at("NodeResourcesFit", "k8s-worker1")).toBe(69);
    expect(at("NodeResourcesFit", "k8s-worker2")).toBe(84);
    // worker1: σ = 0.5535/2, 100·(1-σ) = 72 → 50+⌊(50+72-100)/2⌋ = 61; worker2: σ = 0.2857/2 → 85 → 67.
    expect(at("NodeResourcesBalancedAllocation", "k8s-worker1")).toBe(61);
    expect(at("NodeResourcesBalancedAllocation", "k8s-worker2")).toBe(67);
  });
});

/** All pods but one that are on the workers; those of the control plane are on its own node. */
async function others(name: string): Promise<readonly Pod[]> {
  const { items } = await room.get<{ readonly items: readonly Pod[] }>("/api/v1/pods");
  return items.filter(({ metadata, spec }) => metadata.name !== name && /worker/.test(spec.nodeName ?? ""));
}

const UNITS: { readonly [unit: string]: number } = { m: 0.001, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, "": 1 };

function amount(text: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)(m|Ki|Mi|Gi)?$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] as number);
}

interface Need {
  readonly cpu: number;
  readonly memory: number;
}

/** What a pod's containers request; `least` is taken for one that says nothing. */
function need(pods: readonly Pod[], least: Need): Need {
  let [cpu, memory] = [0, 0];
  for (const { resources } of pods.flatMap(({ spec }) => spec.containers)) {
    cpu += resources?.requests?.["cpu"] === undefined ? least.cpu : amount(resources.requests["cpu"]);
    memory += resources?.requests?.["memory"] === undefined ? least.memory : amount(resources.requests["memory"]);
  }
  return { cpu, memory };
}

const on = (node: Node, pods: readonly Pod[]): readonly Pod[] =>
  pods.filter(({ spec }) => spec.nodeName === node.metadata.name);
const capacity = ({ status }: Node): Need => ({
  cpu: amount(status?.allocatable?.["cpu"] ?? ""),
  memory: amount(status?.allocatable?.["memory"] ?? ""),
});

/** ⌊(⌊cpu left %⌋ + ⌊memory left %⌋) / 2⌋, where a container that asks for nothing counts 100m and 200Mi. */
function leastAllocated(node: Node, pod: Pod, before: readonly Pod[]): number {
  const used = need([...on(node, before), pod], { cpu: 0.1, memory: 200 * 2 ** 20 });
  const has = capacity(node);
  const left = (what: keyof Need): number => Math.floor(((has[what] - used[what]) * 100) / has[what]);
  return Math.floor((left("cpu") + left("memory")) / 2);
}

/** 50 + ⌊(50 + f(with) − f(without)) / 2⌋, f = ⌊(1 − |cpu share − memory share| / 2) · 100⌋. */
function balanced(node: Node, pod: Pod, before: readonly Pod[]): number {
  const has = capacity(node);
  const evenness = (pods: readonly Pod[]): number => {
    const used = need(pods, { cpu: 0, memory: 0 });
    return Math.floor((1 - Math.abs(used.cpu / has.cpu - used.memory / has.memory) / 2) * 100);
  };
  const there = on(node, before);
  return 50 + Math.floor((50 + evenness([...there, pod]) - evenness(there)) / 2);
}
