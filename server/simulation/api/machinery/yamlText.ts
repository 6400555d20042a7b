/**
 * YAML text as the API server reads it: YAML 1.1 scalars, then JSON with sorted keys.
 *
 * Models sigs.k8s.io/yaml over go-yaml v2. The `yaml` package finds the structure; what a plain scalar means is decided
 * here, since Go's rules are its own (`yes` is true, `010` is eight, dates stay text). Aliases and depth are bounded.
 */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ParsedNode,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { checkYamlDepth, YAML_DEPTH_LIMIT, YamlDepthError } from "../../../protocol/yamlDepth.ts";
import { checkYamlSize } from "../../../protocol/yamlSize.ts";
import { goFloat, quote } from "./goText.ts";
import { JsonNumber, type JsonNode, JsonObject } from "./jsonText.ts";

/** The text is no YAML a server takes; the message starts with `yaml: `. */
export class YamlError extends Error {}

export interface YamlText {
  readonly node: JsonNode;
  /** What a strict reader says of repeated keys, `yaml: unmarshal errors:\n  line 7: key "a" already set in map`. */
  readonly duplicates: string | undefined;
}

/** Nodes a document may have with its aliases written out: each time one is named it is read again. */
const MAX_NODES = 50_000;
const TRUE = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const FALSE = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
const NULL = new Set(["", "~", "null", "Null", "NULL"]);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d|$)/;

/** Parses the first document of a text; throws YamlError. */
export function parseYaml(text: string): YamlText {
  try {
    checkYamlSize(text);
    checkYamlDepth(text);
  } catch (error) {
    throw new YamlError(`yaml: ${(error as Error).message}`);
  }
  const lines = new LineCounter();
  // Without a schema of its own, every scalar is text.
  const document = parseDocument(text, {
    schema: "failsafe",
    merge: false,
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
  });
  const error = document.errors.find(({ code }) => code !== "MULTIPLE_DOCS");
  if (error) throw new YamlError(`yaml: ${errorText(error, text, lines)}`);
  const reader = new YamlReader(anchorsOf(document.contents), lines);
  const node = reader.read(document.contents, 0);
  const duplicates =
    reader.duplicates.length === 0
      ? undefined
      : `yaml: unmarshal errors:\n${reader.duplicates.map((line) => `  ${line}`).join("\n")}`;
  return { node, duplicates };
}

/** What each alias stands for: the last node before it with that anchor. Found in one walk, since the package walks anew for each. */
function anchorsOf(contents: ParsedNode | null): ReadonlyMap<unknown, unknown> {
  const named = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  const look = (node: unknown, depth: number): void => {
    if (depth > YAML_DEPTH_LIMIT) throw new YamlError(`yaml: ${new YamlDepthError().message}`);
    if (isAlias(node)) return void targets.set(node, named.get(node.source));
    if (!isNode(node)) return;
    if (node.anchor !== undefined) named.set(node.anchor, node);
    if (isSeq(node)) for (const item of node.items) look(item, depth + 1);
    if (isMap(node))
      for (const { key, value } of node.items) {
        look(key, depth + 1);
        look(value, depth + 1);
      }
  };
  look(contents, 0);
  return targets;
}

class YamlReader {
  readonly duplicates: string[] = [];
  private nodes = 0;

  constructor(
    private readonly anchors: ReadonlyMap<unknown, unknown>,
    private readonly lines: LineCounter,
  ) {}

  read(node: unknown, depth: number): JsonNode {
    if (++this.nodes > MAX_NODES) throw new YamlError("yaml: document contains excessive aliasing");
    if (depth > YAML_DEPTH_LIMIT) throw new YamlError(`yaml: ${new YamlDepthError().message}`);
    if (isAlias(node)) {
      const target = this.anchors.get(node);
      if (!target) throw new YamlError(`yaml: unknown anchor '${node.source}' referenced`);
      return this.read(target, depth + 1);
    }
    if (isScalar(node)) return scalarValue(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) return this.map(node, depth);
    return null;
  }

  private map(map: YAMLMap, depth: number): JsonObject {
    const members = new Map<string, JsonNode>();
    const merged = new Map<string, JsonNode>();
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.type === "PLAIN" && key.source === "<<") {
        this.merge(this.read(value, depth + 1), merged);
        continue;
      }
      const name = keyText(this.read(key, depth + 1));
      if (members.has(name))
        this.duplicates.push(`line ${this.lineOf(value ?? key)}: key ${quote(name)} already set in map`);
      members.set(name, this.read(value, depth + 1));
    }
    for (const [name, value] of merged) if (!members.has(name)) members.set(name, value);
    const object = new JsonObject();
    for (const name of [...members.keys()].sort()) object.add(name, members.get(name) as JsonNode);
    return object;
  }

  private merge(source: JsonNode, into: Map<string, JsonNode>): void {
    for (const object of Array.isArray(source) ? source : [source]) {
      if (!(object instanceof JsonObject))
        throw new YamlError("yaml: map merge requires map or sequence of maps as the value");
      object.names.forEach((name, index) => {
        if (!into.has(name)) into.set(name, object.values[index] as JsonNode);
      });
    }
  }

  private lineOf(node: unknown): number {
    const start = (node as Node | null)?.range?.[0] ?? 0;
    return this.lines.linePos(start).line;
  }
}

function keyText(key: JsonNode): string {
  if (typeof key === "string") return key;
  if (typeof key === "number" || typeof key === "boolean") return String(key);
  if (key instanceof JsonNumber) return goFloat(Math.fround(Number(key.text)));
  throw new YamlError("unsupported map key of type: %!s(<nil>), key: <nil>");
}

function scalarValue(scalar: Scalar): JsonNode {
  const text = typeof scalar.value === "string" ? scalar.value : String(scalar.value ?? "");
  const tag = scalar.tag?.replace("tag:yaml.org,2002:", "!!");
  if (tag === "!!str" || tag === "!!binary") return text;
  if (scalar.type !== "PLAIN" && tag === undefined) return text;
  return plainScalar(text);
}

/** What an unquoted scalar means. Models go-yaml resolve.go. */
export function plainScalar(text: string): JsonNode {
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  const first = text[0] as string;
  if (!/[-+.0-9]/.test(first)) return text;
  if (NOT_FINITE.test(text))
    throw new YamlError(`json: unsupported value: ${/nan/i.test(text) ? "NaN" : first === "-" ? "-Inf" : "+Inf"}`);
  if (TIMESTAMP.test(text)) return text;
  const plain = text.replaceAll("_", "");
  const whole = wholeNumber(plain);
  if (whole !== undefined)
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : new JsonNumber(whole.toString());
  if (!FLOAT.test(plain)) return text;
  const value = Number(plain);
  return Number.isSafeInteger(value) ? value : new JsonNumber(String(value));
}

/** An integer in any of Go's bases; undefined when the text is none that 64 bits hold. */
function wholeNumber(text: string): bigint | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(text);
  if (!match) return undefined;
  let digits = match[2] as string;
  if (/^0[0-7]/.test(digits)) digits = `0o${digits.slice(1)}`;
  const value = BigInt(digits) * (match[1] === "-" ? -1n : 1n);
  return value < -(2n ** 63n) || value >= 2n ** 64n ? undefined : value;
}

/** libyaml's words for what the parser found; scanners count lines from one, parsers from zero. */
function errorText(error: YAMLError, text: string, lines: LineCounter): string {
  const line = lines.linePos(error.pos[0]).line;
  // Neither names the first line by the number it has for them: none.
  const scanner = (problem: string): string => (line > 1 ? `line ${line}: ${problem}` : problem);
  const parser = (problem: string): string => (line > 1 ? `line ${line - 1}: ${problem}` : problem);
  switch (error.code) {
    case "TAB_AS_INDENT": {
      const before = text.slice(0, error.pos[0]).trimEnd();
      const continues = before !== "" && !/[:,[{|>"'-]$/.test(before);
      return scanner(
        continues ? "found a tab character that violates indentation" : "found character that cannot start any token",
      );
    }
    case "BLOCK_AS_IMPLICIT_KEY":
      return scanner(
        error.message.includes("sequence")
          ? "block sequence entries are not allowed in this context"
          : "mapping values are not allowed in this context",
      );
    case "MULTILINE_IMPLICIT_KEY":
      return scanner("could not find expected ':'");
    case "BAD_SCALAR_START":
      return scanner("found character that cannot start any token");
    case "BAD_DQ_ESCAPE":
      return scanner("found unknown escape character");
    case "BAD_ALIAS":
      return scanner("did not find expected alphabetic or numeric character");
    case "MISSING_CHAR":
      if (/quote/.test(error.message)) return scanner("found unexpected end of stream");
      if (/followed by map values/.test(error.message)) return scanner("could not find expected ':'");
      return parser(
        /flow (seq|collection)|\]/.test(error.message)
          ? "did not find expected ',' or ']'"
          : "did not find expected ',' or '}'",
      );
    case "UNEXPECTED_TOKEN":
      return parser(/flow/.test(error.message) ? "did not find expected node content" : "did not find expected key");
    default:
      if (/Flow sequence/.test(error.message)) return parser("did not find expected ',' or ']'");
      return parser(/Flow map/.test(error.message) ? "did not find expected ',' or '}'" : "did not find expected key");
  }
}
