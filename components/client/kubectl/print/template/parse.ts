/** Go templates read into parts. Mirrors text/template/parse parse.go, its errors included. */
import { GO_ESCAPE, goEscaped } from "../goEscapes.ts";
import { lex, LexError, type Token, type TokenKind } from "./lex.ts";
import { type Command, type Part, type Pipe, type Term, termText } from "./nodes.ts";

export interface Template {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly Part[];
  /** Templates defined in it. */
  readonly defined: ReadonlyMap<string, readonly Part[]>;
}

/** Throws `template: <name>:<line>: …`. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): Template {
  try {
    return new Parser(name, text, functions).parse();
  } catch (error) {
    if (error instanceof LexError) throw new Error(`template: ${name}:${error.line}: ${error.message}`);
    throw error;
  }
}

type End = "end" | "else" | "eof";

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private line = 1;
  private rangeDepth = 0;
  private variables: string[] = ["$"];
  private readonly defined = new Map<string, readonly Part[]>();

  constructor(
    private readonly name: string,
    private readonly text: string,
    private readonly functions: ReadonlySet<string>,
  ) {
    this.tokens = lex(text);
  }

  parse(): Template {
    const { parts, end } = this.list("template");
    if (end !== "eof") this.fail(`unexpected {{${end}}}`);
    return { name: this.name, text: this.text, parts, defined: this.defined };
  }

  private fail(message: string): never {
    throw new Error(`template: ${this.name}:${this.line}: ${message}`);
  }

  private peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as Token;
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    this.line = token.line;
    return token;
  }

  private skipSpace(): void {
    while (this.peek().kind === "space") this.next();
  }

  private nextWord(): Token {
    this.skipSpace();
    return this.next();
  }

  private peekWord(): Token {
    this.skipSpace();
    return this.peek();
  }

  private expect(kind: TokenKind, context: string): Token {
    const token = this.nextWord();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  private unexpected(token: Token, context: string): never {
    this.fail(`unexpected ${tokenText(token)} in ${context}`);
  }

  /** Parts until `{{end}}`, `{{else}}` or the end of the text. */
  private list(context: string): { readonly parts: Part[]; readonly end: End } {
    const parts: Part[] = [];
    for (;;) {
      const token = this.next();
      if (token.kind === "eof") {
        if (context !== "template") this.fail("unexpected EOF");
        return { parts, end: "eof" };
      }
      if (token.kind === "text") {
        parts.push({ type: "text", text: token.text });
        continue;
      }
      const word = this.peekWord();
      if (word.kind === "keyword" && word.text === "define") {
        this.define();
        continue;
      }
      if (word.kind === "keyword" && word.text === "end") {
        this.next();
        this.expect("right", "end");
        return { parts, end: "end" };
      }
      if (word.kind === "keyword" && word.text === "else") {
        this.next();
        return { parts, end: "else" };
      }
      parts.push(this.action());
    }
  }

  private define(): void {
    this.next();
    const { name } = this.templateName("define clause");
    this.expect("right", "define clause");
    const outer = this.variables;
    this.variables = ["$"];
    const { parts, end } = this.list("define clause");
    if (end !== "end") this.fail(`unexpected {{${end}}} in define clause`);
    this.variables = outer;
    this.defined.set(name, parts);
  }

  private templateName(context: string): { readonly name: string; readonly position: number } {
    const token = this.nextWord();
    if (token.kind !== "string" && token.kind !== "rawString") this.unexpected(token, context);
    return { name: this.unquoted(token.text), position: token.position };
  }

  private action(): Part {
    const word = this.peekWord();
    if (word.kind === "keyword") {
      this.next();
      switch (word.text) {
        case "if":
        case "with":
        case "range":
          return this.control(word.text);
        case "template":
          return this.template();
        case "block":
          return this.block();
        case "break":
        case "continue": {
          const after = this.nextWord();
          if (after.kind !== "right") this.unexpected(after, `{{${word.text}}}`);
          if (this.rangeDepth === 0) this.fail(`{{${word.text}}} outside {{range}}`);
          return { type: word.text };
        }
      }
    }
    return { type: "action", pipe: this.pipeline("command", "right") };
  }

  private control(type: "if" | "with" | "range"): Part {
    const known = this.variables.length;
    const pipe = this.pipeline(type, "right");
    if (type === "range") this.rangeDepth++;
    const { parts: body, end } = this.list(type);
    if (type === "range") this.rangeDepth--;
    const otherwise = end === "else" ? this.otherwise(type) : undefined;
    this.variables.length = known;
    return { type, pipe, body, otherwise };
  }

  private otherwise(type: "if" | "with" | "range"): readonly Part[] {
    const word = this.peekWord();
    if (word.kind === "keyword" && word.text === type && type !== "range") {
      this.next();
      return [this.control(type)];
    }
    this.expect("right", "else");
    const { parts, end } = this.list(type);
    if (end !== "end") this.fail(`expected end; found {{${end}}}`);
    return parts;
  }

  private template(): Part {
    const { name, position } = this.templateName("template clause");
    const pipe = this.peekWord().kind === "right" ? undefined : this.pipeline("template clause", "right");
    if (!pipe) this.next();
    return { type: "template", name, pipe, position };
  }

  private block(): Part {
    const { name, position } = this.templateName("block clause");
    const pipe = this.pipeline("block clause", "right");
    const outer = this.variables;
    this.variables = ["$"];
    const { parts, end } = this.list("block clause");
    if (end !== "end") this.fail(`unexpected {{${end}}} in block clause`);
    this.variables = outer;
    if (!this.defined.has(name)) this.defined.set(name, parts);
    return { type: "template", name, pipe, position };
  }

  private pipeline(context: string, end: TokenKind): Pipe {
    const { position } = this.peekWord();
    const { variables, assigns } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextWord();
      if (token.kind === end) {
        if (commands.length === 0) this.fail(`missing value for ${context}`);
        for (const [index, { terms }] of commands.entries()) {
          const first = terms[0] as Term;
          if (index > 0 && ["literal", "dot", "nil"].includes(first.type))
            this.fail(`non executable command in pipeline stage ${index + 1}`);
        }
        return { variables, assigns, commands, position };
      }
      if (!STARTS.has(token.kind)) this.unexpected(token, context);
      this.index--;
      commands.push(this.command());
    }
  }

  private declarations(context: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const start = this.index;
    const names: string[] = [];
    for (;;) {
      const token = this.peekWord();
      if (token.kind !== "variable") break;
      this.next();
      const after = this.peekWord();
      if (after.kind === "declare" || after.kind === "assign") {
        this.next();
        names.push(token.text);
        const assigns = after.kind === "assign";
        if (!assigns) this.variables.push(...names);
        return { variables: names, assigns };
      }
      if (after.kind !== "comma" || context !== "range" || names.length > 0) {
        if (after.kind === "comma") this.fail(`too many declarations in ${context}`);
        break;
      }
      this.next();
      names.push(token.text);
    }
    this.index = start;
    return { variables: [], assigns: false };
  }

  private command(): Command {
    const { position } = this.peekWord();
    const terms: Term[] = [];
    for (;;) {
      const term = this.operand();
      if (term) terms.push(term);
      const token = this.next();
      if (token.kind === "space") continue;
      if (token.kind === "right" || token.kind === "close") this.index--;
      else if (token.kind !== "pipe") this.unexpected(token, "operand");
      break;
    }
    if (terms.length === 0) this.fail("empty command");
    return { terms, position };
  }

  private operand(): Term | undefined {
    const term = this.term();
    if (!term) return undefined;
    if (this.peek().kind !== "field") return term;
    const names: string[] = [];
    // Upstream puts a chain where its second part is.
    const { position } = this.peek();
    while (this.peek().kind === "field") names.push(this.next().text.slice(1));
    if (term.type === "field") return { ...term, position, names: [...term.names, ...names] };
    if (term.type === "variable") return { ...term, position, names: [...term.names, ...names] };
    if (["literal", "nil", "dot"].includes(term.type))
      this.fail(`unexpected . after term ${JSON.stringify(termText(term))}`);
    return { type: "chain", of: term, names, position };
  }

  private term(): Term | undefined {
    const token = this.nextWord();
    const { position, text, kind } = token;
    switch (kind) {
      case "identifier":
        if (!this.functions.has(text)) this.fail(`function ${JSON.stringify(text)} not defined`);
        return { type: "function", name: text, position };
      case "dot":
        return { type: "dot", position };
      case "nil":
        return { type: "nil", position };
      case "variable":
        if (!this.variables.includes(text)) this.fail(`undefined variable ${JSON.stringify(text)}`);
        return { type: "variable", name: text, names: [], position };
      case "field":
        return { type: "field", names: [text.slice(1)], position };
      case "bool":
        return { type: "literal", value: text === "true", float: false, text, position };
      case "number":
        return {
          type: "literal",
          value: numberOf(text),
          float: /[.eE]/.test(text) && !/^[+-]?0[xX]/.test(text),
          text,
          position,
        };
      case "char":
        return { type: "literal", value: this.character(text), float: false, text, position };
      case "string":
      case "rawString":
        return { type: "literal", value: this.unquoted(text), float: false, text, position };
      case "open":
        return { type: "pipe", pipe: this.pipeline("parenthesized pipeline", "close"), position };
      default:
        this.index--;
        return undefined;
    }
  }

  private unquoted(text: string): string {
    const inner = text.slice(1, -1);
    if (text.startsWith("`")) return inner.replaceAll("\r", "");
    return inner.replace(GO_ESCAPE, (_, code: string) => goEscaped(code, text[0]) ?? this.fail("invalid syntax"));
  }

  private character(text: string): number {
    const [first, ...more] = this.unquoted(text);
    if (more.length > 0) this.fail(`malformed character constant: ${text}`);
    return first?.codePointAt(0) ?? this.fail("invalid syntax");
  }
}

const STARTS: ReadonlySet<TokenKind> = new Set([
  "bool",
  "char",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "open",
]);

function tokenText({ kind, text }: Token): string {
  if (kind === "eof") return "EOF";
  if (kind === "keyword") return `<${text}>`;
  return text.length > 10 ? `${JSON.stringify(text.slice(0, 10))}...` : JSON.stringify(text);
}

function numberOf(text: string): number {
  const clean = text.replaceAll("_", "");
  const sign = clean.startsWith("-") ? -1 : 1;
  const digits = clean.replace(/^[+-]/, "");
  return sign * Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}
