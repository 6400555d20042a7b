import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LogLine, type LogOrigin, mergeLines, splitStamp } from "../../../components/logs/lines.ts";
import { printLines } from "../../../components/logs/saveLines.ts";

const origin = (pod: string): LogOrigin => ({ key: pod, namespace: "default", pod, container: "c", colour: 0 });
const A = origin("a");
const B = origin("b");
const stamp = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000000000Z`;
let id = 0;
const line = (from: LogOrigin, second: number, text = ""): LogLine => ({
  id: ++id,
  origin: from,
  stamp: stamp(second),
  text,
});
const show = (lines: readonly LogLine[]): string =>
  lines.map((one) => `${one.origin.pod}${Number(one.stamp.slice(17, 19))}`).join(" ");

describe("LOGS-3 lines of several logs stand in the order of their times", () => {
  test("LOGS-3 what comes late is put where it belongs; of one time the earlier come stands first", () => {
    const first = mergeLines([], [line(A, 1), line(A, 3), line(A, 5)], 100).lines;
    const second = mergeLines(first, [line(B, 2), line(B, 3), line(B, 6)], 100).lines;
    expect(show(second)).toBe("a1 b2 a3 b3 a5 b6");
    expect(mergeLines(second, [], 100).lines).toBe(second);
  });

  test("LOGS-3 however lines are cut into batches, each source's own order stays and nothing is lost", () => {
    const batches = fc.array(fc.array(fc.tuple(fc.boolean(), fc.nat(3)), { maxLength: 8 }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (given) => {
        const time = { a: 0, b: 0 };
        let lines: readonly LogLine[] = [];
        const all: LogLine[] = [];
        for (const batch of given) {
          const came = batch.map(([isA, by]) => {
            const from = isA ? A : B;
            return line(from, (time[isA ? "a" : "b"] += by));
          });
          all.push(...came);
          ({ lines } = mergeLines(lines, came, 1_000));
        }
        expect(lines.toSorted((x, y) => x.id - y.id)).toEqual(all);
        for (const [index, one] of lines.entries()) {
          const before = lines[index - 1];
          if (before) expect(before.stamp <= one.stamp).toBe(true);
        }
        for (const from of [A, B]) {
          const own = lines.filter((one) => one.origin === from).map((one) => one.id);
          expect(own).toEqual(own.toSorted((x, y) => x - y));
        }
      }),
    );
  });

  test("LOGS-8 of more than are kept the oldest go, and are counted", () => {
    const { lines, dropped } = mergeLines([line(A, 1), line(A, 2), line(A, 3)], [line(B, 4), line(B, 5)], 3);
    expect(show(lines)).toBe("a3 b4 b5");
    expect(dropped).toBe(2);
  });

  test("LOGS-3 50,000 lines take a hundred more without being looked at anew", () => {
    let lines: readonly LogLine[] = Array.from({ length: 50_000 }, (_, index) => ({
      id: index,
      origin: A,
      stamp: `2026-01-01T00:00:00.${String(index).padStart(9, "0")}Z`,
      text: "",
    }));
    let compared = 0;
    const watched = (one: LogLine): LogLine => ({
      ...one,
      get stamp() {
        compared++;
        return one.stamp;
      },
    });
    lines = lines.map(watched);
    const came = Array.from({ length: 100 }, (_, index) => line(B, 1 + (index % 50)));
    expect(mergeLines(lines, came, 50_000).lines).toHaveLength(50_000);
    expect(compared).toBeLessThan(500);
  });

  test("LOGS-3 a line's time is what stands before its first space", () => {
    expect(splitStamp(`${stamp(1)} a b`)).toEqual({ stamp: stamp(1), text: "a b" });
    expect(splitStamp(`${stamp(1)} `)).toEqual({ stamp: stamp(1), text: "" });
  });
});

describe("LOGS-9 lines as a file", () => {
  test("LOGS-9 times always, sources when there are several, no colours", () => {
    const red = line(A, 1, "\u001b[31m오류\u001b[0m");
    expect(printLines([red])).toBe(`${stamp(1)} 오류\n`);
    expect(printLines([red, line(B, 2, "x")])).toBe(`${stamp(1)} default/a/c 오류\n${stamp(2)} default/b/c x\n`);
  });
});
