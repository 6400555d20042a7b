/** Which pods a ReplicaSet or ReplicationController deletes first. Models kubernetes pkg/controller/controller_utils.go ActivePodsWithRanks. */
import type { Pod, ReplicaSet, ReplicationController } from "../../../protocol/kubernetes/index.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { controllerOf } from "../../controllerkit/ownership.ts";
import { isPodActive, podCondition } from "../../controllerkit/podFacts.ts";
import { parseTimestamp } from "../../runtime/time.ts";

/** What keeps a number of pods. */
export type Replicas = ReplicaSet | ReplicationController;

const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const PHASES: { readonly [phase: string]: number } = { Pending: 0, Unknown: 1, Running: 2 };

interface Ranked {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly cost: number;
  /** Pods of the same owner's sets on the same node. */
  readonly neighbours: number;
  /** When it became ready, ms; undefined while it is not. */
  readonly readySince: number | undefined;
  readonly restarts: number;
  readonly created: number;
}

/** The `count` pods of `active` that go first. */
export function podsToDelete(
  context: ControllerContext,
  set: Replicas,
  { active, count, resource }: { readonly active: readonly Pod[]; readonly count: number; readonly resource: string },
): readonly Pod[] {
  if (count >= active.length) return active;
  const onNode = neighboursByNode(context, set, resource);
  const { now } = context.runtime;
  const ranked = active.map((pod) => rank(pod, onNode.get(pod.spec.nodeName ?? "") ?? 0));
  return ranked
    .sort((left, right) => compare(left, right, now))
    .slice(0, count)
    .map(({ pod }) => pod);
}

function neighboursByNode({ store }: ControllerContext, set: Replicas, resource: string): ReadonlyMap<string, number> {
  const owner = controllerOf(set);
  const sets = owner ? store.byIndex(resource, "controller", owner.uid) : [set];
  const counts = new Map<string, number>();
  for (const related of sets) {
    for (const pod of store.byIndex("pods", "controller", related.metadata.uid) as Iterable<Pod>) {
      const node = pod.spec.nodeName ?? "";
      if (isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
  return counts;
}

function rank(pod: Pod, neighbours: number): Ranked {
  const ready = podCondition(pod.status, "Ready");
  const cost = pod.metadata.annotations?.[DELETION_COST] ?? "";
  return {
    pod,
    assigned: pod.spec.nodeName ? 1 : 0,
    phase: PHASES[pod.status?.phase ?? ""] ?? 0,
    cost: /^(0|[+-]?[1-9][0-9]*)$/.test(cost) ? Number(cost) : 0,
    neighbours,
    readySince: ready?.status === "True" ? parseTimestamp(ready.lastTransitionTime ?? "") : undefined,
    restarts: Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount)),
    created: parseTimestamp(pod.metadata.creationTimestamp),
  };
}

function compare(left: Ranked, right: Ranked, now: number): number {
  const known =
    left.assigned - right.assigned ||
    left.phase - right.phase ||
    Number(left.readySince !== undefined) - Number(right.readySince !== undefined) ||
    left.cost - right.cost ||
    right.neighbours - left.neighbours;
  if (known !== 0) return known;
  if (left.readySince !== undefined && right.readySince !== undefined && left.readySince !== right.readySince) {
    return byMagnitude(now - left.readySince, now - right.readySince) || byUid(left, right);
  }
  if (left.restarts !== right.restarts) return right.restarts - left.restarts;
  if (left.created !== right.created) return byMagnitude(now - left.created, now - right.created) || byUid(left, right);
  return 0;
}

/** Compares two ages, ms, by the whole part of their binary logarithm (of nanoseconds). */
function byMagnitude(left: number, right: number): number {
  return magnitude(left) - magnitude(right);
}

function magnitude(age: number): number {
  return age > 0 ? Math.trunc(Math.log2(age * 1e6)) : -1;
}

function byUid(left: Ranked, right: Ranked): number {
  return left.pod.metadata.uid < right.pod.metadata.uid ? -1 : 1;
}
