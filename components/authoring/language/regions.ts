/** Where a position of a lesson's text stands: in its front matter, in a fence that is read as YAML, or in Markdown. Pure. */
import { LessonLines } from "../../../server/protocol/lessonText/LessonLines.ts";

export type RegionKind = "head" | "check" | "predict" | "mistake" | "text";

export interface Region {
  readonly kind: RegionKind;
  /** Its text, and where that begins in the whole. */
  readonly text: string;
  readonly from: number;
}

const READ: ReadonlySet<string> = new Set(["check", "predict", "mistake"]);

export function regionAt(text: string, position: number): Region {
  const source = new LessonLines(text);
  const { lines } = source;
  const head = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  const within = (kind: RegionKind, from: number, to: number): Region | undefined => {
    const start = source.start(from);
    const inside = source.join(from, to);
    return position >= start && position <= start + inside.length ? { kind, text: inside, from: start } : undefined;
  };
  if (head > 0) {
    const found = within("head", 1, head);
    if (found) return found;
  }
  const { fences, open } = source.fences(head + 1);
  const all = open === undefined ? fences : [...fences, { open, close: lines.length, info: infoOf(lines[open] ?? "") }];
  for (const { open: begin, close, info } of all) {
    const found = READ.has(info) ? within(info as RegionKind, begin + 1, close) : undefined;
    if (found) return found;
  }
  return { kind: "text", text, from: 0 };
}

const infoOf = (line: string): string => /^(?:`+|~+)\s*([\w-]*)/.exec(line)?.[1] ?? "";

/** Which step a position stands in, from 0; before the first it is that. */
export function stepAt(text: string, position: number): number {
  return Math.max(0, stepStarts(text).filter((start) => start <= position).length - 1);
}

/** Where a step begins. */
export function stepStart(text: string, step: number): number {
  return stepStarts(text)[step] ?? 0;
}

function stepStarts(text: string): readonly number[] {
  const source = new LessonLines(text);
  const { fences } = source.fences(source.lines[0] === "---" ? source.lines.indexOf("---", 1) + 1 : 0);
  return source.lines.flatMap((line, at) =>
    line.startsWith("## ") && !fences.some(({ open, close }) => open < at && at < close) ? [source.start(at)] : [],
  );
}
