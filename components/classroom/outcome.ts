/** What came of a question about a pod: where it runs or what became of it, in one place or in each student's own. Pure. */
import type { Question } from "../../server/protocol/classroom/ClassState.ts";
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import type { Pod } from "../../server/protocol/kubernetes/types.generated.ts";
import { objectKey } from "../../server/protocol/messages.ts";

export type Answers = Question["answers"];

/** What can be asked for, the plainest first. */
export const ANSWERS = ["choice", "node", "state", "number", "text"] as const satisfies readonly Answers[];

/** Answers a cluster itself gives, of an object the question is about. */
export function isToldByCluster(answers: Answers): boolean {
  return answers === "node" || answers === "state";
}

/** Where no node takes a pod. */
export const NOWHERE = "Pending";
/** What pods of the course end up as. */
export const STATES = [
  "Running",
  "Pending",
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "OOMKilled",
  "Completed",
  "Error",
] as const;

export function podIn({ tables }: ClusterState, namespace: string, name: string): Pod | undefined {
  return tables.get("pods")?.get(objectKey(namespace, name)) as Pod | undefined;
}

/** Undefined: the cluster does not tell it, or not yet. */
export function outcomeOf(answers: Answers, pod: Pod | undefined): string | undefined {
  if (!pod || !isToldByCluster(answers)) return undefined;
  return answers === "node" ? pod.spec?.nodeName || NOWHERE : podColumns(pod).status;
}

/** One outcome where it is everywhere the same, else each with how often it was: `k8s-worker2 ×3, k8s-worker1 ×1`. */
export function summed(outcomes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const often = [...counts].sort(([, left], [, right]) => right - left);
  return often.length === 1
    ? (often[0]?.[0] ?? "")
    : often.map(([outcome, count]) => `${outcome} ×${count}`).join(", ");
}
