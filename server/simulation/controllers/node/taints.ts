/** Taints and labels that follow from a node's state. Models kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go. */
import type { Node, Taint } from "../../../protocol/kubernetes/index.ts";

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
/** Conditions that taint while they are True. */
const WHILE_TRUE: ReadonlyMap<string, string> = new Map([
  ["MemoryPressure", "node.kubernetes.io/memory-pressure"],
  ["DiskPressure", "node.kubernetes.io/disk-pressure"],
  ["NetworkUnavailable", "node.kubernetes.io/network-unavailable"],
  ["PIDPressure", "node.kubernetes.io/pid-pressure"],
]);
const FOLLOWING = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE, ...WHILE_TRUE.values()]);
const OLDER_LABELS = [
  ["kubernetes.io/os", "beta.kubernetes.io/os"],
  ["kubernetes.io/arch", "beta.kubernetes.io/arch"],
] as const;

/** Status of the Ready condition; undefined when the node has none. */
export function readyStatus(node: Node): string | undefined {
  return node.status?.conditions?.find(({ type }) => type === "Ready")?.status;
}

/** Keys of the NoSchedule taints the node should have, in the order of its conditions. */
export function conditionTaints({ status, spec }: Node): readonly string[] {
  const keys = (status?.conditions ?? []).flatMap((condition) => taintOf(condition) ?? []);
  return spec?.unschedulable ? [...keys, UNSCHEDULABLE] : keys;
}

function taintOf({ type, status }: { readonly type: string; readonly status: string }): string | undefined {
  if (type === "Ready") return status === "False" ? NOT_READY : status === "Unknown" ? UNREACHABLE : undefined;
  return status === "True" ? WHILE_TRUE.get(type) : undefined;
}

/** Taints are swapped in two writes: first those that come, then those that go. */
export type Step = "add" | "remove";
export const STEPS: readonly Step[] = ["add", "remove"];

/** The node with its NoSchedule taints a step nearer to those its conditions ask for; the same object when it has them. */
export function withSchedulingTaints(node: Node, step: Step, now: string): Node {
  return withTaints(node, { effect: "NoSchedule", managed: FOLLOWING, keys: conditionTaints(node), step, now });
}

/** Likewise with the NoExecute taint its readiness asks for. */
export function withNoExecute(node: Node, step: Step, now: string): Node {
  const ready = readyStatus(node);
  const keys = ready === "False" ? [NOT_READY] : ready === "Unknown" ? [UNREACHABLE] : [];
  return withTaints(node, { effect: "NoExecute", managed: new Set([NOT_READY, UNREACHABLE]), keys, step, now });
}

/** Labels under the older names kubelets once used. */
export function withStandardLabels(node: Node): Node {
  const { labels = {} } = node.metadata;
  const more = Object.fromEntries(
    OLDER_LABELS.flatMap(([key, older]) =>
      labels[key] !== undefined && labels[older] !== labels[key] ? [[older, labels[key]]] : [],
    ),
  );
  return Object.keys(more).length === 0
    ? node
    : { ...node, metadata: { ...node.metadata, labels: { ...labels, ...more } } };
}

interface Wanted {
  readonly effect: Taint["effect"];
  /** Keys that are added and removed here; others are somebody else's. */
  readonly managed: ReadonlySet<string>;
  readonly keys: readonly string[];
  readonly step: Step;
  readonly now: string;
}

function withTaints(node: Node, { effect, managed, keys, step, now }: Wanted): Node {
  const old = node.spec?.taints ?? [];
  const isWanted = (taint: Taint): boolean =>
    taint.effect !== effect || !managed.has(taint.key) || keys.includes(taint.key);
  const kept = step === "add" ? old : old.filter(isWanted);
  const isMissing = (key: string): boolean => !old.some((taint) => taint.key === key && taint.effect === effect);
  const missing = step === "add" ? keys.filter(isMissing) : [];
  if (kept.length === old.length && missing.length === 0) return node;
  const taints = [...kept, ...missing.map((key): Taint => ({ key, effect, timeAdded: now }))];
  const { taints: _, ...spec } = node.spec ?? {};
  return { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec };
}
