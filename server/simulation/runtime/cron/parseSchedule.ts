/**
 * Schedules in cron's form, read as Kubernetes reads them: five fields, or `@daily` and its like, or `@every 5m`.
 * Models robfig/cron v3 (parser.go, spec.go): same language, same errors. Read next: `nextTime.ts`. No clock, no zones here.
 */
import { parseGoDuration } from "../../../protocol/kubernetes/durations.ts";

/** A schedule of times of day, or of a fixed distance. */
export type Schedule = CalendarSchedule | { readonly kind: "every"; readonly seconds: number };

export interface CalendarSchedule {
  readonly kind: "calendar";
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Whether days of the month, or of the week, were left open: then both must fit, else one is enough. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** Zone written into the schedule, `TZ=…` (old objects only). */
  readonly zone?: string;
}

/** What is wrong with a schedule, in the parser's words. */
export class ScheduleError extends Error {}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** Written as `*` or `?`, without steps. */
  readonly any: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];
const DESCRIPTORS: { readonly [name: string]: string } = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const LARGEST = 9223372036854775807n;

/** Reads a schedule; throws ScheduleError. */
export function parseSchedule(text: string): Schedule {
  if (text === "") throw new ScheduleError("empty spec string");
  const zoned = /^(?:CRON_)?TZ=([^ ]*) (.*)$/s.exec(text);
  if (zoned) {
    const inner = parseSchedule((zoned[2] as string).trim());
    return inner.kind === "calendar" ? { ...inner, zone: zoned[1] as string } : inner;
  }
  if (/^(CRON_)?TZ=/.test(text)) {
    throw new ScheduleError("invalid schedule format: runtime error: slice bounds out of range [:-1]");
  }
  if (text.startsWith("@")) return parseDescriptor(text);
  const fields = text.split(/[\t\n\v\f\r \u0085\u00a0]+/).filter(Boolean);
  if (fields.length !== 5)
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`);
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) =>
    parseField(field, BOUNDS[index] as Bounds),
  ) as [Field, Field, Field, Field, Field];
  return {
    kind: "calendar",
    minutes: minutes.values,
    hours: hours.values,
    days: days.values,
    months: months.values,
    weekdays: weekdays.values,
    anyDay: days.any,
    anyWeekday: weekdays.any,
  };
}

function parseDescriptor(text: string): Schedule {
  const known = DESCRIPTORS[text];
  if (known !== undefined) return parseSchedule(known);
  if (!text.startsWith("@every ")) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  const duration = parseGoDuration(text.slice("@every ".length));
  if (typeof duration === "string") throw new ScheduleError(`failed to parse duration ${text}: ${duration}`);
  return { kind: "every", seconds: Math.max(1, Math.floor(duration / 1000)) };
}

function parseField(field: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let any = false;
  for (const part of field.split(",").filter(Boolean)) {
    const range = parseRange(part, bounds);
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
    any ||= range.any;
  }
  return { values, any };
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly any: boolean;
}

/** `3`, `1-5`, `*`, with `/2` after any of them. */
function parseRange(text: string, bounds: Bounds): Range {
  const parts = text.split("/");
  const ends = (parts[0] as string).split("-");
  const [low = "", high] = ends;
  let any = low === "*" || low === "?";
  let start = bounds.min;
  let end = bounds.max;
  if (!any) {
    start = parseNumberOrName(low, bounds);
    if (ends.length > 2) throw new ScheduleError(`too many hyphens: ${text}`);
    end = high === undefined ? start : parseNumberOrName(high, bounds);
  }
  let step = 1;
  if (parts.length > 2) throw new ScheduleError(`too many slashes: ${text}`);
  if (parts.length === 2) {
    step = parseNumber(parts[1] as string);
    if (ends.length === 1) end = bounds.max;
    if (step > 1) any = false;
  }
  if (start < bounds.min)
    throw new ScheduleError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  if (end > bounds.max) throw new ScheduleError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
  return { start, end, step, any };
}

function parseNumberOrName(text: string, { names, min }: Bounds): number {
  const at = names?.indexOf(text.toLowerCase()) ?? -1;
  return at >= 0 ? at + min : parseNumber(text);
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw atoiError(text, "invalid syntax");
  const value = BigInt(text.replace(/^\+/, ""));
  if (value > LARGEST || value < -LARGEST - 1n) throw atoiError(text, "value out of range");
  if (value < 0n) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return Number(value);
}

function atoiError(text: string, problem: string): ScheduleError {
  return new ScheduleError(
    `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${problem}`,
  );
}
