/** Go templates cut into words. Mirrors text/template/parse lex.go. */

export type TokenKind =
  | "text"
  | "left"
  | "right"
  | "space"
  | "identifier"
  | "keyword"
  | "field"
  | "variable"
  | "number"
  | "string"
  | "rawString"
  | "char"
  | "bool"
  | "nil"
  | "dot"
  | "pipe"
  | "declare"
  | "assign"
  | "open"
  | "close"
  | "comma"
  | "eof";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly position: number;
  readonly line: number;
}

export class LexError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

const KEYWORDS = new Set(["if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"]);
const NUMBER =
  /^[+-]?(0[xX][\da-fA-F_]+(\.[\da-fA-F_]*)?(p[+-]?\d+)?|0[bB][01_]+|0[oO][0-7_]+|(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?[\d_]+)?)i?/;

export function lex(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  run(): readonly Token[] {
    for (;;) {
      const start = this.text.indexOf("{{", this.position);
      if (start < 0) {
        if (this.position < this.text.length) this.add("text", this.text.slice(this.position));
        this.add("eof", "");
        return this.tokens;
      }
      const trims = /^\{\{-[\s]/.test(this.text.slice(start, start + 4));
      const literal = this.text.slice(this.position, start);
      const kept = trims ? literal.replace(/[ \t\r\n]+$/, "") : literal;
      if (kept !== "") this.add("text", kept, this.position);
      this.position = start + 2 + (trims ? 2 : 0);
      this.action(start);
    }
  }

  private add(kind: TokenKind, text: string, position = this.position): void {
    this.tokens.push({ kind, text, position, line: this.line(position) });
  }

  private line(position: number): number {
    let count = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < position; at = this.text.indexOf("\n", at + 1)) count++;
    return count;
  }

  private fail(message: string): never {
    throw new LexError(message, this.line(this.position));
  }

  private action(start: number): void {
    if (this.text.startsWith("/*", this.position)) {
      const end = this.text.indexOf("*/", this.position);
      if (end < 0) this.fail("unclosed comment");
      this.position = end + 2;
      if (!this.close()) this.fail("comment ends before closing delimiter");
      return;
    }
    this.add("left", "{{", start);
    this.depth = 0;
    while (!this.closing()) this.word();
    if (this.depth > 0) this.fail("unclosed left paren");
    this.add("right", "}}");
    this.close();
  }

  private closing(): boolean {
    return /^([ \t\r\n]-)?\}\}/.test(this.text.slice(this.position, this.position + 4));
  }

  /** Passes the closing delimiter, and white space after it when it asks for that. */
  private close(): boolean {
    const match = /^([ \t\r\n]-)?\}\}/.exec(this.text.slice(this.position, this.position + 4));
    if (!match) return false;
    this.position += match[0].length;
    if (match[1]) while (/[ \t\r\n]/.test(this.text[this.position] ?? "")) this.position++;
    return true;
  }

  private take(kind: TokenKind, length: number): void {
    this.add(kind, this.text.slice(this.position, this.position + length));
    this.position += length;
  }

  private word(): void {
    const rest = this.text.slice(this.position);
    const char = rest[0];
    if (char === undefined) this.fail("unclosed action");
    const space = /^[ \t\r\n]+/.exec(rest)?.[0];
    if (space !== undefined) {
      // The blank before a trimming delimiter belongs to it.
      const length = /^([ \t\r\n]-)\}\}/.test(rest.slice(space.length - 1)) ? space.length - 1 : space.length;
      return this.take("space", length);
    }
    if (rest.startsWith(":=")) return this.take("declare", 2);
    if (char === ":") this.fail("expected :=");
    if (char === "=") return this.take("assign", 1);
    if (char === "|") return this.take("pipe", 1);
    if (char === ",") return this.take("comma", 1);
    if (char === "(") {
      this.depth++;
      return this.take("open", 1);
    }
    if (char === ")") {
      if (--this.depth < 0) this.fail("unexpected right paren");
      return this.take("close", 1);
    }
    if (char === '"') return this.quoted(/^"(?:[^"\\\n]|\\[^\n])*"/, "string", "unterminated quoted string");
    if (char === "`") return this.quoted(/^`[^`]*`/, "rawString", "unterminated raw quoted string");
    if (char === "'") return this.quoted(/^'(?:[^'\\\n]|\\[^\n])*'/, "char", "unterminated character constant");
    if (char === "$") return this.named("variable", /^\$[\p{L}\p{Nd}_]*/u);
    if (char === "." && !/^\.\d/.test(rest))
      return /^\.[\p{L}\p{Nd}_]/u.test(rest) ? this.named("field", /^\.[\p{L}\p{Nd}_]+/u) : this.take("dot", 1);
    if (/^[+\-.\d]/.test(rest)) return this.number(rest);
    if (/^[\p{L}_]/u.test(rest)) return this.identifier(rest);
    const code = (rest.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    this.position += 1;
    this.fail(`unrecognized character in action: U+${code} '${String.fromCodePoint(rest.codePointAt(0) ?? 0)}'`);
  }

  private quoted(pattern: RegExp, kind: TokenKind, problem: string): void {
    const found = pattern.exec(this.text.slice(this.position))?.[0];
    if (found === undefined) this.fail(problem);
    this.take(kind, found.length);
  }

  private named(kind: TokenKind, pattern: RegExp): void {
    const found = pattern.exec(this.text.slice(this.position))?.[0] ?? "";
    this.take(kind, found.length);
    this.checkTerminator();
  }

  private number(rest: string): void {
    const found = NUMBER.exec(rest)?.[0];
    if (found === undefined || /^[\p{L}\p{Nd}_]/u.test(rest.slice(found.length)))
      this.fail(`bad number syntax: ${JSON.stringify(rest.slice(0, (found?.length ?? 0) + 1))}`);
    this.take("number", found.length);
  }

  private identifier(rest: string): void {
    const name = /^[\p{L}\p{Nd}_]+/u.exec(rest)?.[0] as string;
    const kind = KEYWORDS.has(name)
      ? "keyword"
      : name === "true" || name === "false"
        ? "bool"
        : name === "nil"
          ? "nil"
          : "identifier";
    this.take(kind, name.length);
    this.checkTerminator();
  }

  private checkTerminator(): void {
    const next = this.text.slice(this.position, this.position + 2);
    if (next === "" || next === "}}" || /^[\s.,|:)(]/.test(next)) return;
    const char = String.fromCodePoint(this.text.codePointAt(this.position) ?? 0);
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    this.fail(`bad character U+${code} '${char}'`);
  }
}
