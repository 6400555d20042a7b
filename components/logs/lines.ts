/** Lines of several logs as one list in the order of their times. Pure. */

/** Where a line comes from; one object for each source. */
export interface LogOrigin {
  readonly key: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Index of its colour. */
  readonly colour: number;
}

export interface LogLine {
  /** In the order of arrival. */
  readonly id: number;
  readonly origin: LogOrigin;
  /** As the log writes it: `2026-01-01T00:00:00.000000000Z`. Such times sort as texts. */
  readonly stamp: string;
  /** As it was written, colours and all. */
  readonly text: string;
}

/** A line of a log that was asked for with its times. */
export function splitStamp(line: string): { readonly stamp: string; readonly text: string } {
  const at = line.indexOf(" ");
  return at < 0 ? { stamp: line, text: "" } : { stamp: line.slice(0, at), text: line.slice(at + 1) };
}

/**
 * Puts lines that came, of any sources, among those that are there; of one time those that came first stand first. Of
 * more than `most` the oldest go. Sources tell their lines at different moments, so what comes mostly belongs near the end.
 */
export function mergeLines(
  lines: readonly LogLine[],
  came: readonly LogLine[],
  most: number,
): { readonly lines: readonly LogLine[]; readonly dropped: number } {
  if (came.length === 0) return { lines, dropped: 0 };
  const added = came.toSorted(byTime);
  const [first] = added as [LogLine];
  let from = lines.length;
  while (from > 0 && (lines[from - 1] as LogLine).stamp > first.stamp) from--;
  const late = lines.slice(from);
  const merged = lines.slice(0, from);
  let at = 0;
  for (const line of added) {
    while (at < late.length && (late[at] as LogLine).stamp <= line.stamp) merged.push(late[at++] as LogLine);
    merged.push(line);
  }
  while (at < late.length) merged.push(late[at++] as LogLine);
  const dropped = Math.max(0, merged.length - most);
  return { lines: dropped > 0 ? merged.slice(dropped) : merged, dropped };
}

function byTime(left: LogLine, right: LogLine): number {
  return left.stamp < right.stamp ? -1 : left.stamp > right.stamp ? 1 : left.id - right.id;
}
