/** Completion indexes as a Job writes them, `1,3-5,7`. Models kubernetes pkg/apis/batch/validation/validation.go. */
import { quote } from "../validation/errors.ts";

export interface IndexInterval {
  readonly first: number;
  readonly last: number;
}

/** What is wrong with a text of indexes. */
export class IndexError extends Error {}

/** How many indexes a text names; throws IndexError when it is out of form, order or range. */
export function countIndexes(text: string, completions: number): number {
  if (text === "") return 0;
  let last: number | undefined;
  let total = 0;
  for (const part of text.split(",")) {
    const interval = parseInterval(part, completions);
    if (last !== undefined && last >= interval.first)
      throw new IndexError(`non-increasing order, previous: ${last}, current: ${interval.first}`);
    total += interval.last - interval.first + 1;
    last = interval.last;
  }
  return total;
}

function parseInterval(text: string, completions: number): IndexInterval {
  const limits = text.split("-");
  if (limits.length > 2) {
    throw new IndexError(
      `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  }
  const [first, last] = limits.map((limit) => {
    if (!/^[+-]?\d+$/.test(limit)) throw new IndexError(`cannot convert string to integer for index: ${quote(limit)}`);
    const index = Number(limit);
    if (index >= completions) throw new IndexError(`too large index: ${quote(limit)}`);
    return index;
  }) as [number, number | undefined];
  if (last !== undefined && first >= last)
    throw new IndexError(`non-increasing order, previous: ${first}, current: ${last}`);
  return { first, last: last ?? first };
}

/** The first index two texts share; parts out of form are passed over. */
export function overlapOf(left: string, right: string, completions: number): number | undefined {
  const intervals = (text: string): IndexInterval[] =>
    text.split(",").flatMap((part) => {
      try {
        return [parseInterval(part, completions)];
      } catch {
        return [];
      }
    });
  if (left === "" || right === "") return undefined;
  const others = intervals(right);
  for (const { first, last } of intervals(left)) {
    for (const other of others) if (first <= other.last && other.first <= last) return Math.max(first, other.first);
  }
  return undefined;
}
