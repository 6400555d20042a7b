/** Shell patterns: `*`, `?`, `[a-z]`; a quoted character is given with a backslash before it. */
import { POSIX_CLASSES } from "./posixClasses.ts";
import { compilePattern, replaceMatches } from "./regularExpressions.ts";

type Range = readonly [from: number, to: number];
type Part = "*" | "?" | { readonly not: boolean; readonly ranges: readonly Range[] };

const codes = (text: string): Range => [text.charCodeAt(0), text.charCodeAt(text.length - 1)];

export const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Whether a pattern is the whole text; takes no longer than the product of both lengths. */
export function matches(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  let part = 0;
  let at = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current === "*") {
      star = part++;
      mark = at;
    } else if (current !== undefined && fits(current, text.charCodeAt(at))) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++mark;
    } else return false;
  }
  while (parts[part] === "*") part++;
  return part === parts.length;
}

/** What is left when the pattern is cut off: `#` at the start, `%` at the end; twice: as much as possible. */
export function trimmed(text: string, operator: string, pattern: string): string {
  const long = operator.length === 2;
  const source = sourceOf(pattern, operator === "##");
  const found = compilePattern(
    operator.startsWith("#") ? `^(?:${source})` : long ? `(?:${source})$` : `^([\\s\\S]*)(?:${source})$`,
  ).find(text);
  if (!found) return text;
  if (operator.startsWith("#")) return text.slice(found.end);
  return text.slice(0, long ? found.at : (found.groups[1] as string).length);
}

/** The text with the first part that fits, or all, replaced. */
export function replaced(
  text: string,
  { pattern, all, by }: { readonly pattern: string; readonly all: boolean; readonly by: string },
): string {
  if (pattern === "") return text;
  return replaceMatches(text, { pattern: compilePattern(sourceOf(pattern, true)), all, by: () => by });
}

export const isPattern = (text: string): boolean => /(^|[^\\])[*?[]/.test(text);

function fits(part: Exclude<Part, "*">, code: number): boolean {
  return part === "?" || part.ranges.some(([from, to]) => code >= from && code <= to) !== part.not;
}

function sourceOf(pattern: string, greedy: boolean): string {
  const hex = (code: number): string => `\\x{${code.toString(16)}}`;
  return partsOf(pattern)
    .map((part) => {
      if (part === "*") return greedy ? "[\\s\\S]*" : "[\\s\\S]*?";
      if (part === "?") return "[\\s\\S]";
      if (part.ranges.length === 0) return part.not ? "[\\s\\S]" : "[^\\s\\S]";
      return `[${part.not ? "^" : ""}${part.ranges.map(([from, to]) => `${hex(from)}-${hex(to)}`).join("")}]`;
    })
    .join("");
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    const end = char === "[" ? endOfSet(pattern, at) : -1;
    if (char === "*" || char === "?") parts.push(char);
    else if (end > 0) {
      parts.push(setOf(pattern.slice(at + 1, end)));
      at = end;
    } else
      parts.push({
        not: false,
        ranges: [codes(char === "\\" && at + 1 < pattern.length ? (pattern[++at] as string) : char)],
      });
  }
  return parts;
}

/** Where the set that opens at `from` is closed; -1 when it is not. */
function endOfSet(pattern: string, from: number): number {
  let at = from + (/[!^]/.test(pattern[from + 1] ?? "") ? 2 : 1);
  // A bracket that stands first is one of the set.
  if (pattern[at] === "]") at++;
  for (; at < pattern.length; at++) {
    const named = /^\[:\w+:\]/.exec(pattern.slice(at, at + 20));
    if (named) at += named[0].length - 1;
    else if (pattern[at] === "\\") at++;
    else if (pattern[at] === "]") return at;
  }
  return -1;
}

/** Ranges the wrong way round hold nothing. */
function setOf(inner: string): Part {
  const not = /^[!^]/.test(inner);
  const ranges: Range[] = [];
  const items = /\[:(\w+):\]|(?:\\([\s\S])|([\s\S]))(?:-(?:\\([\s\S])|([^\]])))?/g;
  for (const [, name, quoted, plain, quotedEnd, end] of (not ? inner.slice(1) : inner).matchAll(items)) {
    if (name !== undefined) ranges.push(...(POSIX_CLASSES.get(name) ?? []).map(codes));
    else {
      const first = quoted ?? plain ?? "";
      const [from, to] = codes(first + (quotedEnd ?? end ?? first));
      if (from <= to) ranges.push([from, to]);
    }
  }
  return { not, ranges };
}
