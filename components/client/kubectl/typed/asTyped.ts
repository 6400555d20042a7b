/** Objects as Go's typed clients hold and print them. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { elementOf, typeNamed, typeNameOf } from "./types.ts";

/**
 * The object after a round trip through its Go type: members in the struct's order, unknown ones gone, zero values that
 * Go always writes filled in and those it leaves out dropped. Kinds that are not built in come back as they are.
 */
export function asTyped<T extends object>(object: T): T {
  const name = typeNameOf(object as { apiVersion?: unknown });
  return name === undefined ? object : (struct(object as JsonObject, name) as T);
}

/** The same for a part of an object, by its type's name. */
export function asTypedPart(value: JsonObject, typeName: string): JsonObject {
  return struct(value, typeName);
}

/** The object with the members it has, in the order of its Go type; kinds that are not built in as they are. */
export function inTypedOrder(object: JsonObject): JsonObject {
  return inOrder(object, typeNameOf(object)) as JsonObject;
}

function inOrder(value: Json, type: string | undefined): Json {
  if (type === undefined) return value;
  const of = elementOf(type);
  if (Array.isArray(value)) return of?.list ? value.map((item) => inOrder(item, of.element)) : value;
  if (!isObject(value)) return value;
  const { fields, types } = typeNamed(type) ?? { fields: Object.keys(value).sort(compareText) };
  const result: JsonObject = {};
  for (const name of new Set([...fields, ...Object.keys(value)]))
    if (Object.hasOwn(value, name)) {
      const member = value[name] as Json;
      const memberType = of && !of.list ? of.element : types?.[name];
      setOwn(result, name, memberType === undefined && isObject(member) ? sorted(member) : inOrder(member, memberType));
    }
  return result;
}

function struct(value: JsonObject, name: string): JsonObject {
  const type = typeNamed(name);
  if (!type) return value;
  const result: JsonObject = {};
  const omit = new Set(type.omit);
  for (const field of type.fields) {
    const member = Object.hasOwn(value, field) ? value[field] : undefined;
    const kept = type.keep && Object.hasOwn(type.keep, field);
    if (member === undefined || member === null) {
      if (kept) setOwn(result, field, zero(type.keep?.[field] as Json, type.types?.[field]));
      continue;
    }
    if (omit.has(field) && isEmpty(member)) continue;
    setOwn(result, field, typed(member, type.types?.[field]));
  }
  return result;
}

function zero(value: Json, type: string | undefined): Json {
  return isObject(value) && type !== undefined && !elementOf(type) ? struct({}, type) : value;
}

function typed(value: Json, type: string | undefined): Json {
  if (type === undefined) return isObject(value) ? sorted(value) : value;
  if (type === "quantity") return quantity(value);
  const of = elementOf(type);
  if (!of) return isObject(value) ? struct(value, type) : value;
  if (of.list) return Array.isArray(value) ? value.map((item) => typed(item, of.element)) : value;
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort(compareText)) setOwn(result, key, typed(value[key] as Json, of.element));
  return result;
}

function sorted(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort(compareText)) {
    const member = value[key] as Json;
    setOwn(result, key, isObject(member) ? sorted(member) : member);
  }
  return result;
}

function quantity(value: Json): Json {
  try {
    return canonicalQuantity(String(value));
  } catch {
    return value;
  }
}

function isEmpty(value: Json): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === 0 || value === false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}
