/** Operators, conversions and sizes. Models cel-go common/stdlib. */
import { CelError } from "../errors.ts";
import { equal } from "../equality.ts";
import type { Overload } from "../overloads.ts";
import { isMatch } from "../../customResources/patterns.ts";
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
  param,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
} from "../types.ts";
import {
  CelDuration,
  type CelList,
  type CelMap,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  listShapes,
  typeNameOf,
} from "../values.ts";
import { durationText, parseDuration, parseTime, timeText } from "./times.ts";
import { op, type Run } from "./define.ts";

const A = param("A");
const B = param("B");
const LIST = listOf(A);
const MAP = mapOf(A, B);
const MAX = 2n ** 63n;
const MAX_UINT = 2n ** 64n;

export function int(value: bigint): bigint {
  if (value >= MAX || value < -MAX) throw new CelError("integer overflow");
  return value;
}

function uint(value: bigint): CelUint {
  if (value < 0n || value >= MAX_UINT) throw new CelError("unsigned integer overflow");
  return new CelUint(value);
}

const u = (value: CelValue): bigint => (value as CelUint).value;
const big = (value: CelValue): bigint => value as bigint;
const num = (value: CelValue): number => value as number;
const nanos = (value: CelValue): bigint => (value as CelDuration | CelTimestamp).nanos;
const lengths = (...values: CelValue[]): number =>
  Math.ceil(
    values.reduce<number>(
      (sum, value) => sum + (typeof value === "string" ? value.length : Array.isArray(value) ? value.length * 10 : 0),
      0,
    ) / 10,
  );

function arithmetic(): Overload[] {
  const found: Overload[] = [];
  const both = (name: string, type: CelType, run: Run): void => void found.push(op(name, [type, type], type, run));
  both("_+_", INT, (a, b) => int(big(a) + big(b)));
  both("_-_", INT, (a, b) => int(big(a) - big(b)));
  both("_*_", INT, (a, b) => int(big(a) * big(b)));
  both("_/_", INT, (a, b) => int(big(a) / nonZero(big(b), "division by zero")));
  both("_%_", INT, (a, b) => big(a) % nonZero(big(b), "modulus by zero"));
  both("_+_", UINT, (a, b) => uint(u(a) + u(b)));
  both("_-_", UINT, (a, b) => uint(u(a) - u(b)));
  both("_*_", UINT, (a, b) => uint(u(a) * u(b)));
  both("_/_", UINT, (a, b) => uint(u(a) / nonZero(u(b), "division by zero")));
  both("_%_", UINT, (a, b) => uint(u(a) % nonZero(u(b), "modulus by zero")));
  both("_+_", DOUBLE, (a, b) => num(a) + num(b));
  both("_-_", DOUBLE, (a, b) => num(a) - num(b));
  both("_*_", DOUBLE, (a, b) => num(a) * num(b));
  both("_/_", DOUBLE, (a, b) => num(a) / num(b));
  found.push({ ...op("_+_", [STRING, STRING], STRING, (a, b) => (a as string) + (b as string)), cost: lengths });
  found.push({ ...op("_+_", [LIST, LIST], LIST, (a, b) => added(a as CelList, b as CelList)), cost: lengths });
  found.push(op("_+_", [BYTES, BYTES], BYTES, (a, b) => Uint8Array.from([...(a as Uint8Array), ...(b as Uint8Array)])));
  found.push(op("_+_", [DURATION, DURATION], DURATION, (a, b) => new CelDuration(nanos(a) + nanos(b))));
  found.push(op("_+_", [TIMESTAMP, DURATION], TIMESTAMP, (a, b) => new CelTimestamp(nanos(a) + nanos(b))));
  found.push(op("_+_", [DURATION, TIMESTAMP], TIMESTAMP, (a, b) => new CelTimestamp(nanos(a) + nanos(b))));
  found.push(op("_-_", [DURATION, DURATION], DURATION, (a, b) => new CelDuration(nanos(a) - nanos(b))));
  found.push(op("_-_", [TIMESTAMP, DURATION], TIMESTAMP, (a, b) => new CelTimestamp(nanos(a) - nanos(b))));
  found.push(op("_-_", [TIMESTAMP, TIMESTAMP], DURATION, (a, b) => new CelDuration(nanos(a) - nanos(b))));
  found.push(op("-_", [INT], INT, (a) => int(-big(a))));
  found.push(op("-_", [DOUBLE], DOUBLE, (a) => -num(a)));
  return found;
}

function nonZero(value: bigint, problem: string): bigint {
  if (value === 0n) throw new CelError(problem);
  return value;
}

/** Lists whose items have identity are merged, not appended. */
function added(left: CelList, right: CelList): CelList {
  const shape = listShapes.get(left);
  if (!shape) return [...left, ...right];
  const merged = [...left];
  for (const item of right) {
    const at = merged.findIndex((known) =>
      shape.listType === "set" ? equal(known, item) : sameKeys(known, item, shape.mapKeys ?? []),
    );
    if (at < 0) merged.push(item);
    else merged[at] = item;
  }
  listShapes.set(merged, shape);
  return merged;
}

function sameKeys(left: CelValue, right: CelValue, keys: readonly string[]): boolean {
  return keys.every((key) => equal((left as CelMap).get(key) ?? null, (right as CelMap).get(key) ?? null));
}

/** Negative, zero or positive; numbers compare across their types. */
export function compare(left: CelValue, right: CelValue): number {
  const key = (value: CelValue): number | bigint | string =>
    value instanceof CelUint
      ? value.value
      : value instanceof CelDuration || value instanceof CelTimestamp
        ? value.nanos
        : typeof value === "boolean"
          ? Number(value)
          : (value as number | bigint | string);
  const a = key(left);
  const b = key(right);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as Go compares UTF-8. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index]?.codePointAt(0) as number) - (b[index]?.codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function comparisons(): Overload[] {
  const pairs: (readonly [CelType, CelType])[] = [BOOL, STRING, BYTES, TIMESTAMP, DURATION].map((type) => [type, type]);
  for (const left of [INT, UINT, DOUBLE]) for (const right of [INT, UINT, DOUBLE]) pairs.push([left, right]);
  return pairs.flatMap(([left, right]) => [
    op("_<_", [left, right], BOOL, (a, b) => compare(a, b) < 0),
    op("_<=_", [left, right], BOOL, (a, b) => compare(a, b) <= 0),
    op("_>_", [left, right], BOOL, (a, b) => compare(a, b) > 0),
    op("_>=_", [left, right], BOOL, (a, b) => compare(a, b) >= 0),
  ]);
}

function conversions(): Overload[] {
  const to = (name: string, from: CelType, result: CelType, run: Run): Overload => op(name, [from], result, run);
  const same: Run = (value) => value;
  return [
    to("int", INT, INT, same),
    to("int", UINT, INT, (value) => int(u(value))),
    to("int", DOUBLE, INT, (value) => {
      if (!Number.isFinite(num(value)) || Math.abs(num(value)) >= 2 ** 63) throw new CelError("integer overflow");
      return BigInt(Math.trunc(num(value)));
    }),
    to("int", STRING, INT, (value) => {
      if (!/^[+-]?\d+$/.test(value as string))
        throw new CelError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
      return int(BigInt((value as string).replace(/^\+/, "")));
    }),
    to("int", TIMESTAMP, INT, (value) => floorDivide(nanos(value), 1_000_000_000n)),
    to("int", DURATION, INT, (value) => nanos(value)),
    to("uint", UINT, UINT, same),
    to("uint", INT, UINT, (value) => uint(big(value))),
    to("uint", DOUBLE, UINT, (value) => {
      if (!Number.isFinite(num(value))) throw new CelError("unsigned integer overflow");
      return uint(BigInt(Math.trunc(num(value))));
    }),
    to("uint", STRING, UINT, (value) => {
      if (!/^\d+$/.test(value as string))
        throw new CelError(`strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`);
      return uint(BigInt(value as string));
    }),
    to("double", DOUBLE, DOUBLE, same),
    to("double", INT, DOUBLE, (value) => Number(value)),
    to("double", UINT, DOUBLE, (value) => Number(u(value))),
    to("double", STRING, DOUBLE, (value) => {
      const text = value as string;
      const named: { readonly [text: string]: number } = {
        nan: Number.NaN,
        inf: Infinity,
        "+inf": Infinity,
        "-inf": -Infinity,
      };
      const known = named[text.toLowerCase()];
      if (known !== undefined) return known;
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
        throw new CelError(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
      return Number(text);
    }),
    to("bool", BOOL, BOOL, same),
    to("bool", STRING, BOOL, (value) => {
      if (["1", "t", "T", "true", "TRUE", "True"].includes(value as string)) return true;
      if (["0", "f", "F", "false", "FALSE", "False"].includes(value as string)) return false;
      throw new CelError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
    }),
    to("string", STRING, STRING, same),
    to("string", BOOL, STRING, (value) => String(value)),
    to("string", INT, STRING, (value) => String(value)),
    to("string", UINT, STRING, (value) => String(u(value))),
    to("string", DOUBLE, STRING, (value) => doubleText(num(value))),
    to("string", BYTES, STRING, (value) => new TextDecoder().decode(value as Uint8Array)),
    to("string", TIMESTAMP, STRING, (value) => timeText(value as CelTimestamp)),
    to("string", DURATION, STRING, (value) => durationText(value as CelDuration)),
    to("bytes", BYTES, BYTES, same),
    to("bytes", STRING, BYTES, (value) => new TextEncoder().encode(value as string)),
    to("timestamp", TIMESTAMP, TIMESTAMP, same),
    to("timestamp", STRING, TIMESTAMP, (value) => parseTime(value as string)),
    to("timestamp", INT, TIMESTAMP, (value) => new CelTimestamp(big(value) * 1_000_000_000n)),
    to("duration", DURATION, DURATION, same),
    to("duration", STRING, DURATION, (value) => parseDuration(value as string)),
    to("duration", INT, DURATION, (value) => new CelDuration(big(value))),
    op("dyn", [DYN], DYN, same),
    op("type", [DYN], TYPE, (value) => new CelTypeValue(typeNameOf(value))),
  ];
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

export function doubleText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

const sizeOf = (value: CelValue): bigint => {
  if (typeof value === "string") return BigInt([...value].length);
  if (value instanceof Uint8Array || Array.isArray(value)) return BigInt(value.length);
  return BigInt((value as CelMap).size);
};

const textCost = (value: CelValue): number => (typeof value === "string" ? Math.ceil(value.length / 10) : 0);

export const STANDARD: readonly Overload[] = [
  ...arithmetic(),
  ...comparisons(),
  ...conversions(),
  op("!_", [BOOL], BOOL, (value) => !value),
  op("_==_", [A, A], BOOL, (a, b) => equal(a, b)),
  op("_!=_", [A, A], BOOL, (a, b) => !equal(a, b)),
  op("_&&_", [BOOL, BOOL], BOOL, (a, b) => a === true && b === true),
  op("_||_", [BOOL, BOOL], BOOL, (a, b) => a === true || b === true),
  {
    ...op("@in", [A, LIST], BOOL, (item, list) => (list as CelList).some((one) => equal(one, item))),
    cost: (_item, list) => (list as CelList).length,
  },
  op("@in", [A, MAP], BOOL, (key, map) => (map as CelMap).get(key) !== undefined),
  ...[STRING, BYTES, LIST, MAP].flatMap((type) => [
    { ...op("size", [type], INT, sizeOf), cost: textCost },
    { ...op("size", [type], INT, sizeOf), method: true, cost: textCost },
  ]),
  ...(
    [
      ["startsWith", (a: string, b: string) => a.startsWith(b)],
      ["endsWith", (a: string, b: string) => a.endsWith(b)],
      ["contains", (a: string, b: string) => a.includes(b)],
    ] as const
  ).map(([name, run]) => ({
    ...op(name, [STRING, STRING], BOOL, (a, b) => run(a as string, b as string)),
    method: true,
    cost: textCost,
  })),
  { ...op("matches", [STRING, STRING], BOOL, matches), cost: matchCost },
  { ...op("matches", [STRING, STRING], BOOL, matches), method: true, cost: matchCost },
];

function matches(text: CelValue, pattern: CelValue): boolean {
  return isMatch(pattern as string, text as string, (problem) => {
    throw new CelError(problem);
  });
}

function matchCost(text: CelValue, pattern: CelValue): number {
  return Math.ceil((1 + (text as string).length) / 10) * Math.ceil((1 + (pattern as string).length) / 4);
}
