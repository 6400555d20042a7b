/** The lines of a lesson, with what was found wrong in them. */
import type { BilingualText } from "../messages.ts";
import type { LessonProblem } from "./LessonError.ts";

/** A fence: from its opening line to the one that closes it, counted from 0. */
export interface Fence {
  readonly open: number;
  readonly close: number;
  /** What stands behind its marks: `yaml`, `check`. */
  readonly info: string;
}

export class LessonLines {
  readonly lines: readonly string[];
  readonly problems: LessonProblem[] = [];
  private readonly starts: readonly number[];

  constructor(readonly text: string) {
    this.lines = text.split("\n");
    let at = 0;
    this.starts = this.lines.map((line) => {
      const start = at;
      at += line.length + 1;
      return start;
    });
  }

  /** Where a line begins, in characters. */
  start(line: number): number {
    return this.starts[Math.min(line, this.starts.length - 1)] ?? 0;
  }

  join(from: number, to: number): string {
    return this.lines.slice(from, to).join("\n");
  }

  /** A whole line, counted from 0, is wrong. */
  wrong(line: number, text: BilingualText): void {
    const at = Math.min(Math.max(line, 0), this.lines.length - 1);
    const from = this.start(at);
    this.problems.push({ line: at + 1, from, to: from + (this.lines[at] ?? "").length, text });
  }

  /** A part of the text is wrong. */
  wrongAt(from: number, to: number, text: BilingualText): void {
    const end =
      Math.max(
        this.starts.findIndex((start) => start > from),
        0,
      ) || this.starts.length;
    this.problems.push({ line: end, from, to: Math.max(from, Math.min(to, this.text.length)), text });
  }

  /** All fences from a line on; one that is left open ends with the text. */
  fences(from: number): { readonly fences: readonly Fence[]; readonly open: number | undefined } {
    const fences: Fence[] = [];
    for (let index = from; index < this.lines.length; index++) {
      const [, mark = "", info = ""] = /^(```+|~~~+)\s*([\w-]*)/.exec(this.lines[index] ?? "") ?? [];
      if (mark === "") continue;
      let close = index + 1;
      while (close < this.lines.length && this.lines[close]?.trimEnd() !== mark) close++;
      if (close === this.lines.length) return { fences, open: index };
      fences.push({ open: index, close, info });
      index = close;
    }
    return { fences, open: undefined };
  }
}
