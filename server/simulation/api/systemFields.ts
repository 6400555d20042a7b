/** The metadata that an update leaves as it is stored. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Draft } from "./ResourceDefinition.ts";

type AnyDraft = Draft<KubeObject>;

/** What no client sets: it stays as it is stored. */
export function keepSystemFields(metadata: AnyDraft["metadata"], old: KubeObject): void {
  const known = old.metadata;
  metadata.uid ||= known.uid;
  metadata.creationTimestamp = known.creationTimestamp;
  for (const field of ["generation", "generateName"] as const) {
    if (known[field] === undefined) delete metadata[field];
    else (metadata[field] as unknown) = known[field];
  }
  // Never taken away; given where there is none, validation refuses it.
  for (const field of ["deletionTimestamp", "deletionGracePeriodSeconds"] as const) {
    if (known[field] !== undefined) (metadata[field] as unknown) = known[field];
  }
}

/** A status update by a client of a kind whose metadata only the other side changes. */
export function keepLabels(metadata: AnyDraft["metadata"], old: KubeObject["metadata"]): void {
  for (const field of ["labels", "annotations", "finalizers"] as const) {
    if (old[field] === undefined) delete metadata[field];
    else (metadata[field] as unknown) = old[field];
  }
}

/** A status update may change metadata too, but not the owners the spec's side holds. */
export function statusMetadata(metadata: AnyDraft["metadata"], old: KubeObject): KubeObject["metadata"] {
  return { ...metadata, ownerReferences: old.metadata.ownerReferences } as KubeObject["metadata"];
}
