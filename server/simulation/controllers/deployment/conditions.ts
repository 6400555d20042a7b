/** Conditions of a Deployment and what they tell of a rollout. Models pkg/controller/deployment/util/deployment_util.go. */
import type { Deployment, DeploymentCondition, DeploymentStatus } from "../../../protocol/kubernetes/index.ts";
import { parseTimestamp, timestamp } from "../../runtime/time.ts";
import { replicasOf } from "./replicaSets.ts";

type Conditions = readonly DeploymentCondition[];

/** progressDeadlineSeconds of this many never passes. */
const NO_DEADLINE = 2147483647;

export interface ConditionText {
  readonly type: "Available" | "Progressing" | "ReplicaFailure";
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(conditions: Conditions | undefined, type: string): DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Sets a condition, which moves to the end; one with the same status and reason stays as it is. */
export function setCondition(conditions: Conditions, text: ConditionText, now: number): Conditions {
  const current = conditionOf(conditions, text.type);
  if (current?.status === text.status && current.reason === text.reason) return conditions;
  const lastUpdateTime = timestamp(now);
  const lastTransitionTime = current?.status === text.status ? current.lastTransitionTime : lastUpdateTime;
  return [...withoutCondition(conditions, text.type), { ...text, lastUpdateTime, lastTransitionTime }];
}

/** Like `setCondition`, also when status and reason are the same: progress moves the time it is measured from. */
export function renewCondition(conditions: Conditions, text: ConditionText, now: number): Conditions {
  const current = conditionOf(conditions, text.type);
  const lastUpdateTime = timestamp(now);
  const lastTransitionTime =
    current?.status === "True" && text.status === "True" ? current.lastTransitionTime : lastUpdateTime;
  return [...withoutCondition(conditions, text.type), { ...text, lastUpdateTime, lastTransitionTime }];
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}

export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE;
}

/** All pods are of the new template and available, and no old ones are left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** More new, ready or available pods, or fewer old ones than before. */
export function isProgressing(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** When the deadline of the rollout passes, ms; undefined when none is running. */
export function deadlineOf(deployment: Deployment): number | undefined {
  const condition = conditionOf(deployment.status?.conditions, "Progressing");
  if (!condition || !hasDeadline(deployment) || condition.reason === "NewReplicaSetAvailable") return undefined;
  return parseTimestamp(condition.lastUpdateTime ?? "") + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
}

export function hasTimedOut(deployment: Deployment, now: number): boolean {
  const condition = conditionOf(deployment.status?.conditions, "Progressing");
  if (condition?.reason === "ProgressDeadlineExceeded") return hasDeadline(deployment);
  const deadline = deadlineOf(deployment);
  return deadline !== undefined && deadline < now;
}
