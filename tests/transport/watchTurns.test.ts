import { describe, expect, it } from "vitest";
import { WatchTurns } from "../../server/transport/WatchTurns.ts";

const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A watch whose events are numbers, and what it wrote: one list a write. */
class Watch {
  readonly written: number[][] = [];
  private pending: number[] = [];

  constructor(private readonly bytesOfEach: number) {}

  hears(event: number): void {
    this.pending.push(event);
  }

  flush(): number {
    const events = this.pending;
    this.pending = [];
    this.written.push(events);
    return events.length * this.bytesOfEach;
  }
}

describe("OPER-32 what a change tells a person's watches", () => {
  const watchesOf = (count: number, bytes: number): Watch[] => Array.from({ length: count }, () => new Watch(bytes));
  const counts = (watches: readonly Watch[]): number => watches.filter(({ written }) => written.length > 0).length;

  it("OPER-32 goes out to sixteen in a turn; another person's do not wait for them", async () => {
    const turns = new WatchTurns();
    const many = watchesOf(100, 1_000);
    const other = new Watch(1_000);
    for (const watch of many) {
      watch.hears(1);
      turns.ask("mina", watch);
    }
    other.hears(1);
    turns.ask("juno", other);
    for (let turn = 1; turn <= 7; turn++) {
      await turnOver();
      expect(counts(many)).toBe(Math.min(100, 16 * turn));
      expect(other.written).toEqual([[1]]);
    }
  });

  it("OPER-32 what comes before its turn goes out in one write, in the order of the changes", async () => {
    const turns = new WatchTurns();
    const many = watchesOf(40, 1_000);
    for (let change = 1; change <= 3; change++) {
      for (const watch of many) {
        watch.hears(change);
        turns.ask("mina", watch);
      }
      await turnOver();
    }
    for (let turn = 0; turn < 5; turn++) await turnOver();
    for (const { written } of many) expect(written.flat()).toEqual([1, 2, 3]);
    expect(many.at(-1)?.written).toEqual([[1, 2, 3]]);
  });

  it("OPER-32 large ones end a turn", async () => {
    const turns = new WatchTurns();
    const many = watchesOf(4, 1_000_000);
    for (const watch of many) {
      watch.hears(1);
      turns.ask("mina", watch);
    }
    for (let turn = 1; turn <= 4; turn++) {
      await turnOver();
      expect(counts(many)).toBe(turn);
    }
  });
});
