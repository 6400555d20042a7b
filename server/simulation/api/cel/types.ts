/** Types of CEL expressions. Models cel-go common/types/types.go. */

export type CelType =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | { readonly kind: "optional"; readonly value: CelType }
  | ObjectType
  | { readonly kind: "param"; readonly name: string };

/** A structure with declared members; they are looked up when first needed. */
export interface ObjectType {
  readonly kind: "object";
  readonly name: string;
  field(name: string): CelType | undefined;
}

const scalar = (name: string): CelType => ({ kind: "scalar", name });

export const INT = scalar("int");
export const UINT = scalar("uint");
export const DOUBLE = scalar("double");
export const BOOL = scalar("bool");
export const STRING = scalar("string");
export const BYTES = scalar("bytes");
export const NULL = scalar("null");
export const DYN = scalar("dyn");
export const TYPE = scalar("type");
export const TIMESTAMP = scalar("timestamp");
export const DURATION = scalar("duration");
/** Stands in for what could not be typed: nothing further is said of it. */
export const ERROR = scalar("!error!");

export const listOf = (element: CelType): CelType => ({ kind: "list", element });
export const mapOf = (key: CelType, value: CelType): CelType => ({ kind: "map", key, value });
export const optionalOf = (value: CelType): CelType => ({ kind: "optional", value });
export const opaque = scalar;
export const param = (name: string): CelType => ({ kind: "param", name });

/** As cel-go prints it: `list(int)`, `map(string, dyn)`. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case "scalar":
      return type.name === "timestamp" || type.name === "duration"
        ? `google.protobuf.${type.name === "timestamp" ? "Timestamp" : "Duration"}`
        : type.name;
    case "list":
      return `list(${typeText(type.element)})`;
    case "map":
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case "optional":
      return `optional_type(${typeText(type.value)})`;
    case "object":
    case "param":
      return type.name;
  }
}

export const isDyn = (type: CelType): boolean => type === DYN || type === ERROR;

/** Bindings of type parameters while one overload is looked at. */
export type Bindings = Map<string, CelType>;

/** Whether a value of `actual` may stand where `wanted` is; binds parameters. */
export function assignable(wanted: CelType, actual: CelType, bindings: Bindings): boolean {
  if (isDyn(wanted) || isDyn(actual) || wanted === actual) return true;
  if (wanted.kind === "param") {
    const bound = bindings.get(wanted.name);
    if (!bound) {
      bindings.set(wanted.name, actual);
      return true;
    }
    if (assignable(bound, actual, bindings)) return true;
    if (!assignable(actual, bound, bindings)) return false;
    bindings.set(wanted.name, actual);
    return true;
  }
  if (actual.kind === "param") {
    const bound = bindings.get(actual.name);
    if (bound) return assignable(wanted, bound, bindings);
    bindings.set(actual.name, wanted);
    return true;
  }
  if (actual === NULL)
    return (
      wanted === NULL ||
      wanted.kind === "object" ||
      wanted.kind === "optional" ||
      wanted === TIMESTAMP ||
      wanted === DURATION ||
      isOpaque(wanted)
    );
  switch (wanted.kind) {
    case "scalar":
      return actual.kind === "scalar" && actual.name === wanted.name;
    case "list":
      return actual.kind === "list" && assignable(wanted.element, actual.element, bindings);
    case "map":
      return (
        actual.kind === "map" &&
        assignable(wanted.key, actual.key, bindings) &&
        assignable(wanted.value, actual.value, bindings)
      );
    case "optional":
      return actual.kind === "optional" && assignable(wanted.value, actual.value, bindings);
    case "object":
      return actual.kind === "object" && actual.name === wanted.name;
  }
}

function isOpaque(type: CelType): boolean {
  return type.kind === "scalar" && type.name.includes(".");
}

/** A type with its parameters replaced; those left open are dyn. */
export function substitute(type: CelType, bindings: Bindings, open: CelType = DYN): CelType {
  switch (type.kind) {
    case "param": {
      const bound = bindings.get(type.name);
      return bound ? substitute(bound, bindings, open) : open;
    }
    case "list":
      return listOf(substitute(type.element, bindings, open));
    case "map":
      return mapOf(substitute(type.key, bindings, open), substitute(type.value, bindings, open));
    case "optional":
      return optionalOf(substitute(type.value, bindings, open));
    default:
      return type;
  }
}

export function sameType(left: CelType, right: CelType): boolean {
  return left === right || typeText(left) === typeText(right);
}

/** The type of a value that may be of either; dyn when they differ. */
export function joined(left: CelType, right: CelType): CelType {
  return sameType(left, right) ? left : DYN;
}
