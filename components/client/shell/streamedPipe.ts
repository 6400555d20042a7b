/**
 * Pipes whose output is seen as it comes: an endless command before filters that judge each line by itself, as
 * `kubectl get pods -w | grep web`. The shell runs a pipe's parts one after the other, which for these would be never.
 */
import { plainWords } from "./commandLine.ts";

export interface StreamedPipe {
  readonly command: readonly string[];
  /** The rest of the pipe, for the shell, to be run on any number of whole lines. */
  readonly filter: string;
}

/** The line as such a pipe; undefined for any other. */
export function streamedPipe(line: string): StreamedPipe | undefined {
  const at = firstPipe(line);
  if (at === undefined) return undefined;
  const command = plainWords(line.slice(0, at).trim());
  const filter = line.slice(at + 1).trim();
  if (!command || !isEndless(command) || !filters(filter)) return undefined;
  return { command, filter };
}

/** Where the first `|` outside of quotes stands. */
function firstPipe(line: string): number | undefined {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quote) quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === "|") return line[at + 1] === "|" || line[at + 1] === "&" ? undefined : at;
  }
  return undefined;
}

const WATCHES = new Set(["-w", "--watch", "--watch=true", "--watch-only", "--watch-only=true"]);
const FOLLOWS = new Set(["-f", "--follow", "--follow=true"]);

function isEndless([name, ...args]: readonly string[]): boolean {
  if (name === "ping") return !args.includes("-c");
  if (name !== "kubectl" && name !== "k") return false;
  if (args.includes("--")) return false;
  if (args.includes("logs")) return args.some((word) => FOLLOWS.has(word));
  return args.some((word) => WATCHES.has(word)) && args.some((word) => word === "get" || word === "events");
}

/** Whether each part of a pipe judges lines one by one. */
function filters(text: string): boolean {
  const at = firstPipe(text);
  const words = plainWords((at === undefined ? text : text.slice(0, at)).trim());
  return words !== undefined && isFilter(words) && (at === undefined || filters(text.slice(at + 1)));
}

function isFilter([name = "", ...args]: readonly string[]): boolean {
  switch (name) {
    case "grep":
    case "egrep":
    case "fgrep":
      return isGrep(args);
    case "cut":
      return isCut(args);
    case "tr":
      return true;
    case "sed":
      return args.length === 1 && /^s(.)(?:(?!\1).)*\1(?:(?!\1).)*\1[gI]*$/.test(args[0] as string);
    case "awk":
      return isAwk(args);
    default:
      return false;
  }
}

/** Options that count, number or show lines around need more than the line, and files are no pipe. */
function isGrep(args: readonly string[]): boolean {
  const patterns = args.filter((word) => !word.startsWith("-"));
  const options = args.filter((word) => word.startsWith("-"));
  return (
    patterns.length === 1 &&
    options.every((word) => /^-[ivEFPowx]+$|^--(color(=\w+)?|line-buffered|invert-match|ignore-case)$/.test(word))
  );
}

/** One program and no file; it keeps nothing from line to line. */
function isAwk(args: readonly string[]): boolean {
  const [program = "", ...files] = withoutSeparator(args);
  return (
    files.length === 0 &&
    program !== "" &&
    !/\b(BEGIN|END|NR|FNR|getline|exit)\b|(?<![=!<>])=(?!=)|\+\+|--/.test(program)
  );
}

function withoutSeparator(args: readonly string[]): readonly string[] {
  if (args[0] === "-F") return args.slice(2);
  return args[0]?.startsWith("-F") ? args.slice(1) : args;
}

/** Options alone: any other word would be a file. */
function isCut(args: readonly string[]): boolean {
  return args.every((word, at) => /^-[dfcb]$/.test(args[at - 1] ?? "") || /^-([dfcb]|s$)/.test(word));
}
