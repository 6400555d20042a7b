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
  const refuse = (behind: string): never => {
    throw new Error(`error parsing ${source}: invalid Yaml document separator: ${behind}`);
  };
  for (const chunk of chunksOf(text, refuse)) {
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

/** The text at its lines of `---`. `refuse` is told of what stands behind them and is no comment; without it that is text. */
export function* chunksOf(text: string, refuse?: (behind: string) => never): Generator<string> {
  let chunk = "";
  for (const line of text.split(/(?<=\n)/)) {
    const behind = /^---(.*)$/s.exec(line)?.[1]?.trim();
    const separates = behind !== undefined && (behind === "" || behind.startsWith("#"));
    if (behind !== undefined && !separates) refuse?.(behind);
    if (!separates) chunk += line;
    else if (chunk !== "") {
      yield chunk;
      chunk = "";
    }
  }
  yield chunk;
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
