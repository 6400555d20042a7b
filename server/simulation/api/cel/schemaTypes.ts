/**
 * Structural schemas as types and shapes of expressions. Models apiserver pkg/cel/common/schemas.go and pkg/cel/escaping.go.
 */
import { additionalOf, itemsOf, type JsonSchema, propertyOf } from "../customResources/types.ts";
import { CelError } from "./errors.ts";
import { parseDuration, parseTime } from "./functions/times.ts";
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  type ObjectType,
  STRING,
  TIMESTAMP,
} from "./types.ts";
import { type CelValue, type JsonShape, PLAIN } from "./values.ts";

const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);
const SYMBOLS: readonly (readonly [string, string])[] = [
  ["__underscores__", "__"],
  ["__dot__", "."],
  ["__dash__", "-"],
  ["__slash__", "/"],
];

/** A member's name in expressions; undefined when it has none there. */
function escapeName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!/^[a-zA-Z_.\-/][a-zA-Z0-9_.\-/]*$/.test(name)) return undefined;
  return SYMBOLS.reduce((text, [escaped, plain]) => text.replaceAll(plain, escaped), name);
}

const METADATA: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, generateName: { type: "string" } },
};

/** What rules on an object as a whole see of its type and metadata. */
export function withTypeAndMetadata(schema: JsonSchema): JsonSchema {
  return {
    ...schema,
    properties: { ...schema.properties, kind: { type: "string" }, apiVersion: { type: "string" }, metadata: METADATA },
  };
}

const types = new WeakMap<JsonSchema, CelType>();
const shapes = new WeakMap<JsonSchema, JsonShape>();

/** The type of values of a schema; undefined when nothing can be said of them, so that they cannot be named. */
export function typeOfSchema(schema: JsonSchema): CelType | undefined {
  let type = types.get(schema);
  if (!type) {
    type = declared(schema);
    if (type) types.set(schema, type);
  }
  return type;
}

function declared(schema: JsonSchema): CelType | undefined {
  if (schema["x-kubernetes-int-or-string"]) return DYN;
  switch (schema.type) {
    case "array": {
      const items = itemsOf(schema);
      const element = items && typeOfSchema(items);
      return element && listOf(element);
    }
    case "object": {
      const additional = additionalOf(schema);
      if (additional) {
        const value = typeOfSchema(additional);
        return value && mapOf(STRING, value);
      }
      return objectType(schema["x-kubernetes-embedded-resource"] ? withTypeAndMetadata(schema) : schema);
    }
    case "string":
      switch (schema.format) {
        case "byte":
          return BYTES;
        case "duration":
          return DURATION;
        case "date":
        case "date-time":
          return TIMESTAMP;
        default:
          return STRING;
      }
    case "boolean":
      return BOOL;
    case "number":
      return DOUBLE;
    case "integer":
      return INT;
    default:
      return undefined;
  }
}

function objectType(schema: JsonSchema): ObjectType {
  const members = new Map<string, string>();
  for (const name of Object.keys(schema.properties ?? {})) {
    const escaped = escapeName(name);
    if (escaped !== undefined) members.set(escaped, name);
  }
  return {
    kind: "object",
    name: "object",
    field(name) {
      const member = members.get(name);
      const property = member === undefined ? undefined : propertyOf(schema, member);
      return property && typeOfSchema(property);
    },
  };
}

/** How JSON of a schema becomes values. */
export function shapeOfSchema(schema: JsonSchema): JsonShape {
  let shape = shapes.get(schema);
  if (!shape) shapes.set(schema, (shape = shaped(schema)));
  return shape;
}

function shaped(schema: JsonSchema): JsonShape {
  const whole = schema["x-kubernetes-embedded-resource"] ? withTypeAndMetadata(schema) : schema;
  const additional = additionalOf(whole);
  const items = itemsOf(whole);
  const names = new Map(Object.keys(whole.properties ?? {}).map((name) => [escapeName(name) ?? "", name]));
  const listType = whole["x-kubernetes-list-type"];
  return {
    // Maps are asked by their keys as they are.
    ...(additional ? {} : { memberOf: (name: string) => names.get(name) }),
    child: (member) => {
      const property = propertyOf(whole, member) ?? additional;
      return property ? shapeOfSchema(property) : PLAIN;
    },
    get item(): JsonShape {
      return items ? shapeOfSchema(items) : PLAIN;
    },
    scalar: (value) => scalarOf(whole, value),
    ...(listType === "set" || listType === "map"
      ? { listType, mapKeys: whole["x-kubernetes-list-map-keys"] ?? [] }
      : {}),
  };
}

function scalarOf({ type, format }: JsonSchema, value: string | number | boolean): CelValue | undefined {
  if (typeof value === "number") return type === "number" ? value : undefined;
  if (typeof value !== "string" || type !== "string") return undefined;
  try {
    switch (format) {
      case "duration":
        return parseDuration(value);
      case "date":
        return parseTime(`${value}T00:00:00Z`);
      case "date-time":
        return parseTime(value);
      case "byte":
        return Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof CelError || error instanceof DOMException) return undefined;
    throw error;
  }
}
