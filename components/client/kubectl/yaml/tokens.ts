/** YAML cut into tokens as Go's library does, as far as it takes to say what is wrong with a text. Mirrors libyaml's scanner. */

export type TokenType =
  | "directive"
  | "documentStart"
  | "documentEnd"
  | "blockSequence"
  | "blockMapping"
  | "blockEnd"
  | "flowSequence"
  | "flowSequenceEnd"
  | "flowMapping"
  | "flowMappingEnd"
  | "blockEntry"
  | "flowEntry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar"
  | "end";

export interface Token {
  readonly type: TokenType;
  /** From zero. */
  readonly line: number;
}

/** What is wrong, in libyaml's words. */
export class YamlProblem extends Error {
  constructor(
    problem: string,
    /** As it is told: the scanner counts lines from one, the parser from zero, and neither tells the first. */
    line: number,
  ) {
    super(line === 0 ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`);
  }
}

interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** Where a key without `?` may have begun. */
interface SimpleKey extends Mark {
  possible: boolean;
  readonly required: boolean;
  readonly tokenNumber: number;
}

const LONGEST_KEY = 1024;
const FLOW = new Set([",", "?", "[", "]", "{", "}"]);
/** What no plain scalar begins with. */
const INDICATORS = new Set("-?:,[]{}#&*!|>'\"%@`");

export class YamlTokens {
  private index = 0;
  private line = 0;
  private column = 0;
  private readonly queue: Token[] = [];
  private taken = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  private readonly keys: SimpleKey[] = [this.noKey()];

  constructor(private readonly text: string) {}

  peek(): Token {
    while (this.queue.length === 0 || this.mayBeKey()) this.fetch();
    return this.queue[0] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    return token;
  }

  private noKey(): SimpleKey {
    return { possible: false, required: false, tokenNumber: 0, index: 0, line: 0, column: 0 };
  }

  /** Whether a key may begin at the head of the queue, which the tokens behind it decide. */
  private mayBeKey(): boolean {
    const key = this.keys.find(({ possible, tokenNumber }) => possible && tokenNumber === this.taken);
    return key !== undefined && this.stillPossible(key);
  }

  private fail(problem: string): never {
    throw new YamlProblem(problem, this.line === 0 ? 0 : this.line + 1);
  }

  private at(ahead = 0): string {
    return this.text[this.index + ahead] ?? "";
  }

  private skip(count = 1): void {
    this.index += count;
    this.column += count;
  }

  private skipBreak(): void {
    this.index += this.at() === "\r" && this.at(1) === "\n" ? 2 : 1;
    this.column = 0;
    this.line++;
  }

  private isBlank = (ahead = 0): boolean => this.at(ahead) === " " || this.at(ahead) === "\t";
  private isBreak = (ahead = 0): boolean => ["\r", "\n", "\u0085", "\u2028", "\u2029"].includes(this.at(ahead));
  private isBreakOrEnd = (ahead = 0): boolean => this.at(ahead) === "" || this.isBreak(ahead);
  private isSpaceOrEnd = (ahead = 0): boolean => this.isBlank(ahead) || this.isBreakOrEnd(ahead);

  private mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  private add(type: TokenType, line = this.line): void {
    this.queue.push({ type, line });
  }

  private documentIndicator(): TokenType | undefined {
    if (this.column !== 0 || !this.isSpaceOrEnd(3)) return undefined;
    const three = this.text.slice(this.index, this.index + 3);
    return three === "---" ? "documentStart" : three === "..." ? "documentEnd" : undefined;
  }

  private fetch(): void {
    this.toNextToken();
    this.unroll(this.column);
    const char = this.at();
    if (char === "") return this.end();
    if (this.column === 0 && char === "%") return this.directive();
    const indicator = this.documentIndicator();
    if (indicator) return this.document(indicator);
    if (char === "[" || char === "{") return this.flowStart(char === "[" ? "flowSequence" : "flowMapping");
    if (char === "]" || char === "}") return this.flowEnd(char === "]" ? "flowSequenceEnd" : "flowMappingEnd");
    if (char === ",") return this.flowEntry();
    if (char === "-" && this.isSpaceOrEnd(1)) return this.blockEntry();
    if (char === "?" && (this.flowLevel > 0 || this.isSpaceOrEnd(1))) return this.explicitKey();
    if (char === ":" && (this.flowLevel > 0 || this.isSpaceOrEnd(1))) return this.value();
    if (char === "*" || char === "&") return this.anchor(char === "*" ? "alias" : "anchor");
    if (char === "!") return this.tag();
    if ((char === "|" || char === ">") && this.flowLevel === 0) return this.blockScalar();
    if (char === "'" || char === '"') return this.quoted(char);
    if (this.beginsPlain(char)) return this.plain();
    this.fail("found character that cannot start any token");
  }

  private beginsPlain(char: string): boolean {
    if (!this.isSpaceOrEnd() && !INDICATORS.has(char)) return true;
    if (char === "-") return !this.isBlank(1);
    return this.flowLevel === 0 && (char === "?" || char === ":") && !this.isSpaceOrEnd(1);
  }

  private toNextToken(): void {
    for (;;) {
      if (this.column === 0 && this.at() === "\uFEFF") this.skip();
      while (this.at() === " " || ((this.flowLevel > 0 || !this.keyAllowed) && this.at() === "\t")) this.skip();
      if (this.at() === "#") while (!this.isBreakOrEnd()) this.skip();
      if (!this.isBreak()) return;
      this.skipBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private stillPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.line && key.index + LONGEST_KEY >= this.index) return true;
    if (key.required) this.fail("could not find expected ':'");
    key.possible = false;
    return false;
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const required = this.flowLevel === 0 && this.indent === this.column;
    const tokenNumber = this.taken + this.queue.length;
    this.removeKey();
    this.keys[this.keys.length - 1] = { possible: true, required, tokenNumber, ...this.mark() };
  }

  private removeKey(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (key.possible && key.required) this.fail("could not find expected ':'");
    key.possible = false;
  }

  private roll(column: number, type: TokenType, { line, before }: { line: number; before?: number }): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.queue.splice(before ?? this.queue.length, 0, { type, line });
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.add("blockEnd");
      this.indent = this.indents.pop() as number;
    }
  }

  private end(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line++;
    }
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.add("end");
  }

  private document(type: TokenType): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.add(type);
    this.skip(3);
  }

  private directive(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    const { line } = this;
    this.skip();
    const name = /^[\w-]*/.exec(this.text.slice(this.index))?.[0] ?? "";
    this.skip(name.length);
    if (name === "") this.fail("could not find expected directive name");
    if (!this.isSpaceOrEnd()) this.fail("found unexpected non-alphabetical character");
    if (name !== "YAML" && name !== "TAG") this.fail("found unknown directive name");
    while (!this.isBreakOrEnd()) this.skip();
    this.add("directive", line);
  }

  private flowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push(this.noKey());
    this.flowLevel++;
    this.keyAllowed = true;
    this.add(type);
    this.skip();
  }

  private flowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.add(type);
    this.skip();
  }

  private flowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.add("flowEntry");
    this.skip();
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail("block sequence entries are not allowed in this context");
      this.roll(this.column, "blockSequence", { line: this.line });
    }
    this.removeKey();
    this.keyAllowed = true;
    this.add("blockEntry");
    this.skip();
  }

  private explicitKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail("mapping keys are not allowed in this context");
      this.roll(this.column, "blockMapping", { line: this.line });
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.add("key");
    this.skip();
  }

  private value(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (this.stillPossible(key)) {
      const before = key.tokenNumber - this.taken;
      this.queue.splice(before, 0, { type: "key", line: key.line });
      this.roll(key.column, "blockMapping", { line: key.line, before });
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) this.fail("mapping values are not allowed in this context");
        this.roll(this.column, "blockMapping", { line: this.line });
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.add("value");
    this.skip();
  }

  private anchor(type: TokenType): void {
    this.saveKey();
    this.keyAllowed = false;
    const { line } = this;
    this.skip();
    const name = /^[\w-]*/.exec(this.text.slice(this.index))?.[0] ?? "";
    this.skip(name.length);
    if (name === "" || (!this.isSpaceOrEnd() && !"?:,]}%@`".includes(this.at())))
      this.fail("did not find expected alphabetic or numeric character");
    this.add(type, line);
  }

  private tag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const { line } = this;
    while (!this.isSpaceOrEnd() && !(this.flowLevel > 0 && this.at() === ",")) this.skip();
    this.add("tag", line);
  }

  private blockScalar(): void {
    this.removeKey();
    this.keyAllowed = true;
    const { line } = this;
    this.skip();
    let increment = 0;
    for (let part = 0; part < 2; part++) {
      if (/[+-]/.test(this.at())) this.skip();
      else if (/\d/.test(this.at()) && increment === 0) {
        if (this.at() === "0") this.fail("found an indentation indicator equal to 0");
        increment = Number(this.at());
        this.skip();
      }
    }
    while (this.isBlank()) this.skip();
    if (this.at() === "#") while (!this.isBreakOrEnd()) this.skip();
    if (!this.isBreakOrEnd()) this.fail("did not find expected comment or line break");
    if (this.isBreak()) this.skipBreak();
    const indent = this.scalarBreaks(increment > 0 ? Math.max(this.indent, 0) + increment : 0);
    while (this.column === indent && this.at() !== "") {
      while (!this.isBreakOrEnd()) this.skip();
      if (this.isBreak()) this.skipBreak();
      this.scalarBreaks(indent);
    }
    this.add("scalar", line);
  }

  /** Passes empty lines and indentation; gives how deep the scalar's lines are. */
  private scalarBreaks(indent: number): number {
    let deepest = 0;
    for (;;) {
      while ((indent === 0 || this.column < indent) && this.at() === " ") this.skip();
      deepest = Math.max(deepest, this.column);
      if ((indent === 0 || this.column < indent) && this.at() === "\t")
        this.fail("found a tab character where an indentation space is expected");
      if (!this.isBreak()) break;
      this.skipBreak();
    }
    return indent === 0 ? Math.max(deepest, this.indent + 1, 1) : indent;
  }

  private quoted(quote: string): void {
    this.saveKey();
    this.keyAllowed = false;
    const { line } = this;
    this.skip();
    for (;;) {
      if (this.documentIndicator()) this.fail("found unexpected document indicator");
      if (this.at() === "") this.fail("found unexpected end of stream");
      while (!this.isSpaceOrEnd()) {
        if (quote === "'" && this.at() === "'" && this.at(1) === "'") this.skip(2);
        else if (this.at() === quote) break;
        else if (quote === '"' && this.at() === "\\") {
          if (this.isBreak(1)) {
            this.skip();
            this.skipBreak();
            break;
          }
          this.escape();
        } else this.skip();
      }
      if (this.at() === quote) break;
      while (this.isBlank() || this.isBreak())
        if (this.isBlank()) this.skip();
        else this.skipBreak();
    }
    this.skip();
    this.add("scalar", line);
  }

  private escape(): void {
    const length = { x: 2, u: 4, U: 8 }[this.at(1)] ?? 0;
    if (length === 0 && !"0abt\tnvfre \"'\\N_LP".includes(this.at(1) || "?"))
      this.fail("found unknown escape character");
    this.skip(2);
    for (let digit = 0; digit < length; digit++)
      if (!/[\da-fA-F]/.test(this.at(digit))) this.fail("did not find expected hexdecimal number");
    this.skip(length);
  }

  private plain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const { line } = this;
    let broken = false;
    for (;;) {
      if (this.documentIndicator() || this.at() === "#") break;
      while (!this.isSpaceOrEnd()) {
        if (this.at() === ":" && this.isSpaceOrEnd(1)) break;
        if (this.flowLevel > 0 && FLOW.has(this.at())) break;
        broken = false;
        this.skip();
      }
      if (!this.isBlank() && !this.isBreak()) break;
      while (this.isBlank() || this.isBreak())
        if (this.isBreak()) {
          this.skipBreak();
          broken = true;
        } else if (broken && this.column <= this.indent && this.at() === "\t")
          this.fail("found a tab character that violates indentation");
        else this.skip();
      if (this.flowLevel === 0 && this.column <= this.indent) break;
    }
    this.add("scalar", line);
    if (broken) this.keyAllowed = true;
  }
}
