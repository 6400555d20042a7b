/** No item twice in lists of type `set` and `map`. Models pkg/apiserver/schema/listtype of apiextensions-apiserver. */
import { goJsonSorted } from "../machinery/goText.ts";
import { FieldError } from "../machinery/status.ts";
import { additionalOf, isMembers, itemsOf, type JsonSchema, propertyOf } from "./types.ts";

/** Errors of all lists in a value; `path` "" at the root. */
export function listTypeErrors(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return [
      ...ownErrors(value, schema, path),
      ...(items ? value.flatMap((item, index) => listTypeErrors(item, items, `${path}[${index}]`)) : []),
    ];
  }
  if (!isMembers(value)) return [];
  const additional = additionalOf(schema);
  return Object.keys(value).flatMap((name) => {
    const property = propertyOf(schema, name);
    const inner = property ? (path === "" ? name : `${path}.${name}`) : `${path}[${name}]`;
    const known = property ?? additional;
    return known ? listTypeErrors(value[name], known, inner) : [];
  });
}

function ownErrors(list: readonly unknown[], schema: JsonSchema, path: string): FieldError[] {
  const type = schema["x-kubernetes-list-type"];
  if (type === "set") return repeated(list).map((index) => FieldError.duplicate(`${path}[${index}]`, list[index]));
  if (type !== "map") return [];
  const wrong = list.findIndex((item) => item !== null && !isMembers(item));
  if (wrong >= 0)
    return [FieldError.invalid(`${path}[${wrong}]`, list[wrong], "must be an object for an array of list-type map")];
  const names = schema["x-kubernetes-list-map-keys"] ?? [];
  const keys = list.map((item) => {
    const members = isMembers(item) ? item : {};
    return Object.fromEntries(
      names.filter((name) => Object.hasOwn(members, name)).map((name) => [name, members[name]]),
    );
  });
  return repeated(keys).map((index) => FieldError.duplicate(`${path}[${index}]`, keys[index]));
}

/** Places where an item stands for the second time. */
function repeated(list: readonly unknown[]): number[] {
  const seen = new Map<string, number>();
  const places: number[] = [];
  for (const [index, item] of list.entries()) {
    const key = goJsonSorted(item);
    const times = seen.get(key) ?? 0;
    if (times === 1) places.push(index);
    seen.set(key, times + 1);
  }
  return places;
}
