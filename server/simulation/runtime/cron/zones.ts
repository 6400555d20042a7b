/**
 * Local time in the world's time zones, by the zone rules that come with the JavaScript engine.
 * A time here is milliseconds since 1970; a local time is such a number read as if its zone were UTC.
 */

const HOUR_MS = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, makeFormat(zone));
  return formats.get(zone);
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}

/** Whether there is a zone of that name, in the spelling of the zone database (`Asia/Seoul`, not `asia/seoul`). */
export function isZone(name: string): boolean {
  const spelled = name.split("/").every((part) => /^[A-Z]/.test(part)) && !/^[+-]?\d/.test(name);
  return spelled && formatOf(name) !== undefined;
}

/** The local time in `zone` at `time`. An unknown zone counts as UTC. */
export function localTime(time: number, zone: string): number {
  if (zone === "" || zone === "UTC" || zone === "Etc/UTC") return time;
  const format = formatOf(zone);
  if (!format) return time;
  const read: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) read[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  const days = daysSinceEpoch(year, month, day);
  return days * 24 * HOUR_MS + hour * HOUR_MS + minute * 60_000 + second * 1000 + (((time % 1000) + 1000) % 1000);
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** The date of a day counted from 1970-01-01. */
export function civilDate(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * dayOfYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * part + 2) / 5) + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}
