/** The text of a script, read from its beginning: blanks, words as they are written, redirections, and the bodies of here-documents. */
import { type Redirect, SyntaxProblem } from "./syntax.ts";
import { deeper, endOfWord } from "./words.ts";

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

interface Pending {
  readonly delimiter: string;
  readonly strip: boolean;
  readonly set: (body: string) => void;
}

export class ScriptReader {
  at = 0;
  private depth = 0;
  private readonly heres: Pending[] = [];

  constructor(readonly source: string) {}

  get atEnd(): boolean {
    return this.at >= this.source.length;
  }

  unexpected(): SyntaxProblem {
    if (this.at >= this.source.length) return new SyntaxProblem("syntax error: unexpected end of file", true);
    const rest = /^(?:;;|&&|\|\||[;&|()\n]|[^\s;&|()]+)/.exec(this.source.slice(this.at))?.[0] ?? "";
    return new SyntaxProblem(`syntax error: unexpected "${rest === "\n" ? "newline" : rest}"`);
  }

  /** Blanks and comments; line ends too when asked, and with them the bodies of here-documents. */
  skip(lines: boolean): void {
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

  sees(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** The reserved word that stands here, without taking it. */
  reserved(): string | undefined {
    const match = /^([a-z]+|[{}!])(?=[\s;&|()]|$)/.exec(this.source.slice(this.at, this.at + 12));
    return match && RESERVED.has(match[1] as string) ? match[1] : undefined;
  }

  expect(word: string): void {
    this.skip(true);
    if (this.reserved() !== word) throw this.unexpected();
    this.at += word.length;
  }

  /** What is read inside something else. */
  inside<T>(read: () => T): T {
    this.depth = deeper(this.depth);
    const result = read();
    this.depth--;
    return result;
  }

  redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.skip(false);
      if (!this.redirect(redirects)) return redirects;
    }
  }

  /** Reads one into the list, if one stands here. */
  redirect(into: Redirect[]): boolean {
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
  word(): string {
    const start = this.at;
    this.at = endOfWord(this.source, start, this.depth);
    return this.source.slice(start, this.at);
  }
}
