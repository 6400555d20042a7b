/**
 * The regular expressions of grep, sed, awk and the shell. Anybody may type one, so they are linear in the text whatever they
 * are; those with back references or assertions, which no linear engine has, are run when they are plain enough.
 */
import { Remembered } from "../../../protocol/Remembered.ts";
import { RE2JS, RE2JSException } from "re2js";
import { FileError } from "../machine/Files.ts";
import { POSIX_CLASSES } from "./posixClasses.ts";

export interface Match {
  readonly at: number;
  readonly end: number;
  /** The whole, then what each group took. */
  readonly groups: readonly (string | undefined)[];
}

export interface Pattern {
  /** The first match that begins at `from` or later. */
  find(text: string, from?: number): Match | undefined;
}

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /** Of all matches at the first place the longest, as POSIX has it; otherwise the first alternative that fits. */
  readonly longest?: boolean;
  /** Told of the work of each search, in characters times the pattern's size. */
  readonly charge?: (work: number) => void;
}

interface Engine {
  readonly size: number;
  find(text: string, from: number): Match | undefined;
}

const LONGEST_PATTERN = 500;
/** Characters times size of the pattern that may be searched with one compiled pattern. */
const MOST_WORK = 30_000_000;
/** Texts a backtracking pattern is tried on are cut to so many characters, by its open repetitions. */
const REACHES = [100_000, 100_000, 4000, 400] as const;
const engines = new Remembered<Engine>(200);

/** Compiles a pattern; throws FileError for what is none. Searching throws it when it takes too much. */
export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
  const engine = engineOf(source, options);
  let left = MOST_WORK;
  return {
    find: (text, from = 0) => {
      if (engine.size * (text.length - from) > left) throw tooComplex();
      const match = engine.find(text, from);
      const work = engine.size * ((match?.end ?? text.length) - from + 1);
      left -= work;
      options.charge?.(work);
      return match;
    },
  };
}

/** POSIX basic regular expressions as those of the engine; extended ones nearly are. */
export function posixSource(source: string, extended: boolean): string {
  let text = source;
  if (!extended)
    text = text.replace(
      /\\([(){}|+?])|([(){}|+?])/g,
      (_, special: string | undefined, plain: string | undefined) => special ?? `\\${plain}`,
    );
  return text.replace(/\\[<>]/g, "\\b");
}

const tooComplex = (): FileError => new FileError("pattern is too complex (Podroom)");
const notOne = (): FileError => new FileError("Invalid regular expression");

function engineOf(source: string, { ignoreCase = false, longest = false }: PatternOptions): Engine {
  const key = `${ignoreCase ? "i" : ""}${longest ? "l" : ""}/${source}`;
  return engines.get(key, () => {
    if (source.length > LONGEST_PATTERN) throw tooComplex();
    return /\\[1-9]|\(\?[=!<]/.test(source)
      ? backtracking(source, ignoreCase)
      : linear(source, { ignoreCase, longest });
  });
}

function linear(source: string, { ignoreCase, longest }: { ignoreCase: boolean; longest: boolean }): Engine {
  let engine: RE2JS;
  try {
    // Letters that have no meaning after a backslash stand for themselves.
    const plain = source.replace(/\\([A-Za-z])/g, (whole, letter: string) =>
      "dDsSwWbBnrtfvaxpP".includes(letter) ? whole : letter,
    );
    engine = RE2JS.compile(plain, (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (longest ? RE2JS.LONGEST_MATCH : 0));
  } catch (error) {
    if (error instanceof RE2JSException) throw notOne();
    throw error;
  }
  return {
    size: engine.programSize(),
    find: (text, from) => {
      const matcher = engine.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
      return { at: matcher.start(), end: matcher.end(), groups };
    },
  };
}

/** A character as it stands in a class of JavaScript's. */
const escaped = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;

function backtracking(source: string, ignoreCase: boolean): Engine {
  const open = source.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  const reach = REACHES[open];
  if (reach === undefined || /\||\)[*+{?]/.test(source)) throw tooComplex();
  let engine: RegExp;
  try {
    const named = source.replace(/\[:(\w+):\]/g, (whole, name: string) => {
      const runs = POSIX_CLASSES.get(name)?.map(([first = "", last = ""]) => `${escaped(first)}-${escaped(last)}`);
      return runs?.join("") ?? whole;
    });
    engine = new RegExp(named, ignoreCase ? "gi" : "g");
  } catch {
    throw notOne();
  }
  return {
    size: source.length,
    find: (text, from) => {
      engine.lastIndex = from;
      const match = engine.exec(text.slice(0, reach));
      return match ? { at: match.index, end: match.index + match[0].length, groups: [...match] } : undefined;
    },
  };
}

/** Every match from the left, none overlapping; an empty one right behind another is none. */
export function* matchesOf(pattern: Pattern, text: string): Generator<Match> {
  let last = -1;
  for (let from = 0; from <= text.length; ) {
    const match = pattern.find(text, from);
    if (!match) return;
    const { at, end } = match;
    if (end > at || at !== last) yield match;
    last = end;
    from = end > at ? end : end + 1;
  }
}

/** The text with its first match, or all, replaced. */
export function replaceMatches(
  text: string,
  { pattern, all, by }: { readonly pattern: Pattern; readonly all: boolean; readonly by: (match: Match) => string },
): string {
  let out = "";
  let kept = 0;
  for (const match of matchesOf(pattern, text)) {
    out += text.slice(kept, match.at) + by(match);
    kept = match.end;
    if (!all) break;
  }
  return out + text.slice(kept);
}

/** The pieces between the matches that are not empty. */
export function splitAt(pattern: Pattern, text: string): string[] {
  const pieces: string[] = [];
  let kept = 0;
  for (const { at, end } of matchesOf(pattern, text)) {
    if (end === at) continue;
    pieces.push(text.slice(kept, at));
    kept = end;
  }
  return [...pieces, text.slice(kept)];
}
