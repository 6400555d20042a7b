/**
 * What a rule may cost at most, told from the sizes its schema allows. Models cel-go checker/cost.go with the size
 * estimates of apiserver pkg/cel/common/schemas.go; calls of functions are priced by kind, not one by one.
 */
import { additionalOf, itemsOf, type JsonSchema, propertyOf } from "../customResources/types.ts";
import { macroOf } from "./macros.ts";
import type { CelNode } from "./parse.ts";

/** The largest request, bytes: what is not bounded by its schema is bounded by it. */
const LARGEST_REQUEST = 3 * 1024 * 1024;

/** Of a text made by `string`, upstream knows no bound at all: what reads it whole is too expensive. */
const UNKNOWN_SIZE = Number.MAX_SAFE_INTEGER;

/** What a part costs, how long its value may be, and the schema its value has where that is known. */
interface Estimate {
  readonly cost: number;
  readonly size: number;
  readonly schema?: JsonSchema | undefined;
}

type Scope = { readonly name: string; readonly value: Estimate; readonly outer: Scope | undefined } | undefined;
type Nodes = readonly CelNode[];

/** The cost of a rule on values of a schema. */
export function estimateCost(root: CelNode, self: JsonSchema): number {
  const value: Estimate = { cost: 1, size: sizeOf(self), schema: self };
  const scope: Scope = { name: "self", value, outer: { name: "oldSelf", value, outer: undefined } };
  return estimate(root, scope).cost;
}

/** How many values of a schema one request may hold. */
export function mostPerRequest(schema: JsonSchema): number {
  return Math.floor(LARGEST_REQUEST / (smallest(schema) + 1));
}

/** How many items or members a value may have; one longer than a request is none. */
function sizeOf(schema: JsonSchema | undefined): number {
  if (!schema) return LARGEST_REQUEST - 2;
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  switch (schema.type) {
    case "array":
      return schema.maxItems ?? Math.floor((LARGEST_REQUEST - 2) / ((items ? smallest(items) : 1) + 1));
    case "object":
      if (!additional) return Object.keys(schema.properties ?? {}).length;
      return schema.maxProperties ?? Math.floor((LARGEST_REQUEST - 2) / (smallest(additional) + 6));
    case "string":
      if (schema.maxLength !== undefined) return schema.maxLength * 4;
      if (schema.enum) return Math.max(...schema.enum.map((value) => String(value).length), 0);
      if (schema.format === "date") return 10;
      return schema.format === "date-time" || schema.format === "duration" ? 32 : LARGEST_REQUEST - 2;
    default:
      return 1;
  }
}

/** The fewest bytes a value takes in JSON. */
function smallest(schema: JsonSchema): number {
  switch (schema.type) {
    case "array":
    case "object": {
      const required = (schema.required ?? []).flatMap((name) => {
        const property = propertyOf(schema, name);
        return property && property.default === undefined ? [name.length + 4 + smallest(property)] : [];
      });
      return 2 + required.reduce((sum, size) => sum + size, 0);
    }
    case "string":
      return 2 + (schema.minLength ?? 0);
    case "boolean":
      return 4;
    default:
      return 1;
  }
}

function estimate(node: CelNode, scope: Scope): Estimate {
  switch (node.op) {
    case "value":
      return { cost: 0, size: typeof node.args === "string" ? node.args.length : 1 };
    case "id": {
      for (let inner = scope; inner; inner = inner.outer)
        if (inner.name === node.args) return { ...inner.value, cost: 1 };
      return { cost: 1, size: 1 };
    }
    case ".":
    case ".?": {
      const [left, name] = node.args as readonly [CelNode, string];
      const of = estimate(left, scope);
      const schema = of.schema && (propertyOf(of.schema, name) ?? additionalOf(of.schema));
      return { cost: of.cost + 1, size: sizeOf(schema), schema };
    }
    case "[]":
    case "[?]": {
      const [left, right] = (node.args as Nodes).map((arg) => estimate(arg, scope)) as [Estimate, Estimate];
      const schema = left.schema && (itemsOf(left.schema) ?? additionalOf(left.schema));
      return { cost: left.cost + right.cost + 1, size: sizeOf(schema), schema };
    }
    case "?:": {
      const [condition, yes, no] = (node.args as Nodes).map((arg) => estimate(arg, scope)) as [
        Estimate,
        Estimate,
        Estimate,
      ];
      const larger = yes.size >= no.size ? yes : no;
      return { ...larger, cost: condition.cost + Math.max(yes.cost, no.cost) };
    }
    case "list": {
      const parts = (node.args as Nodes).map((arg) => estimate(arg, scope));
      return { cost: 10 + total(parts), size: parts.length };
    }
    case "map": {
      const parts = (node.args as readonly Nodes[]).flat().map((arg) => estimate(arg, scope));
      return { cost: 30 + total(parts), size: parts.length / 2 };
    }
    case "rcall": {
      const macro = macroOf(node);
      if (macro) return comprehension(macro, scope);
      const [name, receiver, args] = node.args as readonly [string, CelNode, Nodes];
      return called(
        name,
        [receiver, ...args].map((arg) => estimate(arg, scope)),
      );
    }
    case "call": {
      const [name, args] = node.args as readonly [string, Nodes];
      const parts = args.map((arg) => estimate(arg, scope));
      return name === "has" ? { cost: total(parts), size: 1 } : called(name, parts);
    }
    case "!_":
    case "-_": {
      const inner = estimate(node.args as CelNode, scope);
      return { cost: inner.cost + 1, size: 1 };
    }
    default:
      return called(
        node.op,
        (node.args as Nodes).map((arg) => estimate(arg, scope)),
      );
  }
}

function total(parts: readonly Estimate[]): number {
  return parts.reduce((sum, { cost }) => sum + cost, 0);
}

/** What a call costs, by how much it has to look at. */
function called(name: string, parts: readonly Estimate[]): Estimate {
  const [first = { cost: 0, size: 1 }, second = { cost: 0, size: 1 }] = parts;
  const cost = total(parts);
  const tenth = (size: number): number => Math.ceil(size * 0.1);
  switch (name) {
    case "&&":
    case "||":
      return { cost, size: 1 };
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { cost: cost + Math.max(1, tenth(Math.min(first.size, second.size))), size: 1 };
    case "in":
      return { cost: cost + (second.schema && additionalOf(second.schema) ? 1 : Math.max(1, second.size)), size: 1 };
    case "+":
      return {
        cost: cost + Math.max(1, tenth(first.size + second.size)),
        size: first.size + second.size,
        schema: first.schema,
      };
    case "matches":
    case "find":
    case "findAll":
      return { cost: cost + tenth(first.size + 1) * Math.ceil(second.size * 0.25), size: first.size };
    case "contains":
      return { cost: cost + tenth(first.size) * Math.max(1, tenth(second.size)), size: 1 };
    case "startsWith":
    case "endsWith":
      return { cost: cost + Math.max(1, tenth(second.size)), size: 1 };
    case "indexOf":
    case "lastIndexOf":
    case "isSorted":
    case "sum":
    case "min":
    case "max":
      return { cost: cost + first.size, size: 1 };
    case "replace":
    case "split":
    case "lowerAscii":
    case "upperAscii":
    case "trim":
    case "substring":
    case "join":
    case "url":
    case "quantity":
      return { cost: cost + 1 + tenth(first.size), size: first.size };
    case "string":
      return { cost: cost + 1, size: UNKNOWN_SIZE };
    default:
      return { cost: cost + 1, size: name === "dyn" ? first.size : 1, schema: first.schema };
  }
}

function comprehension({ kind, names, range, body }: NonNullable<ReturnType<typeof macroOf>>, scope: Scope): Estimate {
  const over = estimate(range, scope);
  const schema = over.schema && (itemsOf(over.schema) ?? additionalOf(over.schema));
  if (kind === "bind") {
    const inner = estimate(body[0] as CelNode, { name: names[0] as string, value: over, outer: scope });
    return { ...inner, cost: over.cost + inner.cost };
  }
  const isMap = over.schema?.type === "object";
  const item: Estimate =
    isMap && names.length === 1 ? { cost: 1, size: LARGEST_REQUEST } : { cost: 1, size: sizeOf(schema), schema };
  const inner = names.reduce<Scope>((outer, name) => ({ name, value: item, outer }), scope);
  const each = body.reduce((sum, part) => sum + estimate(part, inner).cost, 0) + 3;
  return {
    cost: over.cost + over.size * each + 1,
    size: kind === "map" || kind === "filter" ? over.size : 1,
    schema: kind === "filter" ? over.schema : undefined,
  };
}
