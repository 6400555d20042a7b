/** Functions of Go templates, and the two that kubectl adds. Mirrors text/template funcs.go. */
import { isObject } from "../../json.ts";
import { sprint, sprintf, typeName } from "./printf.ts";

type Call = (...values: unknown[]) => unknown;

export const FUNCTIONS: { readonly [name: string]: Call } = {
  len(value) {
    if (typeof value === "string") return new TextEncoder().encode(value).length;
    if (Array.isArray(value)) return value.length;
    if (isObject(value)) return Object.keys(value).length;
    if (value === null || value === undefined) throw new Error("reflect: call of reflect.Value.Type on zero Value");
    throw new Error(`len of type ${typeName(value)}`);
  },
  index: (value, ...keys) => keys.reduce((item, key) => indexed(item, key), value),
  slice(value, ...bounds) {
    if (value === null || value === undefined) throw new Error("slice of untyped nil");
    if (typeof value !== "string" && !Array.isArray(value))
      throw new Error(`can't slice item of type ${typeName(value)}`);
    const [from = 0, to = value.length] = bounds as number[];
    for (const bound of [from, to])
      if (bound < 0 || bound > value.length) throw new Error(`index out of range: ${bound}`);
    if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
    return value.slice(from, to);
  },
  not: (value) => !isTrue(value),
  print: (...values) => sprint(values),
  println: (...values) => `${values.map((value) => sprint([value])).join(" ")}\n`,
  printf: (format, ...values) => sprintf(String(format), values),
  html: (...values) => escaped(sprint(values), HTML, /[&<>"'\0]/g),
  js: (...values) => escaped(sprint(values), JS, /[\\'"<>&=\n\r\t]/g),
  urlquery: (...values) =>
    encodeURIComponent(sprint(values))
      .replaceAll("%20", "+")
      .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  eq(left, ...rights) {
    if (rights.length === 0) throw new Error("missing argument for comparison");
    return rights.some((right) => equal(left, right));
  },
  ne: (left, right) => !equal(left, right),
  lt: (left, right) => compare(left, right) < 0,
  le: (left, right) => compare(left, right) <= 0,
  gt: (left, right) => compare(left, right) > 0,
  ge: (left, right) => compare(left, right) >= 0,
  exists(item, ...keys) {
    if (keys.length === 0) return true;
    let value = item;
    for (const key of keys) {
      if (Array.isArray(value) || typeof value === "string") {
        if (typeof key !== "number" || key < 0 || key >= value.length) return false;
        value = value[key];
      } else if (isObject(value) && typeof key === "string") value = Object.hasOwn(value, key) ? value[key] : null;
      else return false;
    }
    return value !== null && value !== undefined;
  },
  base64decode(text) {
    const clean = String(text).replace(/[\r\n]/g, "");
    const wrong =
      /[^A-Za-z0-9+/=]/.exec(clean)?.index ?? (clean.length % 4 === 0 ? -1 : clean.length - (clean.length % 4));
    if (wrong >= 0) throw new Error(`base64 decode failed: illegal base64 data at input byte ${wrong}`);
    return new TextDecoder().decode(Uint8Array.from(atob(clean), (char) => char.charCodeAt(0)));
  },
};

/** Names a template may call; `and` and `or` stop early and are the executor's. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([...Object.keys(FUNCTIONS), "and", "or", "call"]);

/** Functions whose first argument is a text; nothing at all is none. */
export const OF_TEXT: ReadonlySet<string> = new Set(["base64decode", "printf"]);

/** How many arguments a function takes. */
export const ARITY: { readonly [name: string]: readonly [least: number, most: number] } = {
  len: [1, 1],
  call: [1, Number.POSITIVE_INFINITY],
  not: [1, 1],
  ne: [2, 2],
  lt: [2, 2],
  le: [2, 2],
  gt: [2, 2],
  ge: [2, 2],
  index: [1, Number.POSITIVE_INFINITY],
  slice: [1, Number.POSITIVE_INFINITY],
  printf: [1, Number.POSITIVE_INFINITY],
  eq: [1, Number.POSITIVE_INFINITY],
  exists: [1, Number.POSITIVE_INFINITY],
  base64decode: [1, 1],
  and: [1, Number.POSITIVE_INFINITY],
  or: [1, Number.POSITIVE_INFINITY],
};

export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function indexed(item: unknown, key: unknown): unknown {
  if (item === null || item === undefined) throw new Error("index of untyped nil");
  if (Array.isArray(item) || typeof item === "string") {
    if (key === null || key === undefined) throw new Error("cannot index slice/array with nil");
    if (typeof key !== "number") throw new Error(`cannot index slice/array with type ${typeName(key)}`);
    if (key < 0 || key > item.length) throw new Error(`index out of range: ${key}`);
    // Go's own check lets the length itself through.
    if (key === item.length)
      throw new Error(`reflect: ${typeof item === "string" ? "string" : "slice"} index out of range`);
    return typeof item === "string" ? item.charCodeAt(key) : item[key];
  }
  if (!isObject(item)) throw new Error(`can't index item of type ${typeName(item)}`);
  if (typeof key !== "string") throw new Error(`value has type ${typeName(key)}; should be string`);
  return Object.hasOwn(item, key) ? item[key] : undefined;
}

/** Two values of different types are compared. */
export class Incomparable extends Error {
  constructor(readonly sides: readonly [unknown, unknown]) {
    super("incompatible types for comparison");
  }
}

/** Go's basic kinds; maps and lists have none. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value === "boolean" || typeof value === "string" ? typeof value : "other";
}

const ORDERED: ReadonlySet<string> = new Set(["int", "float", "string", "boolean"]);

function equal(left: unknown, right: unknown): boolean {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a === "nil" || b === "nil") return a === b;
  if (a === "other" && b === "other") throw new Error(`non-comparable type ${sprint([right])}: ${typeName(right)}`);
  if (a !== b) throw new Incomparable([left, right]);
  return left === right;
}

function compare(left: unknown, right: unknown): number {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (!ORDERED.has(a) || !ORDERED.has(b)) throw new Error("invalid type for comparison");
  if (a !== b) throw new Incomparable([left, right]);
  if (a === "boolean") throw new Error("invalid type for comparison");
  return left === right ? 0 : (left as number) < (right as number) ? -1 : 1;
}

const HTML: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\0": "\uFFFD",
};
const JS: { readonly [char: string]: string } = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
  "\n": "\\u000A",
  "\r": "\\u000D",
  "\t": "\\u0009",
};

function escaped(text: string, by: { readonly [char: string]: string }, pattern: RegExp): string {
  return text.replace(pattern, (char) => by[char] as string);
}
