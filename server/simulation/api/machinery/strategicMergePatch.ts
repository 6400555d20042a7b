/**
 * Strategic merge: lists merge by key as the schema says, with directives.
 * Models apimachinery pkg/util/strategicpatch/patch.go, errors included: most are plain 500s.
 */
import { cloneJson } from "../json.ts";
import type { Field, StructType, TypeNode } from "../schema/Schema.ts";
import { goJsonSorted } from "./goText.ts";
import { setMember } from "./jsonText.ts";
import { isObject } from "./mergePatch.ts";
import { ApiError } from "./status.ts";

type Obj = Record<string, unknown>;

const DIRECTIVE = "$patch";
const DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
const ORDER = "$setElementOrder/";
const RETAIN_KEYS = "$retainKeys";

/** The object with a patch merged in; shares unchanged parts with `original`. */
export function applyStrategicMergePatch(original: Obj, patch: Obj, type: StructType): Obj {
  return mergeMap(original, patch, type);
}

/** Why a patch does not fit the type, in the words of Go's conversion from unstructured content; undefined when it does. */
export function strategicMismatch(value: unknown, type: TypeNode | undefined): string | undefined {
  if (value === null || value === undefined || !type) return undefined;
  const inMembers = (
    members: Iterable<readonly [string, unknown]>,
    typeOf: (key: string) => TypeNode | undefined,
  ): string | undefined => {
    for (const [key, member] of members) {
      const problem = key.startsWith("$") ? undefined : strategicMismatch(member, typeOf(key));
      if (problem) return problem;
    }
    return undefined;
  };
  switch (type.kind) {
    case "struct":
    case "map":
      if (!isObject(value))
        return `cannot restore ${type.kind} from${type.kind === "struct" ? ":" : ""} ${unstructuredKind(value)}`;
      return inMembers(Object.entries(value), (key) =>
        type.kind === "struct" ? type.fields.get(key)?.type : type.element,
      );
    case "list":
      if (!Array.isArray(value)) return `cannot restore slice from ${unstructuredKind(value)}`;
      return inMembers(
        value.map((item) => ["", item] as const),
        () => type.element,
      );
    case "scalar":
      if (type.form === "string" && typeof value === "number" && Number.isInteger(value))
        return `cannot convert int64 to ${type.goType}`;
      if (type.form === "string" && (typeof value === "number" || typeof value === "boolean"))
        return "unrecognized type: string";
      if (type.form === "string" && typeof value !== "string") return "unrecognized type: string";
      if (type.form === "bytes" && typeof value !== "string")
        return Array.isArray(value)
          ? "unrecognized type: uint8"
          : `cannot restore slice from ${unstructuredKind(value)}`;
      // These read themselves from JSON.
      if (type.form === "intOrString" || type.form === "time" || type.form === "microTime")
        return typeof value === "object"
          ? `json: cannot unmarshal ${Array.isArray(value) ? "array" : "object"} into Go value of type ${type.form === "intOrString" ? "int32" : "string"}`
          : undefined;
      if (type.form === "bool" && typeof value !== "boolean") return "unrecognized type: bool";
      if (type.form !== "int32" && type.form !== "int64") return undefined;
      if (typeof value !== "number") return `unrecognized type: ${type.goType}`;
      return Number.isInteger(value) ? undefined : `cannot convert float64 to ${type.goType}`;
    default:
      return undefined;
  }
}

/** The Go kind of a value without a type. */
function unstructuredKind(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  if (isObject(value)) return "map";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

function fieldOf(
  type: TypeNode | undefined,
  key: string,
): { readonly type: TypeNode | undefined; readonly field: Field | undefined } {
  if (type?.kind === "struct") {
    const field = type.fields.get(key);
    return { type: field?.type, field };
  }
  return { type: type?.kind === "map" ? type.element : undefined, field: undefined };
}

function mergeMap(original: Obj, patch: Obj, type: TypeNode | undefined): Obj {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    if (directive === "replace") return without(patch, DIRECTIVE);
    if (directive === "delete") return {};
    throw ApiError.plain(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
  }
  let result: Obj = { ...original };
  const retain = patch[RETAIN_KEYS];
  if (retain !== undefined) {
    const kept = Object.keys(patch).filter((key) => !key.startsWith("$") && patch[key] !== null);
    const retained = new Set<unknown>(Array.isArray(retain) ? retain : []);
    if (!Array.isArray(retain) || kept.some((key) => !retained.has(key)))
      throw ApiError.badRequest("invalid patch format of retainKeys");
    result = Object.fromEntries(Object.entries(result).filter(([key]) => retained.has(key)));
  }
  for (const key of Object.keys(patch)) {
    if (key === RETAIN_KEYS) continue;
    if (key.startsWith(DELETE_PRIMITIVES)) {
      deletePrimitives(result, key.slice(DELETE_PRIMITIVES.length), patch[key]);
      continue;
    }
    if (key.startsWith(ORDER)) {
      const name = key.slice(ORDER.length);
      const before = result[name];
      const { field } = fieldOf(type, name);
      if (type?.kind === "struct" && !field)
        throw ApiError.plain(
          `unable to find api field in struct ${type.goName} for the json field ${JSON.stringify(name)}`,
        );
      checkOrder(patch[key], patch[name], field?.patchMergeKey);
      if (!(name in patch))
        setOrder(result, name, { before: Array.isArray(before) ? before : [], order: patch[key], field });
      continue;
    }
    mergeMember(result, key, { value: patch[key], patch, ...fieldOf(type, key) });
  }
  return result;
}

interface Member {
  readonly value: unknown;
  readonly patch: Obj;
  readonly type: TypeNode | undefined;
  readonly field: Field | undefined;
}

function mergeMember(result: Obj, key: string, { value, patch, type, field }: Member): void {
  if (value === null) {
    delete result[key];
    return;
  }
  const before = Object.hasOwn(result, key) ? result[key] : undefined;
  const replaces = field?.patchStrategies.includes("replace") ?? false;
  // What is told what to do has nothing to do it to.
  if (isObject(value) && !isObject(before) && DIRECTIVE in value) {
    delete result[key];
    return;
  }
  if (isObject(value) && (isObject(before) || before === undefined) && !replaces) {
    setMember(result, key, mergeMap(isObject(before) ? before : {}, value, type));
    return;
  }
  // What merges with nothing is taken as it is.
  if (Array.isArray(value) && before !== undefined && field?.patchStrategies.includes("merge")) {
    const list = Array.isArray(before) ? before : [];
    const element = type?.kind === "list" ? type.element : undefined;
    setMember(
      result,
      key,
      field.patchMergeKey
        ? mergeByKey(list, value, { key: field.patchMergeKey, element })
        : mergePrimitives(list, value),
    );
    setOrder(result, key, { before: list, order: patch[ORDER + key] ?? value, field });
    return;
  }
  // What takes the place of something like it is taken to the letter.
  const alike = Array.isArray(value) ? Array.isArray(before) : isObject(value) && isObject(before);
  setMember(result, key, alike ? cloneJson(value) : stripDirectives(value));
}

/** A patch as Go reads it into its types: whole numbers that are too long for a field lose their upper bits. */
export function inGoIntegers(value: unknown, type: TypeNode | undefined): unknown {
  if (!type) return value;
  if (Array.isArray(value)) return type.kind === "list" ? value.map((item) => inGoIntegers(item, type.element)) : value;
  if (isObject(value)) {
    const result: Obj = {};
    for (const [key, member] of Object.entries(value))
      setMember(result, key, inGoIntegers(member, fieldOf(type, key).type));
    return result;
  }
  const isLong = typeof value === "number" && Number.isSafeInteger(value) && value !== (value | 0);
  return isLong && type.kind === "scalar" && type.form === "int32" ? Number(BigInt.asIntN(32, BigInt(value))) : value;
}

function mergePrimitives(original: readonly unknown[], patch: readonly unknown[]): unknown[] {
  const result = [...original];
  const known = new Set(result.map(keyOf));
  for (const item of patch) {
    const key = keyOf(item);
    if (known.has(key)) continue;
    known.add(key);
    result.push(item);
  }
  return result;
}

/** The same for values that are equal, so that lists are looked up in and not compared item by item. */
function keyOf(value: unknown): unknown {
  if (typeof value === "string") return `"${value}`;
  return typeof value === "object" && value !== null ? goJsonSorted(value) : value;
}

/** Where each stands first. */
function placesOf(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  const places = new Map<unknown, number>();
  for (const [index, key] of keys.entries()) if (!places.has(key)) places.set(key, index);
  return places;
}

interface KeyedList {
  readonly key: string;
  readonly element: TypeNode | undefined;
}

function mergeByKey(original: readonly unknown[], patch: readonly unknown[], { key, element }: KeyedList): unknown[] {
  const idOf = (item: Obj): unknown => {
    if (item[key] === undefined)
      throw ApiError.plain(`map: ${goText(item)} does not contain declared merge key: ${key}`);
    return item[key];
  };
  const gone = new Set<unknown>();
  let replaces = false;
  const plain: Obj[] = [];
  // What is told what to do comes first, wherever it stands.
  for (const item of patch) {
    if (!isObject(item))
      throw ApiError.plain(`list element types are not identical: [${goText(original)} ${goText(patch)}]`);
    const directive = item[DIRECTIVE];
    if (directive === undefined) plain.push(item);
    else if (directive === "replace") replaces = true;
    else if (directive === "merge") throw ApiError.plain("merging lists cannot yet be specified in the patch");
    else if (directive === "delete") gone.add(idOf(item));
    else throw ApiError.plain(`unknown patch type: ${goText(directive)} in map: ${goText(item)}`);
  }
  if (replaces) return plain.map(stripDirectives);
  const result = original.filter((other) => !(isObject(other) && gone.has(other[key])));
  const places = new Map<unknown, number>();
  for (const [index, other] of result.entries())
    if (isObject(other) && !places.has(other[key])) places.set(other[key], index);
  for (const item of plain) {
    const at = places.get(idOf(item));
    if (at === undefined) places.set(item[key], result.push(mergeMap({}, item, element)) - 1);
    else result[at] = mergeMap(result[at] as Obj, item, element);
  }
  return result;
}

/** Throws where an order is no list, or names what the patch lists in another order or not at all. */
function checkOrder(order: unknown, patch: unknown, key: string | undefined): void {
  if (!Array.isArray(order)) throw ApiError.badRequest("invalid patch format of setElementOrder list");
  if (key !== undefined)
    for (const [index, item] of order.entries()) {
      if (!isObject(item)) throw ApiError.plain(`value for key ${index} is not a map`);
      if (item[key] === undefined)
        throw ApiError.plain(`map: ${goText(item)} does not contain declared merge key: ${key}`);
    }
  if (!Array.isArray(patch) || order.length === 0) return;
  const idOf = (item: unknown): unknown => (key !== undefined && isObject(item) ? item[key] : item);
  const left = patch.filter((item) => !(isObject(item) && DIRECTIVE in item)).map(idOf);
  let met = 0;
  for (const item of order) if (met < left.length && keyOf(left[met]) === keyOf(idOf(item))) met++;
  if (met < left.length)
    throw ApiError.plain(
      `The order in patch list:\n${goText(patch)}\n doesn't match ${ORDER.slice(0, -1)} list:\n${goText(order)}\n`,
    );
}

function deletePrimitives(result: Obj, key: string, values: unknown): void {
  const list = result[key];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  if (list.some(isObject))
    throw ApiError.plain(`list element types are not identical: [${goText(list)} ${goText(values)}]`);
  const gone = new Set(values.map(keyOf));
  setMember(
    result,
    key,
    list.filter((item) => !gone.has(keyOf(item))),
  );
}

interface Ordering {
  /** The list as it was. */
  readonly before: readonly unknown[];
  /** Items in the order asked for; without one, in the order of the patch. */
  readonly order: unknown;
  readonly field: Field | undefined;
}

/** Puts a merged list in order: items the patch names first, those only the server knows before what followed them. */
function setOrder(result: Obj, key: string, { before, order, field }: Ordering): void {
  const list = result[key];
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  const mergeKey = field?.patchMergeKey;
  const idOf = (item: unknown): unknown => (mergeKey && isObject(item) ? item[mergeKey] : item);
  const asked = placesOf(order.map((item) => keyOf(idOf(item))));
  const held = placesOf(before.map((item) => keyOf(idOf(item))));
  const items = list.map((item: unknown) => {
    const id = keyOf(idOf(item));
    return { item, asked: asked.get(id) ?? -1, held: held.get(id) ?? -1 };
  });
  const named = items.filter(({ asked: at }) => at >= 0).sort((left, right) => left.asked - right.asked);
  const serverOnly = items.filter(({ asked: at }) => at < 0);
  const merged: unknown[] = [];
  let next = 0;
  for (const { item, held: at } of named) {
    for (let other = serverOnly[next]; other && other.held < at; other = serverOnly[++next]) merged.push(other.item);
    merged.push(item);
  }
  for (const { item } of serverOnly.slice(next)) merged.push(item);
  setMember(result, key, merged);
}

/** New content without directives and nulls, which only mean something against old content. */
function stripDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripDirectives);
  if (!isObject(value)) return value;
  const result: Obj = {};
  for (const key of Object.keys(value)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(ORDER) || key.startsWith(DELETE_PRIMITIVES))
      continue;
    if (value[key] !== null) setMember(result, key, stripDirectives(value[key]));
  }
  return result;
}

function without(value: Obj, key: string): Obj {
  const { [key]: _gone, ...rest } = value;
  return cloneJson(rest);
}

/** A value as Go's `%v` prints it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`)
      .join(" ")}]`;
  return value === null || value === undefined ? "<nil>" : String(value);
}
