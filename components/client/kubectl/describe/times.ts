/** Times and how long ago they are. Models apimachinery pkg/util/duration. */

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

/** A duration in ms in kubectl's short form: two units while the number is small, one later. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair([minutes, "m"], [seconds % 60, "s"]);
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair([hours, "h"], [minutes % 60, "m"]);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair([days, "d"], [hours % 24, "h"]);
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? pair([years, "y"], [days % 365, "d"]) : `${years}y`;
}

function pair(large: readonly [number, string], small: readonly [number, string]): string {
  return large.join("") + (small[0] === 0 ? "" : small.join(""));
}
