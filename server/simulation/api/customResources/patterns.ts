/** Regular expressions as Go has them: linear in the text, whatever the pattern. */
import { RE2JS, RE2JSException } from "re2js";

/** The pattern is no regular expression; the message is Go's. */
export class PatternError extends Error {}

const LONGEST_PATTERN = 16 * 1024;
const MOST_REMEMBERED = 500;
const compiled = new Map<string, RE2JS>();

/** Compiles a pattern; throws PatternError. */
export function compilePattern(pattern: string): RE2JS {
  let known = compiled.get(pattern);
  if (known) return known;
  if (pattern.length > LONGEST_PATTERN) throw new PatternError("error parsing regexp: expression too large");
  try {
    known = RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) throw new PatternError(error.message);
    throw error;
  }
  if (compiled.size >= MOST_REMEMBERED) compiled.clear();
  compiled.set(pattern, known);
  return known;
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
