/**
 * Sets of completion indexes, as intervals in order; big Jobs have many indexes and few intervals. Models kubernetes
 * pkg/controller/job/indexed_job_utils.go. Texts out of form are read as far as they go, unlike where they are validated.
 */
interface Interval {
  readonly first: number;
  readonly last: number;
}

export class IndexSet {
  private constructor(private readonly intervals: readonly Interval[]) {}

  static of(indexes: Iterable<number>): IndexSet {
    const sorted = [...new Set(indexes)].sort((left, right) => left - right);
    return new IndexSet(joined(sorted.map((index) => ({ first: index, last: index }))));
  }

  /** Reads `1,3-5`; indexes from `completions` on are left out. */
  static parse(text: string | undefined, completions: number): IndexSet {
    const intervals: Interval[] = [];
    for (const part of text ? text.split(",") : []) {
      const [low = "", high = low] = part.split("-");
      if (!isNumber(low)) continue;
      const first = Number(low);
      if (first >= completions) break;
      if (isNumber(high)) intervals.push({ first, last: Math.min(Number(high), completions - 1) });
    }
    return new IndexSet(joined(intervals));
  }

  union(other: IndexSet): IndexSet {
    const all = [...this.intervals, ...other.intervals].sort((left, right) => left.first - right.first);
    return new IndexSet(joined(all));
  }

  get size(): number {
    return this.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  has(index: number): boolean {
    return this.intervals.some(({ first, last }) => first <= index && index <= last);
  }

  /** How many indexes are in both. */
  common(other: IndexSet): number {
    let sum = 0;
    for (const left of this.intervals) {
      for (const right of other.intervals)
        sum += Math.max(Math.min(left.last, right.last) - Math.max(left.first, right.first) + 1, 0);
    }
    return sum;
  }

  /** The first `count` indexes below `limit` that are not in the set. */
  missing(count: number, limit: number): number[] {
    const found: number[] = [];
    let candidate = 0;
    for (const { first, last } of [...this.intervals, { first: limit, last: limit }]) {
      for (; candidate < Math.min(first, limit) && found.length < count; candidate++) found.push(candidate);
      candidate = Math.max(candidate, last + 1);
    }
    return found;
  }

  /** `1,3-5,7`: three and more in a row are written as one. */
  toString(): string {
    return this.intervals
      .map(({ first, last }) => (last === first ? `${first}` : `${first}${last === first + 1 ? "," : "-"}${last}`))
      .join(",");
  }
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text);

/** Intervals by their first index, with those that touch made one. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const interval of intervals) {
    const before = result[result.length - 1];
    if (!before || interval.first > before.last + 1) result.push(interval);
    else if (interval.last > before.last) result[result.length - 1] = { first: before.first, last: interval.last };
  }
  return result;
}
