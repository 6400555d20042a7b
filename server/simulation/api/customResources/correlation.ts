/** Which value before an update is the same thing as a value after it. Models apiserver pkg/cel/common/equality.go. */
import { goJsonSorted } from "../machinery/goText.ts";
import { isMembers, type JsonSchema } from "./types.ts";

/** Finds an item's former version by its keys; undefined for lists whose items have no identity. */
export function correlatedItems(schema: JsonSchema, before: unknown): ((item: unknown) => unknown) | undefined {
  if (schema["x-kubernetes-list-type"] !== "map" || !Array.isArray(before)) return undefined;
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const keyOf = (item: unknown): string | undefined =>
    isMembers(item) ? goJsonSorted(keys.map((key) => item[key] ?? null)) : undefined;
  const known = new Map<string, unknown>();
  for (const item of before) {
    const key = keyOf(item);
    if (key !== undefined && !known.has(key)) known.set(key, item);
  }
  return (item) => {
    const key = keyOf(item);
    return key === undefined ? undefined : known.get(key);
  };
}
