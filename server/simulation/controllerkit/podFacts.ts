/** What controllers ask of a pod. Models kubernetes pkg/api/v1/pod/util.go. */
import type { Pod, PodCondition, PodStatus } from "../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../runtime/time.ts";

export function podCondition(status: PodStatus | undefined, type: string): PodCondition | undefined {
  const conditions = status?.conditions;
  if (conditions) for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod.status, "Ready")?.status === "True";
}

/** Succeeded or Failed: it will never run again. */
export function isPodFinished(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === "Succeeded" || phase === "Failed";
}

/** Neither finished nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Being deleted, its containers perhaps still running. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodFinished(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** When a ready pod counts as available, ms; undefined while it is not ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = podCondition(pod.status, "Ready");
  if (ready?.status !== "True") return undefined;
  if (minReadySeconds === 0) return 0;
  return ready.lastTransitionTime ? parseTimestamp(ready.lastTransitionTime) + minReadySeconds * 1000 : undefined;
}

/** The pod with a condition added, or replaced in its place; the transition time is kept while the status stays. */
export function withPodCondition(pod: Pod, condition: PodCondition, now: string): Pod {
  const conditions = pod.status?.conditions ?? [];
  const at = conditions.findIndex(({ type }) => type === condition.type);
  const old = conditions[at];
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : now;
  const next = { ...condition, lastProbeTime: null as unknown as string, lastTransitionTime };
  const list = old ? conditions.map((each, index) => (index === at ? next : each)) : [...conditions, next];
  return { ...pod, status: { ...pod.status, conditions: list } };
}
