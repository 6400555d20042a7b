/** Who comes to own what a write changes: at once for clients, noted for later for our own components. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Definitions } from "./Definitions.ts";
import type { WriteContext } from "./WriteContext.ts";
import { shareEqualMembers } from "./json.ts";
import { componentManager, type ManagedFields } from "./machinery/managedFields/ManagedFields.ts";
import {
  entriesAfterUpdate,
  givenEntries,
  ignoredPaths,
  type ManagedFieldsEntry,
  type WrittenForm,
} from "./machinery/managedFields/managers.ts";
import type { Draft, ResourceDefinition } from "./ResourceDefinition.ts";
import { apiVersionOf } from "./schema/resources.ts";
import { emptyObjectOf, typeOf } from "./schema/typeOf.ts";

/** A write on its way to the store. */
export interface OwnedWrite {
  readonly draft: Draft<KubeObject>;
  readonly old: KubeObject | undefined;
  readonly context: WriteContext;
  /** Entries known already; undefined: to be worked out. */
  readonly owned: readonly ManagedFieldsEntry[] | undefined;
}

export interface Bookkeeper {
  readonly managedFields: ManagedFields;
  readonly runtime: Runtime;
  readonly definitions: Pick<Definitions, "viewOf">;
}

/**
 * The entries after a client's write: of what it sent, before admission and strategies add to it. Undefined for our own
 * components. Takes the field off the draft.
 */
export function ownedAfter(
  bookkeeper: Bookkeeper,
  definition: ResourceDefinition,
  { draft, old, context }: Omit<OwnedWrite, "owned">,
): readonly ManagedFieldsEntry[] | undefined {
  const { managedFields, runtime } = bookkeeper;
  const { trusted, writer } = context;
  const given = writer?.subresource === "" ? givenEntries(draft.metadata.managedFields) : undefined;
  delete draft.metadata.managedFields;
  if (context.managedFields) return context.managedFields;
  if (trusted || !writer) return undefined;
  const before = given === undefined ? (old ? managedFields.of(old) : []) : given === "reset" ? [] : given;
  // Nothing is tracked on objects that were not tracked from the start.
  if (old && before.length === 0) return before;
  const ignored = definition.custom
    ? definition.custom.ignoredPaths(writer.subresource)
    : ignoredPaths(writer.subresource, definition);
  const changeAs = (kind: ResourceDefinition): WrittenForm => {
    const form = kind === definition ? undefined : kind.view?.fromStored;
    const sent = form ? form(draft as KubeObject) : draft;
    const after: Record<string, unknown> = { ...sent, metadata: { ...draft.metadata } };
    const known = old && form ? form(old) : old;
    // Comparing by fields is slow, and most writes leave most members alone.
    if (known) shareEqualMembers(after, known);
    const from = (known as unknown as Record<string, unknown> | undefined) ?? emptyObjectOf(kind);
    return { change: { before: from, after }, scope: { type: typeOf(kind), ignored } };
  };
  const through = context.view?.stored ? undefined : context.through;
  const other = through ? definition : bookkeeper.definitions.viewOf(definition.resource);
  const { change, scope } = changeAs(through ?? definition);
  const elsewhere = other && { apiVersion: apiVersionOf(other.names), form: () => changeAs(other) };
  return entriesAfterUpdate(before, {
    ...change,
    ...scope,
    elsewhere,
    writer: { ...writer, time: timestamp(runtime.now) },
  });
}

/** Tells who owns what in a version about to be stored or shown; it must not change any more. */
export function noteOwners(
  { managedFields, runtime }: Bookkeeper,
  definition: ResourceDefinition,
  { draft, old, context, owned }: OwnedWrite,
): void {
  const object = draft as KubeObject;
  if (owned) {
    managedFields.set(object, owned);
    return;
  }
  const writer = context.writer ?? {
    manager: componentManager(context.user.username),
    apiVersion: apiVersionOf(definition.names),
    subresource: old && draft.spec === old.spec && draft.status !== old.status ? "status" : "",
  };
  const noted = { ...writer, time: timestamp(runtime.now) };
  managedFields.note(object, { before: old, kind: definition, writer: noted });
}
