/** echo, printf and test: builtins of a shell that are programs too. */
import { FileError, type Files } from "../machine/Files.ts";
import { normalPath } from "../machine/FileTree.ts";
import { escapes } from "./expand.ts";
import { checkText, DEPTH_LIMIT, MemoryProblem, TEXT_LIMIT } from "./limits.ts";

/** What echo prints; `\c` ends it. */
export function echoText(args: readonly string[], readsEscapes = false): string {
  let at = 0;
  let newline = true;
  let interpret = readsEscapes;
  for (; at < args.length && /^-[neE]+$/.test(args[at] as string); at++) {
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === "n") newline = false;
      else interpret = letter === "e";
    }
  }
  const text = args.slice(at).join(" ");
  if (!interpret) return text + (newline ? "\n" : "");
  const cut = text.indexOf("\\c");
  return cut >= 0 ? escapes(text.slice(0, cut)) : escapes(text) + (newline ? "\n" : "");
}

/** How many decimals a number has at most. */
const MOST_DIGITS = 100;

/** What printf prints. Throws MemoryProblem for more than a shell holds. */
export function printfText(args: readonly string[]): string {
  const [format = "", ...values] = args;
  let used = 0;
  let out = "";
  do {
    const before = used;
    out += escapes(format.replace(/%%/g, "\u0000"))
      .replace(
        /%([-+ 0#]*)(\d+|\*)?(?:\.(\d+))?([diouxXcsbqeEfgG])/g,
        (_, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
          const size = width === "*" ? Number(values[used++]) || 0 : Number(width ?? 0);
          if (size > TEXT_LIMIT) throw new MemoryProblem();
          const decimals = Math.min(MOST_DIGITS, Number(precision ?? 6));
          const value = values[used++] ?? "";
          let text: string;
          switch (kind) {
            case "d":
            case "i":
            case "u":
              text = String(Math.trunc(Number(value.startsWith("'") ? value.charCodeAt(1) : value || 0)) || 0);
              if (flags.includes("+") && !text.startsWith("-")) text = `+${text}`;
              break;
            case "o":
              text = Math.trunc(Number(value) || 0).toString(8);
              break;
            case "x":
            case "X":
              text = Math.trunc(Number(value) || 0).toString(16);
              if (kind === "X") text = text.toUpperCase();
              break;
            case "e":
            case "E":
              text = (Number(value) || 0).toExponential(decimals);
              break;
            case "f":
              text = (Number(value) || 0).toFixed(decimals);
              break;
            case "g":
            case "G":
              text = String(Number(value) || 0);
              break;
            case "c":
              text = value.slice(0, 1);
              break;
            case "b":
              text = escapes(value);
              break;
            case "q":
              text = /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
              break;
            default:
              text = precision === undefined ? value : value.slice(0, Number(precision));
          }
          if (flags.includes("-")) return text.padEnd(size);
          return flags.includes("0") && kind !== "s" ? text.padStart(size, "0") : text.padStart(size);
        },
      )
      .replaceAll("\u0000", "%");
    checkText(out);
    if (used === before) break;
  } while (used < values.length);
  return out;
}

/** The verdict of `test`; throws FileError for what it cannot read. */
export function testExpression(args: readonly string[], files: Files, cwd: string): boolean {
  let at = 0;
  let depth = 0;
  const stat = (path: string): ReturnType<Files["stat"]> => {
    try {
      return files.stat(normalPath(path, cwd));
    } catch {
      return undefined;
    }
  };
  const number = (text: string): number => {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new FileError(`${text}: bad number`);
    return Number(text);
  };
  const unary = (operator: string, value: string): boolean => {
    switch (operator) {
      case "-z":
        return value === "";
      case "-n":
        return value !== "";
      case "-e":
      case "-a":
        return stat(value) !== undefined;
      case "-f":
        return stat(value)?.type === "f";
      case "-d":
        return stat(value)?.type === "d";
      case "-s":
        return (stat(value)?.size ?? 0) > 0;
      case "-x":
        return ((stat(value)?.mode ?? 0) & 0o111) !== 0 || stat(value)?.type === "d";
      case "-r":
      case "-w":
        return stat(value) !== undefined;
      case "-L":
      case "-h":
        try {
          return files.stat(normalPath(value, cwd), false)?.type === "l";
        } catch {
          return false;
        }
      case "-c":
        return stat(value)?.type === "c";
      default:
        return false;
    }
  };
  const binary = (left: string, operator: string, right: string): boolean | undefined => {
    switch (operator) {
      case "=":
      case "==":
        return left === right;
      case "!=":
        return left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "-eq":
        return number(left) === number(right);
      case "-ne":
        return number(left) !== number(right);
      case "-lt":
        return number(left) < number(right);
      case "-le":
        return number(left) <= number(right);
      case "-gt":
        return number(left) > number(right);
      case "-ge":
        return number(left) >= number(right);
      case "-nt":
        return (stat(left)?.mtime ?? 0) > (stat(right)?.mtime ?? 0);
      case "-ot":
        return (stat(left)?.mtime ?? 0) < (stat(right)?.mtime ?? 0);
      default:
        return undefined;
    }
  };
  function primary(): boolean {
    if (++depth > DEPTH_LIMIT) throw new FileError("too many arguments");
    const verdict = onePrimary();
    depth--;
    return verdict;
  }
  function onePrimary(): boolean {
    const word = args[at];
    if (word === undefined) return false;
    if (word === "!" && args.length - at > 1) {
      at++;
      return !primary();
    }
    if (word === "(" && args.length - at > 2) {
      at++;
      const inner = either();
      at++;
      return inner;
    }
    if (args.length - at >= 3) {
      const verdict = binary(word, args[at + 1] as string, args[at + 2] as string);
      if (verdict !== undefined) {
        at += 3;
        return verdict;
      }
    }
    if (/^-[a-zA-Z]$/.test(word) && args.length - at >= 2 && args[at + 1] !== "-a" && args[at + 1] !== "-o") {
      at += 2;
      return unary(word, args[at - 1] as string);
    }
    at++;
    return word !== "";
  }
  function both(): boolean {
    let verdict = primary();
    while (args[at] === "-a" || args[at] === "&&") {
      at++;
      const right = primary();
      verdict = verdict && right;
    }
    return verdict;
  }
  function either(): boolean {
    let verdict = both();
    while (args[at] === "-o" || args[at] === "||") {
      at++;
      const right = both();
      verdict = verdict || right;
    }
    return verdict;
  }
  const verdict = either();
  if (at < args.length) throw new FileError(`${args[at]}: unknown operand`);
  return verdict;
}
