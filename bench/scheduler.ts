/**
 * Scheduling at scale, in the shapes of Kubernetes' scheduler_perf: pods placed a second on 5,000 nodes, each decision with
 * its binding, event and what controllers make of it. Baselines are upstream's own floors, targets ten times that.
 */
import type { KubeObject, Node, Pod, PodSpec } from "../server/protocol/kubernetes/index.ts";
import { Cluster } from "../server/simulation/cluster.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";

const START = Date.UTC(2026, 10, 24);
const NODES = 5000;
const HOSTNAME = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";

interface PodShape {
  readonly labels?: { readonly [key: string]: string };
  readonly cpu?: string;
  readonly memory?: string;
  readonly priority?: number;
  readonly spec?: Partial<PodSpec>;
}

interface Shape {
  readonly name: string;
  /** Upstream's floor in pods/s. */
  readonly floor: number;
  readonly zones?: readonly string[];
  /** Pods that are there before, and those that are measured. */
  readonly before?: { readonly count: number; readonly pod: PodShape };
  readonly measured: { readonly count: number; readonly pod: PodShape };
  /** Between two pods: what else happens. */
  readonly churn?: (cluster: Cluster, turn: number) => void;
  /** Pods that can go nowhere and wait meanwhile. */
  readonly stuck?: number;
}

const term = (labels: { readonly [key: string]: string }, topologyKey: string): object => ({
  labelSelector: { matchLabels: labels },
  topologyKey,
});

const spread = (whenUnsatisfiable: string): Partial<PodSpec> =>
  ({
    topologySpreadConstraints: [
      { maxSkew: 5, topologyKey: ZONE, whenUnsatisfiable, labelSelector: { matchLabels: { color: "blue" } } },
    ],
  }) as unknown as Partial<PodSpec>;

const affinity = (rules: object): Partial<PodSpec> => ({ affinity: rules }) as Partial<PodSpec>;

const PLAIN: PodShape = {};
const MOONS = ["moon-1", "moon-2", "moon-3"];

const SHAPES: readonly Shape[] = [
  { name: "basic", floor: 270, measured: { count: 10_000, pod: PLAIN } },
  {
    name: "node-affinity",
    floor: 220,
    zones: ["zone1", "zone2"],
    measured: {
      count: 5000,
      pod: {
        spec: affinity({
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: "In", values: ["zone1"] }] }],
            },
          },
        }),
      },
    },
  },
  {
    name: "pod-affinity",
    floor: 35,
    zones: ["zone1"],
    before: { count: 2000, pod: { labels: { color: "blue" } } },
    measured: {
      count: 2000,
      pod: {
        labels: { color: "blue" },
        spec: affinity({
          podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term({ color: "blue" }, ZONE)] },
        }),
      },
    },
  },
  {
    name: "pod-anti-affinity",
    floor: 60,
    before: { count: 1000, pod: PLAIN },
    measured: {
      count: 1000,
      pod: {
        labels: { color: "green" },
        spec: affinity({
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term({ color: "green" }, HOSTNAME)] },
        }),
      },
    },
  },
  {
    name: "preferred-pod-affinity",
    floor: 90,
    before: { count: 2000, pod: PLAIN },
    measured: {
      count: 2000,
      pod: {
        labels: { color: "red" },
        spec: affinity({
          podAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: term({ color: "red" }, HOSTNAME) },
            ],
          },
        }),
      },
    },
  },
  {
    name: "spreading",
    floor: 85,
    zones: MOONS,
    before: { count: 1000, pod: PLAIN },
    measured: { count: 2000, pod: { labels: { color: "blue" }, spec: spread("DoNotSchedule") } },
  },
  {
    name: "preferred-spreading",
    floor: 125,
    zones: MOONS,
    before: { count: 1000, pod: PLAIN },
    measured: { count: 2000, pod: { labels: { color: "blue" }, spec: spread("ScheduleAnyway") } },
  },
  {
    name: "preemption",
    floor: 160,
    before: { count: 4 * NODES, pod: { cpu: "900m", priority: -10, spec: { terminationGracePeriodSeconds: 0 } } },
    measured: { count: 1000, pod: { cpu: "3", priority: 10 } },
  },
  { name: "unschedulable-waiting", floor: 170, stuck: 200, measured: { count: 5000, pod: PLAIN }, churn: pulse },
  { name: "churn", floor: 265, measured: { count: 5000, pod: PLAIN }, churn: comeAndGo },
];

function send(cluster: Cluster, method: "POST" | "DELETE" | "PATCH", path: string, body?: object): void {
  const contentType = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const user = { username: "bench", groups: ["system:masters"] };
  const content = body ? { body: JSON.stringify(body), contentType } : {};
  const { status } = cluster.apply({ type: "request", request: { method, path, user, ...content } }, 1);
  if (status >= 300) throw new Error(`${method} ${path} answers ${status}`);
}

/** A node reports in now and then: nothing that any pod waits for. */
function pulse(cluster: Cluster, turn: number): void {
  if (turn % 100 !== 0) return;
  const metadata = { annotations: { pulse: String(turn) } };
  send(cluster, "PATCH", `/api/v1/nodes/node-${turn % NODES}`, { metadata });
}

/** Every hundred pods one of a node, a pod and a Service comes and goes. */
function comeAndGo(cluster: Cluster, turn: number): void {
  if (turn % 100 !== 0) return;
  const name = `churn-${turn}`;
  send(cluster, "POST", "/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name } });
  send(cluster, "POST", "/api/v1/namespaces/default/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "c", image: "pause", resources: { requests: { cpu: "400" } } }],
    },
  });
  send(cluster, "POST", "/api/v1/namespaces/default/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: { app: "foo" }, ports: [{ port: 8080 }] },
  });
  for (const path of ["/api/v1/nodes/", "/api/v1/namespaces/default/pods/", "/api/v1/namespaces/default/services/"])
    send(cluster, "DELETE", `${path}${name}`);
}

function node(index: number, zones: readonly string[]): Node {
  const name = `node-${index}`;
  const room = { cpu: "4", memory: "32Gi", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      uid: `node-uid-${index}`,
      resourceVersion: String(index + 1),
      creationTimestamp: "2026-11-24T00:00:00Z",
      labels: { [HOSTNAME]: name, [ZONE]: zones[index % zones.length] as string },
    },
    // A range of its own, so that nobody looks for one meanwhile.
    spec: {
      podCIDR: `20.${96 + (index >> 8)}.${index & 255}.0/24`,
      podCIDRs: [`20.${96 + (index >> 8)}.${index & 255}.0/24`],
    },
    status: { capacity: room, allocatable: room, conditions: [{ type: "Ready", status: "True" }] },
  } as unknown as Node;
}

function pod(name: string, { labels = {}, cpu = "100m", memory = "500Mi", priority = 0, spec }: PodShape): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: `uid-${name}`,
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-11-24T00:00:00Z",
      labels,
    },
    spec: {
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      schedulerName: "default-scheduler",
      priority,
      preemptionPolicy: "PreemptLowerPriority",
      tolerations: ["not-ready", "unreachable"].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds: 300,
      })),
      containers: [{ name: "c", image: "registry.k8s.io/pause:3.10.1", resources: { requests: { cpu, memory } } }],
      ...spec,
    },
    status: { phase: "Pending", qosClass: "Burstable" },
  } as unknown as Pod;
}

/** Pods placed a second, each with all that follows from it. */
function run({ zones = ["zone1"], before, measured, churn, stuck = 0 }: Shape): number {
  const cluster = Cluster.create({ seed: 1, now: START, nodes: "none", kubelet: false });
  let placed = 0;
  cluster.store.subscribe("pods", ({ type, object, previous }) => {
    if (type === "MODIFIED" && (object as Pod).spec.nodeName && !(previous as Pod).spec.nodeName) placed++;
  });
  cluster.load(Array.from({ length: NODES }, (_, index): KubeObject => node(index, zones)));
  const place = (count: number, shape: PodShape, prefix: string): number => {
    cluster.load(Array.from({ length: count }, (_, index): KubeObject => pod(`${prefix}-${index}`, shape)));
    placed = 0;
    const began = performance.now();
    for (let turn = 0, seen = 0; placed < count; turn++) {
      const due = cluster.nextDue();
      if (due === undefined || turn > 100 * count) throw new Error(`${placed} of ${count} pods are placed`);
      cluster.advance(due, 1);
      if (churn && placed > seen) churn(cluster, (seen = placed));
    }
    return (1000 * count) / (performance.now() - began);
  };
  if (before) place(before.count, before.pod, "before");
  if (stuck > 0) {
    cluster.load(Array.from({ length: stuck }, (_, index): KubeObject => pod(`stuck-${index}`, { cpu: "100" })));
    cluster.advance(START + 100);
  }
  return place(measured.count, measured.pod, "pod");
}

const rowOf = ({ name }: { readonly name: string }): string => `scheduling-${name}`;

export const SCHEDULER_ROWS: readonly string[] = SHAPES.map(rowOf);

export async function schedulerRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const shape of SHAPES) {
    const measured = { value: run(shape), unit: "pods/s", baseline: shape.floor };
    rows.push(benchRow(rowOf(shape), measured, { of: "ratio", atLeast: 10 }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}
