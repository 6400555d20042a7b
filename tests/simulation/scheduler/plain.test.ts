import { describe, expect, it } from "vitest";
import type { LabelSelector, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { compileSelector } from "../../../server/simulation/api/machinery/selectors.ts";
import { Random } from "../../../server/simulation/runtime/Random.ts";
import type { ClusterLookup } from "../../../server/simulation/scheduler/ClusterLookup.ts";
import { ClusterView } from "../../../server/simulation/scheduler/ClusterView.ts";
import { at, refusalOf } from "../../../server/simulation/scheduler/Decision.ts";
import { WEIGHTS } from "../../../server/simulation/scheduler/profile.ts";
import { decide, enoughNodes, type Outcome } from "../../../server/simulation/scheduler/schedulePod.ts";
import { decidePlainly, type PlainCluster, type PlainDecision } from "../../support/plainScheduler.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 30);
const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);
const HOSTNAME = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";
const NAMESPACES = { one: { team: "a" }, two: { team: "b" } } as const;

/** A random cluster, and the scheduler's picture of it kept change by change. */
class World {
  readonly nodes = new Map<string, Node>();
  readonly pods = new Map<string, Pod>();
  readonly view: ClusterView;
  private count = 0;

  constructor(readonly random: Random) {
    this.view = new ClusterView(this.lookup());
  }

  plain(): PlainCluster {
    const placed = [...this.pods.values()].filter((pod) => this.nodes.has(pod.spec.nodeName ?? ""));
    return { nodes: [...this.nodes.values()], pods: placed, namespaces: NAMESPACES, ownSelectors };
  }

  /** The same cluster seen for the first time. */
  fresh(): ClusterView {
    const view = new ClusterView(this.lookup());
    for (const node of this.nodes.values()) view.setNode(node);
    for (const pod of this.pods.values()) view.setPod(pod);
    return view;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random.int(items.length)] as T;
  }

  maybe(percent: number): boolean {
    return this.random.int(100) < percent;
  }

  setNode(name: string): void {
    const labels: Record<string, string> = { [HOSTNAME]: name };
    if (this.maybe(85)) labels[ZONE] = this.pick(["a", "b", "c"]);
    if (this.maybe(50)) labels["disk"] = this.pick(["ssd", "hdd"]);
    const taints = [
      ...(this.maybe(15) ? [{ key: "team", value: this.pick(["a", "b"]), effect: "NoSchedule" }] : []),
      ...(this.maybe(25) ? [{ key: "slow", value: "yes", effect: "PreferNoSchedule" }] : []),
    ];
    const allocatable = {
      cpu: this.pick(["0", "1", "2", "4"]),
      memory: this.pick(["1Gi", "4Gi"]),
      pods: this.pick(["2", "5", "110"]),
      ...(this.maybe(30) ? { "example.com/gpu": "2" } : {}),
    };
    const images = ["web:1", "db:2"]
      .filter(() => this.maybe(40))
      .map((image) => ({ names: [image], sizeBytes: this.pick([300, 900]) * 1024 * 1024 }));
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels },
      spec: { taints, ...(this.maybe(10) ? { unschedulable: true } : {}) },
      status: { allocatable, images },
    } as unknown as Node;
    this.nodes.set(name, node);
    this.view.setNode(node);
  }

  removeNode(name: string): void {
    this.nodes.delete(name);
    this.view.removeNode(name);
    // A node comes back with none of its pods.
    for (const [uid, pod] of this.pods) if (pod.spec.nodeName === name) this.removePod(uid);
  }

  place(pod: Pod, nodeName: string): void {
    const placed = { ...pod, spec: { ...pod.spec, nodeName } };
    this.pods.set(pod.metadata.uid, placed);
    this.view.setPod(placed);
  }

  removePod(uid: string): void {
    this.pods.delete(uid);
    this.view.removePod(uid);
  }

  /** Another label, the beginning of the end, or the end. */
  changePod(uid: string): void {
    const pod = this.pods.get(uid) as Pod;
    const kind = this.random.int(3);
    if (kind === 2) {
      this.pods.delete(uid);
      this.view.setPod({ ...pod, status: { ...pod.status, phase: "Succeeded" } });
      return;
    }
    const metadata =
      kind === 0
        ? { ...pod.metadata, labels: { app: this.pick(["web", "db"]) } }
        : { ...pod.metadata, deletionTimestamp: "2026-11-24T00:00:00Z" };
    const changed = { ...pod, metadata };
    this.pods.set(uid, changed);
    this.view.setPod(changed);
  }

  pod(): Pod {
    const name = `p${this.count++}`;
    const labels = {
      app: this.pick(["web", "db", "cache"]),
      ...(this.maybe(40) ? { tier: this.pick(["x", "y"]) } : {}),
    };
    const requests = this.maybe(80)
      ? {
          cpu: this.pick(["0", "50m", "300m"]),
          memory: this.pick(["64Mi", "200Mi"]),
          ...(this.maybe(10) ? { "example.com/gpu": "1" } : {}),
        }
      : undefined;
    const container = {
      name: "c",
      image: this.pick(["web:1", "db:2", "none:3"]),
      ...(requests ? { resources: { requests } } : {}),
      ...(this.maybe(15) ? { ports: [{ containerPort: 80, hostPort: this.pick([80, 81]), protocol: "TCP" }] } : {}),
    };
    const spec = {
      containers: [container],
      ...(this.maybe(20) ? { initContainers: [{ ...container, name: "i", ports: [] }] } : {}),
      ...(this.maybe(20) ? { nodeSelector: { disk: "ssd" } } : {}),
      ...(this.maybe(30)
        ? {
            tolerations: [
              this.pick([
                { key: "team", operator: "Exists" },
                { key: "slow", operator: "Exists", effect: "PreferNoSchedule" },
                { operator: "Exists" },
              ]),
            ],
          }
        : {}),
      ...(this.maybe(30) ? { topologySpreadConstraints: this.constraints() } : {}),
      ...(this.maybe(50) ? { affinity: this.affinity() } : {}),
      ...(this.maybe(30) ? {} : { priority: 0 }),
    };
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, uid: name, namespace: this.pick(["one", "two"]), labels },
      spec,
    } as unknown as Pod;
  }

  private selector(): LabelSelector {
    return this.pick<LabelSelector>([
      { matchLabels: { app: "web" } },
      { matchLabels: { app: "db", tier: "x" } },
      { matchExpressions: [{ key: "app", operator: "In", values: ["web", "cache"] }] },
      { matchExpressions: [{ key: "tier", operator: "Exists" }] },
      {},
    ]);
  }

  private constraints(): object[] {
    return [ZONE, HOSTNAME]
      .filter(() => this.maybe(70))
      .map((topologyKey) => ({
        topologyKey,
        maxSkew: 1 + this.random.int(2),
        whenUnsatisfiable: this.pick(["DoNotSchedule", "ScheduleAnyway"]),
        labelSelector: this.selector(),
        ...(this.maybe(20) ? { nodeTaintsPolicy: "Honor" } : {}),
        ...(this.maybe(20) ? { nodeAffinityPolicy: "Ignore" } : {}),
      }));
  }

  private affinity(): object {
    const term = (): object => ({
      labelSelector: this.selector(),
      topologyKey: this.pick([ZONE, HOSTNAME]),
      ...(this.maybe(20) ? { namespaces: ["two"] } : {}),
      ...(this.maybe(15) ? { namespaceSelector: { matchLabels: { team: "a" } } } : {}),
    });
    const side = (chance: number): object => ({
      ...(this.maybe(chance) ? { requiredDuringSchedulingIgnoredDuringExecution: [term()] } : {}),
      ...(this.maybe(40)
        ? {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1 + this.random.int(100), podAffinityTerm: term() },
            ],
          }
        : {}),
    });
    const preference = { matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }] };
    return {
      ...(this.maybe(60) ? { podAffinity: side(25) } : {}),
      ...(this.maybe(60) ? { podAntiAffinity: side(25) } : {}),
      ...(this.maybe(30)
        ? { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, preference }] } }
        : {}),
    };
  }

  private lookup(): ClusterLookup {
    return {
      namespaceLabels: (namespace) => NAMESPACES[namespace as "one"],
      ownSelectors,
      hasDisruptionBudgets: () => false,
      disruptionBudgets: () => [],
      podsMatching: (namespace) => [...this.pods.values()].filter(({ metadata }) => metadata.namespace === namespace),
      volumes: {
        claim: () => undefined,
        volume: () => undefined,
        volumesOfClass: () => [],
        storageClass: () => undefined,
        csiNode: () => undefined,
      },
    };
  }
}

/** As if each namespace had a Service for its `web` pods. */
function ownSelectors({ metadata }: Pod): readonly LabelSelector[] {
  const selector = { matchLabels: { app: "web" } };
  return compileSelector(selector).matches(metadata.labels) ? [selector] : [];
}

function asPlain({ decision }: Outcome): PlainDecision {
  const { nodes, feasible } = decision;
  const refusals: Record<string, readonly string[]> = {};
  nodes.forEach((name, place) => {
    const refusal = refusalOf(decision, place);
    if (refusal) refusals[name] = refusal.reasons;
  });
  const scores: Record<string, Record<string, number>> = {};
  if (feasible.length > 1) {
    for (const [index, place] of feasible.entries()) {
      const own: Record<string, number> = { total: at(decision.totals, index) };
      for (const { plugin, normalized } of decision.scores)
        own[plugin] = at(normalized, index) * (WEIGHTS.get(plugin) ?? 0);
      scores[nodes[place] as string] = own;
    }
  }
  return { refusals, scores, best: sorted(decision.best.map((place) => nodes[place] as string)) };
}

const sorted = (names: readonly string[]): string[] => [...names].sort();

describe("decisions without shortcuts", () => {
  it(`SCHED-6 SCHED-7 are the same for ${RUNS} random clusters (FUZZ_SEED=${SEED})`, () => {
    let placed = 0;
    let refused = 0;
    for (let run = 0; run < RUNS; run++) {
      const world = new World(Random.fromSeed(SEED + run));
      for (let index = 0; index < 3 + world.random.int(7); index++) world.setNode(`n${index}`);
      for (let step = 0; step < 40; step++) {
        const pod = world.pod();
        const outcome = decide(pod, world.view);
        const plain = decidePlainly(pod, world.plain());
        const where = `FUZZ_SEED=${SEED + run}, step ${step}`;
        const got = asPlain(outcome);
        expect(got, where).toEqual({ ...plain, best: sorted(plain.best) });
        expect(got, `${where}, counted anew`).toEqual(asPlain(decide(pod, world.fresh())));
        if (plain.best.length > 0) {
          world.place(pod, world.pick(plain.best));
          placed++;
        } else refused++;
        if (world.maybe(15) && world.pods.size > 0) world.changePod(world.pick([...world.pods.keys()]));
        if (world.maybe(10) && world.pods.size > 0) world.removePod(world.pick([...world.pods.keys()]));
        if (world.maybe(8)) world.setNode(`n${world.random.int(10)}`);
        if (world.maybe(3) && world.nodes.size > 2) world.removeNode(world.pick([...world.nodes.keys()]));
      }
    }
    expect(placed).toBeGreaterThan(RUNS);
    expect(refused).toBeGreaterThan(0);
  }, 600_000);
});

describe("big clusters", () => {
  it("SCHED-5 a search ends at enough nodes and the next goes on from there, zone after zone", () => {
    expect([50, 99, 100, 1000, 5000, 15000].map(enoughNodes)).toEqual([50, 99, 100, 420, 500, 750]);
    const world = new World(Random.fromSeed(1));
    const node = (index: number): Node =>
      ({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: `n${index}`, labels: { [ZONE]: index < 600 ? "a" : "b" } },
        spec: {},
        status: { allocatable: { cpu: "1", memory: "1Gi", pods: "9" } },
      }) as unknown as Node;
    for (let index = 0; index < 1000; index++) world.view.setNode(node(index));
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", uid: "p", namespace: "one" },
      spec: { containers: [{ name: "c" }] },
    } as unknown as Pod;
    const first = decide(pod, world.view);
    expect(first.looked).toBe(420);
    expect(first.decision.feasible.slice(0, 4)).toEqual([0, 600, 1, 601]);
    const second = decide(pod, world.view, { start: first.looked });
    expect(second.decision.feasible.slice(0, 2)).toEqual([210, 810]);
  });
});
