/** Objects with their members in the order of Go's structs, as Go writes JSON: some refusals quote a whole object. */
import { type Message, messageNamed } from "./messageTable.ts";

type Json = { readonly [name: string]: unknown };

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of an object of a schema type (`apps.v1.Deployment`) in Go's order: kind and version first, maps by key. */
export function inGoOrder(value: unknown, type: string): unknown {
  const message = messageNamed(type);
  if (!message || !isObject(value)) return value;
  const ordered: Record<string, unknown> = {};
  const own = new Set(message.fields.map(({ name }) => name));
  for (const name of ["kind", "apiVersion"]) if (name in value && !own.has(name)) ordered[name] = value[name];
  orderMembers(message, value, ordered);
  // What the table does not know comes last.
  for (const name of Object.keys(value)) if (!(name in ordered)) ordered[name] = value[name];
  return ordered;
}

function orderMembers(message: Message, value: Json, ordered: Record<string, unknown>): void {
  for (const { name, form, type } of message.fields) {
    if (form === "inline") {
      const inner = messageNamed(type);
      if (inner) orderMembers(inner, value, ordered);
      continue;
    }
    const part = value[name];
    if (part === undefined) continue;
    if (form === "list" && Array.isArray(part)) ordered[name] = part.map((item) => inGoOrder(item, type));
    else if (form === "map" && isObject(part))
      ordered[name] = Object.fromEntries(
        Object.keys(part)
          .sort()
          .map((key) => [key, inGoOrder(part[key], type)]),
      );
    else ordered[name] = inGoOrder(part, type);
  }
}

/**
 * The object as a merge patch leaves its text: what the patch went through is a map by now, with its keys sorted, and the
 * rest is as it was written.
 */
export function afterMergePatch(patched: unknown, patch: unknown): unknown {
  // Lists of the patch are read through for what is null in them.
  if (Array.isArray(patch)) return sorted(patched);
  if (!isObject(patched) || !isObject(patch)) return patched;
  return Object.fromEntries(
    Object.keys(patched)
      .sort()
      .map((key) => [key, key in patch ? afterMergePatch(patched[key], patch[key]) : patched[key]]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The same after a JSON patch: its operations go through what their paths lead through. */
export function afterJsonPatch(patched: unknown, patch: unknown): unknown {
  const through: Record<string, unknown> = {};
  for (const operation of Array.isArray(patch) ? patch : []) {
    for (const path of [operation?.from, operation?.path]) {
      let at = through;
      for (const key of typeof path === "string" ? path.split("/").slice(1, -1) : [])
        at = (at[key.replaceAll("~1", "/").replaceAll("~0", "~")] ??= {}) as Record<string, unknown>;
    }
  }
  return walked(patched, through);
}

function walked(value: unknown, through: Json): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) in through ? walked(item, through[index] as Json) : item));
  return isObject(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, key in through ? walked(value[key], through[key] as Json) : value[key]]),
      )
    : value;
}
