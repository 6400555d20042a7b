/**
 * YAML documents as Go reads them into JSON. Texts that Go's library would refuse are refused first; then the `yaml` package
 * reads the syntax, and what scalars mean is decided here.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type ParsedNode, Scalar } from "yaml";
import { isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { resolveScalar } from "./resolve.ts";
import { syntaxProblem } from "./syntaxProblem.ts";

export interface ReadOptions {
  /** The words that are booleans; without it those of YAML 1.1, `yes` and `off` among them. */
  readonly words?: readonly string[];
}

/** The first document of a text as a JSON value. Throws `yaml: line 4: …`. */
export function readYaml(text: string, options: ReadOptions = {}): Json {
  const problem = syntaxProblem(text);
  if (problem) throw new Error(problem);
  const document = parseDocument(text, {
    schema: "failsafe",
    version: "1.1",
    uniqueKeys: false,
    merge: true,
    prettyErrors: false,
    logLevel: "silent",
    strict: true,
  });
  return new Reader(document as Document.Parsed, options).value(document.contents as ParsedNode | null);
}

class Reader {
  private visits = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly options: ReadOptions,
  ) {}

  value(node: unknown): Json {
    if (++this.visits > 1_000_000) throw new Error("yaml: document contains excessive aliasing");
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (!target) throw new Error(`yaml: unknown anchor '${/^[\w-]*/.exec(node.source)?.[0]}' referenced`);
      return this.value(target);
    }
    if (isScalar(node)) return scalarValue(node, this.options);
    if (isSeq(node)) return node.items.map((item) => this.value(item));
    if (isMap(node)) return this.map(node.items as readonly { readonly key: unknown; readonly value: unknown }[]);
    return null;
  }

  private map(items: readonly { readonly key: unknown; readonly value: unknown }[]): JsonObject {
    const result: JsonObject = {};
    for (const { key, value } of items) {
      if (isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<") {
        for (const merged of [this.value(value)].flat()) {
          if (!isObject(merged)) throw new Error("yaml: map merge requires map or sequence of maps as the value");
          for (const [name, member] of Object.entries(merged))
            if (!Object.hasOwn(result, name)) setOwn(result, name, member);
        }
        continue;
      }
      const name = keyText(this.value(key));
      setOwn(result, name, this.value(value));
    }
    return result;
  }
}

function scalarValue(node: Scalar, { words }: ReadOptions): Json {
  const tag = node.tag;
  const text = typeof node.value === "string" ? node.value : String(node.source ?? node.value ?? "");
  if (tag === "tag:yaml.org,2002:binary") return atob(text.replace(/\s/g, ""));
  if (node.type !== Scalar.PLAIN || tag === "tag:yaml.org,2002:str" || tag === "!") return text;
  const resolved = resolveScalar(text);
  if (resolved.tag === "bool" && words && !words.includes(text.toLowerCase())) return text;
  return resolved.value as Json;
}

function keyText(key: Json): string {
  if (typeof key === "string") return key;
  if (typeof key === "number" || typeof key === "boolean") return String(key);
  if (key === null) return "null";
  throw new Error("error converting YAML to JSON: unsupported map key");
}
