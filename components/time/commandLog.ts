/** The commands of a room's past as the time line shows them: gathered from pages, found by time, counted by place. Pure. */
import type { PastCommand } from "../../server/protocol/messages.ts";

/** Oldest first, each number once. */
export type CommandLog = readonly PastCommand[];

/** `page` is newest first, as the server gives it. */
export function withPage(log: CommandLog, page: readonly PastCommand[]): CommandLog {
  const oldest = log[0]?.seq ?? Number.POSITIVE_INFINITY;
  const newest = log.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const given = [...page].reverse();
  const before = given.filter(({ seq }) => seq < oldest);
  const after = log.length === 0 ? [] : given.filter(({ seq }) => seq > newest);
  return before.length + after.length === 0 ? log : [...before, ...log, ...after];
}

/** How many commands were done until `time`, cluster ms. */
function countUntil(log: CommandLog, time: number): number {
  let [low, high] = [0, log.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log[middle] as PastCommand).time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last command done until `time`. */
export function commandAt(log: CommandLog, time: number): PastCommand | undefined {
  return log[countUntil(log, time) - 1];
}

/** The first command after `time`. */
export function nextCommand(log: CommandLog, time: number): PastCommand | undefined {
  return log[countUntil(log, time)];
}

/** The last command before what was done at `time`: stepping back by it always arrives somewhere earlier. */
export function previousCommand(log: CommandLog, time: number): PastCommand | undefined {
  let index = countUntil(log, time) - 1;
  while (index >= 0 && (log[index] as PastCommand).time >= time) index--;
  return log[index];
}

/** Cluster ms in which a command's effect shows when no other follows. */
const EFFECT_MS = 10_000;

/** From right before a command until right before the next one: what came of it alone, as far as that can be told apart. */
export function effectOf(log: CommandLog, command: PastCommand, now: number): Span {
  const next = nextCommand(log, command.time)?.time ?? Number.POSITIVE_INFINITY;
  const to = Math.min(next - 1, command.time + EFFECT_MS, now);
  return { from: command.time - 1, to: Math.max(command.time, Math.floor(to)) };
}

export interface Span {
  /** Cluster ms. */
  readonly from: number;
  readonly to: number;
}

/** Where a time stands on the line, 0 to 1. */
export function placeOf({ from, to }: Span, time: number): number {
  return to <= from ? 1 : Math.min(1, Math.max(0, (time - from) / (to - from)));
}

export function timeAt({ from, to }: Span, place: number): number {
  return Math.round(from + (to - from) * Math.min(1, Math.max(0, place)));
}

export interface Bar {
  /** Which of the equal parts of the line it stands for. */
  readonly index: number;
  readonly count: number;
  /** Who did most of them; "" for the room. */
  readonly person: string;
}

/** Commands counted by `parts` equal parts of the line; parts without any are left out. */
export function barsOf(log: CommandLog, span: Span, parts: number): readonly Bar[] {
  const counts = new Map<number, Map<string, number>>();
  for (const { time, person } of log) {
    if (time < span.from || time > span.to) continue;
    const index = Math.min(parts - 1, Math.floor(placeOf(span, time) * parts));
    const people = counts.get(index) ?? new Map<string, number>();
    people.set(person, (people.get(person) ?? 0) + 1);
    counts.set(index, people);
  }
  return [...counts].map(([index, people]) => {
    const [most] = [...people].sort((left, right) => right[1] - left[1]);
    return { index, count: [...people.values()].reduce((sum, count) => sum + count, 0), person: most?.[0] ?? "" };
  });
}
