/**
 * JSON text as a tree that forgets nothing: members in order with their repetitions, numbers as they were written.
 *
 * Models Go's encoding/json scanner and its error texts. `decode.ts` makes typed objects of the tree, `plainJson` plain
 * values. Depth is bounded, so hostile nesting is an error, not a stack overflow.
 */
import { quote } from "./goText.ts";

/** An object with its members in document order; a name may stand more than once. */
export class JsonObject {
  readonly names: string[] = [];
  readonly values: JsonNode[] = [];

  add(name: string, value: JsonNode): void {
    this.names.push(name);
    this.values.push(value);
  }
}

/** A number whose text is not simply that of a safe integer: `1.0`, `1e3`, `99999999999999999999`. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type JsonNode = null | boolean | number | string | JsonNumber | JsonObject | JsonNode[];

/** The text is no JSON; the message is Go's, without `json: `. */
export class JsonSyntaxError extends Error {}

const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: { readonly [char: string]: string } = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Parses JSON text; throws JsonSyntaxError. */
export function parseJson(text: string): JsonNode {
  return new JsonParser(text).parse();
}

class JsonParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): JsonNode {
    const node = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail("after top-level value");
    return node;
  }

  private value(depth: number): JsonNode {
    this.space();
    switch (this.text[this.at]) {
      case "{":
        return this.object(depth + 1);
      case "[":
        return this.array(depth + 1);
      case '"':
        return this.string();
      case "t":
        return this.literal("true", true);
      case "f":
        return this.literal("false", false);
      case "n":
        return this.literal("null", null);
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonObject {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError("exceeded max depth");
    const object = new JsonObject();
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return object;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail("looking for beginning of object key string");
      const name = this.string();
      this.space();
      if (this.text[this.at] !== ":") this.fail("after object key");
      this.at++;
      object.add(name, this.value(depth));
      this.space();
      const next = this.text[this.at];
      if (next !== "," && next !== "}") this.fail("after object key:value pair");
      this.at++;
      if (next === "}") return object;
    }
  }

  private array(depth: number): JsonNode[] {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError("exceeded max depth");
    const array: JsonNode[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return array;
    }
    for (;;) {
      array.push(this.value(depth));
      this.space();
      const next = this.text[this.at];
      if (next !== "," && next !== "]") this.fail("after array element");
      this.at++;
      if (next === "]") return array;
    }
  }

  private string(): string {
    this.at++;
    let result = "";
    for (;;) {
      PLAIN_STRING.lastIndex = this.at;
      const end = this.at + (PLAIN_STRING.exec(this.text)?.[0].length ?? 0);
      result += this.text.slice(this.at, end);
      this.at = end;
      const char = this.text[this.at];
      if (char === '"') {
        this.at++;
        return result;
      }
      if (char !== "\\") this.fail("in string literal");
      this.at++;
      result += this.escape();
    }
  }

  private escape(): string {
    const char = this.text[this.at];
    if (char !== "u") {
      const plain = char === undefined ? undefined : ESCAPES[char];
      if (plain === undefined) this.fail("in string escape code");
      this.at++;
      return plain;
    }
    this.at++;
    for (let digit = 0; digit < 4; digit++, this.at++) {
      if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? "")) this.fail("in \\u hexadecimal character escape");
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(this.at - 4, this.at), 16));
  }

  private literal<T>(word: string, value: T): T {
    for (let index = 1; index < word.length; index++) {
      if (this.text[this.at + index] !== word[index]) {
        this.at += index;
        this.fail(`in literal ${word} (expecting '${word[index]}')`);
      }
    }
    this.at += word.length;
    return value;
  }

  private number(): number | JsonNumber {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) {
      if (this.text[this.at] !== "-") this.fail("looking for beginning of value");
      this.at++;
      this.fail("in numeric literal");
    }
    const [text] = match;
    this.at += text.length;
    const next = this.text[this.at];
    if (next === "." && match[1] === undefined && match[2] === undefined) {
      this.at++;
      this.fail("after decimal point in numeric literal");
    }
    if ((next === "e" || next === "E") && match[2] === undefined) {
      this.at++;
      if (this.text[this.at] === "+" || this.text[this.at] === "-") this.at++;
      this.fail("in exponent of numeric literal");
    }
    const value = Number(text);
    return Number.isSafeInteger(value) && String(value) === text ? value : new JsonNumber(text);
  }

  private space(): void {
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  private fail(where: string): never {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) throw new JsonSyntaxError("unexpected end of JSON input");
    throw new JsonSyntaxError(`invalid character ${quoteByte(code)} ${where}`);
  }
}

/** The first UTF-8 byte of a character as Go's scanner quotes it. */
function quoteByte(code: number): string {
  const byte =
    code < 0x80 ? code : code < 0x800 ? 0xc0 | (code >> 6) : code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
  if (byte === 0x27) return "'\\''";
  if (byte === 0x22) return "'\"'";
  return `'${quote(String.fromCharCode(byte)).slice(1, -1)}'`;
}

/** Sets a member whatever its name: `__proto__` becomes data like any other. */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}

/** The number a tree's number stands for. */
export function numberOf(node: number | JsonNumber): number {
  return typeof node === "number" ? node : Number(node.text);
}

/** A plain value of a tree; of repeated members the last counts. */
export function plainJson(node: JsonNode): unknown {
  if (node instanceof JsonObject) {
    const object: Record<string, unknown> = {};
    for (let index = 0; index < node.names.length; index++)
      setMember(object, node.names[index] as string, plainJson(node.values[index] as JsonNode));
    return object;
  }
  if (Array.isArray(node)) return node.map(plainJson);
  return node instanceof JsonNumber ? Number(node.text) : node;
}

/** A tree of a plain JSON value. */
export function jsonTree(value: unknown): JsonNode {
  if (Array.isArray(value)) return value.map(jsonTree);
  if (typeof value === "object" && value !== null) {
    const object = new JsonObject();
    for (const [name, part] of Object.entries(value)) if (part !== undefined) object.add(name, jsonTree(part));
    return object;
  }
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : new JsonNumber(String(value));
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

/** Texts `duplicate field "a.b"` for members that stand more than once, in document order, at most 100. */
export function duplicateFields(node: JsonNode): string[] {
  const found = new Set<string>();
  collectDuplicates(node, "", found);
  return [...found];
}

function collectDuplicates(node: JsonNode, path: string, found: Set<string>): void {
  if (Array.isArray(node)) node.forEach((item, index) => collectDuplicates(item, `${path}[${index}]`, found));
  if (!(node instanceof JsonObject)) return;
  const seen = new Set<string>();
  node.names.forEach((name, index) => {
    const inner = path === "" ? name : `${path}.${name}`;
    if (seen.has(name) && found.size < 100) found.add(`duplicate field ${quote(inner)}`);
    seen.add(name);
    collectDuplicates(node.values[index] as JsonNode, inner, found);
  });
}
