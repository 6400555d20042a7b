/**
 * Objects seen through their types, as server-side apply sees them: which value a path leads to, whether it is whole or
 * has parts, and how two objects differ.
 *
 * Models structured-merge-diff typed/{validate,tofieldset,compare}.go. Merging is `merging.ts`.
 */
import { equalJson } from "../../json.ts";
import type { ListType, StructType, TypeNode } from "../../schema/Schema.ts";
import { goJson } from "../goText.ts";
import { type FieldSet, FieldSetBuilder, fieldElement, keyElement, printElement, valueElement } from "./FieldSet.ts";

export type Members = { readonly [name: string]: unknown };

/** How a value is walked: leaves are owned whole, maps and lists item by item. */
export type Shape =
  | { readonly kind: "leaf"; readonly scalar?: "numeric" | "string" | "boolean" | "untyped" }
  | { readonly kind: "map"; typeOf(name: string): TypeNode | undefined; isField(name: string): boolean }
  | { readonly kind: "list"; readonly list: ListType };

const LEAF: Shape = { kind: "leaf" };
const shapes = new WeakMap<TypeNode, Shape>();

/** The shape of a value of a type; the value decides only where the schema leaves the type open. */
export function shapeOf(type: TypeNode | undefined, value: unknown): Shape {
  if (type === undefined) return LEAF;
  if (type.kind === "any") return type.deduced && isMembers(value) ? deducedMap(type) : LEAF;
  let shape = shapes.get(type);
  if (!shape) shapes.set(type, (shape = declaredShape(type)));
  return shape;
}

function deducedMap(type: TypeNode): Shape {
  return { kind: "map", typeOf: () => type, isField: () => false };
}

function declaredShape(type: Exclude<TypeNode, { kind: "any" }>): Shape {
  switch (type.kind) {
    case "scalar":
      switch (type.form) {
        case "bool":
          return { kind: "leaf", scalar: "boolean" };
        case "int32":
        case "int64":
        case "double":
          return { kind: "leaf", scalar: "numeric" };
        case "quantity":
        case "intOrString":
        case "time":
        case "microTime":
          return { kind: "leaf", scalar: "untyped" };
        default:
          return { kind: "leaf", scalar: "string" };
      }
    case "struct":
      if (type.atomic) return LEAF;
      return {
        kind: "map",
        typeOf: (name) => type.fields.get(name)?.type ?? type.unknownFields,
        isField: (name) => type.fields.has(name),
      };
    case "map":
      return type.atomic ? LEAF : { kind: "map", typeOf: () => type.element, isField: () => false };
    case "list":
      return type.listType === "atomic" ? LEAF : { kind: "list", list: type };
  }
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list item has no place: a null, a wrong type, or none of the keys. */
class ElementError extends Error {}

/** The path element of an item of a set or keyed list; throws ElementError. */
function elementOf(list: ListType, item: unknown): string {
  if (list.mapKeys.length === 0) {
    if (isMembers(item)) throw new ElementError("associative list without keys has an element that's a map type");
    if (Array.isArray(item)) throw new ElementError("not supported: associative list with lists as elements");
    if (item === null) throw new ElementError("associative list without keys has an element that's an explicit null");
    return valueElement(item);
  }
  if (item === null) throw new ElementError("associative list with keys may not have a null element");
  if (!isMembers(item)) throw new ElementError("associative list with keys may not have non-map elements");
  const keys: Record<string, unknown> = {};
  for (const key of list.mapKeys) {
    const value = Object.hasOwn(item, key)
      ? item[key]
      : list.element.kind === "struct"
        ? list.element.fields.get(key)?.default
        : undefined;
    if (value !== undefined) keys[key] = value;
  }
  if (Object.keys(keys).length === 0) {
    throw new ElementError(
      `associative list with keys has an element that omits all key fields [${list.mapKeys.map((key) => JSON.stringify(key)).join(" ")}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(keys);
}

/** The element of an item, or undefined for one that has none. */
export function elementOrNone(list: ListType, item: unknown): string | undefined {
  try {
    return elementOf(list, item);
  } catch (error) {
    if (error instanceof ElementError) return undefined;
    throw error;
  }
}

/** What keeps a value from being of a type, in upstream's words; empty when nothing does. */
export function typeProblems(value: unknown, type: StructType): string {
  const errors: string[] = [];
  checkValue(value, { type, path: "" }, errors);
  return errors.length <= 1 ? (errors[0] ?? "") : `errors:\n${errors.map((error) => `  ${error}`).join("\n")}`;
}

interface Place {
  readonly type: TypeNode | undefined;
  readonly path: string;
}

function checkValue(value: unknown, { type, path }: Place, errors: string[]): void {
  if (value === null || value === undefined || type === undefined) return;
  const complain = (problem: string): void => {
    errors.push(path === "" ? problem : `${path}: ${problem}`);
  };
  switch (type.kind) {
    case "scalar":
      checkScalar(value, shapeOf(type, value), complain);
      return;
    case "list":
      if (!Array.isArray(value)) return complain(`expected list, got &{${goValue(value)}}`);
      checkItems(value, { type, path, complain }, errors);
      return;
    case "struct":
    case "map":
      if (!isMembers(value)) return complain(`expected map, got &{${goValue(value)}}`);
      for (const [name, member] of Object.entries(value)) {
        const memberType = type.kind === "map" ? type.element : (type.fields.get(name)?.type ?? type.unknownFields);
        if (memberType === undefined) errors.push(`${path}.${name}: field not declared in schema`);
        else checkValue(member, { type: memberType, path: `${path}.${name}` }, errors);
        // Upstream stops at the first field nobody declared.
        if (memberType === undefined) return;
      }
      return;
    case "any":
      return;
  }
}

function checkItems(
  items: readonly unknown[],
  place: { readonly type: ListType; readonly path: string; readonly complain: (problem: string) => void },
  errors: string[],
): void {
  const { type, path, complain } = place;
  const seen = new Set<string>();
  for (let index = 0; index < items.length; index++) {
    let element = `i:${index}`;
    if (type.listType !== "atomic") {
      try {
        element = elementOf(type, items[index]);
      } catch (error) {
        if (!(error instanceof ElementError)) throw error;
        return complain(`element ${index}: ${error.message}`);
      }
      if (seen.has(element)) complain(`duplicate entries for key ${printElement(element)}`);
      seen.add(element);
    }
    checkValue(items[index], { type: type.element, path: path + printElement(element) }, errors);
  }
}

function checkScalar(value: unknown, shape: Shape, complain: (problem: string) => void): void {
  const scalar = shape.kind === "leaf" ? shape.scalar : undefined;
  const type = typeof value;
  if (scalar === "numeric" && type !== "number") complain(`expected numeric (int or float), got ${goTypeOf(value)}`);
  else if (scalar === "string" && type !== "string")
    complain(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
  else if (scalar === "boolean" && type !== "boolean") complain(`expected boolean, got &{${goValue(value)}}`);
  else if (scalar === "untyped" && type === "object") complain(`expected any scalar, got &{${goValue(value)}}`);
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

/** `%v` of an unstructured value. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (isMembers(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goValue(value[key])}`)
      .join(" ")}]`;
  return value === null ? "<nil>" : String(value);
}

/** `%#v` of an unstructured value. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isMembers(value))
    return `map[string]interface {}{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`)
      .join(", ")}}`;
  return value === null ? "interface {}(nil)" : goJson(value);
}

/** All paths an applied configuration speaks of. */
export function fieldSetOfObject(object: Members, type: TypeNode): FieldSet {
  const builder = new FieldSetBuilder();
  collect(object, { type, path: [] }, builder);
  return builder.build();
}

function collect(
  value: unknown,
  { type, path }: { readonly type: TypeNode | undefined; readonly path: readonly string[] },
  builder: FieldSetBuilder,
): void {
  const shape = shapeOf(type, value);
  if (shape.kind === "leaf") {
    builder.insert(path);
  } else if (shape.kind === "map") {
    if (!isMembers(value)) return;
    for (const [name, member] of Object.entries(value)) {
      const inner = [...path, fieldElement(name)];
      collect(member, { type: shape.typeOf(name), path: inner }, builder);
      const empty = member === null || (isMembers(member) && Object.keys(member).length === 0);
      if (empty || !shape.isField(name)) builder.insert(inner);
    }
  } else if (Array.isArray(value)) {
    for (const item of value) {
      const element = elementOrNone(shape.list, item);
      if (element === undefined) continue;
      const inner = [...path, element];
      collect(item, { type: shape.list.element, path: inner }, builder);
      builder.insert(inner);
    }
  }
}

/** How one object became another. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two objects of a type; parts they share cost nothing. */
export function compareObjects(before: Members, after: Members, type: TypeNode): Comparison {
  const walk = new CompareWalk();
  walk.compare(before, after, { type, path: [] });
  return { added: walk.added.build(), modified: walk.modified.build(), removed: walk.removed.build() };
}

interface Where {
  readonly type: TypeNode | undefined;
  readonly path: readonly string[];
}

/** Undefined stands for "not there", null for a null that is. */
class CompareWalk {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();

  compare(left: unknown, right: unknown, where: Where): void {
    if (left === right) return;
    const { type, path } = where;
    const shape = shapeOf(type, right ?? left);
    const whole = shape.kind === "leaf" || (isEmptyOf(shape, left) && isEmptyOf(shape, right));
    if (whole) {
      if (left !== undefined && right !== undefined && !equalJson(left, right)) this.modified.insert(path);
    } else if (shape.kind === "map") this.members(left, right, { ...where, shape });
    else if (shape.kind === "list") this.items(left, right, { ...where, list: shape.list });
    if (left === undefined) this.added.insert(path);
    else if (right === undefined) this.removed.insert(path);
  }

  private members(
    left: unknown,
    right: unknown,
    { path, shape }: Where & { readonly shape: Extract<Shape, { kind: "map" }> },
  ): void {
    const before: Members = isMembers(left) ? left : {};
    const after: Members = isMembers(right) ? right : {};
    for (const name of Object.keys(before)) {
      const next = Object.hasOwn(after, name) ? after[name] : undefined;
      if (before[name] !== next)
        this.compare(before[name], next, { type: shape.typeOf(name), path: [...path, fieldElement(name)] });
    }
    for (const name of Object.keys(after)) {
      if (Object.hasOwn(before, name)) continue;
      this.compare(undefined, after[name], { type: shape.typeOf(name), path: [...path, fieldElement(name)] });
    }
  }

  private items(left: unknown, right: unknown, { path, list }: Where & { readonly list: ListType }): void {
    // Lists are written anew more often than they change, and finding which item is which takes long.
    if (equalJson(left, right)) return;
    const before = itemsByElement(list, left);
    const after = itemsByElement(list, right);
    for (const element of new Set([...before.keys(), ...after.keys()])) {
      const mine = before.get(element) ?? [];
      const theirs = after.get(element) ?? [];
      const where = { type: list.element, path: [...path, element] };
      if (mine.length <= 1 && theirs.length <= 1) this.compare(mine[0], theirs[0], where);
      else if (mine.length >= 2 && theirs.length >= 2) {
        if (!equalJson(mine, theirs)) this.modified.insert(where.path);
      } else if (mine.length >= 2) {
        if (theirs.length > 0) this.compare(undefined, theirs[0], where);
        this.removed.insert(where.path);
      } else {
        if (mine.length > 0) this.compare(mine[0], undefined, where);
        this.added.insert(where.path);
      }
    }
  }
}

function itemsByElement(list: ListType, value: unknown): Map<string, unknown[]> {
  const items = new Map<string, unknown[]>();
  if (!Array.isArray(value)) return items;
  for (const item of value) {
    const element = elementOrNone(list, item);
    if (element === undefined) continue;
    const same = items.get(element);
    if (same) same.push(item);
    else items.set(element, [item]);
  }
  return items;
}

/** Whether nothing lies under a value: absent, null, or an empty map or list. */
export function isEmptyOf(shape: Shape, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (shape.kind === "list") return !Array.isArray(value) || value.length === 0;
  return !isMembers(value) || Object.keys(value).length === 0;
}
