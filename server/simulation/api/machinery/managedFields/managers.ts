/**
 * Who owns which fields: entries of metadata.managedFields read, changed by writes and by server-side apply, written.
 *
 * Models apimachinery pkg/util/managedfields/internal and structured-merge-diff merge/update.go. All functions are pure.
 */
import { LAST_APPLIED } from "./lastApplied.ts";
import type { StructType } from "../../schema/Schema.ts";
import { emptyObjectOf } from "../../schema/typeOf.ts";
import { equalJson } from "../../json.ts";
import { ApiError, type StatusCause } from "../status.ts";
import { quote } from "../goText.ts";
import { FieldSet, fieldSetOf, type FieldsV1, printPath } from "./FieldSet.ts";
import { mergeObjects, removePaths, withNamedFields } from "./merging.ts";
import { type Comparison, compareObjects, fieldSetOfObject, type Members } from "./typedObjects.ts";

/** metav1.ManagedFieldsEntry. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: "Apply" | "Update";
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: "FieldsV1";
  readonly fieldsV1?: FieldsV1;
  readonly subresource?: string;
}

/** Who writes, how and when. */
export interface Writer {
  readonly manager: string;
  /** Of the path written through, `apps/v1`. */
  readonly apiVersion: string;
  /** "" for the object itself. */
  readonly subresource: string;
  /** RFC 3339; writes through scale leave none. */
  readonly time?: string | undefined;
}

/** What a write is about: the type, and the paths this way of writing cannot change. */
export interface WriteScope {
  readonly type: StructType;
  readonly ignored: FieldSet;
  /** Another version in which the objects are shown: what is owned through it is compared in its form. */
  readonly elsewhere?: { readonly apiVersion: string; form(): WrittenForm } | undefined;
}

/** A write in the form of one version. */
export interface WrittenForm {
  readonly change: { readonly before: Members; readonly after: Members };
  readonly scope: WriteScope;
}

/** A manager's entry with its fields as a set. */
interface Owner {
  readonly entry: ManagedFieldsEntry;
  readonly set: FieldSet;
  /** `entry` says `set` already, in the order we write. */
  readonly written?: boolean;
}

type Owners = Map<string, Owner>;

const MAX_UPDATERS = 10;
const BEFORE_FIRST_APPLY = "before-first-apply";

/** Fields that the server fills in and nobody owns. */
const SYSTEM_FIELDS = fieldSetOf(
  "apiVersion",
  "kind",
  "metadata",
  "metadata.name",
  "metadata.namespace",
  "metadata.creationTimestamp",
  "metadata.selfLink",
  "metadata.uid",
  "metadata.clusterName",
  "metadata.generation",
  "metadata.managedFields",
  "metadata.resourceVersion",
);

const scopes = new Map<string, FieldSet>();

/** Of which kind an object is, as far as writes of its status differ by it. */
export interface WrittenKind {
  /** Key in the schema, `apps.v1.Deployment`. */
  readonly schemaType: string;
  readonly statusKeepsMetadata?: boolean;
}

/** What a write of the status leaves alone beside the spec, by schema type. */
const KEPT_BY_STATUS: { readonly [schemaType: string]: readonly string[] } = {
  "core.v1.Pod": ["metadata.deletionTimestamp", "metadata.ownerReferences"],
  "apps.v1.Deployment": ["metadata.labels"],
};

/** Paths that a write of the object (`subresource` "") or of one of its subresources leaves alone. */
export function ignoredPaths(subresource: string, kind: WrittenKind): FieldSet {
  const paths =
    subresource === "status"
      ? ["spec", ...(kind.statusKeepsMetadata ? ["metadata"] : (KEPT_BY_STATUS[kind.schemaType] ?? []))]
      : // The one subresource beside it that writes the status.
        [subresource === "approval" ? "spec" : "status"];
  const key = paths.join();
  let set = scopes.get(key);
  if (!set) scopes.set(key, (set = fieldSetOf(...paths)));
  return set;
}

/** The entries a body gives, or undefined when they are absent, empty or wrong, so that the stored ones stay. */
export function givenEntries(entries: unknown): readonly ManagedFieldsEntry[] | "reset" | undefined {
  if (!Array.isArray(entries)) return undefined;
  if (entries.length === 0 || (entries.length === 1 && equalJson(entries[0], {}))) return "reset";
  return entries.every(isEntry) ? (entries as ManagedFieldsEntry[]) : undefined;
}

function isEntry(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { operation, apiVersion, fieldsType } = value as ManagedFieldsEntry;
  return (operation === "Apply" || operation === "Update") && !!apiVersion && fieldsType === "FieldsV1";
}

/** A create (`before` the kind's empty object), update or patch. */
export interface Update extends WriteScope {
  readonly before: Members;
  readonly after: Members;
  readonly writer: Writer;
}

/** The entries after a create, update or patch. */
export function entriesAfterUpdate(
  entries: readonly ManagedFieldsEntry[],
  update: Update,
): readonly ManagedFieldsEntry[] {
  return entriesAfterUpdates(entries, [update]);
}

/** The entries after several, one after the other. */
export function entriesAfterUpdates(
  entries: readonly ManagedFieldsEntry[],
  updates: readonly Update[],
): readonly ManagedFieldsEntry[] {
  const owners = decodeEntries(entries);
  for (const { before, after, writer, ...scope } of updates) {
    const comparison = compare(before, after, scope);
    const elsewhere = (id: string): boolean => owners.get(id)?.entry.apiVersion === scope.elsewhere?.apiVersion;
    const others = scope.elsewhere && [...owners.keys()].some(elsewhere) ? scope.elsewhere.form() : undefined;
    takeAway(owners, comparison, (id) => others !== undefined && elsewhere(id));
    if (others) {
      const shown = compare(others.change.before, others.change.after, others.scope);
      takeAway(owners, shown, (id) => !elsewhere(id));
    }
    const changed = comparison.modified.union(comparison.added).difference(SYSTEM_FIELDS);
    if (changed.isEmpty) continue;
    const entry = entryOf(writer, "Update");
    const id = idOf(entry);
    const own = owners.get(id);
    owners.set(id, { entry, set: own ? changed.union(own.set) : changed });
    capUpdaters(owners);
  }
  return encodeOwners(owners);
}

export interface ApplyRequest {
  readonly live: Members;
  /** Whether `live` is stored, or the kind's empty object. */
  readonly exists: boolean;
  readonly entries: readonly ManagedFieldsEntry[];
  /** Checked to be of the type already. */
  readonly config: Members;
  readonly force: boolean;
}

export interface Applied {
  /** The merged object; `live` itself when nothing changed. */
  readonly object: Members;
  readonly entries: readonly ManagedFieldsEntry[];
}

/** Server-side apply; throws Conflict when others own what the configuration would change. */
export function applyConfiguration(request: ApplyRequest, scope: WriteScope, writer: Writer): Applied {
  const { live, config, force } = request;
  let { entries } = request;
  if (entries.length === 0 && request.exists) {
    const before = { ...writer, manager: BEFORE_FIRST_APPLY };
    entries = entriesAfterUpdate([], { ...scope, before: emptyOf(live, scope.type), after: live, writer: before });
  }
  const owners = decodeEntries(entries);
  const entry = entryOf(writer, "Apply");
  const id = idOf(entry);
  const last = owners.get(id);
  const set = fieldSetOfObject(config, scope.type).recursiveDifference(scope.ignored);
  owners.set(id, { entry: last?.entry ?? withoutTime(entry), set });
  const merged = prune(mergeObjects(live, config, scope.type), { owners, last: last?.set, type: scope.type });
  const comparison = compare(live, merged, scope);
  const conflicts = conflictsWith(owners, comparison, id);
  if (conflicts.size > 0 && !force) {
    const rest = writer.manager === "kubectl" ? withoutLastApplied(conflicts, live, scope) : conflicts;
    if (rest.size > 0) throw conflictError(rest);
  }
  takeAway(owners, comparison, (other) => other === id);
  const changed = !equalJson(live, merged);
  const owned = owners.get(id)?.set.difference(SYSTEM_FIELDS) ?? FieldSet.EMPTY;
  if (owned.isEmpty) owners.delete(id);
  else owners.set(id, { entry: changed ? entry : (last?.entry ?? withoutTime(entry)), set: owned });
  return { object: changed ? merged : live, entries: encodeOwners(owners) };
}

/** Whether two lists of entries differ in more than times. */
export function entriesDiffer(left: readonly ManagedFieldsEntry[], right: readonly ManagedFieldsEntry[]): boolean {
  return !equalJson(left.map(withoutTime), right.map(withoutTime));
}

function withoutTime({ time: _time, ...entry }: ManagedFieldsEntry): ManagedFieldsEntry {
  return entry;
}

/** An empty object of the same kind, as Go makes one, with type and name. */
function emptyOf(live: Members, type: StructType): Members {
  const metadata = (live.metadata ?? {}) as Members;
  return {
    ...(type.name === "" ? {} : emptyObjectOf({ schemaType: type.name })),
    apiVersion: live.apiVersion,
    kind: live.kind,
    metadata: { name: metadata.name, namespace: metadata.namespace },
  };
}

function compare(before: Members, after: Members, { type, ignored }: WriteScope): Comparison {
  const { added, modified, removed } = compareObjects(before, after, type);
  return {
    added: added.recursiveDifference(ignored),
    modified: modified.recursiveDifference(ignored),
    removed: removed.recursiveDifference(ignored),
  };
}

/** Takes changed and removed fields from everybody who is not spared. */
function takeAway(owners: Owners, { added, modified, removed }: Comparison, spared: (id: string) => boolean): void {
  const gone = modified.union(added).union(removed);
  if (gone.isEmpty) return;
  for (const [id, owner] of owners) {
    if (spared(id)) continue;
    const set = owner.set.difference(gone);
    if (set.isEmpty) owners.delete(id);
    else if (set !== owner.set) owners.set(id, { entry: owner.entry, set });
  }
}

function conflictsWith(owners: Owners, { added, modified }: Comparison, self: string): Map<string, Owner> {
  const changed = modified.union(added);
  const conflicts = new Map<string, Owner>();
  for (const [id, owner] of owners) {
    if (id === self) continue;
    const set = owner.set.intersection(changed);
    if (!set.isEmpty) conflicts.set(id, { entry: owner.entry, set });
  }
  return conflicts;
}

/** Conflicts that remain when fields last applied by client-side apply, and unchanged since, may be taken over. */
function withoutLastApplied(conflicts: Map<string, Owner>, live: Members, scope: WriteScope): Map<string, Owner> {
  const annotations = (live.metadata as { readonly annotations?: { readonly [name: string]: string } } | undefined)
    ?.annotations;
  let applied: unknown;
  try {
    applied = JSON.parse(annotations?.[LAST_APPLIED] ?? "null");
  } catch {
    return conflicts;
  }
  if (typeof applied !== "object" || applied === null || (applied as Members).apiVersion !== live.apiVersion)
    return conflicts;
  const { added, modified, removed } = compareObjects(applied as Members, live, scope.type);
  const allowed = fieldSetOfObject(applied as Members, scope.type)
    .difference(modified)
    .difference(added)
    .difference(removed);
  const rest = new Map<string, Owner>();
  for (const [id, owner] of conflicts) {
    const set = owner.set.difference(allowed);
    if (!set.isEmpty) rest.set(id, { entry: owner.entry, set });
  }
  return rest;
}

interface PruneRequest {
  readonly owners: Owners;
  readonly last: FieldSet | undefined;
  readonly type: StructType;
}

/** Removes what the applier applied last time, does not apply now, and nobody else owns. */
function prune(merged: Members, { owners, last, type }: PruneRequest): Members {
  if (!last || last.isEmpty) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(set, type);
  let owned = FieldSet.EMPTY;
  for (const owner of owners.values()) owned = owned.union(owner.set);
  const mergedSet = named(fieldSetOfObject(merged, type));
  // Without all of the last configuration, then with what somebody owns put back.
  let pruned = removePaths(merged, named(last), type);
  const kept = named(fieldSetOfObject(pruned, type)).union(named(owned));
  pruned = removePaths(merged, mergedSet.difference(kept), type);
  // What was never the applier's stays although nobody owns it.
  const gone = mergedSet.difference(named(fieldSetOfObject(pruned, type)));
  return removePaths(merged, gone.intersection(named(last)), type);
}

/** Folds the oldest updaters into one when there are too many. */
function capUpdaters(owners: Owners): void {
  const updaters = [...owners].filter(([, { entry }]) => entry.operation === "Update");
  if (updaters.length <= MAX_UPDATERS) return;
  updaters.sort(([leftId, left], [rightId, right]) => {
    const times = compareText(left.entry.time ?? "", right.entry.time ?? "");
    return times || compareText(leftId, rightId);
  });
  const first = new Map<string, string>();
  let count = updaters.length;
  for (const [id, { entry, set }] of updaters) {
    if (count <= MAX_UPDATERS) return;
    const version = entry.apiVersion ?? "";
    const earlier = first.get(version);
    if (earlier === undefined) {
      first.set(version, id);
      continue;
    }
    const bucket: ManagedFieldsEntry = {
      manager: "ancient-changes",
      operation: "Update",
      apiVersion: version,
      ...(entry.time === undefined ? undefined : { time: entry.time }),
    };
    const bucketId = idOf(bucket);
    const before = owners.get(bucketId) ?? owners.get(earlier);
    owners.delete(earlier);
    owners.delete(id);
    owners.set(bucketId, { entry: bucket, set: before ? set.union(before.set) : set });
    count--;
  }
}

function conflictError(conflicts: Map<string, Owner>): ApiError {
  const causes: StatusCause[] = [];
  const blocks: string[] = [];
  let only = "";
  for (const [, { entry, set }] of [...conflicts].sort(([left], [right]) => compareText(left, right))) {
    const manager = printManager(entry);
    blocks.push(`conflicts with ${manager}:`);
    for (const path of set.paths()) {
      const field = printPath(path);
      causes.push({ reason: "FieldManagerConflict", message: `conflict with ${manager}`, field });
      blocks.push(`- ${field}`);
      only = `Apply failed with 1 conflict: conflict with ${manager}: ${field}`;
    }
  }
  return ApiError.applyConflict(
    causes.length === 1 ? only : `Apply failed with ${causes.length} conflicts: ${blocks.join("\n")}`,
    causes,
  );
}

function printManager({ manager = "", operation, apiVersion, subresource }: ManagedFieldsEntry): string {
  const through = subresource ? `${quote(manager)} with subresource ${quote(subresource)}` : quote(manager);
  return operation === "Update" ? `${through} using ${apiVersion}` : through;
}

function entryOf(
  { manager, apiVersion, subresource, time }: Writer,
  operation: "Apply" | "Update",
): ManagedFieldsEntry {
  return {
    manager: manager || "unknown",
    operation,
    apiVersion,
    ...(time === undefined || subresource === "scale" ? undefined : { time }),
    ...(subresource === "" ? undefined : { subresource }),
  };
}

/** What tells entries apart; an applier is the same whatever version it applies through. */
function idOf({ manager = "", operation = "Update", apiVersion = "", subresource = "" }: ManagedFieldsEntry): string {
  return JSON.stringify([manager, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}

/** Sets written here: entries that stay are not written again. */
const ownTexts = new WeakSet<FieldsV1>();

function decodeEntries(entries: readonly ManagedFieldsEntry[]): Owners {
  const owners: Owners = new Map();
  for (const entry of entries) {
    const { fieldsV1 = {} } = entry;
    owners.set(idOf(entry), { entry, set: FieldSet.decode(fieldsV1), written: ownTexts.has(fieldsV1) });
  }
  return owners;
}

function encodeOwners(owners: Owners): readonly ManagedFieldsEntry[] {
  const entries: ManagedFieldsEntry[] = [];
  for (const { entry, set, written } of owners.values()) {
    if (written) {
      entries.push(entry);
      continue;
    }
    const fieldsV1 = set.encode();
    ownTexts.add(fieldsV1);
    entries.push({ ...entry, fieldsType: "FieldsV1", fieldsV1 });
  }
  return inOrder(entries);
}

/** Entries as they are stored: appliers first, each by time; those without a time begin. */
export function inOrder(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return [...entries].sort(
    (left, right) =>
      compareText(left.operation ?? "", right.operation ?? "") ||
      compareText(left.time ?? "", right.time ?? "") ||
      compareText(left.manager ?? "", right.manager ?? "") ||
      compareText(left.apiVersion ?? "", right.apiVersion ?? "") ||
      compareText(left.subresource ?? "", right.subresource ?? ""),
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
