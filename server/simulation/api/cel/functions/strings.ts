/** Functions on strings, and regular expressions. Models cel-go ext/strings.go (version 2) and apiserver pkg/cel/library/regex.go. */
import { CelError } from "../errors.ts";
import { compilePattern, PatternError } from "../../customResources/patterns.ts";
import type { Overload } from "../overloads.ts";
import { DYN, INT, listOf, STRING } from "../types.ts";
import { CelDuration, type CelList, CelTimestamp, CelUint, type CelValue, isMap, typeNameOf } from "../values.ts";
import { method, op, type Run } from "./define.ts";
import { doubleText } from "./standard.ts";
import { durationText, timeText } from "./times.ts";

const STRINGS = listOf(STRING);
const text = (value: CelValue): string => value as string;
const chars = (value: CelValue): string[] => [...text(value)];
const whole = (value: CelValue): number => Number(value as bigint);
const costly = (overload: Overload): Overload => ({
  ...overload,
  cost: (...values) =>
    values.reduce<number>((sum, value) => sum + (typeof value === "string" ? Math.ceil(value.length / 10) : 0), 0),
});

function slice(value: CelValue, from: number, to: number): string {
  const all = chars(value);
  if (from < 0 || from > all.length || to < 0 || to > all.length)
    throw new CelError(`index out of range: ${from < 0 || from > all.length ? from : to}`);
  if (to < from) throw new CelError(`invalid substring range. start: ${from}, end: ${to}`);
  return all.slice(from, to).join("");
}

function indexOf(value: CelValue, wanted: CelValue, from: number): bigint {
  const all = chars(value);
  const part = chars(wanted);
  if (from < 0 || from > all.length) throw new CelError(`index out of range: ${from}`);
  for (let at = from; at + part.length <= all.length; at++)
    if (part.every((char, index) => all[at + index] === char)) return BigInt(at);
  return -1n;
}

function lastIndexOf(value: CelValue, wanted: CelValue, from: number | undefined): bigint {
  const all = chars(value);
  const part = chars(wanted);
  if (from !== undefined && (from < 0 || from > all.length)) throw new CelError(`index out of range: ${from}`);
  for (let at = Math.min(from ?? all.length, all.length - part.length); at >= 0; at--)
    if (part.every((char, index) => all[at + index] === char)) return BigInt(at);
  return -1n;
}

function split(value: CelValue, separator: CelValue, limit: number): string[] {
  if (limit === 0) return [];
  const parts = text(separator) === "" ? chars(value) : text(value).split(text(separator));
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(text(separator))];
}

function replace(value: CelValue, [from, to]: readonly [CelValue, CelValue], limit: number): string {
  if (limit < 0) return text(value).split(text(from)).join(text(to));
  const parts = split(value, from, limit + 1);
  return parts.join(text(to));
}

const asciiOnly = (value: CelValue, change: (char: string) => string): string =>
  text(value).replace(/[a-zA-Z]/g, (char) => change(char));

const SPACE = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const TRIM = new RegExp(`^${SPACE}|${SPACE}$`, "g");

function quoted(value: CelValue): string {
  const escapes: { readonly [char: string]: string } = {
    "\u0007": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
  };
  return `"${text(value).replace(/[\u0007\b\f\n\r\t\v\\"]/g, (char) => escapes[char] as string)}"`;
}

/** `%s`, `%d`, `%f`, `%e`, `%b`, `%x`, `%X`, `%o`, `%%`, with a precision for the fractions. */
function format(pattern: CelValue, list: CelList): string {
  let next = 0;
  return text(pattern).replace(/%(?:\.(\d+))?(.)/g, (clause: string, precision: string | undefined, verb: string) => {
    if (verb === "%") return "%";
    const value = list[next++];
    if (value === undefined) throw new CelError(`index ${next - 1} out of range`);
    return formatted(verb, value, { clause, precision });
  });
}

function formatted(
  verb: string,
  value: CelValue,
  { clause, precision }: { readonly clause: string; readonly precision: string | undefined },
): string {
  const number = value instanceof CelUint ? value.value : value;
  switch (verb) {
    case "s":
      return printed(value);
    case "d":
      if (typeof number === "bigint" || typeof number === "number") return String(number);
      break;
    case "f":
      if (typeof number === "bigint" || typeof number === "number")
        return Number(number).toFixed(Number(precision ?? 6));
      break;
    case "e":
      if (typeof number === "bigint" || typeof number === "number")
        return Number(number)
          .toExponential(Number(precision ?? 6))
          .replace(/e([+-])(\d)$/, "e$10$2");
      break;
    case "b":
      if (typeof number === "boolean") return number ? "1" : "0";
      if (typeof number === "bigint") return number.toString(2);
      break;
    case "o":
      if (typeof number === "bigint") return number.toString(8);
      break;
    case "x":
    case "X": {
      const hex =
        typeof number === "bigint"
          ? number.toString(16)
          : typeof number === "string"
            ? Array.from(new TextEncoder().encode(number), (byte) => byte.toString(16).padStart(2, "0")).join("")
            : undefined;
      if (hex !== undefined) return verb === "X" ? hex.toUpperCase() : hex;
      break;
    }
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${clause.slice(1)}"`);
  }
  throw new CelError(`error during formatting: ${verb} clause cannot be used on ${typeNameOf(value)}`);
}

function printed(value: CelValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number") return doubleText(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelTimestamp) return timeText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (Array.isArray(value)) return `[${(value as CelList).map(printed).join(", ")}]`;
  if (isMap(value))
    return `{${value
      .keys()
      .map((key) => `${printed(key)}: ${printed(value.get(key) as CelValue)}`)
      .sort()
      .join(", ")}}`;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  return typeNameOf(value);
}

function find(value: CelValue, pattern: CelValue, limit: number): string[] {
  try {
    const matcher = compilePattern(text(pattern)).matcher(text(value));
    const found: string[] = [];
    while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? "");
    return found;
  } catch (error) {
    if (error instanceof PatternError) throw new CelError(error.message);
    throw error;
  }
}

const onText = (name: string, result: typeof STRING, run: Run): Overload => costly(method(name, [STRING], result, run));

export const STRING_FUNCTIONS: readonly Overload[] = [
  method("charAt", [STRING, INT], STRING, (value, index) => {
    const all = chars(value);
    const at = whole(index);
    if (at < 0 || at > all.length) throw new CelError(`index out of range: ${at}`);
    return all[at] ?? "";
  }),
  costly(method("indexOf", [STRING, STRING], INT, (value, part) => indexOf(value, part, 0))),
  costly(method("indexOf", [STRING, STRING, INT], INT, (value, part, from) => indexOf(value, part, whole(from)))),
  costly(method("lastIndexOf", [STRING, STRING], INT, (value, part) => lastIndexOf(value, part, undefined))),
  costly(
    method("lastIndexOf", [STRING, STRING, INT], INT, (value, part, from) => lastIndexOf(value, part, whole(from))),
  ),
  onText("lowerAscii", STRING, (value) => asciiOnly(value, (char) => char.toLowerCase())),
  onText("upperAscii", STRING, (value) => asciiOnly(value, (char) => char.toUpperCase())),
  onText("trim", STRING, (value) => text(value).replace(TRIM, "")),
  onText("reverse", STRING, (value) => chars(value).reverse().join("")),
  costly(method("replace", [STRING, STRING, STRING], STRING, (value, from, to) => replace(value, [from, to], -1))),
  costly(
    method("replace", [STRING, STRING, STRING, INT], STRING, (value, from, to, limit) =>
      replace(value, [from, to], whole(limit)),
    ),
  ),
  costly(method("split", [STRING, STRING], STRINGS, (value, separator) => split(value, separator, -1))),
  costly(
    method("split", [STRING, STRING, INT], STRINGS, (value, separator, limit) => split(value, separator, whole(limit))),
  ),
  costly(method("substring", [STRING, INT], STRING, (value, from) => slice(value, whole(from), chars(value).length))),
  costly(method("substring", [STRING, INT, INT], STRING, (value, from, to) => slice(value, whole(from), whole(to)))),
  method("join", [STRINGS], STRING, (list) => (list as readonly string[]).join("")),
  method("join", [STRINGS, STRING], STRING, (list, separator) => (list as readonly string[]).join(text(separator))),
  op("strings.quote", [STRING], STRING, quoted),
  method("format", [STRING, listOf(DYN)], STRING, (pattern, list) => format(pattern, list as CelList)),
  costly(method("find", [STRING, STRING], STRING, (value, pattern) => find(value, pattern, 1)[0] ?? "")),
  costly(method("findAll", [STRING, STRING], STRINGS, (value, pattern) => find(value, pattern, -1))),
  costly(
    method("findAll", [STRING, STRING, INT], STRINGS, (value, pattern, limit) => find(value, pattern, whole(limit))),
  ),
];
