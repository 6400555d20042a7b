/** Revision numbers and the other annotations a Deployment keeps on its ReplicaSets. */
import type { Deployment, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { maxSurge, replicasOf } from "./replicaSets.ts";

export const REVISION = "deployment.kubernetes.io/revision";
const HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED = "deployment.kubernetes.io/desired-replicas";
const MAXIMUM = "deployment.kubernetes.io/max-replicas";
const NOT_COPIED = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
  "deprecated.deployment.rollback.to",
]);
const HISTORY_CHARACTERS = 2000;

type Annotations = Readonly<Record<string, string>>;

export function revisionOf({ metadata }: ReplicaSet | Deployment): number {
  return Number.parseInt(metadata.annotations?.[REVISION] ?? "", 10) || 0;
}

export function highestRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((highest, set) => Math.max(highest, revisionOf(set)), 0);
}

/** How many pods the Deployment wanted when it last scaled the set. */
export function desiredAnnotation({ metadata }: ReplicaSet): number | undefined {
  return numberOf(metadata.annotations?.[DESIRED]);
}

/** How many pods the Deployment allowed, surge included, when it last scaled the set. */
export function maximumAnnotation({ metadata }: ReplicaSet): number | undefined {
  return numberOf(metadata.annotations?.[MAXIMUM]);
}

export function withReplicaAnnotations(annotations: Annotations, deployment: Deployment): Annotations {
  const replicas = replicasOf(deployment);
  return withAll(annotations, { [DESIRED]: String(replicas), [MAXIMUM]: String(replicas + maxSurge(deployment)) });
}

/** The Deployment's annotations and the new revision, with the old one added to the history; same object when nothing changes. */
export function withRevision(annotations: Annotations, deployment: Deployment, revision: number): Annotations {
  const copied: Record<string, string> = {};
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!NOT_COPIED.has(key)) copied[key] = value;
  const old = annotations[REVISION];
  const oldNumber = old === undefined || old === "" ? 0 : Number(old);
  if (!Number.isInteger(oldNumber) || oldNumber >= revision) return withAll(annotations, copied);
  return withAll(annotations, {
    ...copied,
    [REVISION]: String(revision),
    ...(old ? { [HISTORY]: longerHistory(annotations[HISTORY] ?? "", old) } : undefined),
  });
}

function longerHistory(history: string, revision: string): string {
  if (history === "") return revision;
  const revisions = history.split(",");
  while (revisions.length > 0 && revisions.join(",").length + revision.length + 1 > HISTORY_CHARACTERS)
    revisions.shift();
  return [...revisions, revision].join(",");
}

function withAll(annotations: Annotations, more: Annotations): Annotations {
  for (const key in more) if (annotations[key] !== more[key]) return { ...annotations, ...more };
  return annotations;
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number.parseInt(text ?? "", 10);
  return Number.isNaN(value) ? undefined : value;
}
