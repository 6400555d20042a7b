/** Commands that make text of text. */
import type { Command } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { escapes } from "../shell/expand.ts";
import { POSIX_CLASSES } from "../shell/posixClasses.ts";
import { grep } from "./grep.ts";
import { fail, filter, heldInput, joinLines, linesOf, out, parseOptions, pathOf, readFiles, readInput } from "./kit.ts";
import { sed } from "./sed.ts";

const countOption = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg) => (/^-\d+$/.test(arg) ? ["-n", arg.slice(1)] : [arg]));

const head: Command = (context) => {
  const { flags, words } = parseOptions(countOption(context.args), ["n", "c"]);
  const lines = Number(flags.get("n") ?? 10);
  const bytes = flags.get("c");
  if (words.length === 0) {
    const state = (context.process.state ?? {}) as { input?: string; lines?: number };
    const { data, ended } = context.machine.read(context.process, 0);
    const text = heldInput(state.input ?? "", data);
    const count = (state.lines ?? 0) + data.split("\n").length - 1;
    const enough = bytes === undefined ? lines >= 0 && count >= lines : text.length >= Number(bytes);
    if (!ended && !enough) {
      context.process.state = { input: text, lines: count };
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

const MOST_RANGES = 100;

function ranges(text: string): (index: number) => boolean {
  const list = text.split(",");
  if (list.length > MOST_RANGES) throw new FileError("too many ranges (Podroom)");
  const parts = list.map((part) => {
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
  const places = new Map<string, number>();
  from.forEach((char, index) => {
    if (!places.has(char)) places.set(char, index);
  });
  const isIn = (char: string): boolean => places.has(char) !== (flags.has("c") || flags.has("C"));
  let result: string;
  if (flags.has("d")) result = [...text].filter((char) => !isIn(char)).join("");
  else
    result = [...text]
      .map((char) =>
        isIn(char) && to.length > 0 ? (to[Math.min(to.length - 1, places.get(char) ?? 0)] ?? char) : char,
      )
      .join("");
  if (flags.has("s")) {
    const squeezed = new Set(to.length > 0 ? to : from);
    result = result.replace(/([\s\S])\1+/g, (whole, char: string) => (squeezed.has(char) ? char : whole));
  }
  out(context, result);
  return 0;
};

function charactersOf(set: string): string[] {
  const text = escapes(set).replace(/\[:(\w+):\]/g, (_, name: string) =>
    (POSIX_CLASSES.get(name) ?? []).map(([first, last]) => `${first}-${last}`).join(""),
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

const piecesOf = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));

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
  if (!Number.isInteger(width) || width < 0) return fail(context, `invalid wrap size: '${flags.get("w")}'`);
  const encoded = btoa(text);
  out(context, width === 0 ? encoded : joinLines(piecesOf(encoded, width)));
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
