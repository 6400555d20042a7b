/** Timestamps and durations: their text and their parts. Zones are UTC or a fixed offset. */
import { parseTimestamp, timestamp } from "../../../runtime/time.ts";
import { CelError } from "../errors.ts";
import type { Overload } from "../overloads.ts";
import { type CelType, DURATION, INT, STRING, TIMESTAMP } from "../types.ts";
import { CelDuration, CelTimestamp, type CelValue } from "../values.ts";
import { method } from "./define.ts";

const SECOND = 1_000_000_000n;
const UNITS: { readonly [unit: string]: bigint } = {
  h: 3600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 1_000_000n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ns: 1n,
};

export function parseDuration(text: string): CelDuration {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) throw new CelError(`time: invalid duration ${JSON.stringify(text)}`);
  let nanos = 0n;
  for (const [, amount = "0", unit = "s"] of (match[2] as string).matchAll(
    /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const [whole = "", fraction = ""] = amount.split(".");
    const scale = UNITS[unit] as bigint;
    nanos += BigInt(whole || "0") * scale;
    const digits = fraction.slice(0, 15);
    if (digits !== "") nanos += (BigInt(digits) * scale) / 10n ** BigInt(digits.length);
  }
  return new CelDuration(match[1] === "-" ? -nanos : nanos);
}

/** Seconds with their fraction, `90s`, `1.5s`. */
export function durationText({ nanos }: CelDuration): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  const fraction = String(absolute % SECOND)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${nanos < 0n ? "-" : ""}${absolute / SECOND}${fraction === "" ? "" : `.${fraction}`}s`;
}

export function parseTime(text: string): CelTimestamp {
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const ms = match ? parseTimestamp(text.replace(/\.\d+/, "")) : Number.NaN;
  if (Number.isNaN(ms))
    throw new CelError(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse`);
  const fraction = (match?.[1] ?? ".0").slice(1, 10).padEnd(9, "0");
  return new CelTimestamp(BigInt(ms) * 1_000_000n + BigInt(fraction));
}

export function timeText({ nanos }: CelTimestamp): string {
  const seconds = nanos >= 0n ? nanos / SECOND : -((-nanos + SECOND - 1n) / SECOND);
  const rest = nanos - seconds * SECOND;
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(9, "0").replace(/0+$/, "")}`;
  return `${timestamp(Number(seconds) * 1000).slice(0, 19)}${fraction}Z`;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** Days since 1970. */
  readonly days: number;
}

function partsOf({ nanos }: CelTimestamp, zone: string | undefined): Parts {
  const shifted = new CelTimestamp(nanos + offsetOf(zone));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = timeText(shifted)
    .slice(0, 19)
    .split(/[-T:]/)
    .map(Number);
  const ms = Number(shifted.nanos / 1_000_000n);
  return { year, month, day, hour, minute, second, ms: ((ms % 1000) + 1000) % 1000, days: Math.floor(ms / 86_400_000) };
}

function offsetOf(zone: string | undefined): bigint {
  if (zone === undefined || zone === "UTC" || zone === "") return 0n;
  const match = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (!match) throw new CelError(`unknown time zone ${zone}`);
  const minutes = BigInt(match[2] as string) * 60n + BigInt(match[3] as string);
  return (match[1] === "-" ? -minutes : minutes) * 60n * SECOND;
}

const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

function dayOfYear({ year, month, day }: Parts): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (MONTH_STARTS[month - 1] as number) + day - 1 + (leap && month > 2 ? 1 : 0);
}

const GETTERS: { readonly [name: string]: (parts: Parts) => number } = {
  getFullYear: ({ year }) => year,
  getMonth: ({ month }) => month - 1,
  getDate: ({ day }) => day,
  getDayOfMonth: ({ day }) => day - 1,
  getDayOfWeek: ({ days }) => (((days + 4) % 7) + 7) % 7,
  getDayOfYear: dayOfYear,
  getHours: ({ hour }) => hour,
  getMinutes: ({ minute }) => minute,
  getSeconds: ({ second }) => second,
  getMilliseconds: ({ ms }) => ms,
};

const nanosOf = (value: CelValue): bigint => (value as CelDuration).nanos;
const ofDuration = (name: string, scale: bigint): Overload =>
  method(name, [DURATION], INT, (value) => nanosOf(value) / scale);

export const TIMES: readonly Overload[] = [
  ...Object.entries(GETTERS).flatMap(([name, get]) => [
    method(name, [TIMESTAMP], INT, (time) => BigInt(get(partsOf(time as CelTimestamp, undefined)))),
    method(name, [TIMESTAMP, STRING] as readonly CelType[], INT, (time, zone) =>
      BigInt(get(partsOf(time as CelTimestamp, zone as string))),
    ),
  ]),
  ofDuration("getHours", 3600n * SECOND),
  ofDuration("getMinutes", 60n * SECOND),
  ofDuration("getSeconds", SECOND),
  method("getMilliseconds", [DURATION], INT, (value) => (nanosOf(value) / 1_000_000n) % 1000n),
];
