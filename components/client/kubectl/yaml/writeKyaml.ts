/** KYAML: YAML in flow style with explicit quotes, `-o kyaml`. Mirrors sigs.k8s.io/yaml/kyaml. */
import { goJson, isObject } from "../json.ts";
import { resolveScalar } from "./resolve.ts";

/** With its `---` line. Members come in the order given. */
export function writeKyaml(value: unknown): string {
  return `---\n${render(value, 0)}\n`;
}

function pad(levels: number): string {
  return "  ".repeat(levels);
}

function render(value: unknown, indent: number): string {
  if (Array.isArray(value)) return sequence(value, indent);
  if (isObject(value)) return mapping(value, indent);
  return typeof value === "string" ? text(value, indent + 1) : goJson(value ?? null);
}

function sequence(items: readonly unknown[], indent: number): string {
  if (items.length === 0) return "[]";
  if (items.every((item) => isObject(item) || Array.isArray(item)))
    return `[${items.map((item) => render(item, indent)).join(", ")}]`;
  return `[\n${items.map((item) => `${pad(indent + 1)}${render(item, indent + 1)},\n`).join("")}${pad(indent)}]`;
}

function mapping(object: { readonly [name: string]: unknown }, indent: number): string {
  const names = Object.keys(object).filter((name) => object[name] !== undefined);
  if (names.length === 0) return "{}";
  const members = names.map((name) => {
    const key = needsQuotes(name) ? text(name, indent + 1) : name;
    return `${pad(indent + 1)}${key}: ${render(object[name], indent + 1)},\n`;
  });
  return `{\n${members.join("")}${pad(indent)}}`;
}

const ESCAPES: { readonly [char: string]: string } = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\v": "\\v",
  "\0": "\\0",
  "\u001b": "\\e",
  "\u0085": "\\N",
  "\u00a0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

/** A quoted string; with line breaks it is folded over lines that stand under each other. */
function text(value: string, indent: number): string {
  const multi = value.includes("\n");
  let result = `"${multi ? "\\\n" : ""}`;
  for (const char of value) {
    if (result.endsWith("\n")) result += pad(indent) + (/\s/.test(char) && char !== "\n" ? "\\" : " ");
    result += char === "\n" ? "\\n\\\n" : escaped(char);
  }
  if (!multi) return `${result}"`;
  return `${result}${result.endsWith("\n") ? "" : "\\\n"}${pad(indent)}"`;
}

function escaped(char: string): string {
  if (char === "\t") return char;
  if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char] as string;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|[^\P{Zs} ]/u.test(char)) return char;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

function needsQuotes(name: string): boolean {
  if (name === "" || /^(null|~|true|false|t|f|y|yes|on|n|no|off|[-+]?\.inf|\.nan)$/i.test(name)) return true;
  if (resolveScalar(name).tag !== "str") return true;
  if (/^[+-]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(name)) return true;
  return !/^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(name);
}
