/** Finding words in lines, and the pieces a line is drawn in. Pure. */
import { plainText, type Span, spansOf, type Style } from "./ansi.ts";
import type { LogLine } from "./lines.ts";

export interface Piece {
  readonly text: string;
  readonly style: Style;
  readonly found: boolean;
}

/** What finds a text as it stands, whatever the case; undefined for nothing to find. */
export function patternOf(search: string): RegExp | undefined {
  if (search === "") return undefined;
  return new RegExp(search.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
}

const plain = new WeakMap<LogLine, string>();

/** A line's text without colours. */
export function textOf(line: LogLine): string {
  let text = plain.get(line);
  if (text === undefined) plain.set(line, (text = plainText(line.text)));
  return text;
}

function fits(line: LogLine, pattern: RegExp): boolean {
  pattern.lastIndex = 0;
  return pattern.test(textOf(line));
}

/** The lines that are shown, and which of them (by index) hold what is searched, in order. */
export function showLines(
  lines: readonly LogLine[],
  {
    hidden,
    pattern,
    only,
  }: { readonly hidden: ReadonlySet<string>; readonly pattern: RegExp | undefined; readonly only: boolean },
): { readonly shown: readonly LogLine[]; readonly found: readonly number[] } {
  const seen = hidden.size === 0 ? lines : lines.filter(({ origin }) => !hidden.has(origin.key));
  if (!pattern) return { shown: seen, found: [] };
  if (only) {
    const shown = seen.filter((line) => fits(line, pattern));
    return { shown, found: shown.map((_, index) => index) };
  }
  const found: number[] = [];
  for (const [index, line] of seen.entries()) if (fits(line, pattern)) found.push(index);
  return { shown: seen, found };
}

/** The place in `found` after (1) or before (-1) an index of a line, going round; -1 when nothing is found. */
export function stepTo(found: readonly number[], from: number, by: 1 | -1): number {
  if (found.length === 0) return -1;
  if (by === 1) {
    const next = found.findIndex((index) => index > from);
    return next < 0 ? 0 : next;
  }
  const before = found.findLastIndex((index) => index < from);
  return before < 0 ? found.length - 1 : before;
}

/** The line's pieces: of one style each, found or not. */
export function piecesOf(line: LogLine, pattern: RegExp | undefined): readonly Piece[] {
  const spans = spansOf(line.text);
  if (!pattern) return spans.map((span) => ({ ...span, found: false }));
  const ranges = [...textOf(line).matchAll(pattern)].map(({ index, 0: text }) => [index, index + text.length] as const);
  const pieces: Piece[] = [];
  let start = 0;
  for (const span of spans) {
    cut(span, start, ranges, pieces);
    start += span.text.length;
  }
  return pieces;
}

function cut(
  { text, style }: Span,
  start: number,
  ranges: readonly (readonly [number, number])[],
  pieces: Piece[],
): void {
  let at = 0;
  const take = (to: number, found: boolean): void => {
    if (to > at) pieces.push({ text: text.slice(at, to), style, found });
    at = Math.max(at, to);
  };
  for (const [from, to] of ranges) {
    if (to <= start || from >= start + text.length) continue;
    take(from - start, false);
    take(Math.min(text.length, to - start), true);
  }
  take(text.length, false);
}
