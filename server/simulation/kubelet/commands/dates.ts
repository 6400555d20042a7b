/** Times as commands print them, out of cluster ms. UTC, as containers have it. */
import { parseTimestamp, timestamp } from "../../runtime/time.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly ms: number;
}

function momentOf(at: number): Moment {
  const [, year, month, day, hour, minute, second] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/.exec(timestamp(at)) ?? [];
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    weekday: (Math.floor(at / 86_400_000) + 4) % 7,
    ms: at,
  };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `Sat Nov 28 17:21:18 UTC 2026`. */
export function dateLine(at: number): string {
  const moment = momentOf(at);
  return `${DAYS[moment.weekday]} ${MONTHS[moment.month - 1]} ${String(moment.day).padStart(2)} ${clock(at)} UTC ${moment.year}`;
}

export function clock(at: number): string {
  const { hour, minute, second } = momentOf(at);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `2026-11-28 17:21:18`. */
export function calendar(at: number): string {
  const { year, month, day } = momentOf(at);
  return `${year}-${two(month)}-${two(day)} ${clock(at)}`;
}

/** As `ls -l`: `Nov 28 17:21`, and the year for what is older than half a year. */
export function shortDate(at: number, now: number): string {
  const moment = momentOf(at);
  const day = `${MONTHS[moment.month - 1]} ${String(moment.day).padStart(2)}`;
  return now - at > 15_768_000_000 ? `${day}  ${moment.year}` : `${day} ${two(moment.hour)}:${two(moment.minute)}`;
}

/** Cluster ms of `now`, `@seconds` and `2026-11-28 17:21:18`; undefined for what is none or lies beyond year 9999. */
export function momentGiven(text: string, now: number): number | undefined {
  if (text === "now") return now;
  const [, seconds] = /^@(-?\d+)$/.exec(text) ?? [];
  const [, day, time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?Z?$/.exec(text) ?? [];
  const at = seconds === undefined ? parseTimestamp(`${day}T${time}Z`) : Number(seconds) * 1000;
  return at >= FIRST_MOMENT && at <= LAST_MOMENT ? at : undefined;
}

const FIRST_MOMENT = parseTimestamp("1000-01-01T00:00:00Z");
const LAST_MOMENT = parseTimestamp("9999-12-31T23:59:59Z");

/** strftime, as far as people use it. */
export function formatDate(format: string, at: number): string {
  const moment = momentOf(at);
  const parts: { readonly [key: string]: () => string } = {
    Y: () => String(moment.year),
    m: () => two(moment.month),
    d: () => two(moment.day),
    H: () => two(moment.hour),
    M: () => two(moment.minute),
    S: () => two(moment.second),
    N: () => `${String(at % 1000).padStart(3, "0")}000000`,
    y: () => two(moment.year % 100),
    e: () => String(moment.day).padStart(2),
    F: () => calendar(at).slice(0, 10),
    T: () => clock(at),
    R: () => clock(at).slice(0, 5),
    s: () => String(Math.floor(at / 1000)),
    a: () => DAYS[moment.weekday] as string,
    b: () => MONTHS[moment.month - 1] as string,
    h: () => MONTHS[moment.month - 1] as string,
    Z: () => "UTC",
    z: () => "+0000",
    c: () => dateLine(at),
    D: () => `${two(moment.month)}/${two(moment.day)}/${two(moment.year % 100)}`,
    n: () => "\n",
    t: () => "\t",
    "%": () => "%",
  };
  return format.replace(
    /%([a-zA-Z%])/g,
    (whole, key: string) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined) ?? whole,
  );
}
