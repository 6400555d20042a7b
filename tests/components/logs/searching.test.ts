import { describe, expect, test } from "vitest";
import { plainText, spansOf } from "../../../components/logs/ansi.ts";
import type { LogLine } from "../../../components/logs/lines.ts";
import { patternOf, piecesOf, showLines, stepTo } from "../../../components/logs/searching.ts";

const line = (text: string, key = "a", id = 1): LogLine => ({
  id,
  origin: { key, namespace: "default", pod: key, container: "c", colour: 0 },
  stamp: "2026-01-01T00:00:00.000000000Z",
  text,
});
const texts = (lines: readonly LogLine[]): readonly string[] => lines.map(({ text }) => text);
const marked = (text: string, search: string): string =>
  piecesOf(line(text), patternOf(search))
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("|");

describe("LOGS-6 words are found as they stand, whatever the case", () => {
  test("LOGS-6 signs of patterns are no patterns; Korean, wide and combined characters are found whole", () => {
    expect(marked("GET /a.b?x=(1) 200", "/A.B?X=(1)")).toBe("GET |[/a.b?x=(1)]| 200");
    expect(marked("axb a.b", "a.b")).toBe("axb |[a.b]");
    expect(marked("연결 오류: 오류 2건", "오류")).toBe("연결 |[오류]|: |[오류]| 2건");
    expect(marked("👩‍🚀 go 🚀", "🚀")).toBe("👩‍|[🚀]| go |[🚀]");
    expect(marked("İstanbul error", "ERROR")).toBe("İstanbul |[error]");
    for (const search of ["\\", "^$.*+?()[]{}|/-", "(", "a-z", "\\d"])
      expect(marked(`x${search}y`, search)).toBe(`x|[${search}]|y`);
    expect(patternOf("")).toBeUndefined();
  });

  test("LOGS-6 what is found goes over changes of colour", () => {
    expect(marked("\u001b[31mer\u001b[0mror here", "error")).toBe("[er]|[ror]| here");
    expect(piecesOf(line("\u001b[31mer\u001b[0mror"), patternOf("error")).map(({ style }) => style.colour)).toEqual([
      1,
      undefined,
    ]);
  });

  test("LOGS-6 LOGS-7 found lines are counted, walked round, and shown alone; hidden sources do not count", () => {
    const lines = [line("one error", "a", 1), line("two", "a", 2), line("Error three", "b", 3), line("error", "a", 4)];
    const pattern = patternOf("error");
    const all = showLines(lines, { hidden: new Set(), pattern, only: false });
    expect(all.shown).toHaveLength(4);
    expect(all.found).toEqual([0, 2, 3]);
    expect(texts(showLines(lines, { hidden: new Set(["b"]), pattern, only: true }).shown)).toEqual([
      "one error",
      "error",
    ]);
    expect(showLines(lines, { hidden: new Set(), pattern: undefined, only: true }).shown).toBe(lines);
    const walk = (from: number, by: 1 | -1): number => stepTo(all.found, from, by);
    expect([walk(-1, 1), walk(0, 1), walk(1, 1), walk(3, 1)]).toEqual([0, 1, 1, 0]);
    expect([walk(4, -1), walk(3, -1), walk(0, -1)]).toEqual([2, 1, 2]);
    expect(stepTo([], 0, 1)).toBe(-1);
  });
});

describe("LOGS-10 what programs write for terminals", () => {
  test("LOGS-10 colours and weights become styles, everything else goes", () => {
    expect(spansOf("plain\ttab 한글")).toEqual([{ text: "plain\ttab 한글", style: {} }]);
    expect(spansOf("\u001b[1;31mERR\u001b[0m ok \u001b[94mblue\u001b[39m\u001b[4mline\u001b[24m")).toEqual([
      { text: "ERR", style: { bold: true, colour: 1 } },
      { text: " ok ", style: {} },
      { text: "blue", style: { colour: 4 } },
      { text: "line", style: { underline: true } },
    ]);
    // A palette, true colours and backgrounds: the text stays, in the page's colour.
    expect(spansOf("\u001b[38;5;9ma\u001b[38;5;200mb\u001b[38;2;1;2;31mc\u001b[48;5;1md")).toEqual([
      { text: "a", style: { colour: 1 } },
      { text: "bcd", style: {} },
    ]);
  });

  test("LOGS-10 moves, titles, links and bare control characters leave no trace", () => {
    expect(plainText("\u001b[2J\u001b[1;1Hhi\u001b[K\u0007")).toBe("hi");
    expect(plainText("\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\")).toBe("alink");
    expect(plainText("10%\r50%\r100%\r")).toBe("100%");
    expect(plainText("a\u0000b\u009b31mc\u001b")).toBe("abc");
    expect(spansOf("")).toEqual([]);
  });
});
