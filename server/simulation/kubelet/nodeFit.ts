import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import { matchesNodeAffinity } from "../controllerkit/nodeTerms.ts";
import { add, type HostPort, hostPorts, podRequests, resourcesOf } from "../controllerkit/podResources.ts";
import type { Store } from "../store/Store.ts";

/** What a node has too little of. CPU in millicores, memory and storage in bytes. */
export interface Shortage {
  readonly name: "cpu" | "memory" | "ephemeral-storage";
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
  if (wanted.cpu === 0 && wanted.memory === 0 && wanted.storage === 0) return undefined;
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
  return undefined;
}

/** Why a kubelet refuses a pod that was put on its node; undefined when it takes it. */
export function refusalOf(
  pod: Pod,
  node: Node,
  context: FitContext,
): { readonly reason: string; readonly message: string } | undefined {
  const { store, isAdmitted } = context;
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
  return undefined;
}

const outOf = ({ name, requested, used, capacity }: Omit<Shortage, "name"> & { readonly name: string }) => ({
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
