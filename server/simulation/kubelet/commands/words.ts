/** Commands that make words of words. */
import type { Command } from "../machine/Command.ts";
import { baseName } from "../machine/FileTree.ts";
import { endless } from "./content.ts";
import { fail, joinLines, out, parseOptions } from "./kit.ts";

const sequence: Command = (context) => {
  const { flags, words } = parseOptions(
    context.args.filter((arg) => !/^-\d/.test(arg)),
    ["s", "f"],
  );
  const numbers = context.args.filter((arg) => /^-?\d/.test(arg)).map(Number);
  const [from, step, to] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  const list: string[] = [];
  for (let value = from ?? 1; (step ?? 1) > 0 ? value <= (to ?? 0) : value >= (to ?? 0); value += step || 1) {
    list.push(String(value));
    if (list.length >= 50_000) break;
  }
  if (words.length < 0) return 1;
  out(context, flags.has("s") ? `${list.join(flags.get("s"))}\n` : joinLines(list));
  return 0;
};

const expression: Command = (context) => {
  const [left = "", operator = "", right = ""] = context.args;
  const numbers: { readonly [operator: string]: () => number } = {
    "+": () => Number(left) + Number(right),
    "-": () => Number(left) - Number(right),
    "*": () => Number(left) * Number(right),
    "/": () => Math.trunc(Number(left) / Number(right)),
    "%": () => Number(left) % Number(right),
  };
  if (numbers[operator]) {
    const value = numbers[operator]();
    if (!Number.isFinite(value)) return fail(context, "non-numeric argument", 2);
    out(context, `${value}\n`);
    return value === 0 ? 1 : 0;
  }
  if (operator === "=" || operator === "!=" || operator === "<" || operator === ">") {
    const verdict =
      operator === "="
        ? left === right
        : operator === "!="
          ? left !== right
          : operator === "<"
            ? Number(left) < Number(right)
            : Number(left) > Number(right);
    out(context, verdict ? "1\n" : "0\n");
    return verdict ? 0 : 1;
  }
  if (left === "length") {
    out(context, `${operator.length}\n`);
    return 0;
  }
  out(context, `${left}\n`);
  return left === "" || left === "0" ? 1 : 0;
};

export const WORD_COMMANDS: { readonly [name: string]: Command } = {
  seq: sequence,
  expr: expression,
  yes: (context) => endless(context, `${context.args.length > 0 ? context.args.join(" ") : "y"}\n`),
  basename: (context) => {
    const [path = "", suffix = ""] = context.args;
    const name = baseName(path.replace(/(.)\/+$/, "$1"));
    out(context, `${suffix && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
    return 0;
  },
  dirname: (context) => {
    const path = (context.args[0] ?? "").replace(/(.)\/+$/, "$1");
    const at = path.lastIndexOf("/");
    out(context, `${at < 0 ? "." : at === 0 ? "/" : path.slice(0, at)}\n`);
    return 0;
  },
};
