/** When a schedule is due next. Models robfig/cron v3 spec.go and constantdelay.go. */
import type { CalendarSchedule, Schedule } from "./parseSchedule.ts";
import { civilDate, localTime } from "./zones.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const YEARS_AHEAD = 5;

/**
 * The first time after `after` (ms) at which `schedule` is due by the clocks of `zone`; undefined when there is none within
 * five years. A local hour that is left out brings nothing that day; one that comes twice is due twice.
 */
export function nextTime(schedule: Schedule, after: number, zone: string): number | undefined {
  if (schedule.kind === "every") return Math.floor(after / 1000) * 1000 + schedule.seconds * 1000;
  const clock = schedule.zone ?? zone;
  let time = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  const lastYear = civilDate(Math.floor(localTime(time, clock) / DAY)).year + YEARS_AHEAD;
  for (;;) {
    const local = localTime(time, clock);
    const days = Math.floor(local / DAY);
    const date = civilDate(days);
    if (date.year > lastYear) return undefined;
    if (!schedule.months.has(date.month) || !dayFits(schedule, date)) {
      time = startOfDay(days + 1, { near: time + (days + 1) * DAY - local, clock });
      continue;
    }
    const inDay = local - days * DAY;
    if (!schedule.hours.has(Math.floor(inDay / HOUR))) {
      time += HOUR - (inDay % HOUR);
      continue;
    }
    if (schedule.minutes.has(Math.floor((inDay % HOUR) / MINUTE))) return time;
    time += MINUTE;
  }
}

function dayFits(
  { days, weekdays, anyDay, anyWeekday }: CalendarSchedule,
  date: { readonly day: number; readonly weekday: number },
): boolean {
  const byDay = days.has(date.day);
  const byWeekday = weekdays.has(date.weekday);
  return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

/** When the local day `day` begins: `near` is right but for a change of the zone's offset on the way. */
function startOfDay(day: number, { near, clock }: { readonly near: number; readonly clock: string }): number {
  const off = localTime(near, clock) - day * DAY;
  if (off === 0) return near;
  const corrected = near - off;
  // Where midnight is left out, the day begins with the first time there is.
  return Math.floor(localTime(corrected, clock) / DAY) < day ? near : corrected;
}
