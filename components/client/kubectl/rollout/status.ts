/** How far a rollout is. Models kubectl pkg/polymorphichelpers/rollout_status.go. */
import { at, isObject, type JsonObject } from "../json.ts";

export interface RolloutStatus {
  readonly text: string;
  readonly done: boolean;
}

/** `kind` as messages name it: `Pod`, `Job.batch`. Throws when a rollout has failed, or a kind has none. */
export function rolloutStatus(object: JsonObject, kind: string, revision: number): RolloutStatus {
  switch (kind) {
    case "Deployment.apps":
      return deploymentStatus(object, revision);
    case "DaemonSet.apps":
      return daemonSetStatus(object);
    case "StatefulSet.apps":
      return statefulSetStatus(object);
    default:
      throw new Error(`no status viewer has been implemented for ${kind}`);
  }
}

const waiting = (text: string): RolloutStatus => ({ text: `${text}\n`, done: false });
const done = (text: string): RolloutStatus => ({ text: `${text}\n`, done: true });

function number(object: JsonObject, ...path: string[]): number {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
}

function nameOf(object: JsonObject): string {
  return JSON.stringify(at(object, "metadata", "name") ?? "");
}

function deploymentStatus(object: JsonObject, wanted: number): RolloutStatus {
  const name = nameOf(object);
  if (wanted > 0) {
    const text = at(object, "metadata", "annotations", "deployment.kubernetes.io/revision");
    const running = typeof text === "string" ? Number(text) : 0;
    if (wanted !== running)
      throw new Error(`desired revision (${wanted}) is different from the running revision (${running})`);
  }
  if (number(object, "metadata", "generation") > number(object, "status", "observedGeneration"))
    return waiting("Waiting for deployment spec update to be observed...");
  const conditions = at(object, "status", "conditions");
  const progressing = Array.isArray(conditions)
    ? conditions.find((condition) => isObject(condition) && condition.type === "Progressing")
    : undefined;
  if (isObject(progressing) && progressing.reason === "ProgressDeadlineExceeded")
    throw new Error(`deployment ${name} exceeded its progress deadline`);
  const replicas = at(object, "spec", "replicas");
  const updated = number(object, "status", "updatedReplicas");
  const all = number(object, "status", "replicas");
  const available = number(object, "status", "availableReplicas");
  const prefix = `Waiting for deployment ${name} rollout to finish:`;
  if (typeof replicas === "number" && updated < replicas)
    return waiting(`${prefix} ${updated} out of ${replicas} new replicas have been updated...`);
  if (all > updated) return waiting(`${prefix} ${all - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${prefix} ${available} of ${updated} updated replicas are available...`);
  return done(`deployment ${name} successfully rolled out`);
}

function needsRollingUpdate(object: JsonObject): void {
  if (at(object, "spec", "updateStrategy", "type") !== "RollingUpdate")
    throw new Error("rollout status is only available for RollingUpdate strategy type");
}

function daemonSetStatus(object: JsonObject): RolloutStatus {
  needsRollingUpdate(object);
  if (number(object, "metadata", "generation") > number(object, "status", "observedGeneration"))
    return waiting("Waiting for daemon set spec update to be observed...");
  const desired = number(object, "status", "desiredNumberScheduled");
  const updated = number(object, "status", "updatedNumberScheduled");
  const available = number(object, "status", "numberAvailable");
  const prefix = `Waiting for daemon set ${nameOf(object)} rollout to finish:`;
  if (updated < desired) return waiting(`${prefix} ${updated} out of ${desired} new pods have been updated...`);
  if (available < desired) return waiting(`${prefix} ${available} of ${desired} updated pods are available...`);
  return done(`daemon set ${nameOf(object)} successfully rolled out`);
}

function statefulSetStatus(object: JsonObject): RolloutStatus {
  needsRollingUpdate(object);
  const observed = number(object, "status", "observedGeneration");
  if (observed === 0 || number(object, "metadata", "generation") > observed)
    return waiting("Waiting for statefulset spec update to be observed...");
  const replicas = at(object, "spec", "replicas");
  const ready = number(object, "status", "readyReplicas");
  const updated = number(object, "status", "updatedReplicas");
  if (typeof replicas === "number" && ready < replicas)
    return waiting(`Waiting for ${replicas - ready} pods to be ready...`);
  const rolling = at(object, "spec", "updateStrategy", "rollingUpdate");
  if (isObject(rolling)) {
    const { partition } = rolling;
    if (typeof replicas === "number" && typeof partition === "number" && updated < replicas - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...`,
      );
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const [update, current] = [at(object, "status", "updateRevision"), at(object, "status", "currentRevision")];
  if (update !== current)
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`);
  return done(
    `statefulset rolling update complete ${number(object, "status", "currentReplicas")} pods at revision ${current}...`,
  );
}
