/**
 * Gives a decoded body the form Go's encoder would write it back in: members whose zero value Go leaves out are dropped
 * (`hostNetwork: false`, `nodeSelector: {}`, any null), members Go always writes are filled in (`resources: {}`,
 * `status: {}`, `divisor: "0"`), and quantities get their one canonical text, rounded up to thousandths.
 *
 * `zero-values-1.36.json` holds, for each type of the schema, `omit`: members left out when empty, and `keep`: members
 * always written with their zero values. Members that Go holds by pointer stand in neither: their zeros are kept.
 * Defaults are not filled in here; that is each ResourceDefinition's `defaults`.
 */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import { canonicalQuantity, formatQuantity, parseQuantity } from "../../runtime/quantity.ts";
import schemaText from "./schema-1.36.json" with { type: "json" };
import zeroText from "./zero-values-1.36.json" with { type: "json" };

interface SchemaNode {
  readonly $ref?: string;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly properties?: { readonly [name: string]: SchemaNode };
}

interface ZeroValues {
  readonly omit?: readonly string[];
  readonly keep?: { readonly [name: string]: Json };
}

/** A type prepared for walking: members whose values need a visit, and the two lists. */
interface Plan {
  readonly visits: readonly (readonly [name: string, visit: Visit])[];
  readonly omit: readonly string[];
  readonly keep: readonly (readonly [name: string, zero: Json])[];
}

type Visit = (value: unknown) => unknown;
type Members = Record<string, unknown>;

const types = (schemaText as unknown as { readonly types: { readonly [name: string]: SchemaNode } }).types;
const zeros = zeroText as unknown as { readonly [name: string]: ZeroValues };
const plans = new Map<string, Plan>();

/** Normalises `draft`, an object of schema type `type` (`core.v1.Pod`), in place. */
export function normalizeZeroValues(type: string, draft: object): void {
  visitObject(planOf(type), draft as Members);
}

function planOf(type: string): Plan {
  let plan = plans.get(type);
  if (!plan) {
    const visits: [string, Visit][] = [];
    plan = { visits, omit: zeros[type]?.omit ?? [], keep: Object.entries(zeros[type]?.keep ?? {}) };
    // Registered before its members are planned: types may contain themselves.
    plans.set(type, plan);
    for (const [name, node] of Object.entries(types[type]?.properties ?? {})) {
      const visit = visitOf(node);
      if (visit) visits.push([name, visit]);
    }
  }
  return plan;
}

/** How values of a schema node are normalised; undefined when there is nothing to do. */
function visitOf(node: SchemaNode): Visit | undefined {
  if (node.$ref === "api.resource.Quantity") return normalizeQuantity;
  if (node.$ref) {
    const type = node.$ref;
    if (!types[type]?.properties) return undefined;
    return (value) => (isMembers(value) ? visitObject(planOf(type), value) : value);
  }
  const element = node.items ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
  const visit = element && visitOf(element);
  if (!visit) return undefined;
  if (node.items) return (value) => (Array.isArray(value) ? visitList(value, visit) : value);
  return (value) => (isMembers(value) ? visitMap(value, visit) : value);
}

type Emptied = (value: unknown) => void;
const emptied = new Map<string, Emptied | undefined>();

/** Lists that Go always writes are null when they are empty and were stored: protobuf knows no empty list. In place. */
export function emptyListsToNull(type: string, draft: object): void {
  emptyingOf(type)?.(draft);
}

function emptyingOf(type: string): Emptied | undefined {
  if (emptied.has(type)) return emptied.get(type);
  // A type within itself is looked at once: none of those has such a list.
  emptied.set(type, undefined);
  const properties = Object.entries(types[type]?.properties ?? {});
  const lists = properties.filter(([name, { items }]) => items && zeros[type]?.keep?.[name] === null);
  const inner = properties.flatMap(([name, node]): (readonly [string, Emptied])[] => {
    const empty = emptyingWithin(node);
    return empty ? [[name, empty]] : [];
  });
  if (lists.length === 0 && inner.length === 0) return undefined;
  const result: Emptied = (value) => {
    if (!isMembers(value)) return;
    for (const [name] of lists)
      if ((value[name] as { readonly length?: number } | null)?.length === 0) value[name] = null;
    for (const [name, empty] of inner) if (value[name] !== undefined) empty(value[name]);
  };
  emptied.set(type, result);
  return result;
}

function emptyingWithin(node: SchemaNode): Emptied | undefined {
  if (node.$ref) return emptyingOf(node.$ref);
  const element = node.items ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
  const empty = element && emptyingWithin(element);
  if (!empty) return undefined;
  return (value) => {
    if (typeof value === "object" && value !== null) for (const part of Object.values(value)) empty(part);
  };
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function visitObject(plan: Plan, draft: Members): Members {
  for (const name of Object.keys(draft)) if (draft[name] === null || draft[name] === undefined) delete draft[name];
  for (const name of plan.omit) {
    if (!(name in draft) || !isEmpty(draft[name])) continue;
    if (typeof draft[name] === "object") noteGivenEmpty(draft, name);
    delete draft[name];
  }
  for (const [name, zero] of plan.keep) {
    if (!(name in draft)) draft[name] = typeof zero === "object" && zero !== null ? {} : zero;
  }
  for (const [name, visit] of plan.visits) if (name in draft) draft[name] = visit(draft[name]);
  return draft;
}

function visitList(list: unknown[], visit: Visit): unknown[] {
  for (let index = 0; index < list.length; index++) list[index] = visit(list[index]);
  return list;
}

function visitMap(map: Members, visit: Visit): Members {
  for (const key of Object.keys(map)) map[key] = visit(map[key]);
  return map;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === 0 || value === false;
  for (const _ in value) return false;
  return true;
}

/** Maps and lists that were given although empty, by the object that lost them. */
const givenEmpty = new WeakMap<object, Map<string, object>>();

function noteGivenEmpty(draft: Members, name: string): void {
  const known = givenEmpty.get(draft);
  if (known) known.set(name, draft[name] as object);
  else givenEmpty.set(draft, new Map([[name, draft[name] as object]]));
}

/**
 * What messages print for a map or list that is not there: `{}` or `[]` if the request gave it so, since Go tells it from
 * none until it is stored; otherwise null.
 */
export function printedAbsent(owner: object | undefined, name: string): object | null {
  return (owner && givenEmpty.get(owner)?.get(name)) ?? null;
}

const MILLI = 1_000_000n;

/** Wrong texts stay as they are: the decoder refuses them. Models SetDefaults_ResourceList. */
function normalizeQuantity(value: unknown): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const text = String(value);
  try {
    const { nano, format } = parseQuantity(text);
    const rest = nano % MILLI;
    if (rest <= 0n) return canonicalQuantity(text);
    return formatQuantity({ nano: nano - rest + MILLI, format });
  } catch {
    return value;
  }
}
