/**
 * Applies strategic merge patches, and merges two of them into one.
 * Models apimachinery pkg/util/strategicpatch (`mergeMap`).
 */
import { cloneJson, equalJson, goText, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { mergeRule } from "./mergeRules.ts";
import { DELETE_PRIMITIVES, DIRECTIVE, ORDER, RETAIN_KEYS } from "./strategicDiff.ts";

/** The patch makes no sense; the message is apimachinery's. */
class StrategicMergeError extends Error {}

/** The object with a patch carried out; neither is changed. */
export function applyStrategicMergePatch(
  original: JsonObject,
  patch: JsonObject,
  type: string | undefined,
): JsonObject {
  return new Merger(true).map(cloneJson(original), cloneJson(patch), type);
}

/** One patch that does what two do, one after the other: directives are kept for the server. */
export function mergedStrategicPatches(first: JsonObject, second: JsonObject, type: string | undefined): JsonObject {
  return new Merger(false).map(cloneJson(first), cloneJson(second), type);
}

interface Lists {
  readonly original: Json[];
  readonly patch: Json[];
}

interface Elements {
  readonly type: string | undefined;
  readonly mergeKey: string | undefined;
}

class Merger {
  /** `applies`: directives are carried out and nulls delete; otherwise both are kept. */
  constructor(private readonly applies: boolean) {}

  map(original: JsonObject, patch: JsonObject, type: string | undefined): JsonObject {
    const directive = patch[DIRECTIVE];
    if (directive !== undefined) {
      delete patch[DIRECTIVE];
      if (directive === "replace") return patch;
      if (directive === "delete") return {};
      throw new StrategicMergeError(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
    }
    this.retain(original, patch);
    this.order(original, patch, type);
    for (const [key, value] of Object.entries(patch)) this.member(original, { key, value, type });
    return original;
  }

  private member(
    original: JsonObject,
    { key, value, type }: { key: string; value: Json; type: string | undefined },
  ): void {
    if (key.startsWith(DELETE_PRIMITIVES)) {
      if (!this.applies) {
        setOwn(original, key, value);
        return;
      }
      const list = original[key.slice(DELETE_PRIMITIVES.length)];
      if (Array.isArray(list) && Array.isArray(value))
        setOwn(
          original,
          key.slice(DELETE_PRIMITIVES.length),
          list.filter((item) => !value.includes(item)),
        );
      return;
    }
    if (value === null) {
      delete original[key];
      if (!this.applies) setOwn(original, key, null);
      return;
    }
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    const rule = mergeRule(type, key);
    if (isObject(before) && isObject(value))
      setOwn(original, key, rule.replace ? value : this.map(before, value, rule.type));
    else if (Array.isArray(before) && Array.isArray(value))
      setOwn(original, key, rule.merge ? this.list({ original: before, patch: value }, rule) : value);
    else {
      const plain = this.withoutDirectives(value);
      if (plain === undefined) delete original[key];
      else setOwn(original, key, plain);
    }
  }

  private retain(original: JsonObject, patch: JsonObject): void {
    const keys = patch[RETAIN_KEYS];
    if (keys === undefined) return;
    delete patch[RETAIN_KEYS];
    if (!this.applies) {
      if (original[RETAIN_KEYS] === undefined) original[RETAIN_KEYS] = keys;
      return;
    }
    if (!Array.isArray(keys)) throw new StrategicMergeError("invalid patch format of retainKeys");
    for (const [key, value] of Object.entries(patch))
      if (value !== null && !key.startsWith("$") && !keys.includes(key))
        throw new StrategicMergeError("invalid patch format of retainKeys");
    for (const key of Object.keys(original)) if (!keys.includes(key)) delete original[key];
  }

  private order(original: JsonObject, patch: JsonObject, type: string | undefined): void {
    for (const name of Object.keys(patch).filter((key) => key.startsWith(ORDER))) {
      const order = patch[name];
      delete patch[name];
      if (!this.applies && original[name] === undefined) setOwn(original, name, order as Json);
      if (!Array.isArray(order)) throw new StrategicMergeError("invalid patch format of setElementOrder list");
      const key = name.slice(ORDER.length);
      const rule = mergeRule(type, key);
      const before = original[key];
      const changes = patch[key];
      let merged: Json[];
      if (Array.isArray(before) && Array.isArray(changes))
        merged = this.list({ original: before, patch: changes }, rule);
      else if (Array.isArray(before)) merged = before;
      else if (Array.isArray(changes)) merged = (this.withoutDirectives(changes) ?? []) as Json[];
      else continue;
      setOwn(
        original,
        key,
        sortedBy(merged, { order, before: Array.isArray(before) ? before : [], mergeKey: rule.mergeKey }),
      );
      delete patch[key];
    }
  }

  private list({ original, patch }: Lists, { type, mergeKey }: Elements): Json[] {
    if (![...original, ...patch].some(isObject)) {
      const both = [...new Set([...original, ...patch])];
      return sortedBy(both, { order: patch, before: original, mergeKey: undefined });
    }
    if (mergeKey === undefined) throw new StrategicMergeError("cannot merge lists without merge key");
    let result = [...original];
    const plain: JsonObject[] = [];
    let replace = false;
    for (const item of patch as JsonObject[]) {
      const directive = item[DIRECTIVE];
      if (directive === undefined) plain.push(item);
      else if (directive === "replace") replace = true;
      else if (directive === "delete") {
        const key = keyOf(item, mergeKey);
        result = result.filter((other) => !(isObject(other) && equalJson(other[mergeKey], key)));
        if (!this.applies) result.push(item);
      } else throw new StrategicMergeError(`unknown patch type: ${goText(directive)} in map: ${goText(item)}`);
    }
    if (replace) return plain;
    for (const item of plain) {
      const key = keyOf(item, mergeKey);
      const index = result.findIndex((other) => isObject(other) && equalJson(other[mergeKey], key));
      if (index >= 0) result[index] = this.map(result[index] as JsonObject, item, type);
      else result.push(this.applies ? ((this.withoutDirectives(item) ?? {}) as Json) : item);
    }
    return sortedBy(result, { order: plain, before: original, mergeKey });
  }

  /** New content for an object that has none: what only means something against old content goes. */
  private withoutDirectives(value: Json): Json | undefined {
    if (!this.applies) return value;
    if (Array.isArray(value))
      return value.map((item) => this.withoutDirectives(item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    if (value[DIRECTIVE] !== undefined) return undefined;
    const result: JsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      const plain = member === null ? undefined : this.withoutDirectives(member);
      if (plain !== undefined) setOwn(result, key, plain);
    }
    return result;
  }
}

function keyOf(item: JsonObject, mergeKey: string): Json {
  const value = Object.hasOwn(item, mergeKey) ? item[mergeKey] : undefined;
  if (value === undefined)
    throw new StrategicMergeError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
  return value;
}

interface Ordering {
  readonly order: readonly Json[];
  readonly before: readonly Json[];
  readonly mergeKey: string | undefined;
}

/** Items the order names come in that order; others stay before what followed them. Deletions come last. */
function sortedBy(items: readonly Json[], { order, before, mergeKey }: Ordering): Json[] {
  const id = (item: Json): Json | undefined => (mergeKey !== undefined && isObject(item) ? item[mergeKey] : item);
  const indexIn = (list: readonly Json[], item: Json): number =>
    list.findIndex((other) => equalJson(id(other), id(item)));
  const deletions = items.filter((item) => isObject(item) && item[DIRECTIVE] === "delete");
  const rest = items.filter((item) => !deletions.includes(item));
  const named = rest.filter((item) => indexIn(order, item) >= 0).sort((a, b) => indexIn(order, a) - indexIn(order, b));
  const others = rest.filter((item) => indexIn(order, item) < 0);
  const result: Json[] = [];
  let next = 0;
  for (const item of named) {
    const place = indexIn(before, item);
    while (next < others.length && place >= 0) {
      const other = indexIn(before, others[next] as Json);
      if (other < 0 || other >= place) break;
      result.push(others[next++] as Json);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next), ...deletions];
}
