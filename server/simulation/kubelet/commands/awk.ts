/**
 * awk, as far as people use it at a prompt: patterns, print and printf, fields, NR/NF/FS/OFS, variables, arithmetic, BEGIN and END.
 * Absent: functions of one's own, loops, arrays, getline.
 */
import type { Command } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { escapes } from "../shell/expand.ts";
import { MemoryProblem, TEXT_LIMIT } from "../shell/limits.ts";
import { printfText } from "../shell/plainCommands.ts";
import { type Pattern, posixSource, replaceMatches, splitAt } from "../shell/regularExpressions.ts";
import { fail, linesOf, out, parseOptions, patternOf, readFiles } from "./kit.ts";

type Value = string | number;
type Expression = (at: Line) => Value;
interface Line {
  text: string;
  fields: string[];
  readonly vars: Map<string, Value>;
}
/** How a regular expression becomes a pattern. */
type Compile = (source: string) => Pattern;
interface Rule {
  readonly when: "BEGIN" | "END" | Expression | undefined;
  readonly actions: readonly ((at: Line) => string)[];
}

class Unsupported extends Error {}

const LONGEST_PROGRAM = 4000;
const DEEPEST = 50;
/** Regular expressions a program may use. */
const MOST_PATTERNS = 1000;

const TOKEN =
  /\s*(?:(\d+\.?\d*)|"((?:\\.|[^"\\])*)"|([A-Za-z_]\w*)|(\+\+|--|&&|\|\||[=!<>]=|[-+*/%]=|!~|[-+*/%<>=!~?:(),;$^]))/y;

class AwkParser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly compile: Compile,
  ) {
    if (source.length > LONGEST_PROGRAM) throw new Unsupported();
  }

  rules(): Rule[] {
    const rules: Rule[] = [];
    for (;;) {
      this.skip();
      if (this.at >= this.source.length) return rules;
      let when: Rule["when"];
      const word = /^(BEGIN|END)\b/.exec(this.source.slice(this.at))?.[1];
      if (word) {
        when = word as "BEGIN";
        this.at += word.length;
      } else if (this.source[this.at] !== "{") when = this.expression();
      this.skip();
      if (this.source[this.at] === "{") rules.push({ when, actions: this.block() });
      else rules.push({ when, actions: [({ text }) => `${text}\n`] });
    }
  }

  private skip(): void {
    while (/[\s;]/.test(this.source[this.at] ?? "")) this.at++;
  }

  private peek(): string {
    const rest = /^\s*(\+\+|--|&&|\|\||[=!<>]=|[-+*/%]=|!~|[A-Za-z_]\w*|[^\s])/.exec(this.source.slice(this.at));
    return rest?.[1] ?? "";
  }

  private take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at = this.source.indexOf(text, this.at) + text.length;
    return true;
  }

  private block(): ((at: Line) => string)[] {
    this.take("{");
    const actions: ((at: Line) => string)[] = [];
    for (;;) {
      this.skip();
      if (this.take("}")) return actions;
      if (this.at >= this.source.length) throw new Unsupported();
      actions.push(this.statement());
    }
  }

  /** What is read inside something else: no deeper than a person writes. */
  private inside<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw new Unsupported();
    const result = read();
    this.depth--;
    return result;
  }

  private statement(): (at: Line) => string {
    return this.inside(() => this.oneStatement());
  }

  private oneStatement(): (at: Line) => string {
    if (this.take("print")) {
      const values = this.list();
      return (at) =>
        `${values.length === 0 ? at.text : values.map((value) => textOf(value(at))).join(textOf(at.vars.get("OFS") ?? " "))}${textOf(at.vars.get("ORS") ?? "\n")}`;
    }
    if (this.take("printf")) {
      const parenthesised = this.take("(");
      const values = this.list();
      if (parenthesised) this.take(")");
      return (at) => printfText(values.map((value) => textOf(value(at))));
    }
    if (this.take("if")) {
      if (!this.take("(")) throw new Unsupported();
      const test = this.expression();
      this.take(")");
      const yes = this.peek() === "{" ? this.block() : [this.statement()];
      this.skip();
      const no = this.take("else") ? (this.peek() === "{" ? this.block() : [this.statement()]) : [];
      return (at) => (isTrue(test(at)) ? yes : no).map((action) => action(at)).join("");
    }
    if (["for", "while", "function", "getline", "next", "delete"].includes(this.peek())) throw new Unsupported();
    const value = this.expression();
    return (at) => {
      value(at);
      return "";
    };
  }

  private list(): Expression[] {
    const values: Expression[] = [];
    while (!["", ";", "}", ")", ">"].includes(this.peek()) && !/^\s*\n/.test(this.source.slice(this.at))) {
      values.push(this.expression());
      if (!this.take(",")) break;
    }
    return values;
  }

  expression(): Expression {
    return this.inside(() => this.choice());
  }

  private choice(): Expression {
    const test = this.or();
    if (!this.take("?")) return test;
    const yes = this.expression();
    this.take(":");
    const no = this.expression();
    return (at) => (isTrue(test(at)) ? yes(at) : no(at));
  }

  private or(): Expression {
    let left = this.and();
    while (this.take("||")) {
      const [before, right] = [left, this.and()];
      left = (at) => (isTrue(before(at)) || isTrue(right(at)) ? 1 : 0);
    }
    return left;
  }

  private and(): Expression {
    let left = this.comparison();
    while (this.take("&&")) {
      const [before, right] = [left, this.comparison()];
      left = (at) => (isTrue(before(at)) && isTrue(right(at)) ? 1 : 0);
    }
    return left;
  }

  private comparison(): Expression {
    const left = this.joined();
    for (const operator of ["==", "!=", "<=", ">=", "<", ">", "!~", "~"]) {
      if (!this.take(operator)) continue;
      const right = operator.endsWith("~") ? this.pattern() : this.joined();
      const { compile } = this;
      return (at) => (compare(operator, left(at), right(at), compile) ? 1 : 0);
    }
    return left;
  }

  private pattern(): Expression {
    if (this.peek() !== "/") return this.joined();
    const source = this.regularExpression();
    return () => source;
  }

  private regularExpression(): string {
    const start = this.source.indexOf("/", this.at) + 1;
    let end = start;
    while (end < this.source.length && this.source[end] !== "/") end += this.source[end] === "\\" ? 2 : 1;
    this.at = end + 1;
    return this.source.slice(start, end);
  }

  private joined(): Expression {
    let left = this.sum();
    while (/^(?:[A-Za-z_"$\d]|\()/.test(this.peek()) && !/^(?:in)$/.test(this.peek())) {
      const [before, right] = [left, this.sum()];
      left = (at) => {
        const joined = textOf(before(at)) + textOf(right(at));
        if (joined.length > TEXT_LIMIT) throw new MemoryProblem();
        return joined;
      };
    }
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const operator = this.peek();
      if (operator !== "+" && operator !== "-") return left;
      this.take(operator);
      const [before, right] = [left, this.product()];
      left = (at) =>
        operator === "+" ? numberOf(before(at)) + numberOf(right(at)) : numberOf(before(at)) - numberOf(right(at));
    }
  }

  private product(): Expression {
    let left = this.unary();
    for (;;) {
      const operator = this.peek();
      if (operator !== "*" && operator !== "/" && operator !== "%") return left;
      this.take(operator);
      const [before, right] = [left, this.unary()];
      left = (at) => {
        const [a, b] = [numberOf(before(at)), numberOf(right(at))];
        return operator === "*" ? a * b : operator === "/" ? a / b : a % b;
      };
    }
  }

  private unary(): Expression {
    return this.inside(() => this.operand());
  }

  private operand(): Expression {
    if (this.take("!")) {
      const value = this.unary();
      return (at) => (isTrue(value(at)) ? 0 : 1);
    }
    if (this.take("-")) {
      const value = this.unary();
      return (at) => -numberOf(value(at));
    }
    if (this.take("(")) {
      const value = this.expression();
      this.take(")");
      return value;
    }
    if (this.take("$")) {
      const index = this.unary();
      return ({ text, fields, vars }) => {
        const at = numberOf(index({ text, fields, vars }));
        return at === 0 ? text : (fields[at - 1] ?? "");
      };
    }
    if (this.peek() === "/") {
      const source = this.regularExpression();
      const pattern = this.compile(source);
      return ({ text }) => (pattern.find(text) ? 1 : 0);
    }
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.source);
    if (!match) throw new Unsupported();
    this.at = TOKEN.lastIndex;
    if (match[1] !== undefined) {
      const value = Number(match[1]);
      return () => value;
    }
    if (match[2] !== undefined) {
      const value = escapes(match[2]);
      return () => value;
    }
    const name = match[3];
    if (name === undefined) throw new Unsupported();
    if (this.source[this.at] === "(") return this.call(name);
    if (this.source[this.at] === "[") throw new Unsupported();
    return this.variable(name);
  }

  private call(name: string): Expression {
    this.at++;
    const args: Expression[] = [];
    while (!this.take(")")) {
      args.push(this.peek() === "/" ? this.pattern() : this.expression());
      if (!this.take(",") && this.peek() !== ")") throw new Unsupported();
    }
    const text = (index: number, at: Line): string => textOf(args[index]?.(at) ?? "");
    switch (name) {
      case "length":
        return (at) => (args.length === 0 ? at.text : text(0, at)).length;
      case "toupper":
        return (at) => text(0, at).toUpperCase();
      case "tolower":
        return (at) => text(0, at).toLowerCase();
      case "substr":
        return (at) =>
          text(0, at).slice(
            numberOf(args[1]?.(at) ?? 1) - 1,
            args[2] ? numberOf(args[1]?.(at) ?? 1) - 1 + numberOf(args[2](at)) : undefined,
          );
      case "index":
        return (at) => text(0, at).indexOf(text(1, at)) + 1;
      case "int":
        return (at) => Math.trunc(numberOf(args[0]?.(at) ?? 0));
      case "sprintf":
        return (at) => printfText(args.map((value) => textOf(value(at))));
      case "gsub":
      case "sub":
        return (at) => {
          const [pattern, by] = [this.compile(text(0, at)), text(1, at)];
          const next = replaceMatches(at.text, { pattern, all: name === "gsub", by: () => by });
          const changed = next !== at.text;
          at.text = next;
          at.fields = splitFields(next, at.vars, this.compile);
          return changed ? 1 : 0;
        };
      default:
        throw new Unsupported();
    }
  }

  private variable(name: string): Expression {
    const operator = this.peek();
    if (operator === "++" || operator === "--") {
      this.take(operator);
      return ({ vars }) => {
        const old = numberOf(vars.get(name) ?? 0);
        vars.set(name, old + (operator === "++" ? 1 : -1));
        return old;
      };
    }
    if (operator === "=" || /^[-+*/%]=$/.test(operator)) {
      this.take(operator);
      const right = this.expression();
      return (at) => {
        const [a, b] = [numberOf(at.vars.get(name) ?? 0), right(at)];
        const n = numberOf(b);
        const value =
          operator === "="
            ? b
            : operator === "+="
              ? a + n
              : operator === "-="
                ? a - n
                : operator === "*="
                  ? a * n
                  : operator === "/="
                    ? a / n
                    : a % n;
        at.vars.set(name, value);
        return value;
      };
    }
    return ({ fields, vars }) => (name === "NF" ? fields.length : (vars.get(name) ?? ""));
  }
}

const isTrue = (value: Value): boolean => (typeof value === "number" ? value !== 0 : value !== "" && value !== "0");
const numberOf = (value: Value): number => (typeof value === "number" ? value : Number.parseFloat(value) || 0);
const textOf = (value: Value): string =>
  typeof value === "number" ? (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))) : value;

function compare(operator: string, left: Value, right: Value, compile: Compile): boolean {
  if (operator.endsWith("~")) return (compile(textOf(right)).find(textOf(left)) !== undefined) === (operator === "~");
  const isNumeric = (value: Value): boolean => typeof value === "number" || /^\s*-?\d+(\.\d+)?\s*$/.test(value);
  const [a, b] =
    isNumeric(left) && isNumeric(right) ? [numberOf(left), numberOf(right)] : [textOf(left), textOf(right)];
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}

function splitFields(text: string, vars: ReadonlyMap<string, Value>, compile: Compile): string[] {
  const separator = textOf(vars.get("FS") ?? " ");
  if (separator === " ") return text.trim() === "" ? [] : text.trim().split(/\s+/);
  if (separator.length === 1) return text.split(separator);
  return text === "" ? [] : splitAt(compile(separator), text);
}

export const awk: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, ["F", "v"]);
  const [program = "", ...names] = words;
  // Each text once: what searches may take is counted by pattern.
  const patterns = new Map<string, Pattern>();
  const compile: Compile = (source) => {
    let known = patterns.get(source);
    if (patterns.size >= MOST_PATTERNS) throw new FileError("too many regular expressions (Podroom)");
    if (!known) patterns.set(source, (known = patternOf(context, posixSource(source, true), { longest: true })));
    return known;
  };
  let rules: Rule[];
  try {
    rules = new AwkParser(program, compile).rules();
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return fail(context, "this program is beyond what Podroom's awk knows", 2);
  }
  const vars = new Map<string, Value>([
    ["FS", escapes(flags.get("F") ?? " ")],
    ["NR", 0],
  ]);
  for (const [name, value] of all)
    if (name === "v" && /^\w+=/.test(value))
      vars.set(value.slice(0, value.indexOf("=")), value.slice(value.indexOf("=") + 1));
  const needsInput = rules.some(({ when }) => when !== "BEGIN");
  const read = needsInput ? readFiles(context, names) : { texts: [], failed: false };
  if (!("texts" in read)) return read;
  const empty: Line = { text: "", fields: [], vars };
  const act = (rule: Rule, at: Line): void => {
    for (const action of rule.actions) out(context, action(at));
  };
  for (const rule of rules) if (rule.when === "BEGIN") act(rule, empty);
  for (const { text } of read.texts)
    for (const each of linesOf(text)) {
      vars.set("NR", numberOf(vars.get("NR") ?? 0) + 1);
      const line: Line = { text: each, fields: splitFields(each, vars, compile), vars };
      for (const rule of rules)
        if (rule.when === undefined || (typeof rule.when === "function" && isTrue(rule.when(line)))) act(rule, line);
    }
  for (const rule of rules) if (rule.when === "END") act(rule, empty);
  return read.failed ? 2 : 0;
};
