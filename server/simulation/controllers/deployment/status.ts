/** The status of a Deployment from its ReplicaSets. Models kubernetes pkg/controller/deployment/{sync,progress}.go. */
import type { Deployment, DeploymentCondition, DeploymentStatus } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";
import type { ReconcileResult } from "../../controllerkit/Controller.ts";
import {
  type ConditionText,
  conditionOf,
  deadlineOf,
  hasDeadline,
  hasTimedOut,
  isComplete,
  isProgressing,
  renewCondition,
  setCondition,
  withoutCondition,
} from "./conditions.ts";
import type { Rollout } from "./Rollout.ts";
import { maxUnavailable, replicasOf, sumReplicas, sumStatus, sumTerminating } from "./replicaSets.ts";

/** After a deadline this long is waited, ms, so that whole seconds in timestamps cannot make it early. */
const DEADLINE_MARGIN = 1000;

/** Counts and availability, without a word on progress: for scaling, pausing and deleting. */
export function writeCounts(rollout: Rollout): void {
  if (!rollout.written) writeStatus(rollout, countsOf(rollout));
}

/** Counts, availability and progress. */
export function writeRolloutStatus(rollout: Rollout): ReconcileResult {
  const { deployment, newSet, context } = rollout;
  if (rollout.written) return undefined;
  const { now } = context.runtime;
  const counts = countsOf(rollout);
  const old = deployment.status ?? {};
  let conditions = counts.conditions ?? [];
  const name = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const progress = (status: "True" | "False", reason: string, what: string): ConditionText => ({
    type: "Progressing",
    status,
    reason,
    message: `${name} ${what}`,
  });
  const current = conditionOf(old.conditions, "Progressing");
  const settled =
    (counts.replicas ?? 0) === (counts.updatedReplicas ?? 0) && current?.reason === "NewReplicaSetAvailable";
  if (!hasDeadline(deployment)) conditions = withoutCondition(conditions, "Progressing");
  else if (!settled) {
    if (isComplete(deployment, counts))
      conditions = setCondition(
        conditions,
        progress("True", "NewReplicaSetAvailable", "has successfully progressed."),
        now,
      );
    else if (isProgressing(old, counts))
      conditions = renewCondition(conditions, progress("True", "ReplicaSetUpdated", "is progressing."), now);
    else if (hasTimedOut(deployment, now))
      conditions = setCondition(
        conditions,
        progress("False", "ProgressDeadlineExceeded", "has timed out progressing."),
        now,
      );
  }
  conditions = withFailure(rollout, conditions);
  const status = { ...counts, ...(conditions.length > 0 ? { conditions } : { conditions: undefined }) };
  if (writeStatus(rollout, status)) return undefined;
  const deadline = deadlineOf(deployment);
  if (deadline === undefined || current?.reason === "ProgressDeadlineExceeded" || isComplete(deployment, status))
    return undefined;
  return { requeueAfter: Math.max(deadline + DEADLINE_MARGIN - now, 5) };
}

function writeStatus({ deployment, context }: Rollout, status: DeploymentStatus): boolean {
  if (equalJson(deployment.status ?? {}, status)) return false;
  context.client.updateStatus<Deployment>("deployments.apps", { ...deployment, status });
  return true;
}

function countsOf({ deployment, allSets, newSet, context }: Rollout): DeploymentStatus {
  const available = sumStatus(allSets, "availableReplicas");
  const terminating = sumTerminating(allSets);
  const old = deployment.status?.conditions ?? [];
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const availability: ConditionText = enough
    ? {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      }
    : {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  return {
    ...(deployment.metadata.generation ? { observedGeneration: deployment.metadata.generation } : undefined),
    ...counted("replicas", sumStatus(allSets, "replicas")),
    ...counted("updatedReplicas", newSet?.status?.replicas ?? 0),
    ...counted("readyReplicas", sumStatus(allSets, "readyReplicas")),
    ...counted("availableReplicas", available),
    ...counted("unavailableReplicas", Math.max(sumReplicas(allSets) - available, 0)),
    ...(terminating === undefined ? undefined : { terminatingReplicas: terminating }),
    ...(deployment.status?.collisionCount === undefined
      ? undefined
      : { collisionCount: deployment.status.collisionCount }),
    conditions: setCondition(old, availability, context.runtime.now),
  };
}

function counted(field: keyof DeploymentStatus, count: number): Partial<DeploymentStatus> {
  return count === 0 ? {} : { [field]: count };
}

/** A ReplicaSet's failure to make pods is shown as the Deployment's. */
function withFailure(
  { newSet, oldSets, context }: Rollout,
  conditions: readonly DeploymentCondition[],
): readonly DeploymentCondition[] {
  for (const set of newSet ? [newSet, ...oldSets] : oldSets) {
    const failure = set.status?.conditions?.find(({ type }) => type === "ReplicaFailure");
    if (!failure) continue;
    const { reason = "", message = "" } = failure;
    return setCondition(
      conditions,
      { type: "ReplicaFailure", status: failure.status as "True", reason, message },
      context.runtime.now,
    );
  }
  return withoutCondition(conditions, "ReplicaFailure");
}
