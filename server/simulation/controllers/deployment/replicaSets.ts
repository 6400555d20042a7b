/** Facts and sums about the ReplicaSets of a Deployment. Models kubernetes pkg/controller/deployment/util. */
import type { Deployment, PodTemplateSpec, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";

export const HASH_LABEL = "pod-template-hash";

export function replicasOf(object: Deployment | ReplicaSet): number {
  return object.spec.replicas ?? 1;
}

/** Pods asked for in all sets. */
export function sumReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

/** A count of their statuses, summed. */
export function sumStatus(
  sets: readonly ReplicaSet[],
  field: "replicas" | "readyReplicas" | "availableReplicas",
): number {
  return sets.reduce((sum, { status }) => sum + (status?.[field] ?? 0), 0);
}

/** Pods on their way out; undefined while a set that was looked at does not tell. */
export function sumTerminating(sets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of sets) {
    if (status?.terminatingReplicas !== undefined) sum += status.terminatingReplicas;
    else if (status?.observedGeneration) return undefined;
  }
  return sum;
}

/** Those that ask for pods. */
export function activeSets(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.filter((set) => replicasOf(set) > 0);
}

export function olderFirst(left: ReplicaSet, right: ReplicaSet): number {
  return (
    compareText(left.metadata.creationTimestamp, right.metadata.creationTimestamp) ||
    compareText(left.metadata.name, right.metadata.name)
  );
}

/** Larger first; among equals the newer. */
export function largerThenNewer(left: ReplicaSet, right: ReplicaSet): number {
  return replicasOf(right) - replicasOf(left) || olderFirst(right, left);
}

/** Larger first; among equals the older. */
export function largerThenOlder(left: ReplicaSet, right: ReplicaSet): number {
  return replicasOf(right) - replicasOf(left) || olderFirst(left, right);
}

/** Whether two templates are the same but for the hash label. */
export function sameTemplate(left: PodTemplateSpec | undefined, right: PodTemplateSpec | undefined): boolean {
  return equalJson(left?.spec, right?.spec) && equalJson(metadataWithoutHash(left), metadataWithoutHash(right));
}

/** The set made from the template the Deployment has now: the oldest such one. */
export function findNew(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(olderFirst).find(({ spec }) => sameTemplate(spec.template, deployment.spec.template));
}

/** `25%` or a number as a number of pods. */
export function scaledValue(value: number | string | undefined, total: number, round: "up" | "down"): number {
  if (typeof value !== "string") return value ?? 0;
  const exact = (Number.parseInt(value, 10) * total) / 100;
  return round === "up" ? Math.ceil(exact) : Math.floor(exact);
}

export function isRollingUpdate({ spec }: Deployment): boolean {
  return spec.strategy?.type !== "Recreate";
}

export function maxSurge(deployment: Deployment): number {
  if (!isRollingUpdate(deployment)) return 0;
  return rounded(deployment).surge;
}

export function maxUnavailable(deployment: Deployment): number {
  const replicas = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(rounded(deployment).unavailable, replicas);
}

/** Surge up, unavailable down; when both come to nothing one pod may be unavailable, or nothing would ever move. */
function rounded(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge: surgeText, maxUnavailable: unavailableText } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(surgeText, replicasOf(deployment), "up");
  const unavailable = scaledValue(unavailableText, replicasOf(deployment), "down");
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

function metadataWithoutHash(template: PodTemplateSpec | undefined): unknown {
  const { labels, ...rest } = template?.metadata ?? {};
  const { [HASH_LABEL]: _, ...others } = labels ?? {};
  return { ...rest, labels: others };
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
