/** Label selectors read and applied on this side, for objects from files. Mirrors apimachinery pkg/labels. */

interface Requirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "!" | "gt" | "lt";
  readonly values: readonly string[];
  /** The sign it was written with, instead of a word. */
  readonly sign?: "=" | "!=";
}

export type LabelSelector = readonly Requirement[];

/** Throws in the words of apimachinery's parser. */
export function parseSelector(text: string): LabelSelector {
  return new Parser(text).parse();
}

export function selectorMatches(selector: LabelSelector, labels: { readonly [name: string]: unknown }): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? String(labels[key]) : undefined;
    switch (operator) {
      case "in":
        return value !== undefined && values.includes(value);
      case "notin":
        return value === undefined || !values.includes(value);
      case "exists":
        return value !== undefined;
      case "!":
        return value === undefined;
      case "gt":
        return value !== undefined && Number(value) > Number(values[0]);
      case "lt":
        return value !== undefined && Number(value) < Number(values[0]);
    }
  });
}

interface Token {
  readonly kind: "symbol" | "identifier" | "end";
  readonly text: string;
}

const SYMBOLS = ["==", "!=", "=", "!", "(", ")", ",", "<", ">"];

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  parse(): LabelSelector {
    const requirements: Requirement[] = [];
    if (this.peek().kind === "end") return requirements;
    for (;;) {
      const token = this.peek();
      if (token.kind !== "identifier" && token.text !== "!")
        throw new Error(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.requirement());
      const after = this.next();
      if (after.kind === "end") return requirements;
      if (after.text !== ",") throw new Error(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.peek();
      if (following.kind !== "identifier" && following.text !== "!")
        throw new Error(`found '${following.text}', expected: identifier after ','`);
    }
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.position++;
    return token;
  }

  private requirement(): Requirement {
    const negated = this.peek().text === "!" && this.peek().kind === "symbol";
    if (negated) this.next();
    const key = this.next();
    if (key.kind !== "identifier")
      throw new Error(`unable to parse requirement: found '${key.text}', expected: identifier`);
    if (negated) return { key: key.text, operator: "!", values: [] };
    const operator = this.peek();
    if (operator.kind === "end" || operator.text === ",") return { key: key.text, operator: "exists", values: [] };
    this.next();
    switch (operator.text) {
      case "=":
      case "==":
        return { key: key.text, operator: "in", values: [this.exactValue()], sign: "=" };
      case "!=":
        return { key: key.text, operator: "notin", values: [this.exactValue()], sign: "!=" };
      case "<":
      case ">":
        return { key: key.text, operator: operator.text === "<" ? "lt" : "gt", values: [this.exactValue()] };
      case "in":
      case "notin":
        return { key: key.text, operator: operator.text, values: this.set() };
      default:
        throw new Error(
          `unable to parse requirement: found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`,
        );
    }
  }

  private exactValue(): string {
    const token = this.peek();
    if (token.kind === "end" || token.text === ",") return "";
    this.next();
    if (token.kind !== "identifier")
      throw new Error(`unable to parse requirement: found '${token.text}', expected: identifier`);
    return token.text;
  }

  private set(): string[] {
    const open = this.next();
    if (open.text !== "(") throw new Error(`unable to parse requirement: found '${open.text}' expected: '('`);
    const values = new Set<string>();
    for (;;) {
      const token = this.next();
      if (token.text === ")" && token.kind === "symbol") {
        if (values.size === 0) values.add("");
        return [...values].sort();
      }
      if (token.text === "," && token.kind === "symbol") {
        if (this.peek().text === "," || this.peek().text === ")") values.add("");
        continue;
      }
      if (token.kind !== "identifier")
        throw new Error(`unable to parse requirement: found '${token.text}', expected: ',' or ')'`);
      values.add(token.text);
      const after = this.peek();
      if (after.text !== "," && after.text !== ")")
        throw new Error(`unable to parse requirement: found '${after.text}', expected: ',' or ')'`);
    }
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const symbol = SYMBOLS.find((one) => rest.startsWith(one));
    const word = symbol ?? (/^[^\s=!(),<>]+/.exec(rest)?.[0] as string);
    tokens.push({ kind: symbol ? "symbol" : "identifier", text: word });
    rest = rest.slice(word.length).trimStart();
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}
