/**
 * An applied configuration merged into an object, and paths taken out of one.
 * Models structured-merge-diff typed/merge.go and typed/remove.go. Results share what did not change.
 */
import type { ListType, TypeNode } from "../../schema/Schema.ts";
import { setMember } from "../jsonText.ts";
import { FieldSet, fieldElement } from "./FieldSet.ts";
import { elementOrNone, isEmptyOf, isMembers, type Members, shapeOf } from "./typedObjects.ts";

/** `live` with all that `config` says; what only `live` has stays. */
export function mergeObjects(live: Members, config: Members, type: TypeNode): Members {
  return (merge(live, config, type) ?? {}) as Members;
}

/** Undefined: nothing is there. */
function merge(live: unknown, config: unknown, type: TypeNode | undefined): unknown {
  if (config === undefined) return live;
  const shape = shapeOf(type, config);
  if (shape.kind === "leaf" || (isEmptyOf(shape, live) && isEmptyOf(shape, config))) return config;
  if (shape.kind === "list")
    return mergeLists(Array.isArray(live) ? live : [], Array.isArray(config) ? config : [], shape.list);
  const mine: Members = isMembers(live) ? live : {};
  const theirs: Members = isMembers(config) ? config : {};
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(mine))
    setMember(
      result,
      name,
      merge(mine[name], Object.hasOwn(theirs, name) ? theirs[name] : undefined, shape.typeOf(name)),
    );
  for (const name of Object.keys(theirs))
    if (!Object.hasOwn(mine, name)) setMember(result, name, merge(undefined, theirs[name], shape.typeOf(name)));
  return result;
}

/** Items of the configuration in its order, the others where they stood between the shared ones. */
function mergeLists(live: readonly unknown[], config: readonly unknown[], list: ListType): unknown[] | undefined {
  const mine = indexItems(live, list);
  const theirs = indexItems(config, list);
  const shared = theirs.order.filter((element) => mine.items.has(element));
  const merged = new Set<string>();
  const result: unknown[] = [];
  const take = (element: string): void => {
    merged.add(element);
    // Of repeated live items none is the one to merge with.
    const before = mine.repeated.has(element) ? undefined : mine.items.get(element);
    const item = merge(before, theirs.items.get(element), list.element);
    if (item !== undefined) result.push(item);
  };
  let nextShared = shared.shift();
  for (let left = 0, right = 0; left < mine.order.length || right < theirs.order.length; ) {
    const mineNext = mine.order[left];
    const theirsNext = theirs.order[right];
    if (mineNext !== undefined && theirsNext !== undefined) {
      if (mineNext === theirsNext) {
        take(mineNext);
        left++;
        right++;
        nextShared = shared.shift();
        continue;
      }
      if (theirs.items.has(mineNext) && nextShared !== undefined && nextShared !== mineNext) {
        left++;
        continue;
      }
    }
    if (mineNext !== undefined) {
      if (!theirs.items.has(mineNext)) {
        result.push(mine.values[left]);
        left++;
        continue;
      }
      if (merged.has(mineNext)) left++;
    }
    if (theirsNext !== undefined) {
      take(theirsNext);
      right++;
      if (nextShared === theirsNext) nextShared = shared.shift();
    }
  }
  return result.length > 0 ? result : undefined;
}

interface IndexedItems {
  /** Elements in order, one for each item. */
  readonly order: string[];
  readonly values: unknown[];
  readonly items: Map<string, unknown>;
  readonly repeated: Set<string>;
}

function indexItems(values: readonly unknown[], list: ListType): IndexedItems {
  const indexed: IndexedItems = { order: [], values: [], items: new Map(), repeated: new Set() };
  for (const value of values) {
    const element = elementOrNone(list, value);
    if (element === undefined) continue;
    if (indexed.items.has(element)) indexed.repeated.add(element);
    else indexed.items.set(element, value);
    indexed.order.push(element);
    indexed.values.push(value);
  }
  return indexed;
}

/** An object without the values at the paths of a set. */
export function removePaths(object: Members, paths: FieldSet, type: TypeNode): Members {
  return paths.isEmpty ? object : ((remove(object, paths, type) ?? {}) as Members);
}

function remove(value: unknown, paths: FieldSet, type: TypeNode | undefined): unknown {
  const shape = shapeOf(type, value);
  if (shape.kind === "leaf")
    return type === undefined || type.kind === "scalar" || type.kind === "any" ? value : undefined;
  if (shape.kind === "list") {
    if (!Array.isArray(value)) return undefined;
    const items: unknown[] = [];
    let matched = false;
    for (const item of value) {
      const element = elementOrNone(shape.list, item);
      if (element !== undefined && paths.members.has(element)) continue;
      const under = element === undefined ? FieldSet.EMPTY : paths.under(element);
      if (under.isEmpty) items.push(item);
      else {
        matched = true;
        items.push(remove(item, under, shape.list.element) ?? emptyLike(item));
      }
    }
    return items.length > 0 || matched ? items : undefined;
  }
  if (!isMembers(value)) return undefined;
  const result: Record<string, unknown> = {};
  let matched = false;
  for (const name of Object.keys(value)) {
    const element = fieldElement(name);
    if (paths.members.has(element)) continue;
    const under = paths.under(element);
    if (under.isEmpty) setMember(result, name, value[name]);
    else {
      matched = true;
      setMember(result, name, remove(value[name], under, shape.typeOf(name)) ?? emptyLike(value[name]));
    }
  }
  return matched || Object.keys(result).length > 0 ? result : undefined;
}

function emptyLike(value: unknown): unknown {
  return Array.isArray(value) ? [] : isMembers(value) ? {} : null;
}

/** The set with the structs that lead to its paths: `a.b.c` owns `a` where `a` is a declared field. */
export function withNamedFields(set: FieldSet, type: TypeNode | undefined): FieldSet {
  if (set.children.size === 0) return set;
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, under] of set.children) {
    const field = type?.kind === "struct" && element.startsWith("f:") ? type.fields.get(element.slice(2)) : undefined;
    if (field) members.add(element);
    const inner = field?.type ?? (type?.kind === "map" || type?.kind === "list" ? type.element : undefined);
    children.set(element, withNamedFields(under, inner));
  }
  return new FieldSet(members, children);
}
