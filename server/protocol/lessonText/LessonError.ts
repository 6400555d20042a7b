import type { BilingualText } from "../messages.ts";

/** What is wrong in the text of a lesson, and where. */
export interface LessonProblem {
  /** From 1. */
  readonly line: number;
  /** In characters of the text, whose lines end with \n alone. */
  readonly from: number;
  readonly to: number;
  readonly text: BilingualText;
}

/** A text is no lesson: where, and why. */
export class LessonError extends Error {
  /** From 1. */
  readonly line: number;
  readonly text: BilingualText;

  constructor(problem: Pick<LessonProblem, "line" | "text">) {
    super(`line ${problem.line}: ${problem.text.en}`);
    this.name = "LessonError";
    this.line = problem.line;
    this.text = problem.text;
  }
}
