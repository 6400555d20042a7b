/** JSON values as kubectl handles them: copies, comparison, and text as Go's encoder writes it. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export interface JsonObject {
  [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep copy; members that are undefined are left out. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) setOwn(copy, key, cloneJson(member));
  return copy as T;
}

/** Sets a member even when it is called `__proto__`. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else (target as Record<string, unknown>)[key] = value;
}

export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => equalJson(item, right[index]));
  }
  const a = left as Record<string, unknown>;
  const b = right as Record<string, unknown>;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  if (keys.length !== Object.keys(b).filter((key) => b[key] !== undefined).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}

/** A member of nested objects; undefined where the way ends. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found: unknown = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.hasOwn(found, step) ? (found as Record<string | number, unknown>)[step] : undefined;
  }
  return found;
}

/** Text as Go's `json.Marshal` writes it: members sorted by name, no blanks, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  return marshalled(value, (members) => members.sort(compareText));
}

/** The same of an object of a Go type, whose members are in order; what it is comes first. */
export function goTypedJson(object: JsonObject): string {
  const { kind, apiVersion, ...members } = object;
  return marshalled({ kind, apiVersion, ...members }, (names) => names);
}

function marshalled(value: unknown, order: (members: string[]) => string[]): string {
  if (Array.isArray(value)) return `[${value.map((item) => marshalled(item, order)).join(",")}]`;
  if (isObject(value)) {
    const members = Object.keys(value).filter((key) => value[key] !== undefined);
    return `{${order(members)
      .map((key) => `${goString(key)}:${marshalled(value[key], order)}`)
      .join(",")}}`;
  }
  return typeof value === "string" ? goString(value) : (JSON.stringify(value) ?? "null");
}

const ESCAPED = /[<>&\u2028\u2029\u007f\b\f]/g;

function goString(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\\b", "\\u0008")
    .replaceAll("\\f", "\\u000c")
    .replace(ESCAPED, (char) => (char === "\u007f" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/** Orders texts as Go does: by bytes of UTF-8, which is by code points. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const a = Array.from(left);
  const b = Array.from(right);
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A value as Go's `%v` prints it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort(compareText)
      .map((key) => `${key}:${goText(value[key])}`)
      .join(" ")}]`;
  return value === null || value === undefined ? "<nil>" : String(value);
}
