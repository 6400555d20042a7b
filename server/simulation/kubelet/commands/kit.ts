/** What commands share: options, input, errors in the words of their kind. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Command, CommandContext, Outcome } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { normalPath } from "../machine/FileTree.ts";
import type { Wait } from "../machine/Process.ts";
import { compilePattern, type Pattern, type PatternOptions } from "../shell/regularExpressions.ts";

export const out = ({ machine, process }: CommandContext, text: string): void => machine.write(process, 1, text);
export const err = ({ machine, process }: CommandContext, text: string): void => machine.writeError(process, text);

/** An error of the command itself; gives its exit code. */
export function fail(context: CommandContext, text: string, code = 1): number {
  err(context, `${context.name}: ${text}\n`);
  return code;
}

export const pathOf = ({ process }: CommandContext, path: string): string => normalPath(path, process.cwd);

/** Options by letter or long name (their values, or "" for flags) and the words that are none. */
export interface Parsed {
  readonly flags: ReadonlyMap<string, string>;
  readonly all: readonly (readonly [name: string, value: string])[];
  readonly words: readonly string[];
}

/** `valued` names the options that take a value: letters, and long names without dashes. */
export function parseOptions(args: readonly string[], valued: readonly string[] = []): Parsed {
  const flags = new Map<string, string>();
  const all: [string, string][] = [];
  const words: string[] = [];
  const put = (name: string, value: string): void => {
    flags.set(name, value);
    all.push([name, value]);
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      words.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith("--")) {
      const [name = "", value] = arg.slice(2).split(/=(.*)/s);
      put(name, value ?? (valued.includes(name) ? (args[++at] ?? "") : ""));
    } else if (arg.startsWith("-") && arg !== "-") {
      for (let letter = 1; letter < arg.length; letter++) {
        const name = arg[letter] as string;
        if (!valued.includes(name)) {
          put(name, "");
          continue;
        }
        put(name, letter + 1 < arg.length ? arg.slice(letter + 1) : (args[++at] ?? ""));
        break;
      }
    } else words.push(arg);
  }
  return { flags, all, words };
}

/** A regular expression whose searches cost the machine. */
export const patternOf = (
  { machine }: CommandContext,
  source: string,
  options: Omit<PatternOptions, "charge"> = {},
): Pattern => compilePattern(source, { ...options, charge: (work) => machine.charge(2 * work) });

/** Characters of its input a command that needs all of it holds at most. */
const INPUT_LIMIT = 2 << 20;

/** What a command has read so far and keeps; throws FileError when that is too much. */
export function heldInput(held: string, data: string): string {
  if (held.length + data.length > INPUT_LIMIT) throw new FileError("memory exhausted");
  return held + data;
}

/** All of standard input; what to wait for while more may come. Keeps what came in the process's state. */
export function readInput(context: CommandContext): string | Wait {
  const { process, machine } = context;
  const state = (process.state ?? {}) as { input?: string };
  const { data, ended } = machine.read(process, 0);
  const input = heldInput(state.input ?? "", data);
  if (ended) {
    process.state = { ...(state as object), input: "" } as Json;
    return input;
  }
  process.state = { ...(state as object), input } as Json;
  return { input: 0 };
}

/** Contents of files named (`-`, or none named: standard input), told of errors. */
export function readFiles(
  context: CommandContext,
  names: readonly string[],
): Wait | { readonly texts: readonly { readonly name: string; readonly text: string }[]; readonly failed: boolean } {
  const texts: { name: string; text: string }[] = [];
  let failed = false;
  for (const name of names.length === 0 ? ["-"] : names) {
    if (name === "-" || name === "/dev/stdin") {
      const text = readInput(context);
      if (typeof text !== "string") return text;
      texts.push({ name: "-", text });
      continue;
    }
    try {
      const text = context.machine.around.files.read(pathOf(context, name));
      context.machine.charge(text.length);
      texts.push({ name, text });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failed = true;
      openProblem(context, name, error.message);
    }
  }
  return { texts, failed };
}

function openProblem(context: CommandContext, name: string, message: string): void {
  const isBusybox = context.machine.around.flavor === "busybox";
  const opens = isBusybox && message !== "Is a directory";
  err(
    context,
    opens
      ? `${context.name}: can't open '${name}': ${message}\n`
      : isBusybox
        ? `${context.name}: read error: ${message}\n`
        : `${context.name}: ${name}: ${message}\n`,
  );
}

/** A command that makes text of texts, once all of its input is there. */
export function filter(
  valued: readonly string[],
  make: (text: string, parsed: Parsed, context: CommandContext) => string,
  filesFrom = 0,
): Command {
  return (context) => {
    const parsed = parseOptions(context.args, valued);
    const read = readFiles(context, parsed.words.slice(filesFrom));
    if (!("texts" in read)) return read;
    out(context, make(read.texts.map(({ text }) => text).join(""), parsed, context));
    return read.failed ? 1 : 0;
  };
}

/** Lines without their ends; an unfinished last one counts. */
export function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

export const joinLines = (lines: readonly string[]): string => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);

/** Seconds of `5`, `1.5s`, `2m`, `1h`, `1d`, `infinity`; undefined for anything else. */
export function secondsOf(word: string): number | undefined {
  if (word === "infinity" || word === "inf") return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(word);
  if (!match) return undefined;
  return Number(match[1]) * ({ "": 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as "s"] ?? 1);
}

/** `1.5M`, `10Mi`, `4k` in bytes. */
export function bytesOf(word: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKmMgGtTbBcw]?)(i?[bB])?$/.exec(word);
  if (!match) return undefined;
  const unit = (match[2] ?? "").toUpperCase();
  const factor =
    {
      "": 1,
      B: unit === "B" && match[2] === "b" ? 512 : 1,
      C: 1,
      W: 2,
      K: 2 ** 10,
      M: 2 ** 20,
      G: 2 ** 30,
      T: 2 ** 40,
    }[unit as "K"] ?? 1;
  return Number(match[1]) * factor;
}

export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${"KMGTP"[unit]}`;
}

/** A table with columns as wide as they need. */
export function table(rows: readonly (readonly string[])[], gap = 2): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return joinLines(
    rows.map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + gap))).join(""),
    ),
  );
}

/** Waits till a moment, then goes on with `then`. */
export function after(context: CommandContext, delay: number, then: () => Outcome): Outcome {
  const state = (context.process.state ?? {}) as { due?: number };
  if (state.due === undefined) {
    context.process.state = { ...state, due: context.machine.around.now + delay } as Json;
    return { until: context.machine.around.now + delay };
  }
  return state.due > context.machine.around.now ? { until: state.due } : then();
}
