import type { BilingualText } from "../protocol/messages.ts";

/** A text is no lesson: where, and why. */
export class LessonError extends Error {
  constructor(
    /** From 1. */
    readonly line: number,
    readonly text: BilingualText,
  ) {
    super(`line ${line}: ${text.en}`);
    this.name = "LessonError";
  }
}
