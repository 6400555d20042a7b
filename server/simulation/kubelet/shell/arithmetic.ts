/** `$(( … ))`: integers, C's operators, assignments. */
import { SyntaxProblem } from "./syntax.ts";

export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

const BINARY: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

export function evaluate(expression: string, variables: Variables): number {
  const tokens =
    expression.match(
      /\d+(?:#\w+)?|0x[\da-fA-F]+|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[<>=!+\-*/%&|^]=|[-+*/%<>=!~&|^?:(),]/g,
    ) ?? [];
  let at = 0;
  const problem = (): SyntaxProblem => new SyntaxProblem("arithmetic syntax error");
  const value = (name: string): number => number(variables.get(name) ?? "0");
  const number = (text: string): number => {
    const parsed = Number(text.trim() === "" ? 0 : text.trim());
    if (!Number.isNaN(parsed)) return Math.trunc(parsed);
    return /^[A-Za-z_]\w*$/.test(text) && text !== "" ? value(text) : 0;
  };
  const assign = (name: string, result: number): number => {
    variables.set(name, String(result));
    return result;
  };

  function primary(): number {
    const token = tokens[at++];
    if (token === undefined) throw problem();
    if (token === "(") {
      const result = comma();
      if (tokens[at++] !== ")") throw problem();
      return result;
    }
    if (token === "-") return -primary();
    if (token === "+") return primary();
    if (token === "!") return primary() === 0 ? 1 : 0;
    if (token === "~") return ~primary();
    if (token === "++" || token === "--") {
      const name = tokens[at++] ?? "";
      return assign(name, value(name) + (token === "++" ? 1 : -1));
    }
    if (/^\d/.test(token)) return number(token);
    if (/^[A-Za-z_]/.test(token)) {
      const next = tokens[at];
      if (next === "++" || next === "--") {
        at++;
        const old = value(token);
        assign(token, old + (next === "++" ? 1 : -1));
        return old;
      }
      if (next !== undefined && /^(?:[+\-*/%&|^]|<<|>>)?=$/.test(next)) {
        at++;
        const right = ternary();
        return assign(token, next === "=" ? right : apply(next.slice(0, -1), value(token), right));
      }
      return value(token);
    }
    throw problem();
  }
  function apply(operator: string, left: number, right: number): number {
    switch (operator) {
      case "+":
        return left + right;
      case "-":
        return left - right;
      case "*":
        return left * right;
      case "/":
      case "%":
        if (right === 0) throw new SyntaxProblem("divide by zero");
        return operator === "/" ? Math.trunc(left / right) : left % right;
      case "<<":
        return left << right;
      case ">>":
        return left >> right;
      case "<":
        return Number(left < right);
      case ">":
        return Number(left > right);
      case "<=":
        return Number(left <= right);
      case ">=":
        return Number(left >= right);
      case "==":
        return Number(left === right);
      case "!=":
        return Number(left !== right);
      case "&":
        return left & right;
      case "|":
        return left | right;
      case "^":
        return left ^ right;
      case "&&":
        return Number(left !== 0 && right !== 0);
      default:
        return Number(left !== 0 || right !== 0);
    }
  }
  function power(): number {
    const base = primary();
    if (tokens[at] !== "**") return base;
    at++;
    return base ** power();
  }
  function binary(level: number): number {
    const operators = BINARY[level];
    if (!operators) return power();
    let left = binary(level + 1);
    while (operators.includes(tokens[at] ?? "")) {
      const operator = tokens[at++] as string;
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  }
  function ternary(): number {
    const test = binary(0);
    if (tokens[at] !== "?") return test;
    at++;
    const yes = ternary();
    if (tokens[at++] !== ":") throw problem();
    const no = ternary();
    return test !== 0 ? yes : no;
  }
  function comma(): number {
    let result = ternary();
    while (tokens[at] === ",") {
      at++;
      result = ternary();
    }
    return result;
  }
  if (tokens.length === 0) return 0;
  const result = comma();
  if (at < tokens.length) throw problem();
  return result;
}
