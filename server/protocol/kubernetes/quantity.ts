/**
 * Amounts of resources as Kubernetes writes them: `500m`, `1.5Gi`, `1e3`. Exact to a billionth.
 *
 * Models kubernetes staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go. Text stays text in stored objects; what
 * computes asks `milliValue` or `quantityToNumber`, which remember the texts they have seen.
 */

/** How an amount wants to be written. */
export type QuantityFormat = "BinarySI" | "DecimalSI" | "DecimalExponent";

export interface Quantity {
  /** The amount in billionths. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** The text is no quantity; the message is Kubernetes'. */
export class QuantityError extends Error {}

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const WRONG_NUMBER = "unable to parse numeric part of quantity";

const NANO = 1_000_000_000n;
const LARGEST = (2n ** 63n - 1n) * NANO;
const DECIMAL_SUFFIXES: readonly (readonly [string, number])[] = [
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
];
const BINARY_SUFFIXES: readonly string[] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_EXPONENTS = new Map(DECIMAL_SUFFIXES);
const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*(?:[-+]?[0-9]*))$/;

interface Known {
  readonly quantity: Quantity;
  readonly number: number;
  readonly milli: number;
  readonly canonical: string;
}

const KNOWN_LIMIT = 8192;
const known = new Map<string, Known>();

/** Reads a quantity; throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  return look(text).quantity;
}

/** The amount as a number, possibly with a fraction; throws QuantityError. */
export function quantityToNumber(text: string): number {
  return look(text).number;
}

/** The amount in thousandths, rounded up; throws QuantityError. */
export function milliValue(text: string): number {
  return look(text).milli;
}

/** The amount as a whole number, rounded away from zero (Go's `Value()`); throws QuantityError. */
export function wholeValue(text: string): number {
  const { number } = look(text);
  return number < 0 ? Math.floor(number) : Math.ceil(number);
}

/** The one text Kubernetes writes for this amount: `1000m` → `1`, `0.5Gi` → `512Mi`; throws QuantityError. */
export function canonicalQuantity(text: string): string {
  return look(text).canonical;
}

/** Negative, zero or positive as `left` is less than, equal to or more than `right`; throws QuantityError. */
export function compareQuantity(left: string, right: string): number {
  if (left === right) return 0;
  const a = look(left).quantity.nano;
  const b = look(right).quantity.nano;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `left + right`, in the format of `left` unless that is zero; throws QuantityError. */
export function addQuantity(left: string, right: string): string {
  return combine(left, right, 1n);
}

/** `left - right`, in the format of `left` unless that is zero; throws QuantityError. */
export function subQuantity(left: string, right: string): string {
  return combine(left, right, -1n);
}

/** The canonical text. Models CanonicalizeBytes. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return "0";
  if (format === "BinarySI" && nano % NANO === 0n && (nano >= 1024n * NANO || nano <= -1024n * NANO)) {
    let value = nano / NANO;
    let step = 0;
    while (value % 1024n === 0n && step < BINARY_SUFFIXES.length - 1) {
      value /= 1024n;
      step++;
    }
    return `${value}${BINARY_SUFFIXES[step]}`;
  }
  let value = nano;
  let exponent = -9;
  while (value % 1000n === 0n && (format === "DecimalExponent" || exponent < 18)) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === "DecimalExponent") return exponent === 0 ? String(value) : `${value}e${exponent}`;
  const suffix = DECIMAL_SUFFIXES.find(([, power]) => power === exponent)?.[0] ?? "";
  return `${value}${suffix}`;
}

function combine(left: string, right: string, sign: bigint): string {
  const a = look(left).quantity;
  const b = look(right).quantity;
  return formatQuantity({ nano: a.nano + sign * b.nano, format: a.nano === 0n ? b.format : a.format });
}

function look(text: string): Known {
  let entry = known.get(text);
  if (!entry) {
    entry = parse(text);
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(text, entry);
  }
  return entry;
}

function toNumber(nano: bigint): number {
  return nano % NANO === 0n ? Number(nano / NANO) : Number(nano) / 1e9;
}

function roundUp(nano: bigint, unit: bigint): bigint {
  const whole = nano / unit;
  const rest = nano % unit;
  return rest > 0n ? whole + 1n : rest < 0n ? whole - 1n : whole;
}

function parse(text: string): Known {
  const match = text === "" ? null : SHAPE.exec(text);
  if (!match) throw new QuantityError(WRONG_FORMAT);
  const [, sign = "", wholeDigits = "", fraction = "", suffix = ""] = match;
  const whole = wholeDigits.replace(/^0+/, "") || "0";
  const digits = whole + fraction;
  const { format, base, exponent } = readSuffix(suffix);
  if (digits.length > 4096 || Math.abs(exponent) > 4096) throw new QuantityError(WRONG_NUMBER);
  const unscaled = BigInt(digits);
  // The amount is unscaled × 10^power × 2^binary.
  const power = (base === 10 ? exponent : 0) - fraction.length;
  let nano = base === 2 ? unscaled << BigInt(exponent) : unscaled;
  nano = power + 9 >= 0 ? nano * 10n ** BigInt(power + 9) : roundUp(nano, 10n ** BigInt(-(power + 9)));
  if (format === "BinarySI" && nano > LARGEST) nano = LARGEST;
  const small = format === "BinarySI" && nano < NANO && nano > 0n;
  if (sign === "-") nano = -nano;
  const quantity: Quantity = { nano, format: small ? "DecimalSI" : format };
  const kept = base === 2 ? keepsBinary(digits, fraction, exponent) : keepsDecimal(digits, power);
  return {
    quantity,
    number: toNumber(nano),
    milli: Number(roundUp(nano, 1_000_000n)),
    canonical: text === "0" || kept ? text : formatQuantity(quantity),
  };
}

/** Upstream keeps the text of what looks canonical to it, `1E3` and `1.500` included. */
function keepsDecimal(digits: string, power: number): boolean {
  return digits.length <= 18 && power >= -9 && power % 3 === 0 && !digits.endsWith("000") && digits[0] !== "0";
}

function keepsBinary(digits: string, fraction: string, exponent: number): boolean {
  return fraction === "" && digits.length + Math.floor((exponent * 3) / 10) <= 14 && Number(digits) % 8 !== 0;
}

function readSuffix(suffix: string): {
  readonly format: QuantityFormat;
  readonly base: 2 | 10;
  readonly exponent: number;
} {
  const decimal = DECIMAL_EXPONENTS.get(suffix);
  if (decimal !== undefined) return { format: "DecimalSI", base: 10, exponent: decimal };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { format: "BinarySI", base: 2, exponent: binary * 10 };
  if (/^[eE][+-]?[0-9]+$/.test(suffix))
    return { format: "DecimalExponent", base: 10, exponent: Number(suffix.slice(1)) };
  throw new QuantityError(WRONG_SUFFIX);
}
