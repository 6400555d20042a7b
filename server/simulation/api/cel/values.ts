/**
 * Values of CEL expressions: int as bigint, double as number, strings, booleans, null; the rest are classes here.
 * JSON becomes CEL values member by member, when looked at. Models apiserver pkg/cel/common/values.go.
 */
import type { CelType } from "./types.ts";

export type CelValue =
  | bigint
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | CelUint
  | CelList
  | CelMap
  | CelOptional
  | CelTimestamp
  | CelDuration
  | CelTypeValue
  | CelOpaque;

export type CelList = readonly CelValue[];

export class CelUint {
  constructor(readonly value: bigint) {}
}

export class CelTimestamp {
  /** Nanoseconds since 1970. */
  constructor(readonly nanos: bigint) {}
}

export class CelDuration {
  constructor(readonly nanos: bigint) {}
}

export class CelTypeValue {
  constructor(readonly name: string) {}
}

export class CelOptional {
  constructor(readonly value: CelValue | undefined) {}
}

export const NONE = new CelOptional(undefined);

/** A value of one of Kubernetes' own types: a quantity, an address, a URL. */
export class CelOpaque {
  constructor(
    readonly type: string,
    readonly data: unknown,
    /** What `string()` gives, and what equality goes by. */
    readonly text: string,
  ) {}
}

/** A map or structure. Keys are CEL values; those of JSON are strings. */
export interface CelMap {
  readonly isMap: true;
  readonly size: number;
  get(key: CelValue): CelValue | undefined;
  keys(): readonly CelValue[];
}

export function isMap(value: unknown): value is CelMap {
  return typeof value === "object" && value !== null && (value as { readonly isMap?: unknown }).isMap === true;
}

/** A map that an expression made. */
export class BuiltMap implements CelMap {
  readonly isMap = true;
  private readonly entries = new Map<string, readonly [CelValue, CelValue]>();

  get size(): number {
    return this.entries.size;
  }

  set(key: CelValue, value: CelValue): void {
    this.entries.set(keyText(key), [key, value]);
  }

  get(key: CelValue): CelValue | undefined {
    return this.entries.get(keyText(key))?.[1];
  }

  keys(): readonly CelValue[] {
    return [...this.entries.values()].map(([key]) => key);
  }
}

function keyText(key: CelValue): string {
  if (typeof key === "string") return `s${key}`;
  if (typeof key === "boolean") return `b${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  return `n${String(key)}`;
}

/** How the members of a JSON object are named and typed in expressions. */
export interface JsonShape {
  /** The member of a name in an expression; undefined when there is none such. */
  memberOf?(name: string): string | undefined;
  /** Makes a value of a member. */
  child(member: string): JsonShape;
  /** What items of a list are. */
  readonly item: JsonShape;
  /** A scalar's form when it is not what JSON says: numbers that are doubles, texts that are times. */
  scalar?(value: string | number | boolean): CelValue | undefined;
  /** Lists that are the same in any order. */
  readonly listType?: "set" | "map";
  readonly mapKeys?: readonly string[];
}

/** JSON without a schema: whole numbers are ints. */
export const PLAIN: JsonShape = {
  child: () => PLAIN,
  get item(): JsonShape {
    return PLAIN;
  },
};

class JsonMap implements CelMap {
  readonly isMap = true;
  private readonly made = new Map<string, CelValue>();

  constructor(
    readonly source: { readonly [member: string]: unknown },
    private readonly shape: JsonShape,
  ) {}

  get size(): number {
    return Object.keys(this.source).length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== "string") return undefined;
    const member = this.shape.memberOf ? this.shape.memberOf(key) : key;
    if (member === undefined || !Object.hasOwn(this.source, member) || this.source[member] === undefined)
      return undefined;
    let value = this.made.get(member);
    if (value === undefined) this.made.set(member, (value = fromJson(this.source[member], this.shape.child(member))));
    return value;
  }

  keys(): readonly CelValue[] {
    return Object.keys(this.source);
  }
}

/** List of a kind whose items have identity. */
export const listShapes = new WeakMap<CelList, JsonShape>();

export function fromJson(value: unknown, shape: JsonShape = PLAIN): CelValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const list = value.map((item) => fromJson(item, shape.item));
    if (shape.listType) listShapes.set(list, shape);
    return list;
  }
  if (typeof value === "object") return new JsonMap(value as { readonly [member: string]: unknown }, shape);
  const formed = shape.scalar?.(value as string | number | boolean);
  if (formed !== undefined) return formed;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  return value as string | boolean;
}

/** A value as JSON, for messages and patches; undefined for what has no such form. */
export function toJson(value: CelValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (Array.isArray(value)) return (value as CelList).map(toJson);
  if (isMap(value))
    return Object.fromEntries(value.keys().map((key) => [String(key), toJson(value.get(key) as CelValue)]));
  if (value instanceof CelOpaque) return value.text;
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof CelOptional) return value.value === undefined ? undefined : toJson(value.value);
  if (value instanceof CelTimestamp || value instanceof CelDuration || value instanceof Uint8Array) return undefined;
  return value;
}

/** The name of a value's type at run time. */
export function typeNameOf(value: CelValue): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
    case "boolean":
      return "bool";
  }
  if (value === null) return "null_type";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof CelUint) return "uint";
  if (Array.isArray(value)) return "list";
  if (value instanceof CelTimestamp) return "google.protobuf.Timestamp";
  if (value instanceof CelDuration) return "google.protobuf.Duration";
  if (value instanceof CelOptional) return "optional_type";
  if (value instanceof CelTypeValue) return "type";
  if (value instanceof CelOpaque) return value.type;
  return "map";
}

/** Whether a value can stand where a type is declared; open types take anything. */
export function fits(value: CelValue, type: CelType): boolean {
  switch (type.kind) {
    case "param":
      return true;
    case "list":
      return Array.isArray(value);
    case "map":
    case "object":
      return isMap(value);
    case "optional":
      return value instanceof CelOptional;
    case "scalar":
      switch (type.name) {
        case "dyn":
          return true;
        case "null":
          return value === null;
        case "timestamp":
          return value instanceof CelTimestamp;
        case "duration":
          return value instanceof CelDuration;
        default:
          return typeNameOf(value) === type.name;
      }
  }
}
