/** When two values are the same, whatever their types. Models cel-go common/types and apiserver pkg/cel/common/values.go. */
import {
  type CelList,
  CelDuration,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  isMap,
  listShapes,
} from "./values.ts";

const FREE = (): void => {};

/** `spend` is told how much was looked at. */
export function equal(left: CelValue, right: CelValue, spend: (cost: number) => void = FREE): boolean {
  if (left === right) return true;
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined)
    return typeof a === typeof b ? a === b : Number(a) === Number(b) && safely(a, b);
  if (typeof left === "string" || typeof right === "string" || left === null || right === null) return false;
  if (left instanceof Uint8Array)
    return (
      right instanceof Uint8Array && left.length === right.length && left.every((byte, index) => byte === right[index])
    );
  if (Array.isArray(left)) return Array.isArray(right) && equalLists(left as CelList, right as CelList, spend);
  if (isMap(left)) {
    if (!isMap(right) || left.size !== right.size) return false;
    spend(left.size);
    return left.keys().every((key) => {
      const other = right.get(key);
      return other !== undefined && equal(left.get(key) as CelValue, other, spend);
    });
  }
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanos === right.nanos;
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanos === right.nanos;
  if (left instanceof CelTypeValue) return right instanceof CelTypeValue && left.name === right.name;
  if (left instanceof CelOpaque)
    return right instanceof CelOpaque && left.type === right.type && left.text === right.text;
  if (left instanceof CelOptional && right instanceof CelOptional) {
    if (left.value === undefined || right.value === undefined) return left.value === right.value;
    return equal(left.value, right.value, spend);
  }
  return false;
}

function numeric(value: CelValue): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return value instanceof CelUint ? value.value : undefined;
}

/** An int and a double are equal only when the double says exactly that number. */
function safely(left: bigint | number, right: bigint | number): boolean {
  const double = typeof left === "number" ? left : (right as number);
  const whole = typeof left === "bigint" ? left : (right as bigint);
  return Number.isInteger(double) && BigInt(double) === whole;
}

function equalLists(left: CelList, right: CelList, spend: (cost: number) => void): boolean {
  if (left.length !== right.length) return false;
  spend(left.length);
  const shape = listShapes.get(left) ?? listShapes.get(right);
  if (!shape) return left.every((item, index) => equal(item, right[index] as CelValue, spend));
  spend(left.length * right.length);
  return left.every((item) => right.some((other) => equal(item, other)));
}
