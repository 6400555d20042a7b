/** The revisions of a workload and the one to go back to. Models kubectl pkg/polymorphichelpers/{history,rollback}.go. */
import { at, cloneJson, equalJson, goJson, isObject, type JsonObject } from "../json.ts";
import { applyStrategicMergePatch } from "../patch/strategicMerge.ts";
import { typeNameOf } from "../typed/types.ts";

const CHANGE_CAUSE = "kubernetes.io/change-cause";
const REVISION = "deployment.kubernetes.io/revision";
const HASH = "pod-template-hash";
/** Annotations of a ReplicaSet that a Deployment does not take over when it goes back. */
const OWN_ANNOTATIONS = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
]);

export interface Revision {
  readonly number: number;
  /** The ReplicaSet or ControllerRevision. */
  readonly holder: JsonObject;
}

/** By number, lowest first; holders without a number are left out. */
export function revisionsOf(holders: readonly JsonObject[]): Revision[] {
  return holders
    .map((holder) => ({ number: revisionNumber(holder), holder }))
    .filter((revision): revision is Revision => revision.number !== undefined)
    .sort((left, right) => left.number - right.number);
}

function revisionNumber(holder: JsonObject): number | undefined {
  if (holder.kind === "ControllerRevision") return Number(holder.revision ?? 0);
  const text = at(holder, "metadata", "annotations", REVISION);
  if (text === undefined) return 0;
  return typeof text === "string" && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

export function changeCause(holder: JsonObject): string {
  const cause = at(holder, "metadata", "annotations", CHANGE_CAUSE);
  return typeof cause === "string" && cause !== "" ? cause : "<none>";
}

/** The pod template a revision stands for. */
export function templateOf({ holder }: Revision, workload: JsonObject): JsonObject {
  if (holder.kind === "ControllerRevision") {
    const applied = applyStrategicMergePatch(workload, (holder.data ?? {}) as JsonObject, typeNameOf(workload));
    return (at(applied, "spec", "template") ?? {}) as JsonObject;
  }
  return (at(holder, "spec", "template") ?? {}) as JsonObject;
}

/** The template with the change cause among its annotations, as history shows it. */
export function templateWithCause(revision: Revision, workload: JsonObject): JsonObject {
  const template = cloneJson(templateOf(revision, workload));
  const cause = at(revision.holder, "metadata", "annotations", CHANGE_CAUSE);
  if (revision.holder.kind !== "ReplicaSet" || typeof cause !== "string" || cause === "") return template;
  if (!isObject(template.metadata)) template.metadata = {};
  const metadata = template.metadata as JsonObject;
  metadata.annotations = { ...(isObject(metadata.annotations) ? metadata.annotations : {}), [CHANGE_CAUSE]: cause };
  return template;
}

/** The revision to go back to: the one asked for, or with 0 the last but one. */
export function revisionToRestore(revisions: readonly Revision[], wanted: number, workload: JsonObject): Revision {
  if (wanted < 0) throw notFound(wanted);
  if (workload.kind === "Deployment") {
    if (wanted > 0) return revisions.find(({ number }) => number === wanted) ?? fail(notFound(wanted));
    const previous = revisions[revisions.length - 2];
    const name = JSON.stringify(at(workload, "metadata", "name"));
    return previous ?? fail(new Error(`no rollout history found for deployment ${name}`));
  }
  if (wanted === 0) return revisions[revisions.length - 2] ?? fail(new Error("no last revision to roll back to"));
  return revisions.find(({ number }) => number === wanted) ?? fail(notFound(wanted));
}

function notFound(wanted: number): Error {
  return new Error(`unable to find specified revision ${wanted} in history`);
}

function fail(error: Error): never {
  throw error;
}

/** Whether the workload already is as the revision says. */
export function isAtRevision(workload: JsonObject, revision: Revision): boolean {
  if (revision.holder.kind === "ControllerRevision") {
    const template = { ...(at(workload, "spec", "template") as JsonObject), $patch: "replace" };
    return goJson({ spec: { template } }) === goJson(revision.holder.data ?? {});
  }
  return equalJson(
    withoutHash(at(workload, "spec", "template") as JsonObject),
    withoutHash(templateOf(revision, workload)),
  );
}

function withoutHash(template: JsonObject): JsonObject {
  const copy = cloneJson(template);
  const labels = at(copy, "metadata", "labels");
  if (isObject(labels)) delete labels[HASH];
  return copy;
}

/** The JSON patch that takes a Deployment back. */
export function deploymentRollback(deployment: JsonObject, revision: Revision): JsonObject[] {
  const current = (at(deployment, "metadata", "annotations") ?? {}) as JsonObject;
  const old = (at(revision.holder, "metadata", "annotations") ?? {}) as JsonObject;
  const annotations: JsonObject = {};
  for (const [key, value] of Object.entries(current)) if (OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  for (const [key, value] of Object.entries(old)) if (!OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  return [
    { op: "replace", path: "/spec/template", value: withoutHash(templateOf(revision, deployment)) },
    { op: "replace", path: "/metadata/annotations", value: annotations },
  ];
}
