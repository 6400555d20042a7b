/** From fields owned by clients that applied to fields owned by an applier. Models client-go util/csaupgrade. */
import { at, cloneJson, equalJson, isObject, type Json, type JsonObject } from "../../json.ts";
import { LAST_APPLIED } from "../writing/lastApplied.ts";

function entriesOf(object: JsonObject): readonly JsonObject[] {
  const entries = at(object, "metadata", "managedFields");
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

/** Managers that own the annotation by such an operation. */
export function ownersOfLastApplied(object: JsonObject, operation: "Apply" | "Update"): readonly string[] {
  return entriesOf(object)
    .filter(
      (entry) =>
        entry.operation === operation &&
        at(entry, "fieldsV1", "f:metadata", "f:annotations", `f:${LAST_APPLIED}`) !== undefined,
    )
    .map(({ manager }) => String(manager));
}

/** The JSON patch that gives what `clients` own to `manager`; undefined when there is nothing to do. */
export function migratedManagers(object: JsonObject, clients: ReadonlySet<string>, manager: string): Json | undefined {
  const before = entriesOf(object);
  let after = before;
  for (const client of clients) after = migrated(after, client, manager);
  if (equalJson(before, after)) return undefined;
  return [
    { op: "replace", path: "/metadata/managedFields", value: after as Json[] },
    {
      op: "replace",
      path: "/metadata/resourceVersion",
      value: String(at(object, "metadata", "resourceVersion") ?? ""),
    },
  ];
}

function migrated(entries: readonly JsonObject[], client: string, manager: string): readonly JsonObject[] {
  const isClient = (entry: JsonObject): boolean =>
    entry.manager === client && entry.operation === "Update" && !entry.subresource;
  const copy = entries.map((entry) => cloneJson(entry));
  let target = copy.find((entry) => entry.manager === manager && entry.operation === "Apply" && !entry.subresource);
  if (!target) {
    target = copy.find(isClient);
    if (!target) return entries;
    Object.assign(target, { operation: "Apply", manager });
  }
  const { apiVersion } = target;
  const source = copy.find((entry) => isClient(entry) && entry.apiVersion === apiVersion);
  if (source) target.fieldsV1 = union(target.fieldsV1 ?? {}, source.fieldsV1 ?? {});
  return copy.filter((entry) => !isClient(entry));
}

function union(left: Json, right: Json): Json {
  if (!isObject(left) || !isObject(right)) return left;
  const both: JsonObject = { ...left };
  for (const [key, value] of Object.entries(right))
    both[key] = Object.hasOwn(both, key) ? union(both[key] as Json, value as Json) : (value as Json);
  return both;
}
