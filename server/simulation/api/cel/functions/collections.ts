/** Functions on lists and sets, and optional values. Models apiserver pkg/cel/library/lists.go, cel-go ext/{sets,lists}.go and cel/library.go. */
import { CelError } from "../errors.ts";
import { equal } from "../equality.ts";
import type { Overload } from "../overloads.ts";
import { BOOL, DOUBLE, DURATION, INT, listOf, optionalOf, param, STRING, TIMESTAMP, UINT } from "../types.ts";
import { CelDuration, type CelList, CelOptional, CelUint, type CelValue, isMap, NONE } from "../values.ts";
import { method, op } from "./define.ts";
import { compare, int } from "./standard.ts";

const A = param("A");
const LIST = listOf(A);
const MAYBE = optionalOf(A);
const ORDERED = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING];
const items = (value: CelValue): CelList => value as CelList;
const has = (list: CelValue, item: CelValue): boolean => items(list).some((one) => equal(one, item));
const looped = (overload: Overload): Overload => ({
  ...overload,
  cost: (...values) =>
    values.reduce<number>((product, value) => product * (Array.isArray(value) ? Math.max(1, value.length) : 1), 1),
});

function sum(list: CelList, zero: CelValue): CelValue {
  return list.reduce((total, item) => {
    if (typeof total === "bigint") return int(total + (item as bigint));
    if (typeof total === "number") return total + (item as number);
    if (total instanceof CelUint) return new CelUint(total.value + (item as CelUint).value);
    return new CelDuration((total as CelDuration).nanos + (item as CelDuration).nanos);
  }, zero);
}

function extreme(name: string, list: CelList, sign: 1 | -1): CelValue {
  if (list.length === 0) throw new CelError(`${name} called on empty list`);
  return list.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best));
}

const sorted = (list: CelList): boolean =>
  list.every((item, index) => index === 0 || compare(list[index - 1] as CelValue, item) <= 0);

function distinct(list: CelList): CelList {
  const kept: CelValue[] = [];
  for (const item of list) if (!has(kept, item)) kept.push(item);
  return kept;
}

function flattened(list: CelList, depth: number): CelValue[] {
  return list.flatMap((item) => (Array.isArray(item) && depth > 0 ? flattened(item as CelList, depth - 1) : [item]));
}

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === "" || value === 0n || value === 0) return true;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelDuration) return value.nanos === 0n;
  return isMap(value) && value.size === 0;
}

const ZEROS = [
  [INT, 0n],
  [UINT, new CelUint(0n)],
  [DOUBLE, 0],
  [DURATION, new CelDuration(0n)],
] as const;

const LISTS: readonly Overload[] = [
  ...ORDERED.flatMap((type) => [
    method("isSorted", [listOf(type)], BOOL, (list) => sorted(items(list))),
    method("min", [listOf(type)], type, (list) => extreme("min", items(list), -1)),
    method("max", [listOf(type)], type, (list) => extreme("max", items(list), 1)),
    method("sort", [listOf(type)], listOf(type), (list) => [...items(list)].sort(compare)),
  ]),
  ...ZEROS.map(([type, zero]) => method("sum", [listOf(type)], type, (list) => sum(items(list), zero))),
  method("indexOf", [LIST, A], INT, (list, item) => BigInt(items(list).findIndex((one) => equal(one, item)))),
  method("lastIndexOf", [LIST, A], INT, (list, item) => BigInt(items(list).findLastIndex((one) => equal(one, item)))),
  method("slice", [LIST, INT, INT], LIST, (list, from, to) =>
    items(list).slice(Number(from as bigint), Number(to as bigint)),
  ),
  method("distinct", [LIST], LIST, (list) => distinct(items(list))),
  method("reverse", [LIST], LIST, (list) => [...items(list)].reverse()),
  method("flatten", [LIST], LIST, (list) => flattened(items(list), 1)),
  method("flatten", [LIST, INT], LIST, (list, depth) => flattened(items(list), Number(depth as bigint))),
  op("lists.range", [INT], listOf(INT), (count) => {
    if ((count as bigint) > 10_000n) throw new CelError("lists.range() size exceeds limit");
    return Array.from({ length: Number(count as bigint) }, (_, index) => BigInt(index));
  }),
].map(looped);

const SETS: readonly Overload[] = [
  op("sets.contains", [LIST, LIST], BOOL, (list, sub) => items(sub).every((item) => has(list, item))),
  op(
    "sets.equivalent",
    [LIST, LIST],
    BOOL,
    (left, right) => items(left).every((item) => has(right, item)) && items(right).every((item) => has(left, item)),
  ),
  op("sets.intersects", [LIST, LIST], BOOL, (left, right) => items(left).some((item) => has(right, item))),
].map(looped);

const inner = (value: CelValue): CelValue | undefined => (value as CelOptional).value;

const OPTIONALS: readonly Overload[] = [
  op("optional.of", [A], MAYBE, (value) => new CelOptional(value)),
  op("optional.ofNonZeroValue", [A], MAYBE, (value) => (isZero(value) ? NONE : new CelOptional(value))),
  op("optional.none", [], MAYBE, () => NONE),
  method("hasValue", [MAYBE], BOOL, (value) => inner(value) !== undefined),
  method("value", [MAYBE], A, (value) => {
    const found = inner(value);
    if (found === undefined) throw new CelError("optional.none() dereference");
    return found;
  }),
  method("or", [MAYBE, MAYBE], MAYBE, (value, other) => (inner(value) === undefined ? other : value)),
  method("orValue", [MAYBE, A], A, (value, other) => inner(value) ?? other),
  method("first", [LIST], MAYBE, (list) => new CelOptional(items(list)[0])),
  method("last", [LIST], MAYBE, (list) => new CelOptional(items(list)[items(list).length - 1])),
];

export const COLLECTIONS: readonly Overload[] = [...LISTS, ...SETS, ...OPTIONALS];
