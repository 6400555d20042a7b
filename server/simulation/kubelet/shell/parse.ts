/** Reads POSIX shell: lists, pipelines, compound commands, functions, here-documents. Words stay as written; `expand.ts` reads them. */
import { Remembered } from "../../../protocol/Remembered.ts";
import { DEPTH_LIMIT, SCRIPT_LIMIT } from "./limits.ts";
import { type Assignment, type Node, type Redirect, type Script, SyntaxProblem } from "./syntax.ts";

const RESERVED = new Set([
  "if",
  "then",
  "elif",
  "else",
  "fi",
  "do",
  "done",
  "case",
  "esac",
  "while",
  "until",
  "for",
  "{",
  "}",
  "!",
  "in",
  "function",
]);
const REDIRECT = /^(\d*)(<<<|<<-|<<|<>|<&|>&|>>|>\||&>|<|>)/;
const scripts = new Remembered<Script>(200);

/** The script of a text. Throws SyntaxProblem. */
export function parseScript(source: string): Script {
  return scripts.get(source, () => {
    if (source.length > SCRIPT_LIMIT) throw new SyntaxProblem("script is too large (Podroom)");
    return new Parser(source).parse();
  });
}

interface Pending {
  readonly delimiter: string;
  readonly strip: boolean;
  readonly set: (body: string) => void;
}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly nodes: Node[] = [];
  private readonly heres: Pending[] = [];

  constructor(private readonly source: string) {}

  parse(): Script {
    const root = this.list([]);
    this.skip(true);
    if (this.at < this.source.length) throw this.unexpected();
    return { nodes: this.nodes, root };
  }

  private add(node: Node): number {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  private unexpected(): SyntaxProblem {
    if (this.at >= this.source.length) return new SyntaxProblem("syntax error: unexpected end of file", true);
    const rest = /^(?:;;|&&|\|\||[;&|()\n]|[^\s;&|()]+)/.exec(this.source.slice(this.at))?.[0] ?? "";
    return new SyntaxProblem(`syntax error: unexpected "${rest === "\n" ? "newline" : rest}"`);
  }

  /** Blanks and comments; line ends too when asked, and with them the bodies of here-documents. */
  private skip(lines: boolean): void {
    for (;;) {
      const char = this.source[this.at];
      if (char === " " || char === "\t" || char === "\r") this.at++;
      else if (char === "\\" && this.source[this.at + 1] === "\n") this.at += 2;
      else if (char === "#") while (this.at < this.source.length && this.source[this.at] !== "\n") this.at++;
      else if (char === "\n" && lines) {
        this.at++;
        this.hereBodies();
      } else return;
    }
  }

  private hereBodies(): void {
    for (const { delimiter, strip, set } of this.heres.splice(0)) {
      let body = "";
      for (;;) {
        if (this.at >= this.source.length) throw new SyntaxProblem("unexpected end of file", true);
        const end = this.source.indexOf("\n", this.at);
        const stop = end < 0 ? this.source.length : end;
        let line = this.source.slice(this.at, stop);
        this.at = Math.min(this.source.length, stop + 1);
        if (strip) line = line.replace(/^\t+/, "");
        if (line === delimiter) break;
        if (end < 0) throw new SyntaxProblem("unexpected end of file", true);
        body += `${line}\n`;
      }
      set(body);
    }
  }

  private sees(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** The reserved word that stands here, without taking it. */
  private reserved(): string | undefined {
    const match = /^([a-z]+|[{}!])(?=[\s;&|()]|$)/.exec(this.source.slice(this.at, this.at + 12));
    return match && RESERVED.has(match[1] as string) ? match[1] : undefined;
  }

  private expect(word: string): void {
    this.skip(true);
    if (this.reserved() !== word) throw this.unexpected();
    this.at += word.length;
  }

  private list(stops: readonly string[]): number {
    const items: { n: number; background: boolean }[] = [];
    for (;;) {
      this.skip(true);
      const reserved = this.reserved();
      if (this.at >= this.source.length || this.sees(")") || this.sees(";;")) break;
      if (reserved && stops.includes(reserved)) break;
      if (reserved && ["then", "elif", "else", "fi", "do", "done", "esac", "}"].includes(reserved))
        throw this.unexpected();
      const n = this.andOr();
      this.skip(false);
      const background = this.sees("&") && !this.sees("&&");
      const separated = background || (this.sees(";") && !this.sees(";;")) || this.sees("\n");
      if (this.sees("\n")) this.skip(true);
      else if (separated) this.at++;
      items.push({ n, background });
      if (separated) continue;
      if (this.at < this.source.length && !this.sees(")") && !this.sees(";;")) {
        const next = this.reserved();
        if (!next || !stops.includes(next)) throw this.unexpected();
      }
    }
    return this.add({ t: "list", items });
  }

  /** A list that must not be empty. */
  private body(stops: readonly string[]): number {
    const n = this.list(stops);
    const node = this.nodes[n];
    if (node?.t === "list" && node.items.length === 0) throw this.unexpected();
    return n;
  }

  private andOr(): number {
    let left = this.pipeline();
    for (;;) {
      this.skip(false);
      const or = this.sees("||");
      if (!or && !this.sees("&&")) return left;
      this.at += 2;
      this.skip(true);
      left = this.add({ t: "and", left, right: this.pipeline(), or });
    }
  }

  private pipeline(): number {
    let not = false;
    this.skip(false);
    while (this.reserved() === "!") {
      not = !not;
      this.at++;
      this.skip(false);
    }
    const parts = [this.command()];
    for (;;) {
      this.skip(false);
      if (!this.sees("|") || this.sees("||")) break;
      this.at++;
      if (this.sees("&")) this.at++;
      this.skip(true);
      parts.push(this.command());
    }
    return parts.length === 1 && !not ? (parts[0] as number) : this.add({ t: "pipe", parts, not });
  }

  /** What is read inside something else. */
  private inside<T>(read: () => T): T {
    if (++this.depth > DEPTH_LIMIT) throw new SyntaxProblem("syntax error: nested too deeply");
    const result = read();
    this.depth--;
    return result;
  }

  private command(): number {
    return this.inside(() => this.oneCommand());
  }

  private oneCommand(): number {
    this.skip(false);
    if (this.at >= this.source.length) throw this.unexpected();
    if (this.sees("(")) {
      this.at++;
      const body = this.body([]);
      this.skip(true);
      if (!this.sees(")")) throw this.unexpected();
      this.at++;
      return this.add({ t: "subshell", body, redirects: this.redirects() });
    }
    switch (this.reserved()) {
      case "{": {
        this.at++;
        const body = this.body(["}"]);
        this.expect("}");
        return this.add({ t: "group", body, redirects: this.redirects() });
      }
      case "if":
        return this.conditional();
      case "while":
      case "until": {
        const until = this.reserved() === "until";
        this.at += 5;
        const test = this.body(["do"]);
        const body = this.loopBody();
        return this.add({ t: "loop", until, test, body, redirects: this.redirects() });
      }
      case "for":
        return this.forLoop();
      case "case":
        return this.caseOf();
      case "function": {
        this.at += 8;
        this.skip(false);
        const name = /^[\w-]+/.exec(this.source.slice(this.at))?.[0] ?? "";
        if (name === "") throw this.unexpected();
        this.at += name.length;
        this.skip(false);
        if (this.sees("(")) {
          const end = this.source.indexOf(")", this.at);
          if (end < 0) throw this.unexpected();
          this.at = end + 1;
        }
        this.skip(true);
        return this.add({ t: "function", name, body: this.command() });
      }
      case undefined:
        break;
      default:
        throw this.unexpected();
    }
    const definition = /^([A-Za-z_][\w-]*)[ \t]*\([ \t]*\)/.exec(this.source.slice(this.at, this.at + 200));
    if (definition) {
      this.at += definition[0].length;
      this.skip(true);
      return this.add({ t: "function", name: definition[1] as string, body: this.command() });
    }
    return this.simple();
  }

  private conditional(): number {
    const arms: { test: number; body: number }[] = [];
    let otherwise: number | undefined;
    this.at += 2;
    for (;;) {
      const test = this.body(["then"]);
      this.expect("then");
      arms.push({ test, body: this.body(["elif", "else", "fi"]) });
      this.skip(true);
      if (this.reserved() !== "elif") break;
      this.at += 4;
    }
    if (this.reserved() === "else") {
      this.at += 4;
      otherwise = this.body(["fi"]);
    }
    this.expect("fi");
    return this.add({ t: "if", arms, ...(otherwise === undefined ? {} : { otherwise }), redirects: this.redirects() });
  }

  private loopBody(): number {
    this.expect("do");
    const body = this.body(["done"]);
    this.expect("done");
    return body;
  }

  private forLoop(): number {
    this.at += 3;
    this.skip(false);
    const name = /^[A-Za-z_]\w*/.exec(this.source.slice(this.at))?.[0] ?? "";
    if (name === "") throw this.unexpected();
    this.at += name.length;
    this.skip(true);
    let words: string[] | undefined;
    if (this.reserved() === "in") {
      this.at += 2;
      words = [];
      for (;;) {
        this.skip(false);
        if (this.at >= this.source.length || /[;\n&|)]/.test(this.source[this.at] as string)) break;
        words.push(this.word());
      }
    }
    this.skip(false);
    if (this.sees(";")) this.at++;
    const body = this.loopBody();
    return this.add({ t: "for", name, ...(words ? { words } : {}), body, redirects: this.redirects() });
  }

  private caseOf(): number {
    this.at += 4;
    this.skip(false);
    const word = this.word();
    this.expect("in");
    const arms: { patterns: string[]; body: number }[] = [];
    for (;;) {
      this.skip(true);
      if (this.reserved() === "esac") break;
      if (this.at >= this.source.length) throw this.unexpected();
      if (this.sees("(")) this.at++;
      const patterns: string[] = [];
      for (;;) {
        this.skip(false);
        patterns.push(this.word());
        this.skip(false);
        if (!this.sees("|")) break;
        this.at++;
      }
      if (!this.sees(")")) throw this.unexpected();
      this.at++;
      arms.push({ patterns, body: this.list(["esac"]) });
      this.skip(true);
      if (this.sees(";;")) this.at += 2;
    }
    this.at += 4;
    return this.add({ t: "case", word, arms, redirects: this.redirects() });
  }

  private simple(): number {
    const assigns: Assignment[] = [];
    const words: string[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.skip(false);
      if (this.at >= this.source.length) break;
      if (this.redirect(redirects)) continue;
      const char = this.source[this.at] as string;
      if (char === "\n" || char === ";" || char === "&" || char === "|" || char === ")") break;
      if (char === "(") throw this.unexpected();
      const start = this.at;
      const word = this.word();
      const assigned = words.length === 0 ? /^([A-Za-z_]\w*)(\+?)=/.exec(word) : null;
      if (assigned)
        assigns.push({
          name: assigned[1] as string,
          value: word.slice(assigned[0].length),
          append: assigned[2] === "+",
        });
      else words.push(word);
      if (this.at === start) throw this.unexpected();
    }
    if (assigns.length === 0 && words.length === 0 && redirects.length === 0) throw this.unexpected();
    return this.add({ t: "simple", assigns, words, redirects });
  }

  private redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.skip(false);
      if (!this.redirect(redirects)) return redirects;
    }
  }

  private redirect(into: Redirect[]): boolean {
    const match = REDIRECT.exec(this.source.slice(this.at, this.at + 12));
    if (!match) return false;
    this.at += match[0].length;
    const raw = match[2] as string;
    this.skip(false);
    const target = this.word();
    if (target === "") throw this.unexpected();
    const input = raw.startsWith("<");
    const fd = match[1] ? Number(match[1]) : input ? 0 : 1;
    if (raw === "<<" || raw === "<<-") {
      const expand = !/['"\\]/.test(target);
      const at = into.length;
      into.push({ fd, op: "<<", target, body: "", expand });
      this.heres.push({
        delimiter: target.replace(/['"\\]/g, ""),
        strip: raw === "<<-",
        set: (body) => {
          into[at] = { fd, op: "<<", target, body, expand };
        },
      });
      return true;
    }
    into.push({ fd, op: (raw === ">|" ? ">" : raw) as Redirect["op"], target });
    return true;
  }

  /** One word as it stands, quotes and substitutions included. */
  private word(): string {
    const start = this.at;
    while (this.at < this.source.length) {
      const char = this.source[this.at] as string;
      if (/[\s;&|()<>]/.test(char)) break;
      if (char === "\\") this.at += 2;
      else if (char === "'") this.at = this.close("'", this.at + 1);
      else if (char === '"') this.doubleQuoted();
      else if (char === "`") this.backquoted();
      else if (char === "$") this.dollar();
      else this.at++;
    }
    return this.source.slice(start, this.at);
  }

  private close(quote: string, from: number): number {
    const end = this.source.indexOf(quote, from);
    if (end < 0) throw new SyntaxProblem("syntax error: unterminated quoted string", true);
    return end + 1;
  }

  private doubleQuoted(): void {
    this.inside(() => this.restOfQuotes());
  }

  private restOfQuotes(): void {
    this.at++;
    while (this.source[this.at] !== '"') {
      if (this.at >= this.source.length) throw new SyntaxProblem("syntax error: unterminated quoted string", true);
      const char = this.source[this.at];
      if (char === "\\") this.at += 2;
      else if (char === "`") this.backquoted();
      else if (char === "$") this.dollar();
      else this.at++;
    }
    this.at++;
  }

  private backquoted(): void {
    this.at++;
    while (this.source[this.at] !== "`") {
      if (this.at >= this.source.length) throw new SyntaxProblem("syntax error: EOF in backquote substitution", true);
      this.at += this.source[this.at] === "\\" ? 2 : 1;
    }
    this.at++;
  }

  private dollar(): void {
    this.at++;
    const open = this.source[this.at];
    if (open !== "(" && open !== "{") return;
    const shut = open === "(" ? ")" : "}";
    this.at++;
    for (let depth = 1; depth > 0; ) {
      if (this.at >= this.source.length) throw new SyntaxProblem(`syntax error: missing "${shut}"`, true);
      const char = this.source[this.at] as string;
      if (char === "\\") this.at += 2;
      else if (char === "'" && open === "(") this.at = this.close("'", this.at + 1);
      else if (char === '"') this.doubleQuoted();
      else if (char === "`") this.backquoted();
      else {
        if (char === open) depth++;
        else if (char === shut) depth--;
        this.at++;
      }
    }
  }
}
