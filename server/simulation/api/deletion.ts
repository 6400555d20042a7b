/**
 * How a deletion marks an object: whom it must wait for, how long, and whether it is the right object at all.
 * Models kubernetes staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and .../rest/delete.go.
 */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import { equalJson } from "./json.ts";
import { ApiError, errorTarget } from "./machinery/status.ts";
import type { Draft, ResourceDefinition } from "./ResourceDefinition.ts";

type AnyDraft = Draft<KubeObject>;

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Refuses a deletion meant for another object of the name, or another version; store.go words it by kind. */
export function checkPreconditions(
  definition: ResourceDefinition,
  { metadata }: KubeObject,
  asked: DeleteOptions["preconditions"],
): void {
  for (const [field, has, want] of [
    ["UID", metadata.uid, asked?.uid],
    ["ResourceVersion", metadata.resourceVersion, asked?.resourceVersion],
  ] as const) {
    if (want === undefined || want === has) continue;
    if (definition.prepareDelete) {
      throw ApiError.conflict(
        definition,
        metadata.name,
        `Precondition failed: ${field} in precondition: ${want}, ${field} in object meta: ${has}`,
      );
    }
    const { group, kind } = definition.names;
    throw ApiError.conflict(
      errorTarget(group, kind),
      metadata.name,
      `the ${field} in the precondition (${want}) does not match the ${field} in record (${has}). The object might have been ${field === "UID" ? "deleted and then recreated" : "modified"}`,
    );
  }
}

/** Adds or removes the finalizers the propagation policy asks for; 1 when any finalizer holds the object. */
export function setFinalizers(definition: ResourceDefinition, draft: AnyDraft, options: DeleteOptions): 0 | 1 {
  const has = (draft.metadata.finalizers as readonly string[] | undefined) ?? [];
  if (definition.collectsNoGarbage) return has.length > 0 ? 1 : 0;
  const asked =
    options.propagationPolicy ??
    (options.orphanDependents === undefined ? undefined : options.orphanDependents ? "Orphan" : "Background");
  const already = has.includes("orphan") ? "Orphan" : has.includes("foregroundDeletion") ? "Foreground" : undefined;
  const policy = asked ?? already ?? definition.defaultPropagation ?? "Background";
  const finalizers = has.filter((finalizer) => finalizer !== "orphan" && finalizer !== "foregroundDeletion");
  if (policy === "Orphan") finalizers.push("orphan");
  if (policy === "Foreground") finalizers.push("foregroundDeletion");
  if (finalizers.length === 0) delete draft.metadata.finalizers;
  else if (!equalJson(finalizers, has)) draft.metadata.finalizers = finalizers;
  return finalizers.length > 0 ? 1 : 0;
}

/** Sets deletionTimestamp now + grace (s); a second deletion may only shorten the wait. */
export function markDeleted(
  definition: ResourceDefinition,
  draft: AnyDraft,
  { old, grace, now }: { readonly old: KubeObject; readonly grace: number; readonly now: number },
): void {
  const { metadata } = draft;
  const before = old.metadata;
  if (before.deletionTimestamp && (before.deletionGracePeriodSeconds ?? 0) <= grace) return;
  const since = before.deletionTimestamp
    ? parseTimestamp(before.deletionTimestamp) - (before.deletionGracePeriodSeconds ?? 0) * 1000
    : now;
  metadata.deletionTimestamp = timestamp(Math.max(since, 0) + grace * 1000);
  // A kind with a deletion of its own knows no grace.
  if (!definition.prepareDelete) metadata.deletionGracePeriodSeconds = grace;
  if (definition.generation && !definition.prepareDelete && !before.deletionTimestamp && before.generation)
    metadata.generation = before.generation + 1;
}

/** Whether a deletion was begun that another one cannot change: a grace no longer than this, or a namespace being emptied. */
export function goesOn(definition: ResourceDefinition, { metadata, spec }: KubeObject, grace: number): boolean {
  const left = metadata.deletionGracePeriodSeconds;
  if (definition.gracePeriod) return left !== undefined && grace >= left;
  return (
    definition.prepareDelete !== undefined &&
    ((spec as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []).length > 0
  );
}
