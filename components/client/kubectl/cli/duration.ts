/** Durations as Go reads and prints them, in milliseconds. */
import { parseGoDuration } from "../../../../server/protocol/kubernetes/durations.ts";

/** Milliseconds of `1h15m30.918s`. Throws in Go's words. */
export function parseDuration(text: string): number {
  const read = parseGoDuration(text);
  if (typeof read === "string") throw new Error(read);
  return read;
}

/** `1m30s`, `500ms`, `0s`, as Go's Duration.String. */
export function durationText(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms < 1) return ms * 1000 >= 1 ? `${trim(ms * 1000)}µs` : `${trim(ms * 1e6)}ns`;
  if (ms < 1000) return `${trim(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = trim((ms % 60_000) / 1000);
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(9)));
}
