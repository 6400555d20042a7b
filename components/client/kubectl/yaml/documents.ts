/** Files of several documents: split at lines of `---` as kubectl's reader does; JSON one after the other too. */
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { readYaml } from "./readYaml.ts";

/** Objects in a text, in order. Throws `error parsing <source>: …` where the text cannot be read. */
export function* documentsOf(text: string, source: string): Generator<JsonObject> {
  if (/^\s*\{/.test(text)) {
    yield* jsonDocuments(text, source);
    return;
  }
  for (const chunk of chunksOf(text)) {
    if (chunk.trim() === "") continue;
    const value = read(chunk, source);
    if (value === null) continue;
    if (!isObject(value))
      throw new Error(
        `error parsing ${source}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(value) ? "array" : typeof value} into Go value of type map[string]interface {}`,
      );
    yield value;
  }
}

function read(chunk: string, source: string): unknown {
  try {
    return readYaml(chunk);
  } catch (error) {
    throw new Error(`error parsing ${source}: error converting YAML to JSON: ${(error as Error).message}`);
  }
}

function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let chunk = "";
  for (const line of text.split(/(?<=\n)/)) {
    const separator = /^---\s*$/.test(line) || /^---\s+#/.test(line);
    if (!separator) chunk += line;
    else if (chunk !== "") {
      chunks.push(chunk);
      chunk = "";
    }
  }
  chunks.push(chunk);
  return chunks;
}

function* jsonDocuments(text: string, source: string): Generator<JsonObject> {
  let rest = text.trim();
  while (rest !== "") {
    const end = endOfObject(rest);
    const chunk = rest.slice(0, end);
    let value: unknown;
    try {
      value = JSON.parse(chunk);
    } catch {
      // What begins like JSON and is none may still be YAML in flow style.
      value = read(rest, source);
      if (isObject(value)) yield value;
      return;
    }
    if (isObject(value)) yield value;
    rest = rest.slice(end).replace(/^\s*(---)?\s*/, "");
  }
}

function endOfObject(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (quoted) {
      if (char === "\\") index++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "}" || char === "]") && --depth === 0) return index + 1;
  }
  return text.length;
}
