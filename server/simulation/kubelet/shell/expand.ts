/** What words become: parameters, substitutions, arithmetic, field splitting, path names. */
import { evaluate, type Variables } from "./arithmetic.ts";
import { checkText, DEPTH_LIMIT, MemoryProblem, TEXT_LIMIT, WORD_LIMIT } from "./limits.ts";
import { isPattern, replaced, trimmed } from "./patterns.ts";
import { SyntaxProblem } from "./syntax.ts";

export interface ExpandContext extends Variables {
  /** Output of a script, without the line ends at its end. May throw to have the word expanded again later. */
  substitute(source: string): string;
  readonly params: readonly string[];
  /** `?`, `$`, `!`, `0`, `-`. */
  special(name: string): string;
  /** Paths that match a pattern. */
  glob(pattern: string): readonly string[];
  readonly home: string;
}

/** `${x:?text}` of something unset. */
export class UnsetProblem extends Error {}

interface Field {
  text: string;
  /** Something quoted or not empty stands in it: it stays even when empty. */
  kept: boolean;
}

const quotePattern = (text: string): string => text.replace(/[\\*?[\]]/g, "\\$&");
const unquotePattern = (text: string): string => text.replace(/\\([\s\S])/g, "$1");

/** Expansions that are under way within each other. */
let depth = 0;

class Expansion {
  private length = 0;
  readonly fields: Field[] = [];
  private open: Field | undefined;

  constructor(
    private readonly context: ExpandContext,
    private readonly split: boolean,
  ) {}

  private get field(): Field {
    if (!this.open) this.fields.push((this.open = { text: "", kept: false }));
    return this.open;
  }

  quoted(text: string): void {
    this.plain(quotePattern(text));
  }

  plain(text: string): void {
    this.length += text.length;
    if (this.length > 2 * TEXT_LIMIT || this.fields.length > WORD_LIMIT) throw new MemoryProblem();
    this.field.text += text;
    this.field.kept = true;
  }

  /** The value of an expansion outside quotes: split where blanks stand. */
  value(text: string): void {
    if (text === "") return;
    const separators = this.context.get("IFS") ?? " \t\n";
    if (!this.split || separators === "") return this.plain(text);
    const isSeparator = (char: string): boolean => separators.includes(char);
    let at = 0;
    while (at < text.length) {
      if (isSeparator(text[at] as string)) {
        this.open = undefined;
        at++;
        continue;
      }
      let end = at;
      while (end < text.length && !isSeparator(text[end] as string)) end++;
      this.plain(text.slice(at, end));
      at = end;
    }
  }

  cut(): void {
    this.open = undefined;
  }

  read(source: string): void {
    if (depth >= DEPTH_LIMIT) throw new SyntaxProblem("expression recursion level exceeded");
    depth++;
    try {
      this.readAll(source);
    } finally {
      depth--;
    }
  }

  private readAll(source: string): void {
    let at = 0;
    if (source.startsWith("~") && /^~(\/|$)/.test(source)) {
      this.quoted(this.context.home);
      at = 1;
    }
    while (at < source.length) {
      const char = source[at] as string;
      if (char === "\\") {
        if (source[at + 1] !== "\n") this.quoted(source[at + 1] ?? "");
        at += 2;
      } else if (char === "'") {
        const end = source.indexOf("'", at + 1);
        this.quoted(source.slice(at + 1, end));
        at = end + 1;
      } else if (char === '"') at = this.doubleQuoted(source, at + 1);
      else if (char === "$" && source[at + 1] === "'") {
        const end = source.indexOf("'", at + 2);
        this.quoted(escapes(source.slice(at + 2, end)));
        at = end + 1;
      } else if (char === "$" || char === "`") at = this.dollar(source, at, false);
      else {
        this.plain(char);
        at++;
      }
    }
  }

  private doubleQuoted(source: string, from: number): number {
    this.quoted("");
    let at = from;
    while (at < source.length && source[at] !== '"') {
      const char = source[at] as string;
      if (char === "\\" && /[$`"\\\n]/.test(source[at + 1] ?? "")) {
        if (source[at + 1] !== "\n") this.quoted(source[at + 1] as string);
        at += 2;
      } else if (char === "$" || char === "`") at = this.dollar(source, at, true);
      else {
        this.quoted(char);
        at++;
      }
    }
    return at + 1;
  }

  /** An expansion at `from`; where it ends. */
  private dollar(source: string, from: number, quoted: boolean): number {
    const put = (text: string): void => (quoted ? this.quoted(text) : this.value(text));
    if (source[from] === "`") {
      let end = from + 1;
      while (end < source.length && source[end] !== "`") end += source[end] === "\\" ? 2 : 1;
      put(this.context.substitute(source.slice(from + 1, end).replace(/\\([$`\\])/g, "$1")));
      return end + 1;
    }
    const next = source[from + 1] ?? "";
    if (next === "(") {
      const end = closing(source, from + 1);
      const inner = source.slice(from + 2, end);
      if (inner.startsWith("(") && inner.endsWith(")")) put(String(this.number(inner.slice(1, -1))));
      else put(this.context.substitute(inner));
      return end + 1;
    }
    if (next === "{") {
      const end = closing(source, from + 1);
      this.parameter(source.slice(from + 2, end), quoted);
      return end + 1;
    }
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(source.slice(from + 1))?.[0];
    if (name === undefined) {
      this.quoted("$");
      return from + 1;
    }
    if (name === "@" || name === "*") this.params(name, quoted);
    else put(this.lookup(name) ?? "");
    return from + 1 + name.length;
  }

  private number(expression: string): bigint {
    return evaluate(expandText(expression, this.context), this.context);
  }

  private params(name: string, quoted: boolean): void {
    const { params } = this.context;
    if (quoted && name === "*") return this.quoted(params.join((this.context.get("IFS") ?? " ").slice(0, 1)));
    params.forEach((param, index) => {
      if (index > 0) this.cut();
      if (quoted) this.quoted(param);
      else this.value(param);
    });
  }

  private lookup(name: string): string | undefined {
    if (/^[1-9]\d*$/.test(name)) return this.context.params[Number(name) - 1];
    if (name === "#") return String(this.context.params.length);
    if (name === "@" || name === "*") return this.context.params.length > 0 ? this.context.params.join(" ") : undefined;
    if (/^[?$!0-]$/.test(name)) return this.context.special(name);
    return this.context.get(name);
  }

  private parameter(body: string, quoted: boolean): void {
    const put = (text: string): void => (quoted ? this.quoted(text) : this.value(text));
    if (/^#[\w@*?!$-]+$/.test(body)) return put(String((this.lookup(body.slice(1)) ?? "").length));
    const match = /^([A-Za-z_]\w*|\d+|[@*#?$!-])([\s\S]*)$/.exec(body);
    if (!match) throw new SyntaxProblem("syntax error: bad substitution");
    const [, name = "", rest = ""] = match;
    if (rest === "") {
      if (name === "@" || name === "*") return this.params(name, quoted);
      return put(this.lookup(name) ?? "");
    }
    const value = this.lookup(name);
    const choice = /^(:?)([-=+?])([\s\S]*)$/.exec(rest);
    if (choice) {
      const missing = value === undefined || (choice[1] === ":" && value === "");
      const word = (): string => expandText(choice[3] as string, this.context);
      switch (choice[2]) {
        case "-":
          return put(missing ? word() : (value ?? ""));
        case "=": {
          if (!missing) return put(value ?? "");
          const given = word();
          this.context.set(name, given);
          return put(given);
        }
        case "+":
          return put(missing ? "" : word());
        default:
          if (missing) throw new UnsetProblem(`${name}: ${word() || "parameter not set"}`);
          return put(value ?? "");
      }
    }
    const text = value ?? "";
    const trim = /^(##?|%%?)([\s\S]*)$/.exec(rest);
    if (trim) return put(trimmed(text, trim[1] as string, expandPattern(trim[2] as string, this.context)));
    const replace = /^\/(\/?)((?:\\.|[^/])*)(?:\/([\s\S]*))?$/.exec(rest);
    if (replace) {
      const pattern = expandPattern(replace[2] as string, this.context);
      return put(replaced(text, { pattern, all: replace[1] !== "", by: expandText(replace[3] ?? "", this.context) }));
    }
    const part = /^:([^:]*)(?::([\s\S]*))?$/.exec(rest);
    if (part) {
      const start = Number(this.number(part[1] as string));
      const begin = start < 0 ? Math.max(0, text.length + start) : start;
      const length = part[2] === undefined ? undefined : Number(this.number(part[2]));
      return put(
        length === undefined
          ? text.slice(begin)
          : length < 0
            ? text.slice(begin, length)
            : text.slice(begin, begin + length),
      );
    }
    if (rest === "^^") return put(text.toUpperCase());
    if (rest === ",,") return put(text.toLowerCase());
    throw new SyntaxProblem("syntax error: bad substitution");
  }
}

/** Where the bracket that opens at `from` is closed. */
function closing(source: string, from: number, within = 0): number {
  if (within > DEPTH_LIMIT) throw new SyntaxProblem("expression recursion level exceeded");
  const open = source[from] as string;
  const shut = open === "(" ? ")" : "}";
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") at++;
    else if (char === "'" && open === "(") {
      const end = source.indexOf("'", at + 1);
      at = end < 0 ? source.length : end;
    } else if (char === '"') {
      for (at++; at < source.length && source[at] !== '"'; at++) {
        if (source[at] === "\\") at++;
        else if (source[at] === "$" && (source[at + 1] === "(" || source[at + 1] === "{"))
          at = closing(source, at + 1, within + 1);
      }
    } else if (char === open) depth++;
    else if (char === shut && --depth === 0) return at;
  }
  return source.length;
}

/** The fields words become. */
export function expandWords(words: readonly string[], context: ExpandContext): string[] {
  const result: string[] = [];
  let length = 0;
  const put = (word: string): void => {
    length += word.length;
    if (length > 2 * TEXT_LIMIT || result.push(word) > WORD_LIMIT) throw new MemoryProblem();
  };
  for (const word of words) {
    for (const each of braces(word)) {
      const expansion = new Expansion(context, true);
      expansion.read(each);
      for (const { text, kept } of expansion.fields) {
        if (!kept && text === "") continue;
        const found = isPattern(text) ? context.glob(text) : [];
        if (found.length > 0) found.forEach(put);
        else put(unquotePattern(text));
      }
    }
  }
  return result;
}

/** One word without splitting: assignments, redirections, `case`. */
export function expandText(word: string, context: ExpandContext): string {
  return checkText(unquotePattern(expandPattern(word, context)));
}

/** One word as a pattern: what was quoted has backslashes. */
export function expandPattern(word: string, context: ExpandContext): string {
  const expansion = new Expansion(context, false);
  expansion.read(word);
  return expansion.fields.map(({ text }) => text).join(" ");
}

/** The body of a here-document: quotes are no quotes. */
export function expandHere(body: string, context: ExpandContext): string {
  return expandText(`"${body.replace(/(\\[$`\\])|"/g, (_, kept: string | undefined) => kept ?? '\\"')}"`, context);
}

/** `{a,b}` and `{1..5}` outside quotes. */
function braces(word: string): readonly string[] {
  if (!word.includes("{") || /['"\\$`]/.test(word)) return [word];
  const choices: (readonly string[])[] = [];
  let rest = word;
  let count = 1;
  for (;;) {
    const match = /^([^{}]*)\{([^{}]*)\}([\s\S]*)$/.exec(rest);
    const inner = match && choicesOf(match[2] as string);
    if (!match || !inner) break;
    choices.push(inner.map((choice) => (match[1] as string) + choice));
    count *= inner.length;
    if (count > WORD_LIMIT) throw new MemoryProblem();
    rest = match[3] as string;
  }
  return choices.reduceRight<readonly string[]>(
    (tails, heads) => heads.flatMap((head) => tails.map((tail) => head + tail)),
    [rest],
  );
}

/** What stands between braces as a list; undefined when it is none. */
function choicesOf(inner: string): readonly string[] | undefined {
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(inner);
  if (!range) return inner.includes(",") ? inner.split(",") : undefined;
  const [from, to] = [Number(range[1]), Number(range[2])];
  const length = Math.abs(to - from) + 1;
  if (length > WORD_LIMIT) throw new MemoryProblem();
  return Array.from({ length }, (_, index) => String(from + (to < from ? -index : index)));
}

/** Backslash escapes of `$'…'`, printf and echo -e. */
export function escapes(text: string): string {
  return text.replace(/\\(x[\da-fA-F]{1,2}|0?[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (code.startsWith("x") && code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255);
    return NAMED[code] ?? whole;
  });
}

const NAMED: { readonly [code: string]: string } = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\x1b",
  "\\": "\\",
  "'": "'",
  '"': '"',
};
