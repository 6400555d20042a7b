/** When a CronJob is due: the last time it should have started, and the next. Models kubernetes pkg/controller/cronjob/utils.go. */
import type { CronJob } from "../../../protocol/kubernetes/index.ts";
import { nextTime } from "../../runtime/cron/nextTime.ts";
import type { Schedule } from "../../runtime/cron/parseSchedule.ts";
import { localTime } from "../../runtime/cron/zones.ts";
import { parseTimestamp, timestamp } from "../../runtime/time.ts";

/** More missed starts than these are remarked upon. */
const MANY = 100;
/** The controller looks so much after the time, so that clocks may differ a little, ms. */
const LATE_MS = 100;

/** A schedule by the clocks of a zone. */
export interface Timetable {
  readonly schedule: Schedule;
  readonly zone: string;
}

export interface Due {
  /** From when on starts are looked for, ms. */
  readonly since: number;
  /** The last start that is due, ms; undefined when none is. */
  readonly time: number | undefined;
  readonly missed: "none" | "few" | "many";
}

/** A schedule that never comes to pass, 31 February. */
export class NeverDue extends Error {
  constructor() {
    super("time difference between two schedules is less than 1 second");
  }
}

/** `withinDeadline`: starts that are too late for the deadline are not looked for. Throws NeverDue. */
export function lastDue(
  { metadata, spec, status }: CronJob,
  table: Timetable,
  { now, withinDeadline }: { readonly now: number; readonly withinDeadline: boolean },
): Due {
  let since = parseTimestamp(status?.lastScheduleTime ?? metadata.creationTimestamp);
  if (withinDeadline && spec.startingDeadlineSeconds !== undefined)
    since = Math.max(since, now - spec.startingDeadlineSeconds * 1000);
  const next = (time: number): number | undefined => nextTime(table.schedule, time, table.zone);
  const first = next(since);
  if (first !== undefined && now < first) return { since, time: undefined, missed: "none" };
  const second = first === undefined ? undefined : next(first);
  if (first === undefined || second === undefined) throw new NeverDue();
  if (now < second) return { since, time: first, missed: "none" };
  const distance = Math.round((second - first) / 1000);
  if (distance < 1) throw new NeverDue();
  const count = Math.floor(Math.floor((now - first) / 1000) / distance) + 1;
  // A good guess of where the last one is; from there on the schedule itself tells.
  let time: number | undefined;
  let candidate = next(first + (count - 2) * distance * 1000);
  while (candidate !== undefined && candidate <= now) {
    time = candidate;
    candidate = next(candidate);
  }
  return { since, time, missed: count > MANY ? "many" : "few" };
}

/** How long to wait for the next start, ms. */
export function untilNext(cronJob: CronJob, table: Timetable, now: number): number {
  let from = now;
  try {
    const due = lastDue(cronJob, table, { now, withinDeadline: false });
    from = due.time ?? (due.missed === "none" ? due.since : now);
  } catch (error) {
    if (!(error instanceof NeverDue)) throw error;
  }
  const next = nextTime(table.schedule, from, table.zone);
  return next === undefined ? 0 : Math.max(next + LATE_MS - now, 0);
}

/** RFC 3339 by the clocks of a zone: `2026-01-02T12:04:05+09:00`. */
export function zonedTimestamp(time: number, zone: string): string {
  const second = Math.floor(time / 1000) * 1000;
  const offset = Math.round((localTime(second, zone) - second) / 60_000);
  if (offset === 0) return timestamp(second);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const local = timestamp(second + offset * 60_000).slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}

const DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** RFC 1123 in UTC: `Fri, 02 Jan 2026 03:04:05 +0000`. */
export function mailTimestamp(time: number): string {
  const text = timestamp(time);
  const weekday = DAYS[Math.floor(time / 86_400_000) % 7];
  const month = MONTHS[Number(text.slice(5, 7)) - 1];
  return `${weekday}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} +0000`;
}
