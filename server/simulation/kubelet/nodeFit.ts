import type { Node, Pod, Taint } from "../../protocol/kubernetes/index.ts";
import { matchesNodeAffinity } from "../controllerkit/nodeTerms.ts";
import { add, type HostPort, hostPorts, podRequests, resourcesOf } from "../controllerkit/podResources.ts";
import { tolerates } from "../controllerkit/tolerations.ts";
import { isCritical } from "./eviction/ranking.ts";
import type { Store } from "../store/Store.ts";

/** What a node has too little of. CPU in millicores, memory and storage in bytes. */
export interface Shortage {
  readonly name: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

export interface FitContext {
  readonly store: Store;
  /** Whether the kubelet has taken a pod; those that only wait for it do not count. */
  readonly isAdmitted: (uid: string) => boolean;
}

/** A kubelet looks again whether a pod fits, whoever bound it. Models kubernetes pkg/kubelet/lifecycle/predicate.go. */
export function shortageOf(pod: Pod, node: Node, { store, isAdmitted }: FitContext): Shortage | undefined {
  const capacity = resourcesOf(node.status?.allocatable);
  const wanted = podRequests(pod.spec);
  if (wanted.cpu === 0 && wanted.memory === 0 && wanted.storage === 0 && !wanted.other) return undefined;
  let used = { cpu: 0, memory: 0, storage: 0 } as ReturnType<typeof podRequests>;
  for (const other of store.byIndex("pods", "node", node.metadata.name)) {
    const phase = (other as Pod).status?.phase;
    const { uid } = other.metadata;
    if (uid !== pod.metadata.uid && phase !== "Succeeded" && phase !== "Failed" && isAdmitted(uid))
      used = add(used, podRequests((other as Pod).spec));
  }
  for (const [name, key] of [
    ["cpu", "cpu"],
    ["memory", "memory"],
    ["ephemeral-storage", "storage"],
  ] as const) {
    if (wanted[key] > 0 && used[key] + wanted[key] > capacity[key])
      return { name, requested: wanted[key], used: used[key], capacity: capacity[key] };
  }
  // Of what a node does not have at all its kubelet knows nothing.
  for (const [name, has] of Object.entries(capacity.other ?? {})) {
    const [requested, held] = [wanted.other?.[name] ?? 0, used.other?.[name] ?? 0];
    if (requested > 0 && held + requested > has) return { name, requested, used: held, capacity: has };
  }
  return undefined;
}

/** Why a kubelet refuses a pod that was put on its node; undefined when it takes it. */
export function refusalOf(
  pod: Pod,
  node: Node,
  context: FitContext,
): { readonly reason: string; readonly message: string } | undefined {
  const { store, isAdmitted } = context;
  const pressed = pressureOf(pod, node);
  if (pressed.length > 0) return { reason: "Evicted", message: `The node had condition: [${pressed.join(" ")}]. ` };
  const { os } = pod.spec;
  const label = pod.metadata.labels?.["kubernetes.io/os"];
  if (label !== undefined && label !== "linux")
    return {
      reason: "PodOSSelectorNodeLabelDoesNotMatch",
      message: "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    };
  if (os && os.name !== "linux")
    return { reason: "PodOSNotSupported", message: "Failed to admit pod as the OS field doesn't match node OS" };
  const room = Number(node.status?.allocatable?.["pods"] ?? Number.POSITIVE_INFINITY);
  const ports = hostPorts(pod);
  let count = 0;
  let taken = false;
  for (const object of store.byIndex("pods", "node", node.metadata.name)) {
    const other = object as Pod;
    const phase = other.status?.phase;
    if (other.metadata.uid === pod.metadata.uid || phase === "Succeeded" || phase === "Failed") continue;
    if (!isAdmitted(other.metadata.uid)) continue;
    count++;
    if (ports.length > 0) taken ||= hostPorts(other).some((held) => ports.some((wanted) => collide(held, wanted)));
  }
  if (count + 1 > room) return outOf({ name: "pods", requested: 1, used: count, capacity: room });
  const lacking = shortageOf(pod, node, context);
  if (lacking) return outOf(lacking);
  if (!matchesNodeAffinity(pod.spec, { name: node.metadata.name, labels: node.metadata.labels ?? {} }))
    return failed("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
  if (taken) return failed("NodePorts", "node(s) didn't have free ports for the requested pod ports");
  const isStatic = pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
  const repels = (taint: Taint): boolean =>
    taint.effect === "NoExecute" && !pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint));
  if (!isStatic && node.spec?.taints?.some(repels))
    return failed("TaintToleration", "node(s) had taints that the pod didn't tolerate");
  return undefined;
}

const MEMORY_PRESSURE: Taint = { key: "node.kubernetes.io/memory-pressure", effect: "NoSchedule" };

/** Conditions of a node for which it takes no such pod: short of memory none that asks for nothing, else none at all. */
function pressureOf(pod: Pod, node: Node): readonly string[] {
  const pressed = ["MemoryPressure", "DiskPressure", "PIDPressure"].filter((wanted) =>
    node.status?.conditions?.some(({ type, status }) => type === wanted && status === "True"),
  );
  if (pressed.length === 0 || isCritical(pod)) return [];
  const onlyMemory = pressed.length === 1 && pressed[0] === "MemoryPressure";
  const tolerated = pod.spec.tolerations?.some((toleration) => tolerates(toleration, MEMORY_PRESSURE));
  return onlyMemory && (pod.status?.qosClass !== "BestEffort" || tolerated) ? [] : pressed;
}

const outOf = ({ name, requested, used, capacity }: Shortage) => ({
  reason: `OutOf${name}`,
  message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

const failed = (predicate: string, why: string) => ({
  reason: predicate,
  message: `Predicate ${predicate} failed: ${why}`,
});

function collide(left: HostPort, right: HostPort): boolean {
  const any = (ip: string): boolean => ip === "" || ip === "0.0.0.0";
  return (
    left.port === right.port &&
    left.protocol === right.protocol &&
    (left.ip === right.ip || any(left.ip) || any(right.ip))
  );
}
