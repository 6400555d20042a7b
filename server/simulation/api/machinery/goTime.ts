/** Times and durations in Kubernetes objects, read with Go's rules and error texts. Models time.Parse. */
import { microTimestamp, parseTimestamp, timestamp } from "../../runtime/time.ts";

/** The text is no time; the message is Go's. */
export class GoTimeError extends Error {}

/** Text as package time quotes it: whatever is no ASCII byte by byte. */
function quote(text: string): string {
  let result = "";
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === "\\") result += `\\${char}`;
    else if (byte >= 0x80 || byte < 0x20) result += `\\x${byte.toString(16).padStart(2, "0")}`;
    else result += char;
  }
  return `"${result}"`;
}

const SECONDS = "2006-01-02T15:04:05Z07:00";
const MICRO = "2006-01-02T15:04:05.000000Z07:00";

/** Reads an RFC 3339 time and writes it as metav1.Time does, `2026-01-01T00:00:00Z`; throws GoTimeError. */
export function readTime(text: string): string {
  return timestamp(parseGo(text, SECONDS));
}

/** Reads metav1.MicroTime, which has exactly six digits of fraction, and writes it in UTC; throws GoTimeError. */
export function readMicroTime(text: string): string {
  const ms = parseGo(text, MICRO);
  const micros = /\.(\d{6})/.exec(text)?.[1] ?? "000000";
  return `${microTimestamp(Math.floor(ms / 1000) * 1000).slice(0, 20)}${micros}Z`;
}

const DIGITS: readonly (readonly [element: string, digits: number, name: string, low: number, high: number])[] = [
  ["2006", 4, "year", 0, 9999],
  ["-", 0, "", 0, 0],
  ["01", 2, "month", 1, 12],
  ["-", 0, "", 0, 0],
  ["02", 2, "day", 1, 31],
  ["T", 0, "", 0, 0],
  ["15", 2, "hour", 0, 23],
  [":", 0, "", 0, 0],
  ["04", 2, "minute", 0, 59],
  [":", 0, "", 0, 0],
  ["05", 2, "second", 0, 59],
];

function parseGo(text: string, layout: string): number {
  let rest = text;
  const fail = (element: string): never => {
    throw new GoTimeError(
      `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}`,
    );
  };
  const outOfRange = (name: string): never => {
    throw new GoTimeError(`parsing time ${quote(text)}: ${name} out of range`);
  };
  for (const [element, digits, name, low, high] of DIGITS) {
    if (digits === 0) {
      if (!rest.startsWith(element)) fail(element);
      rest = rest.slice(element.length);
      continue;
    }
    const found = rest.slice(0, digits);
    if (!new RegExp(`^\\d{${digits}}$`).test(found)) fail(element);
    if (Number(found) < low || Number(found) > high) outOfRange(name);
    rest = rest.slice(digits);
  }
  if (layout === MICRO) {
    if (!/^\.\d{6}/.test(rest)) fail(".000000");
    rest = rest.slice(7);
  } else rest = rest.replace(/^[.,]\d+/, "");
  const zone = /^(Z|[+-]\d\d:\d\d)/.exec(rest);
  if (!zone) return fail("Z07:00");
  rest = rest.slice(zone[0].length);
  if (rest !== "") throw new GoTimeError(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  const ms = parseTimestamp(text.replace(",", "."));
  const day = Number(text.slice(8, 10));
  if (Number.isNaN(ms) || day > daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)))) return outOfRange("day");
  return ms;
}

export function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
