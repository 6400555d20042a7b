/** Regular expressions as Go has them: linear in the text, whatever the pattern. */
import { Remembered } from "../../../protocol/Remembered.ts";
import { RE2JS, RE2JSException } from "re2js";

/** The pattern is no regular expression; the message is Go's. */
export class PatternError extends Error {}

const LONGEST_PATTERN = 16 * 1024;
const compiled = new Remembered<RE2JS>(500);

/** Compiles a pattern; throws PatternError. */
export function compilePattern(pattern: string): RE2JS {
  return compiled.get(pattern, () => {
    if (pattern.length > LONGEST_PATTERN) throw new PatternError("error parsing regexp: expression too large");
    try {
      return RE2JS.compile(pattern);
    } catch (error) {
      if (error instanceof RE2JSException) throw new PatternError(error.message);
      throw error;
    }
  });
}

/** Whether a text has a part that fits; `fail` hears of a pattern that is none, which fits nothing otherwise. */
export function isMatch(pattern: string, text: string, fail?: (problem: string) => void): boolean {
  try {
    return compilePattern(pattern).matcher(text).find();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    fail?.(error.message);
    return false;
  }
}
