/** What Go's encoding/json says of a text that is no JSON. Mirrors its scanner in words and offsets. */

export interface JsonProblem {
  readonly message: string;
  /** Of the byte that is wrong, counted from 1; undefined when the text just ends. */
  readonly offset: number | undefined;
}

class Wrong extends Error {}
class Ends extends Error {}

/** Undefined for a text that begins with a value. */
export function goJsonProblem(text: string): JsonProblem | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    return undefined;
  } catch (error) {
    if (error instanceof Ends) return { message: "unexpected EOF", offset: undefined };
    if (!(error instanceof Wrong)) throw error;
    return { message: error.message, offset: scanner.offset };
  }
}

class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  get offset(): number {
    return new TextEncoder().encode(this.text.slice(0, this.position + 1)).length;
  }

  value(): void {
    this.blanks();
    const char = this.peek();
    if (char === "{") this.object();
    else if (char === "[") this.array();
    else if (char === '"') this.string();
    else if (char === "-" || /\d/.test(char)) this.number();
    else if (char === "t" || char === "f" || char === "n") this.literal({ t: "true", f: "false", n: "null" }[char]);
    else this.fail("looking for beginning of value");
  }

  private peek(): string {
    const char = this.text[this.position];
    if (char === undefined) throw new Ends();
    return char;
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.position] ?? "")) this.position++;
  }

  private fail(context: string): never {
    const char = this.peek();
    const shown = char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`;
    throw new Wrong(`invalid character ${shown} ${context}`);
  }

  private object(): void {
    this.position++;
    this.blanks();
    if (this.peek() === "}") return void this.position++;
    for (;;) {
      this.blanks();
      if (this.peek() !== '"') this.fail("looking for beginning of object key string");
      this.string();
      this.blanks();
      if (this.peek() !== ":") this.fail("after object key");
      this.position++;
      this.value();
      this.blanks();
      if (this.peek() === "}") return void this.position++;
      if (this.peek() !== ",") this.fail("after object key:value pair");
      this.position++;
    }
  }

  private array(): void {
    this.position++;
    this.blanks();
    if (this.peek() === "]") return void this.position++;
    for (;;) {
      this.value();
      this.blanks();
      if (this.peek() === "]") return void this.position++;
      if (this.peek() !== ",") this.fail("after array element");
      this.position++;
    }
  }

  private string(): void {
    this.position++;
    for (; this.peek() !== '"'; this.position++) {
      if (this.peek() < " ") this.fail("in string literal");
      if (this.peek() !== "\\") continue;
      this.position++;
      if (!/[bfnrt\\/"u]/.test(this.peek())) this.fail("in string escape code");
      if (this.peek() !== "u") continue;
      for (let digit = 0; digit < 4; digit++) {
        this.position++;
        if (!/[\da-fA-F]/.test(this.peek())) this.fail("in \\u hexadecimal character escape");
      }
    }
    this.position++;
  }

  private number(): void {
    if (this.peek() === "-") this.position++;
    if (this.peek() === "0") this.position++;
    else this.digits("in numeric literal");
    if (this.text[this.position] === ".") {
      this.position++;
      this.digits("after decimal point in numeric literal");
    }
    if (!/[eE]/.test(this.text[this.position] ?? "")) return;
    this.position++;
    if (/[+-]/.test(this.peek())) this.position++;
    this.digits("in exponent of numeric literal");
  }

  private digits(context: string): void {
    if (!/\d/.test(this.peek())) this.fail(context);
    while (/\d/.test(this.text[this.position] ?? "")) this.position++;
  }

  private literal(word: string): void {
    for (const [index, char] of Array.from(word).entries()) {
      if (this.peek() !== char) this.fail(`in literal ${word} (expecting '${char}')`);
      this.position++;
      if (index === word.length - 1) return;
    }
  }
}
