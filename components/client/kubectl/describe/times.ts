/** Times and how long ago they are. */
import { humanDuration } from "../../../../server/protocol/kubernetes/durations.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

/** Go's RFC1123Z in UTC; the zero time when there is none. */
export function longTime(time: string): string {
  const date = new Date(time);
  if (time === "" || Number.isNaN(date.getTime())) return "Mon, 01 Jan 0001 00:00:00 +0000";
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  return `${day} ${String(date.getUTCFullYear()).padStart(4, "0")} ${clock} +0000`;
}

/** Go's `time.Time.String()` in UTC. */
export function goTime(time: string): string {
  const date = new Date(time);
  if (time === "" || Number.isNaN(date.getTime())) return "0001-01-01 00:00:00 +0000 UTC";
  return `${date.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}

/** How long ago; `now` in ms. */
export function since(time: string, now: number): string {
  return time === "" ? "<unknown>" : humanDuration(now - Date.parse(time));
}
