/** JSON as kubectl prints it: four blanks a level, as Go escapes it. */
import { compareText, goJson, isObject } from "../json.ts";

/** `sorted`: members by name, as for objects without a Go type; otherwise in the order they stand. */
export function writeJson(value: unknown, { sorted = true }: { readonly sorted?: boolean } = {}): string {
  return `${indented(value, "", sorted)}\n`;
}

function indented(value: unknown, before: string, sorted: boolean): string {
  const inner = `${before}    `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => `${inner}${indented(item, inner, sorted)}`).join(",\n")}\n${before}]`;
  }
  if (!isObject(value)) return goJson(value ?? null);
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  if (names.length === 0) return "{}";
  if (sorted) names.sort(compareText);
  return `{\n${names.map((name) => `${inner}${goJson(name)}: ${indented(value[name], inner, sorted)}`).join(",\n")}\n${before}}`;
}
