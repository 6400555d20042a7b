/** Ownership of replicas as the scale subresource sees it, and back. Models managedfields/scalehandler.go. */
import { FieldSet, fieldSetOf } from "./FieldSet.ts";
import { inOrder, type ManagedFieldsEntry } from "./managers.ts";

/** The field that Scale shows, in both objects. */
const REPLICAS = fieldSetOf("spec.replicas");
const SCALE_VERSION = "autoscaling/v1";

/** Entries of those who own the replicas of an object, as entries of its Scale. */
export function entriesOfScale(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return entries
    .filter(ownsReplicas)
    .map((entry) => ({ ...entry, apiVersion: SCALE_VERSION, fieldsV1: REPLICAS.encode() }));
}

/** Entries of a Scale after a client has written it; replicas of 0 are left out of one, and owned by nobody. */
export function entriesAfterScaleWrite(
  scale: readonly ManagedFieldsEntry[],
  { manager, before, after }: { readonly manager: string; readonly before: number; readonly after: number },
): readonly ManagedFieldsEntry[] {
  if (before === after) return scale;
  if (after === 0) return [];
  return [
    {
      manager,
      operation: "Update",
      apiVersion: SCALE_VERSION,
      subresource: "scale",
      fieldsType: "FieldsV1",
      fieldsV1: REPLICAS.encode(),
    },
  ];
}

/**
 * Entries of an object after those of its Scale have changed; `apiVersion` is the object's. Those who updated the object
 * are others than those who updated its Scale, since the versions differ: their replicas become an entry without a time.
 */
export function entriesAfterScale(
  parent: readonly ManagedFieldsEntry[],
  scale: readonly ManagedFieldsEntry[],
  apiVersion: string,
): readonly ManagedFieldsEntry[] {
  const owners = new Map(scale.filter(ownsReplicas).map((entry) => [ownerOf(entry), entry]));
  const result: ManagedFieldsEntry[] = [];
  for (const entry of parent) {
    if (!ownsReplicas(entry) || owners.delete(ownerOf(entry))) {
      result.push(entry);
      continue;
    }
    const rest = setOf(entry).difference(REPLICAS);
    if (!rest.isEmpty) result.push({ ...entry, fieldsV1: rest.encode() });
  }
  for (const { time: _time, ...entry } of owners.values()) result.push({ ...entry, apiVersion });
  return inOrder(result);
}

function ownsReplicas(entry: ManagedFieldsEntry): boolean {
  return setOf(entry).has(["f:spec", "f:replicas"]);
}

function setOf({ fieldsV1 }: ManagedFieldsEntry): FieldSet {
  return FieldSet.decode(fieldsV1 ?? {});
}

function ownerOf({ manager, operation, apiVersion, subresource }: ManagedFieldsEntry): string {
  return JSON.stringify([manager, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}
