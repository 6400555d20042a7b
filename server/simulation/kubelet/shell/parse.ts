/** Reads POSIX shell: lists, pipelines, compound commands, functions. Words stay as written; `expand.ts` reads them. */
import { Remembered } from "../../../protocol/Remembered.ts";
import { SCRIPT_LIMIT } from "./limits.ts";
import { ScriptReader } from "./ScriptReader.ts";
import { type Assignment, type Node, type Redirect, type Script, SyntaxProblem } from "./syntax.ts";

const scripts = new Remembered<Script>(200);

/** The script of a text. Throws SyntaxProblem. */
export function parseScript(source: string): Script {
  return scripts.get(source, () => {
    if (source.length > SCRIPT_LIMIT) throw new SyntaxProblem("script is too large (Podroom)");
    return new Parser(source).parse();
  });
}

class Parser {
  private readonly nodes: Node[] = [];
  private readonly text: ScriptReader;

  constructor(source: string) {
    this.text = new ScriptReader(source);
  }

  parse(): Script {
    const { text } = this;
    const root = this.list([]);
    text.skip(true);
    if (!text.atEnd) throw text.unexpected();
    return { nodes: this.nodes, root };
  }

  private add(node: Node): number {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  private list(stops: readonly string[]): number {
    const { text } = this;
    const items: { n: number; background: boolean }[] = [];
    for (;;) {
      text.skip(true);
      const reserved = text.reserved();
      if (text.atEnd || text.sees(")") || text.sees(";;")) break;
      if (reserved && stops.includes(reserved)) break;
      if (reserved && ["then", "elif", "else", "fi", "do", "done", "esac", "}"].includes(reserved))
        throw text.unexpected();
      const n = this.andOr();
      text.skip(false);
      const background = text.sees("&") && !text.sees("&&");
      const separated = background || (text.sees(";") && !text.sees(";;")) || text.sees("\n");
      if (text.sees("\n")) text.skip(true);
      else if (separated) text.at++;
      items.push({ n, background });
      if (separated) continue;
      if (!text.atEnd && !text.sees(")") && !text.sees(";;")) {
        const next = text.reserved();
        if (!next || !stops.includes(next)) throw text.unexpected();
      }
    }
    return this.add({ t: "list", items });
  }

  /** A list that must not be empty. */
  private body(stops: readonly string[]): number {
    const { text } = this;
    const n = this.list(stops);
    const node = this.nodes[n];
    if (node?.t === "list" && node.items.length === 0) throw text.unexpected();
    return n;
  }

  private andOr(): number {
    const { text } = this;
    let left = this.pipeline();
    for (;;) {
      text.skip(false);
      const or = text.sees("||");
      if (!or && !text.sees("&&")) return left;
      text.at += 2;
      text.skip(true);
      left = this.add({ t: "and", left, right: this.pipeline(), or });
    }
  }

  private pipeline(): number {
    const { text } = this;
    let not = false;
    text.skip(false);
    while (text.reserved() === "!") {
      not = !not;
      text.at++;
      text.skip(false);
    }
    const parts = [this.command()];
    for (;;) {
      text.skip(false);
      if (!text.sees("|") || text.sees("||")) break;
      text.at++;
      if (text.sees("&")) text.at++;
      text.skip(true);
      parts.push(this.command());
    }
    return parts.length === 1 && !not ? (parts[0] as number) : this.add({ t: "pipe", parts, not });
  }

  private command(): number {
    const { text } = this;
    return text.inside(() => this.oneCommand());
  }

  private oneCommand(): number {
    const { text } = this;
    text.skip(false);
    if (text.atEnd) throw text.unexpected();
    if (text.sees("(")) {
      text.at++;
      const body = this.body([]);
      text.skip(true);
      if (!text.sees(")")) throw text.unexpected();
      text.at++;
      return this.add({ t: "subshell", body, redirects: text.redirects() });
    }
    switch (text.reserved()) {
      case "{": {
        text.at++;
        const body = this.body(["}"]);
        text.expect("}");
        return this.add({ t: "group", body, redirects: text.redirects() });
      }
      case "if":
        return this.conditional();
      case "while":
      case "until": {
        const until = text.reserved() === "until";
        text.at += 5;
        const test = this.body(["do"]);
        const body = this.loopBody();
        return this.add({ t: "loop", until, test, body, redirects: text.redirects() });
      }
      case "for":
        return this.forLoop();
      case "case":
        return this.caseOf();
      case "function": {
        text.at += 8;
        text.skip(false);
        const name = /^[\w-]+/.exec(text.source.slice(text.at))?.[0] ?? "";
        if (name === "") throw text.unexpected();
        text.at += name.length;
        text.skip(false);
        if (text.sees("(")) {
          const end = text.source.indexOf(")", text.at);
          if (end < 0) throw text.unexpected();
          text.at = end + 1;
        }
        text.skip(true);
        return this.add({ t: "function", name, body: this.command() });
      }
      case undefined:
        break;
      default:
        throw text.unexpected();
    }
    const definition = /^([A-Za-z_][\w-]*)[ \t]*\([ \t]*\)/.exec(text.source.slice(text.at, text.at + 200));
    if (definition) {
      text.at += definition[0].length;
      text.skip(true);
      return this.add({ t: "function", name: definition[1] as string, body: this.command() });
    }
    return this.simple();
  }

  private conditional(): number {
    const { text } = this;
    const arms: { test: number; body: number }[] = [];
    let otherwise: number | undefined;
    text.at += 2;
    for (;;) {
      const test = this.body(["then"]);
      text.expect("then");
      arms.push({ test, body: this.body(["elif", "else", "fi"]) });
      text.skip(true);
      if (text.reserved() !== "elif") break;
      text.at += 4;
    }
    if (text.reserved() === "else") {
      text.at += 4;
      otherwise = this.body(["fi"]);
    }
    text.expect("fi");
    return this.add({ t: "if", arms, ...(otherwise === undefined ? {} : { otherwise }), redirects: text.redirects() });
  }

  private loopBody(): number {
    const { text } = this;
    text.expect("do");
    const body = this.body(["done"]);
    text.expect("done");
    return body;
  }

  private forLoop(): number {
    const { text } = this;
    text.at += 3;
    text.skip(false);
    const name = /^[A-Za-z_]\w*/.exec(text.source.slice(text.at))?.[0] ?? "";
    if (name === "") throw text.unexpected();
    text.at += name.length;
    text.skip(true);
    let words: string[] | undefined;
    if (text.reserved() === "in") {
      text.at += 2;
      words = [];
      for (;;) {
        text.skip(false);
        if (text.atEnd || /[;\n&|)]/.test(text.source[text.at] as string)) break;
        words.push(text.word());
      }
    }
    text.skip(false);
    if (text.sees(";")) text.at++;
    const body = this.loopBody();
    return this.add({ t: "for", name, ...(words ? { words } : {}), body, redirects: text.redirects() });
  }

  private caseOf(): number {
    const { text } = this;
    text.at += 4;
    text.skip(false);
    const word = text.word();
    text.expect("in");
    const arms: { patterns: string[]; body: number }[] = [];
    for (;;) {
      text.skip(true);
      if (text.reserved() === "esac") break;
      if (text.atEnd) throw text.unexpected();
      if (text.sees("(")) text.at++;
      const patterns: string[] = [];
      for (;;) {
        text.skip(false);
        patterns.push(text.word());
        text.skip(false);
        if (!text.sees("|")) break;
        text.at++;
      }
      if (!text.sees(")")) throw text.unexpected();
      text.at++;
      arms.push({ patterns, body: this.list(["esac"]) });
      text.skip(true);
      if (text.sees(";;")) text.at += 2;
    }
    text.at += 4;
    return this.add({ t: "case", word, arms, redirects: text.redirects() });
  }

  private simple(): number {
    const { text } = this;
    const assigns: Assignment[] = [];
    const words: string[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      text.skip(false);
      if (text.atEnd) break;
      if (text.redirect(redirects)) continue;
      const char = text.source[text.at] as string;
      if (char === "\n" || char === ";" || char === "&" || char === "|" || char === ")") break;
      if (char === "(") throw text.unexpected();
      const start = text.at;
      const word = text.word();
      const assigned = words.length === 0 ? /^([A-Za-z_]\w*)(\+?)=/.exec(word) : null;
      if (assigned)
        assigns.push({
          name: assigned[1] as string,
          value: word.slice(assigned[0].length),
          append: assigned[2] === "+",
        });
      else words.push(word);
      if (text.at === start) throw text.unexpected();
    }
    if (assigns.length === 0 && words.length === 0 && redirects.length === 0) throw text.unexpected();
    return this.add({ t: "simple", assigns, words, redirects });
  }
}
