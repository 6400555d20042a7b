/** sed: lines edited by a script. Commands: s, d, p, q, a, i, c, with addresses. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { type Match, type Pattern, posixSource, replaceMatches } from "../shell/regularExpressions.ts";
import { fail, joinLines, linesOf, out, parseOptions, pathOf, patternOf, readFiles } from "./kit.ts";

export const sed: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, ["e", "f"]);
  const scripts = all.filter(([name]) => name === "e").map(([, value]) => value);
  const rest = [...words];
  if (scripts.length === 0) scripts.push(rest.shift() ?? "");
  const extended = flags.has("E") || flags.has("r");
  const steps = scripts.flatMap((script) => parseSed(context, script, extended));
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
          const { pattern, all } = step;
          const next = replaceMatches(line, { pattern, all, by: (match) => substituted(step.text, match) });
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
  readonly pattern?: Pattern;
}
interface SedStep {
  readonly from?: SedAddress | undefined;
  readonly to?: SedAddress | undefined;
  readonly not: boolean;
  readonly command: string;
  readonly text: string;
  readonly pattern?: Pattern;
  /** Of `s`: every match, not the first only. */
  readonly all: boolean;
  readonly prints?: boolean;
}

function substituted(replacement: string, { groups }: Match): string {
  return replacement.replace(/\\([0-9&nt\\/])|&/g, (whole, code: string | undefined) => {
    if (code === undefined) return groups[0] ?? "";
    if (/\d/.test(code)) return groups[Number(code)] ?? "";
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
        : address.pattern?.find(line) !== undefined;
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

function parseSed(context: CommandContext, script: string, extended: boolean): (SedStep | undefined)[] {
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
    return { pattern: patternOf(context, posixSource(source, extended), { longest: true }) };
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
    const base = { from, to, not, all: false };
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
        all: letters.includes("g"),
        pattern: patternOf(context, posixSource(source, extended), { ignoreCase: /i/i.test(letters), longest: true }),
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
