/**
 * Writes JSON values as YAML the way the API server does: keys sorted, lists not indented, texts quoted that YAML 1.1
 * would read as something else, long lines folded at blanks after column 80. Models go-yaml v2's emitter.
 */
import { daysIn } from "./goTime.ts";
import { plainScalar } from "./yamlText.ts";

const BEST_WIDTH = 80;

/** A whole document, with its line end. */
export function goYaml(value: unknown): string {
  if (isMap(value) && Object.keys(value).length > 0) return mapLines(value, 0);
  if (Array.isArray(value) && value.length > 0) return listLines(value, 0);
  return `${inline(value, 0, 0)}\n`;
}

type Map = { readonly [key: string]: unknown };

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapLines(map: Map, indent: number): string {
  let text = "";
  for (const key of Object.keys(map).sort(naturally)) {
    if (map[key] === undefined) continue;
    const head = `${" ".repeat(indent)}${scalar(key, { simple: true, column: 0, indent })}:`;
    text += `${head}${member(map[key], indent, head.length + 1)}`;
  }
  return text;
}

/** What stands after a key: on the same line, or under it. */
function member(value: unknown, indent: number, column: number): string {
  if (isMap(value) && hasMembers(value)) return `\n${mapLines(value, indent + 2)}`;
  if (Array.isArray(value) && value.length > 0) return `\n${listLines(value, indent)}`;
  return ` ${inline(value, indent, column)}\n`;
}

function listLines(list: readonly unknown[], indent: number): string {
  let text = "";
  for (const item of list) {
    const dash = `${" ".repeat(indent)}- `;
    if (isMap(item) && hasMembers(item)) text += dash + mapLines(item, indent + 2).slice(indent + 2);
    else if (Array.isArray(item) && item.length > 0) text += dash + listLines(item, indent + 2).slice(indent + 2);
    else text += `${dash}${inline(item, indent, dash.length)}\n`;
  }
  return text;
}

function hasMembers(map: Map): boolean {
  for (const key in map) if (map[key] !== undefined) return true;
  return false;
}

function inline(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return scalar(value, { simple: false, column, indent });
  if (Array.isArray(value)) return "[]";
  return typeof value === "object" ? "{}" : String(value);
}

interface Place {
  /** A key: one line, never folded. */
  readonly simple: boolean;
  readonly column: number;
  readonly indent: number;
}

function scalar(text: string, place: Place): string {
  const special = SPECIAL.test(text) || / \n/.test(text);
  if (text.includes("\n"))
    return special || place.simple || text.endsWith(" ") ? doubleQuoted(text, place) : literal(text, place.indent);
  if (special || resolvesToOther(text)) return doubleQuoted(text, place);
  return needsQuotes(text) ? singleQuoted(text, place) : fold(text, { ...place, single: false });
}

/** What libyaml holds for unprintable. */
const SPECIAL = /[^\n\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function resolvesToOther(text: string): boolean {
  if (text === "") return true;
  return typeof plainScalar(text) !== "string" || isTimestamp(text) || isSexagesimal(text);
}

const TIMESTAMPS = [
  /^\d{4}-\d{1,2}-\d{1,2}[Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}$/,
];

/** A text that is a time by form and by calendar. */
function isTimestamp(text: string): boolean {
  if (!TIMESTAMPS.some((form) => form.test(text))) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
}

/** Numbers to base 60 of YAML 1.1: other readers take `10:30` for one. */
function isSexagesimal(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

/** Whether a plain text would be misread in a block. */
function needsQuotes(text: string): boolean {
  if (/^ | $/.test(text) || /:( |$)| #/.test(text) || /^(---|\.\.\.)/.test(text)) return true;
  return /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?]( |$)/.test(text);
}

/** A text on lines of its own. */
function literal(text: string, indent: number): string {
  const chomp = !text.endsWith("\n") ? "-" : text.endsWith("\n\n") || text === "\n" ? "+" : "";
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const pad = " ".repeat(indent + 2);
  const lines = text.replace(/\n$/, "").split("\n");
  return `|${hint}${chomp}\n${lines.map((line) => (line === "" ? "" : pad + line)).join("\n")}`;
}

function singleQuoted(text: string, place: Place): string {
  const folded = fold(text, { ...place, column: place.column + 1, single: true });
  return `'${folded.replaceAll("'", "''")}'`;
}

/** Breaks a line at single blanks once it is past the best width. */
function fold(text: string, { simple, column, indent, single }: Place & { readonly single: boolean }): string {
  if (simple || column + text.length <= BEST_WIDTH) return text;
  const pad = `\n${" ".repeat(indent + 2)}`;
  const chars = [...text];
  let folded = "";
  let at = column;
  chars.forEach((char, index) => {
    const alone = char === " " && chars[index + 1] !== " " && chars[index - 1] !== " ";
    if (alone && at > BEST_WIDTH && (!single || (index > 0 && index < chars.length - 1))) {
      folded += pad;
      at = indent + 2;
      return;
    }
    folded += char;
    at += single && char === "'" ? 2 : 1;
  });
  return folded;
}

const ESCAPES: { readonly [char: string]: string } = {
  "\0": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function doubleQuoted(text: string, { simple, column, indent }: Place): string {
  let result = '"';
  let at = column + 1;
  let blank = false;
  const chars = [...text];
  chars.forEach((char, index) => {
    if (char === " " && !simple && !blank && at > BEST_WIDTH && index > 0 && index < chars.length - 1) {
      const more = chars[index + 1] === " ";
      result += `\n${" ".repeat(indent + 2)}${more ? "\\" : ""}`;
      at = indent + 2 + (more ? 1 : 0);
      blank = true;
      return;
    }
    const escaped = ESCAPES[char] ?? escapeOther(char);
    result += escaped;
    at += escaped.length;
    blank = char === " ";
  });
  return `${result}"`;
}

function escapeOther(char: string): string {
  const code = char.codePointAt(0) as number;
  if (!SPECIAL.test(char)) return char;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  return code <= 0xffff
    ? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`
    : `\\U${code.toString(16).toUpperCase().padStart(8, "0")}`;
}

/** The order go-yaml gives keys: letters after other signs, digits by the number they write. */
function naturally(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index++) {
    const x = a[index] as string;
    const y = b[index] as string;
    if (x === y) continue;
    const xLetter = isLetter(x);
    const yLetter = isLetter(y);
    if (xLetter !== yLetter) return yLetter ? -1 : 1;
    if (xLetter) return (x.codePointAt(0) as number) - (y.codePointAt(0) as number);
    const before = (x === "0" || y === "0") && endsInNumber(a.slice(0, index)) ? "1" : "0";
    const xDigits = leadingDigits(a, index);
    const yDigits = leadingDigits(b, index);
    const difference = Number(before + xDigits) - Number(before + yDigits);
    return difference || xDigits.length - yDigits.length || (x.codePointAt(0) as number) - (y.codePointAt(0) as number);
  }
  return a.length - b.length;
}

/** Whether the digits at the end are more than noughts. */
function endsInNumber(chars: readonly string[]): boolean {
  return /[1-9]/.test(/\d*$/.exec(chars.join(""))?.[0] ?? "");
}

const isLetter = (char: string): boolean => /^\p{L}$/u.test(char);

function leadingDigits(chars: readonly string[], from: number): string {
  return /^\d*/.exec(chars.slice(from).join(""))?.[0] ?? "";
}
