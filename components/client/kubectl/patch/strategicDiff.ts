/**
 * Finds the strategic merge patch that leads from one object to another.
 * Models apimachinery pkg/util/strategicpatch: lists with a merge key are compared item by item.
 */
import { compareText, equalJson, goText, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { mergeRule } from "./mergeRules.ts";

export interface DiffOptions {
  /** Leave out what `modified` adds or changes. */
  readonly onlyDeletions?: boolean;
  /** Leave out what `modified` lacks. */
  readonly noDeletions?: boolean;
  /** Say in which order lists are to be. */
  readonly order?: boolean;
  readonly retainKeys?: boolean;
}

export const ORDER = "$setElementOrder/";
export const DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
export const RETAIN_KEYS = "$retainKeys";
export const DIRECTIVE = "$patch";

interface Sides<T> {
  readonly original: T;
  readonly modified: T;
}

/** The patch between two objects of a type (undefined: a structure nobody declared). */
export function diffMaps(
  { original, modified }: Sides<JsonObject>,
  type: string | undefined,
  options: DiffOptions,
): JsonObject {
  const patch: JsonObject = {};
  const retained: string[] = [];
  for (const [key, value] of Object.entries(modified)) {
    if (options.retainKeys && value !== null) retained.push(key);
    if (!Object.hasOwn(original, key)) {
      if (!options.onlyDeletions) setOwn(patch, key, value);
      continue;
    }
    diffMember(patch, { key, type, original: original[key] as Json, modified: value }, options);
  }
  if (!options.noDeletions)
    for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) setOwn(patch, key, null);
  const dropsMember = Object.keys(original).some((key) => original[key] !== null && !Object.hasOwn(modified, key));
  if (retained.length > 0 && (Object.keys(patch).length > 0 || dropsMember))
    setOwn(patch, RETAIN_KEYS, retained.sort(compareText));
  return patch;
}

interface Member extends Sides<Json> {
  readonly key: string;
  readonly type: string | undefined;
}

function diffMember(patch: JsonObject, { key, type, original, modified }: Member, options: DiffOptions): void {
  const rule = mergeRule(type, key);
  if (isObject(original) && isObject(modified)) {
    if (rule.replace) {
      if (!options.onlyDeletions) setOwn(patch, key, modified);
      return;
    }
    const inner = diffMaps({ original, modified }, rule.type, { ...options, retainKeys: rule.retainKeys });
    if (Object.keys(inner).length > 0) setOwn(patch, key, inner);
    return;
  }
  if (Array.isArray(original) && Array.isArray(modified) && rule.merge) {
    const inner = { ...options, retainKeys: rule.retainKeys };
    const found = diffLists({ original, modified }, { type: rule.type, mergeKey: rule.mergeKey }, inner);
    if (found.patch.length > 0) setOwn(patch, key, found.patch);
    if (found.deletions.length > 0) setOwn(patch, DELETE_PRIMITIVES + key, found.deletions);
    if (found.order.length > 0) setOwn(patch, ORDER + key, found.order);
    return;
  }
  if (!options.onlyDeletions && !equalJson(original, modified)) setOwn(patch, key, modified);
}

interface ListDiff {
  readonly patch: Json[];
  readonly deletions: Json[];
  readonly order: Json[];
}

interface Elements {
  readonly type: string | undefined;
  readonly mergeKey: string | undefined;
}

function diffLists({ original, modified }: Sides<Json[]>, elements: Elements, options: DiffOptions): ListDiff {
  if (original.length === 0) return { patch: options.onlyDeletions ? [] : modified, deletions: [], order: [] };
  const { mergeKey } = elements;
  if (![...original, ...modified].some(isObject)) return diffScalars({ original, modified }, options);
  if (mergeKey === undefined) throw new Error("cannot merge lists without merge key");
  const found = diffKeyedLists({ original, modified }, { type: elements.type, mergeKey }, options);
  const patch = [...inOrder(found.changed, modified, mergeKey), ...found.deleted];
  const sameOrder =
    original.length === modified.length &&
    original.every((item, index) => equalJson(keyOf(item, mergeKey), keyOf(modified[index] as Json, mergeKey)));
  const tellsOrder =
    options.order &&
    ((!options.onlyDeletions && (patch.length > 0 || !sameOrder)) || (!options.noDeletions && patch.length > 0));
  const order = tellsOrder ? modified.map((item) => ({ [mergeKey]: keyOf(item, mergeKey) })) : [];
  return { patch, deletions: [], order };
}

function keyOf(item: Json, mergeKey: string): Json {
  const value = isObject(item) && Object.hasOwn(item, mergeKey) ? item[mergeKey] : undefined;
  if (value === undefined) throw new Error(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
  return value;
}

function inOrder(items: readonly JsonObject[], order: readonly Json[], mergeKey: string): JsonObject[] {
  const place = (item: JsonObject): number =>
    order.findIndex((other) => equalJson(keyOf(other, mergeKey), keyOf(item, mergeKey)));
  return [...items].sort((left, right) => place(left) - place(right));
}

function diffKeyedLists(
  { original, modified }: Sides<Json[]>,
  { type, mergeKey }: { readonly type: string | undefined; readonly mergeKey: string },
  options: DiffOptions,
): { changed: JsonObject[]; deleted: JsonObject[] } {
  const text = (item: Json): string => goText(keyOf(item, mergeKey));
  const byKey = (items: Json[]): Json[] => [...items].sort((left, right) => compareText(text(left), text(right)));
  const before = byKey(original);
  const after = byKey(modified);
  const changed: JsonObject[] = [];
  const deleted: JsonObject[] = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const old = before[left];
    const next = after[right];
    const compared = old === undefined ? 1 : next === undefined ? -1 : compareText(text(old), text(next));
    if (compared === 0) {
      const inner = diffMaps({ original: old as JsonObject, modified: next as JsonObject }, type, options);
      if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: keyOf(next as Json, mergeKey) });
      left++;
      right++;
    } else if (compared > 0) {
      if (!options.onlyDeletions) changed.push(next as JsonObject);
      right++;
    } else {
      if (!options.noDeletions) deleted.push({ [mergeKey]: keyOf(old as Json, mergeKey), [DIRECTIVE]: "delete" });
      left++;
    }
  }
  return { changed, deleted };
}

function diffScalars({ original, modified }: Sides<Json[]>, options: DiffOptions): ListDiff {
  const added = modified.filter((item) => !original.includes(item));
  const gone = original.filter((item) => !modified.includes(item));
  const deletions = options.noDeletions ? [] : [...new Set(gone)].sort((a, b) => compareText(String(a), String(b)));
  const tellsOrder =
    options.order &&
    ((!options.noDeletions && deletions.length > 0) || (!options.onlyDeletions && !equalJson(original, modified)));
  return { patch: options.onlyDeletions ? [] : added, deletions, order: tellsOrder ? modified : [] };
}
