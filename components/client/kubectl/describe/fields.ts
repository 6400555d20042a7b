/** Members of objects as Go's typed structs give them: what is not there is the zero value. */
import { at, compareText, isObject, type JsonObject } from "../json.ts";

export type Path = readonly (string | number)[];

export function str(value: unknown, ...path: Path): string {
  const found = at(value, ...path);
  return found === undefined || found === null ? "" : String(found);
}

export function num(value: unknown, ...path: Path): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

export function flag(value: unknown, ...path: Path): boolean {
  return at(value, ...path) === true;
}

export function has(value: unknown, ...path: Path): boolean {
  const found = at(value, ...path);
  return found !== undefined && found !== null;
}

export function obj(value: unknown, ...path: Path): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

export function objects(value: unknown, ...path: Path): JsonObject[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function texts(value: unknown, ...path: Path): string[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.map(String) : [];
}

/** Members of an object, sorted by name. */
export function sortedEntries(value: unknown, ...path: Path): [string, string][] {
  return Object.entries(obj(value, ...path))
    .sort(([left], [right]) => compareText(left, right))
    .map(([key, text]) => [key, String(text)]);
}

export function yes(value: boolean): string {
  return value ? "True" : "False";
}

export function orNone(text: string): string {
  return text === "" ? "<none>" : text;
}

/** A list of pointers or values as Go's `%v` prints it. */
export function goList(items: readonly string[]): string {
  return `[${items.join(" ")}]`;
}
