/** Commands that make text of text. */
import type { Command } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { escapes } from "../shell/expand.ts";
import { escapeRegExp } from "../shell/patterns.ts";
import { fail, filter, joinLines, linesOf, out, parseOptions, pathOf, readFiles, readInput } from "./kit.ts";

/** POSIX basic regular expressions as JavaScript ones; extended ones nearly are. */
export function regularExpression(source: string, extended: boolean): string {
  let text = source
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => CLASSES[name] ?? "")
    .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name]?.slice(1, -1) ?? "");
  if (!extended)
    text = text.replace(
      /\\([(){}|+?])|([(){}|+?])/g,
      (_, special: string | undefined, plain: string | undefined) => special ?? `\\${plain}`,
    );
  return text.replace(/\\</g, "\\b").replace(/\\>/g, "\\b");
}

const CLASSES: { readonly [name: string]: string } = {
  digit: "[0-9]",
  alpha: "[A-Za-z]",
  alnum: "[A-Za-z0-9]",
  space: "[\\s]",
  upper: "[A-Z]",
  lower: "[a-z]",
  punct: "[!-/:-@\\[-`{-~]",
  blank: "[ \\t]",
};

/** A pattern that can be run on a line in no time to speak of; long ones and nested repetition are refused. */
function compile(source: string, flags: string): RegExp {
  if (source.length > 500 || /\([^)]*[+*][^)]*\)[+*{]/.test(source))
    throw new FileError("pattern is too complex (Podroom)");
  try {
    return new RegExp(source, flags);
  } catch {
    throw new FileError("Invalid regular expression");
  }
}

/** How long a line may be for a pattern to be tried on it: the more open repetitions, the shorter. */
function reachOf(source: string): number {
  const open = source.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  return open <= 1 ? 100_000 : open === 2 ? 4000 : open === 3 ? 400 : open <= 5 ? 80 : 24;
}

const grep: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, ["e", "f", "m", "A", "B", "C", "include", "exclude"]);
  const patterns = all.filter(([name]) => name === "e").map(([, value]) => value);
  const rest = [...words];
  if (patterns.length === 0) {
    if (rest[0] === undefined) return fail(context, "no pattern", 2);
    patterns.push(rest.shift() as string);
  }
  const extended = flags.has("E") || flags.has("P") || context.name === "egrep";
  const source = patterns
    .map((pattern) =>
      flags.has("F") || context.name === "fgrep" ? escapeRegExp(pattern) : regularExpression(pattern, extended),
    )
    .join("|");
  const bounded = flags.has("w") ? `\\b(?:${source})\\b` : flags.has("x") ? `^(?:${source})$` : source;
  const pattern = compile(bounded, `g${flags.has("i") ? "i" : ""}`);
  const reach = reachOf(bounded);
  const recursive = flags.has("r") || flags.has("R");
  const { files } = context.machine.around;
  const names = recursive
    ? (rest.length === 0 ? ["."] : rest).flatMap((name) => filesBelow(files, name, pathOf(context, name)))
    : rest;
  const streaming = names.length === 0 && context.process.fds[0]?.kind !== "file";
  const before = Number(flags.get("B") ?? flags.get("C") ?? 0);
  const behind = Number(flags.get("A") ?? flags.get("C") ?? 0);
  const limit = Number(flags.get("m") ?? Number.POSITIVE_INFINITY);
  const titled = (names.length > 1 || recursive || flags.has("H")) && !flags.has("h");
  let found = false;
  const search = (name: string, text: string, from = 0): void => {
    const title = titled ? `${name}:` : "";
    const lines = linesOf(text);
    let count = 0;
    let shownTo = -1;
    for (let index = 0; index < lines.length && count < limit; index++) {
      const line = lines[index] as string;
      pattern.lastIndex = 0;
      const hit = pattern.test(line.slice(0, reach)) !== flags.has("v");
      if (!hit) continue;
      found = true;
      count++;
      if (flags.has("q") || flags.has("c") || flags.has("l")) continue;
      const number = (at: number): string => (flags.has("n") ? `${from + at + 1}${at === index ? ":" : "-"}` : "");
      if (flags.has("o") && !flags.has("v")) {
        for (const match of line.slice(0, reach).matchAll(pattern))
          out(context, `${title}${number(index)}${match[0]}\n`);
        continue;
      }
      for (let at = Math.max(shownTo + 1, index - before); at <= Math.min(lines.length - 1, index + behind); at++) {
        out(context, `${title}${number(at)}${lines[at]}\n`);
        shownTo = at;
      }
    }
    if (flags.has("c")) out(context, `${title}${count}\n`);
    if (flags.has("l") && count > 0) out(context, `${name}\n`);
  };
  if (streaming && !flags.has("c")) {
    // Line by line as they come, for what never ends (tail -f, ping).
    const state = (context.process.state ?? {}) as { rest?: string; found?: boolean; lines?: number };
    const { data, ended } = context.machine.read(context.process, 0);
    const text = (state.rest ?? "") + data;
    const cut = ended ? text.length : text.lastIndexOf("\n") + 1;
    search("(standard input)", text.slice(0, cut), state.lines ?? 0);
    found ||= state.found ?? false;
    if (found && flags.has("q")) return 0;
    if (ended) return found ? 0 : 1;
    context.process.state = {
      rest: text.slice(cut),
      found,
      lines: (state.lines ?? 0) + linesOf(text.slice(0, cut)).length,
    };
    return { input: 0 };
  }
  const read = readFiles(context, names);
  if (!("texts" in read)) return read;
  for (const { name, text } of read.texts) search(name === "-" ? "(standard input)" : name, text);
  return read.failed ? 2 : found ? 0 : 1;
};

function filesBelow(
  files: { stat(path: string): { readonly type: string } | undefined; names(path: string): string[] },
  name: string,
  path: string,
): string[] {
  const stat = files.stat(path);
  if (stat?.type === "f" || !stat) return [name];
  return stat.type === "d"
    ? files
        .names(path)
        .flatMap((child) =>
          filesBelow(files, `${name === "/" ? "" : name}/${child}`, `${path === "/" ? "" : path}/${child}`),
        )
    : [];
}

const countOption = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg) => (/^-\d+$/.test(arg) ? ["-n", arg.slice(1)] : [arg]));

const head: Command = (context) => {
  const { flags, words } = parseOptions(countOption(context.args), ["n", "c"]);
  const lines = Number(flags.get("n") ?? 10);
  const bytes = flags.get("c");
  if (words.length === 0) {
    const state = (context.process.state ?? {}) as { input?: string };
    const { data, ended } = context.machine.read(context.process, 0);
    const text = (state.input ?? "") + data;
    const enough =
      bytes === undefined
        ? linesOf(text).length > lines || text.split("\n").length > lines
        : text.length >= Number(bytes);
    if (!ended && !(enough && lines >= 0)) {
      context.process.state = { input: text };
      return { input: 0 };
    }
    out(context, bytes === undefined ? firstLines(text, lines) : text.slice(0, Number(bytes)));
    return 0;
  }
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  read.texts.forEach(({ name, text }, index) => {
    if (read.texts.length > 1) out(context, `${index > 0 ? "\n" : ""}==> ${name} <==\n`);
    out(context, bytes === undefined ? firstLines(text, lines) : text.slice(0, Number(bytes)));
  });
  return read.failed ? 1 : 0;
};

function firstLines(text: string, count: number): string {
  const lines = text.split(/(?<=\n)/);
  return (count < 0 ? lines.slice(0, count) : lines.slice(0, count)).join("");
}

const tail: Command = (context) => {
  const { flags, words } = parseOptions(countOption(context.args), ["n", "c", "s", "pid"]);
  const follows = flags.has("f") || flags.has("F") || flags.has("follow");
  const given = flags.get("n") ?? "10";
  const { files, now } = context.machine.around;
  const state = context.process.state as { offsets?: { [path: string]: number } } | undefined;
  if (state?.offsets && follows) {
    for (const path of Object.keys(state.offsets)) {
      let text = "";
      try {
        text = files.read(path);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
      }
      const from = state.offsets[path] as number;
      out(context, text.slice(text.length < from ? 0 : from));
      state.offsets[path] = text.length;
    }
    return { until: now + 1000 };
  }
  if (words[0] === "/dev/null" && follows) return {};
  if (words[0] === "/dev/zero") {
    // The last line of what has none: all of it is kept in memory.
    context.process.cores = 1;
    context.process.memory = Math.min(context.machine.around.node.memory, 64 * 2 ** 30);
    return {};
  }
  if (words.length === 0 && context.process.fds[0]?.kind === undefined) return follows ? {} : 0;
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  read.texts.forEach(({ name, text }, index) => {
    if (read.texts.length > 1 && !flags.has("q")) out(context, `${index > 0 ? "\n" : ""}==> ${name} <==\n`);
    const bytes = flags.get("c");
    const lines = text.split(/(?<=\n)/).filter((line) => line !== "");
    out(
      context,
      bytes !== undefined
        ? text.slice(-Number(bytes))
        : given.startsWith("+")
          ? lines.slice(Number(given.slice(1)) - 1).join("")
          : Number(given) === 0
            ? ""
            : lines.slice(-Number(given)).join(""),
    );
  });
  if (!follows || (read.failed && words.length === 1)) return read.failed ? 1 : 0;
  const offsets: { [path: string]: number } = {};
  for (const { name, text } of read.texts) if (name !== "-") offsets[pathOf(context, name)] = text.length;
  context.process.state = { offsets };
  return { until: now + 1000 };
};

const sed: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, ["e", "f"]);
  const scripts = all.filter(([name]) => name === "e").map(([, value]) => value);
  const rest = [...words];
  if (scripts.length === 0) scripts.push(rest.shift() ?? "");
  const extended = flags.has("E") || flags.has("r");
  const steps = scripts.flatMap((script) => parseSed(script, extended));
  if (steps.some((step) => step === undefined)) return fail(context, "unsupported command", 1);
  const edit = (text: string): string => {
    const lines = linesOf(text);
    const result: string[] = [];
    const open = new Set<SedStep>();
    lines: for (let index = 0; index < lines.length; index++) {
      let line = lines[index] as string;
      let isPrinted = !flags.has("n");
      for (const step of steps as SedStep[]) {
        if (!applies(step, { line, index, last: index === lines.length - 1, open })) continue;
        if (step.command === "d") continue lines;
        else if (step.command === "p") result.push(line);
        else if (step.command === "q") {
          if (isPrinted) result.push(line);
          break lines;
        } else if (step.command === "s" && step.pattern) {
          if (line.length > reachOf(step.pattern.source)) continue;
          step.pattern.lastIndex = 0;
          const next = line.replace(step.pattern, (...match: readonly unknown[]) => substituted(step.text, match));
          if (next !== line && step.prints) result.push(next);
          line = next;
        } else if (step.command === "a") {
          result.push(...(isPrinted ? [line] : []), step.text);
          isPrinted = false;
        } else if (step.command === "i") result.push(step.text);
        else if (step.command === "c") line = step.text;
      }
      if (isPrinted) result.push(line);
    }
    return joinLines(result);
  };
  const isInPlace = flags.has("i");
  const read = readFiles(context, rest);
  if (!("texts" in read)) return read;
  for (const { name, text } of read.texts) {
    if (isInPlace && name !== "-") context.machine.around.files.write(pathOf(context, name), edit(text));
    else out(context, edit(text));
  }
  return read.failed ? 1 : 0;
};

interface SedAddress {
  readonly line?: number;
  readonly last?: true;
  readonly pattern?: RegExp;
}
interface SedStep {
  readonly from?: SedAddress | undefined;
  readonly to?: SedAddress | undefined;
  readonly not: boolean;
  readonly command: string;
  readonly text: string;
  readonly pattern?: RegExp;
  readonly prints?: boolean;
}

function substituted(replacement: string, match: readonly unknown[]): string {
  return replacement.replace(/\\([0-9&nt\\/])|&/g, (whole, code: string | undefined) => {
    if (code === undefined) return String(match[0]);
    if (/\d/.test(code)) return String(match[Number(code)] ?? "");
    return code === "n" ? "\n" : code === "t" ? "\t" : code === "&" ? "&" : code || whole;
  });
}

function applies(
  step: SedStep,
  {
    line,
    index,
    last,
    open,
  }: { readonly line: string; readonly index: number; readonly last: boolean; readonly open: Set<SedStep> },
): boolean {
  const hits = (address: SedAddress): boolean =>
    address.last
      ? last
      : address.line !== undefined
        ? address.line === index + 1
        : (address.pattern?.test(line.slice(0, reachOf(address.pattern.source))) ?? false);
  let verdict: boolean;
  if (!step.from) verdict = true;
  else if (!step.to) verdict = hits(step.from);
  else if (open.has(step)) {
    verdict = true;
    if (hits(step.to) || (step.to.line !== undefined && step.to.line <= index + 1)) open.delete(step);
  } else {
    verdict = hits(step.from);
    if (verdict && !(step.to.line !== undefined && step.to.line <= index + 1)) open.add(step);
  }
  return verdict !== step.not;
}

function parseSed(script: string, extended: boolean): (SedStep | undefined)[] {
  const steps: (SedStep | undefined)[] = [];
  let at = 0;
  const address = (): SedAddress | undefined => {
    const number = /^\d+/.exec(script.slice(at))?.[0];
    if (number !== undefined) {
      at += number.length;
      return { line: Number(number) };
    }
    if (script[at] === "$") {
      at++;
      return { last: true };
    }
    if (script[at] !== "/") return undefined;
    const [source, end] = delimited(script, at + 1, "/");
    at = end;
    return { pattern: compile(regularExpression(source, extended), "") };
  };
  while (at < script.length) {
    if (/[\s;]/.test(script[at] as string)) {
      at++;
      continue;
    }
    const from = address();
    let to: SedAddress | undefined;
    if (script[at] === ",") {
      at++;
      to = address();
    }
    while (script[at] === " ") at++;
    const not = script[at] === "!";
    if (not) at++;
    const command = script[at++] ?? "";
    const base = { from, to, not };
    if (command === "s") {
      const delimiter = script[at] as string;
      const [source, next] = delimited(script, at + 1, delimiter);
      const [text, end] = delimited(script, next, delimiter);
      const letters = /^[gipI0-9]*/.exec(script.slice(end))?.[0] ?? "";
      at = end + letters.length;
      steps.push({
        ...base,
        command,
        text,
        prints: letters.includes("p"),
        pattern: compile(
          regularExpression(source, extended),
          `${letters.includes("g") ? "g" : ""}${/i/i.test(letters) ? "i" : ""}`,
        ),
      });
    } else if (command === "a" || command === "i" || command === "c") {
      const end = script.indexOf("\n", at);
      const text = script.slice(at, end < 0 ? undefined : end).replace(/^\s*\\?\n?\s*/, "");
      at = end < 0 ? script.length : end;
      steps.push({ ...base, command, text });
    } else if (command === "d" || command === "p" || command === "q") steps.push({ ...base, command, text: "" });
    else steps.push(undefined);
  }
  return steps;
}

/** A part up to a delimiter (escaped ones are part of it), and where it ends. */
function delimited(script: string, from: number, delimiter: string): [string, number] {
  let text = "";
  for (let at = from; at < script.length; at++) {
    if (script[at] === "\\" && script[at + 1] === delimiter) text += script[++at];
    else if (script[at] === delimiter) return [text, at + 1];
    else if (script[at] === "\\") text += (script[at] ?? "") + (script[++at] ?? "");
    else text += script[at];
  }
  return [text, script.length];
}

const sort = filter(["k", "t"], (text, { flags }) => {
  const separator = flags.get("t");
  const key = flags.get("k");
  const keyOf = (line: string): string => {
    if (key === undefined) return line;
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    return fields.slice(Number.parseInt(key, 10) - 1).join(" ");
  };
  const numeric = flags.has("n") || flags.has("h") || /n/.test(key ?? "");
  const compare = (left: string, right: string): number => {
    const [a, b] = [keyOf(left), keyOf(right)];
    if (numeric) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || (a < b ? -1 : a > b ? 1 : 0);
    return a < b ? -1 : a > b ? 1 : 0;
  };
  let lines = linesOf(text).sort(compare);
  if (flags.has("r")) lines.reverse();
  if (flags.has("u")) lines = [...new Set(lines)];
  return joinLines(lines);
});

const uniq = filter([], (text, { flags }) => {
  const groups: { line: string; count: number }[] = [];
  for (const line of linesOf(text)) {
    const last = groups[groups.length - 1];
    if (last && last.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  const chosen = groups.filter(({ count }) => (flags.has("d") ? count > 1 : flags.has("u") ? count === 1 : true));
  return joinLines(chosen.map(({ line, count }) => (flags.has("c") ? `${String(count).padStart(7)} ${line}` : line)));
});

const wc: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  const shown = ["l", "w", "c"].filter(
    (flag) => flags.size === 0 || flags.has(flag) || (flag === "c" && flags.has("m")),
  );
  const total: { [flag: string]: number } = { l: 0, w: 0, c: 0 };
  const line = (counts: { readonly [flag: string]: number }, name: string): string => {
    const numbers = shown.map((flag) => String(counts[flag] ?? 0));
    const isPlain = shown.length === 1 && read.texts.length === 1;
    return `${isPlain ? numbers[0] : numbers.map((number) => number.padStart(context.machine.around.flavor === "busybox" ? 9 : 7)).join(" ")}${name === "-" ? "" : ` ${name}`}\n`;
  };
  for (const { name, text } of read.texts) {
    const counts: { readonly [flag: string]: number } = {
      l: text.split("\n").length - 1,
      w: text.split(/\s+/).filter((word) => word !== "").length,
      c: text.length,
    };
    for (const flag of Object.keys(counts)) total[flag] = (total[flag] ?? 0) + (counts[flag] ?? 0);
    out(context, line(counts, name));
  }
  if (read.texts.length > 1) out(context, line(total, "total"));
  return read.failed ? 1 : 0;
};

function ranges(text: string): (index: number) => boolean {
  const parts = text.split(",").map((part) => {
    const [from = "", to] = part.split("-");
    return [
      from === "" ? 1 : Number(from),
      to === undefined ? Number(from) : to === "" ? Number.POSITIVE_INFINITY : Number(to),
    ] as const;
  });
  return (index) => parts.some(([from, to]) => index >= from && index <= to);
}

const cut = filter(["d", "f", "c", "b"], (text, { flags }) => {
  const characters = flags.get("c") ?? flags.get("b");
  const fields = flags.get("f");
  const delimiter = flags.get("d") ?? "\t";
  const chosen = ranges(characters ?? fields ?? "1-");
  return joinLines(
    linesOf(text).flatMap((line) => {
      if (characters !== undefined) return [[...line].filter((_char, index) => chosen(index + 1)).join("")];
      if (!line.includes(delimiter)) return flags.has("s") ? [] : [line];
      return [
        line
          .split(delimiter)
          .filter((_field, index) => chosen(index + 1))
          .join(delimiter),
      ];
    }),
  );
});

const tr: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const text = readInput(context);
  if (typeof text !== "string") return text;
  const [from, to] = [charactersOf(words[0] ?? ""), charactersOf(words[1] ?? "")];
  const isIn = (char: string): boolean => from.includes(char) !== (flags.has("c") || flags.has("C"));
  let result: string;
  if (flags.has("d")) result = [...text].filter((char) => !isIn(char)).join("");
  else
    result = [...text]
      .map((char) =>
        isIn(char) && to.length > 0 ? (to[Math.min(to.length - 1, Math.max(0, from.indexOf(char)))] ?? char) : char,
      )
      .join("");
  if (flags.has("s")) {
    const squeezed = to.length > 0 ? to : from;
    result = result.replace(/([\s\S])\1+/g, (whole, char: string) => (squeezed.includes(char) ? char : whole));
  }
  out(context, result);
  return 0;
};

function charactersOf(set: string): string[] {
  const text = escapes(set).replace(
    /\[:(\w+):\]/g,
    (_, name: string) =>
      ({ upper: "A-Z", lower: "a-z", digit: "0-9", alpha: "A-Za-z", alnum: "A-Za-z0-9", space: " \t\n\r" })[
        name as "upper"
      ] ?? "",
  );
  const chars: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const [from, to] = [
      text.charCodeAt(at),
      text[at + 1] === "-" && at + 2 < text.length ? text.charCodeAt(at + 2) : -1,
    ];
    if (to < from) chars.push(text[at] as string);
    else {
      for (let code = from; code <= to; code++) chars.push(String.fromCharCode(code));
      at += 2;
    }
  }
  return chars;
}

const nl = filter([], (text) =>
  joinLines(linesOf(text).map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)),
);
const rev = filter([], (text) => joinLines(linesOf(text).map((line) => [...line].reverse().join(""))));
const tac = filter([], (text) => joinLines(linesOf(text).reverse()));
const strings = filter([], (text) => joinLines(text.match(/[\x20-\x7e\t]{4,}/g) ?? []));

const diff: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["U"]);
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  if (read.failed || read.texts.length < 2) return 2;
  const [left, right] = read.texts.map(({ text }) => linesOf(text)) as [string[], string[]];
  if (left.join("\n") === right.join("\n")) return 0;
  if (flags.has("q")) out(context, `Files ${words[0]} and ${words[1]} differ\n`);
  else
    out(
      context,
      `--- ${words[0]}\n+++ ${words[1]}\n@@ -1,${left.length} +1,${right.length} @@\n${differences(left, right)}`,
    );
  return 1;
};

function differences(left: readonly string[], right: readonly string[]): string {
  let begin = 0;
  while (begin < left.length && begin < right.length && left[begin] === right[begin]) begin++;
  let end = 0;
  while (
    end < left.length - begin &&
    end < right.length - begin &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  )
    end++;
  const kept = (lines: readonly string[]): string[] => lines.map((line) => ` ${line}`);
  return joinLines([
    ...kept(left.slice(0, begin)),
    ...left.slice(begin, left.length - end).map((line) => `-${line}`),
    ...right.slice(begin, right.length - end).map((line) => `+${line}`),
    ...kept(left.slice(left.length - end)),
  ]);
}

const hexdump: Command = (context) => {
  const { words } = parseOptions(context.args, ["n", "t", "A"]);
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  const text = read.texts
    .map((each) => each.text)
    .join("")
    .slice(0, 65_536);
  for (let at = 0; at < text.length; at += 16) {
    const part = text.slice(at, at + 16);
    const hex = [...part].map((char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
    out(context, `${at.toString(16).padStart(8, "0")}  ${hex.padEnd(48)} |${part.replace(/[^\x20-\x7e]/g, ".")}|\n`);
  }
  return read.failed ? 1 : 0;
};

const base64: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["w"]);
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  const text = read.texts.map((each) => each.text).join("");
  if (flags.has("d") || flags.has("D") || flags.has("decode")) {
    try {
      out(context, atob(text.replace(/\s/g, "")));
    } catch {
      return fail(context, "invalid input");
    }
    return 0;
  }
  const width = Number(flags.get("w") ?? 76);
  const encoded = btoa(text);
  out(context, width === 0 ? encoded : joinLines(encoded.match(new RegExp(`.{1,${width}}`, "g")) ?? []));
  return 0;
};

export const TEXT_COMMANDS: { readonly [name: string]: Command } = {
  grep,
  egrep: grep,
  fgrep: grep,
  head,
  tail,
  sed,
  sort,
  uniq,
  wc,
  cut,
  tr,
  nl,
  rev,
  tac,
  strings,
  diff,
  hexdump,
  od: hexdump,
  xxd: hexdump,
  base64,
  less: (context) => pager(context),
  more: (context) => pager(context),
};

const pager: Command = (context) => {
  const { words } = parseOptions(context.args);
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  out(context, read.texts.map(({ text }) => text).join(""));
  return read.failed ? 1 : 0;
};
