/** JSONPath templates, `{.items[*].metadata.name}`, read into nodes. Mirrors client-go util/jsonpath. */
import { GO_ESCAPE, goEscaped } from "../goEscapes.ts";

export type Node =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "list"; readonly nodes: readonly Node[] }
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "identifier"; readonly name: string }
  | { readonly type: "array"; readonly params: readonly [Param, Param, Param] }
  | {
      readonly type: "filter";
      readonly left: readonly Node[];
      readonly right: readonly Node[];
      readonly operator: string;
    }
  | { readonly type: "value"; readonly value: number | boolean; readonly float: boolean }
  | { readonly type: "wildcard" }
  | { readonly type: "recursive" }
  | { readonly type: "union"; readonly lists: readonly (readonly Node[])[] };

export interface Param {
  readonly value: number;
  readonly known: boolean;
  /** Made from the first, for one index. */
  readonly derived?: boolean;
}

/** Throws in the words of client-go. */
export function parseJsonPath(text: string): readonly Node[] {
  return new Parser(text).parse();
}

/** `metadata.name`, `.metadata.name`, `{metadata.name}` and `{.metadata.name}` all as the last. */
export function relaxedPath(text: string): string {
  if (text === "") return text;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!match)
    throw new Error(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  return `{.${match[1] ?? match[2]}}`;
}

function action(text: string): readonly Node[] {
  const [first] = parseJsonPath(`{${text}}`);
  return first?.type === "list" ? first.nodes : [];
}

const END = "";

class Parser {
  private position = 0;
  private start = 0;
  private readonly chars: readonly string[];
  private readonly root: Node[] = [];

  constructor(text: string) {
    this.chars = Array.from(text);
  }

  parse(): readonly Node[] {
    for (;;) {
      while (this.peek() !== END && this.peek() !== "{") this.position++;
      const text = this.consume();
      if (text !== "") this.root.push({ type: "text", text });
      if (this.peek() === END) return this.root;
      this.position++;
      this.consume();
      const nodes: Node[] = [];
      this.root.push({ type: "list", nodes });
      while (!this.inside(nodes));
    }
  }

  private peek(ahead = 0): string {
    return this.chars[this.position + ahead] ?? END;
  }

  private next(): string {
    const char = this.peek();
    if (char !== END) this.position++;
    return char;
  }

  private consume(): string {
    const text = this.chars.slice(this.start, this.position).join("");
    this.start = this.position;
    return text;
  }

  private startsWith(text: string): boolean {
    return Array.from(text).every((char, index) => this.peek(index) === char);
  }

  /** One part of an action; true when it is closed. */
  private inside(nodes: Node[]): boolean {
    if (this.startsWith("}")) {
      this.position++;
      this.consume();
      return true;
    }
    if (this.startsWith("[?(")) this.filter(nodes);
    else if (this.startsWith("..")) this.recursive(nodes);
    else this.simple(nodes);
    return false;
  }

  private simple(nodes: Node[]): void {
    const char = this.next();
    if (char === END || char === "\n" || char === "\r") throw new Error("unclosed action");
    if (char === " " || char === "@" || char === "$") this.consume();
    else if (char === "[") this.array(nodes);
    else if (char === '"' || char === "'") this.quote(nodes, char);
    else if (char === ".") this.field(nodes);
    else if (/[+\-\d]/.test(char)) {
      this.position--;
      this.number(nodes);
    } else if (/[\p{L}\p{Nd}_]/u.test(char)) {
      this.position--;
      this.identifier(nodes);
    } else {
      const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      throw new Error(`unrecognized character in action: U+${code} '${char}'`);
    }
  }

  private identifier(nodes: Node[]): void {
    while (!isTerminator(this.peek())) this.position++;
    const name = this.consume();
    if (name === "true" || name === "false") nodes.push({ type: "value", value: name === "true", float: false });
    else nodes.push({ type: "identifier", name });
  }

  private recursive(nodes: Node[]): void {
    if (nodes[nodes.length - 1]?.type === "recursive") throw new Error("invalid multiple recursive descent");
    this.position += 2;
    this.consume();
    nodes.push({ type: "recursive" });
    if (/[\p{L}\p{Nd}_]/u.test(this.peek())) this.field(nodes);
  }

  private number(nodes: Node[]): void {
    if (/[+-]/.test(this.peek())) this.position++;
    while (/[.\d]/.test(this.peek())) this.position++;
    const text = this.consume();
    if (/^[+-]?\d+$/.test(text)) nodes.push({ type: "value", value: Number(text), float: false });
    else if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) nodes.push({ type: "value", value: Number(text), float: true });
    else throw new Error(`cannot parse number ${text}`);
  }

  private array(nodes: Node[]): void {
    for (let char = this.next(); char !== "]"; char = this.next())
      if (char === END || char === "\n") throw new Error("unterminated array");
    let text = this.consume().slice(1, -1);
    if (text === "*") text = ":";
    const parts = text.split(",");
    if (parts.length > 1) {
      nodes.push({ type: "union", lists: parts.map((part) => action(`[${part.replace(/^ +| +$/g, "")}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) {
      nodes.push(...action(`.${key[1]}`));
      return;
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!slice) throw new Error(`invalid array index ${text}`);
    nodes.push({ type: "array", params: paramsOf(slice) });
  }

  private filter(nodes: Node[]): void {
    this.position += 3;
    this.consume();
    let pair = "";
    let closed = false;
    for (;;) {
      const char = this.next();
      if (char === END || char === "\n") throw new Error("unterminated filter");
      if (char === '"' || char === "'") {
        if (pair === "") pair = char;
        else if (char === pair && this.chars[this.position - 2] !== "\\") closed = true;
      } else if (char === ")" && (pair !== "") === closed) break;
    }
    if (this.next() !== "]") throw new Error("unclosed array expect ]");
    const text = this.consume().slice(0, -2);
    const match = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!match) nodes.push({ type: "filter", left: action(text), right: [], operator: "exists" });
    else
      nodes.push({
        type: "filter",
        left: action(match[1] as string),
        right: action(match[3] as string),
        operator: match[2] as string,
      });
  }

  private quote(nodes: Node[], end: string): void {
    for (;;) {
      const char = this.next();
      if (char === END || char === "\n") throw new Error("unterminated quoted string");
      if (char === end && this.chars[this.position - 2] !== "\\") break;
    }
    const quoted = this.consume();
    nodes.push({ type: "text", text: unquote(quoted) });
  }

  private field(nodes: Node[]): void {
    this.consume();
    for (;;) {
      if (this.peek() === "\\") this.position += 2;
      else if (isTerminator(this.peek())) break;
      else this.position++;
    }
    const name = this.consume();
    nodes.push(name === "*" ? { type: "wildcard" } : { type: "field", name: name.replaceAll("\\", "") });
  }
}

function paramsOf(slice: RegExpExecArray): [Param, Param, Param] {
  const first: Param = slice[1] ? { value: Number(slice[1]), known: true } : { value: 0, known: false };
  const of = (text: string | undefined): Param | undefined =>
    text === undefined || text === ""
      ? undefined
      : text === ":"
        ? { value: 0, known: false }
        : { value: Number(text.slice(1)), known: true };
  return [
    first,
    of(slice[2]) ?? { value: first.value + 1, known: true, derived: true },
    of(slice[3]) ?? { value: 0, known: false },
  ];
}

function isTerminator(char: string): boolean {
  return char === END || " \t\r\n.,[]$@{}".includes(char);
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(GO_ESCAPE, (_, code: string) => {
    const meant = goEscaped(code, quoted[0]);
    if (meant === undefined) throw new Error(`unquote string ${quoted} error invalid syntax`);
    return meant;
  });
}
