/** Objects of a file as kustomize reads them. */
import { isObject, type Json, type JsonObject } from "../json.ts";
import { chunksOf } from "../yaml/documents.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { textAt } from "./identity.ts";

/** The text is no YAML at all. */
export class MalformedYaml extends Error {}

/** Throws what keeps one of the documents from being an object. */
export function objectsIn(text: string): JsonObject[] {
  const found: JsonObject[] = [];
  for (const chunk of chunksOf(text)) {
    const value = read(chunk);
    if (value === null || (isObject(value) && Object.keys(value).length === 0)) continue;
    found.push(...inlined(checked(value)));
  }
  return found;
}

function read(chunk: string): Json {
  try {
    return readYaml(chunk, { words: ["true", "false"] });
  } catch (error) {
    throw new MalformedYaml(`MalformedYAMLError: ${(error as Error).message}`);
  }
}

function checked(value: Json): JsonObject {
  if (!isObject(value) || (value.apiVersion === undefined && value.kind === undefined && value.metadata === undefined))
    throw new Error("missing Resource metadata");
  const kind = textAt(value, "kind");
  const name = textAt(value, "metadata", "name");
  const shown = `{{${textAt(value, "apiVersion")} ${kind}} {{${name} ${textAt(value, "metadata", "namespace")}} ${goMap(value, "labels")} ${goMap(value, "annotations")}}}`;
  if (kind === "") throw new Error(`missing kind in object ${shown}`);
  if (!kind.endsWith("List") && name === "") throw new Error(`missing metadata.name in object ${shown}`);
  return value;
}

function goMap(object: JsonObject, member: string): string {
  const map = isObject(object.metadata) ? object.metadata[member] : undefined;
  const entries = isObject(map) ? Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)) : [];
  return `map[${entries.map(([name, value]) => `${name}:${String(value)}`).join(" ")}]`;
}

/** A list stands for its items. */
function inlined(object: JsonObject): JsonObject[] {
  if (!textAt(object, "kind").endsWith("List") || object.items === undefined) return [object];
  if (object.items === null) return [];
  if (!Array.isArray(object.items)) throw new Error(`expected array in ${String(object.kind)}/items`);
  return object.items.flatMap((item) => inlined(checked(item)));
}
