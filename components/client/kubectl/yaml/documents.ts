/** Files of several documents: split at lines of `---` as kubectl's reader does; JSON one after the other too. */
import type { Json } from "../json.ts";
import { goJsonProblem, type JsonProblem } from "./jsonSyntax.ts";
import { readYaml } from "./readYaml.ts";

/** Documents of a text that are not empty, in order. Throws `error parsing <source>: …` where the text cannot be read. */
export function* documentsOf(text: string, source: string): Generator<Json> {
  if (/^\s*\{/.test(text)) {
    yield* jsonDocuments(text, source);
    return;
  }
  for (const chunk of chunksOf(text)) {
    if (chunk.trim() === "") continue;
    const value = read(chunk, source);
    if (value !== null) yield value;
  }
}

function read(chunk: string, source: string): Json {
  try {
    return readYaml(chunk);
  } catch (error) {
    throw new Error(`error parsing ${source}: error converting YAML to JSON: ${(error as Error).message}`);
  }
}

/** The text at its lines of `---`. */
export function chunksOf(text: string): string[] {
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

function* jsonDocuments(text: string, source: string): Generator<Json> {
  let rest = text.trim();
  const before = text.length - text.trimStart().length;
  for (let count = 0; rest !== ""; count++) {
    const end = endOfObject(rest);
    const chunk = rest.slice(0, end);
    let value: Json;
    try {
      value = JSON.parse(chunk) as Json;
    } catch {
      const at = before + (text.trim().length - rest.length);
      const problem = problemOf(rest, text.slice(0, at));
      // After two it is JSON for good.
      if (count > 1) throw new Error(`error parsing ${source}: ${problem.message}`);
      try {
        // What begins like JSON and is none may still be YAML in flow style.
        value = readYaml(rest);
      } catch {
        const { message, offset } = problem;
        throw new Error(`error parsing ${source}: ${offset === undefined ? "" : `json: offset ${offset}: `}${message}`);
      }
      yield value;
      return;
    }
    yield value;
    rest = rest.slice(end).replace(/^\s*(---)?\s*/, "");
  }
}

function problemOf(rest: string, before: string): JsonProblem {
  const problem = goJsonProblem(rest) ?? { message: "unexpected EOF", offset: undefined };
  if (problem.offset === undefined) return problem;
  return { ...problem, offset: problem.offset + new TextEncoder().encode(before).length };
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
