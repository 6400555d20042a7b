/** grep: lines a pattern is found in. */
import type { Command } from "../machine/Command.ts";
import { escapeRegExp } from "../shell/patterns.ts";
import { matchesOf, posixSource } from "../shell/regularExpressions.ts";
import { fail, heldInput, linesOf, out, parseOptions, pathOf, patternOf, readFiles } from "./kit.ts";

export const grep: Command = (context) => {
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
      flags.has("F") || context.name === "fgrep" ? escapeRegExp(pattern) : posixSource(pattern, extended),
    )
    .join("|");
  const bounded = flags.has("w") ? `\\b(?:${source})\\b` : flags.has("x") ? `^(?:${source})$` : source;
  const pattern = patternOf(context, bounded, { ignoreCase: flags.has("i"), longest: !flags.has("P") });
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
      const hit = (pattern.find(line) !== undefined) !== flags.has("v");
      if (!hit) continue;
      found = true;
      count++;
      if (flags.has("q") || flags.has("c") || flags.has("l")) continue;
      const number = (at: number): string => (flags.has("n") ? `${from + at + 1}${at === index ? ":" : "-"}` : "");
      if (flags.has("o") && !flags.has("v")) {
        for (const { at, end } of matchesOf(pattern, line))
          if (end > at) out(context, `${title}${number(index)}${line.slice(at, end)}\n`);
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
    const text = heldInput(state.rest ?? "", data);
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
