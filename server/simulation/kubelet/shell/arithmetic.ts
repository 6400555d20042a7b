/** `$(( … ))`: integers of 64 bits, C's operators, assignments. */
import { DEPTH_LIMIT } from "./limits.ts";
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

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

/** The value of an expression. Throws SyntaxProblem. */
export function evaluate(expression: string, variables: Variables): bigint {
  const tokens =
    expression.match(
      /0x[\da-fA-F]+|\d+(?:#\w+)?|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[<>=!+\-*/%&|^]=|[-+*/%<>=!~&|^?:(),]/g,
    ) ?? [];
  let at = 0;
  let depth = 0;
  const problem = (): SyntaxProblem => new SyntaxProblem("arithmetic syntax error");
  /** What is read inside something else. */
  const inside = (read: () => bigint): bigint => {
    if (++depth > DEPTH_LIMIT) throw new SyntaxProblem("expression recursion level exceeded");
    const result = read();
    depth--;
    return result;
  };
  const value = (name: string): bigint => inside(() => number((variables.get(name) ?? "").trim()));
  /** A number, or the value of the variable a variable names. */
  const number = (text: string): bigint => {
    const based = /^(\d+)#(\w+)$/.exec(text);
    if (based) return inBase(based[2] as string, Number(based[1]));
    if (/^[-+]?0[0-7]+$/.test(text))
      return wrap(text.startsWith("-") ? -inBase(text.slice(1), 8) : inBase(text.replace("+", ""), 8));
    if (/^[-+]?(\d{1,40}|0x[\da-fA-F]{1,40})$/.test(text))
      return wrap(text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text.replace("+", "")));
    return /^[A-Za-z_]\w*$/.test(text) ? value(text) : 0n;
  };
  const inBase = (digits: string, base: number): bigint => {
    let result = 0n;
    for (const digit of digits.slice(0, 64)) {
      const worth = Number.parseInt(digit, 36);
      if (!(worth < base)) throw problem();
      result = wrap(result * BigInt(base) + BigInt(worth));
    }
    return result;
  };
  const assign = (name: string, result: bigint): bigint => {
    variables.set(name, String(result));
    return result;
  };
  const primary = (): bigint => inside(onePrimary);

  function onePrimary(): bigint {
    const token = tokens[at++];
    if (token === undefined) throw problem();
    if (token === "(") {
      const result = comma();
      if (tokens[at++] !== ")") throw problem();
      return result;
    }
    if (token === "-") return wrap(-primary());
    if (token === "+") return primary();
    if (token === "!") return truth(primary() === 0n);
    if (token === "~") return ~primary();
    if (token === "++" || token === "--") {
      const name = tokens[at++] ?? "";
      return assign(name, wrap(value(name) + (token === "++" ? 1n : -1n)));
    }
    if (/^\d/.test(token)) return number(token);
    if (/^[A-Za-z_]/.test(token)) {
      const next = tokens[at];
      if (next === "++" || next === "--") {
        at++;
        const old = value(token);
        assign(token, wrap(old + (next === "++" ? 1n : -1n)));
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
  function apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case "+":
        return wrap(left + right);
      case "-":
        return wrap(left - right);
      case "*":
        return wrap(left * right);
      case "/":
      case "%":
        if (right === 0n) throw new SyntaxProblem("divide by zero");
        return wrap(operator === "/" ? left / right : left % right);
      case "<<":
        return wrap(left << (right & 63n));
      case ">>":
        return left >> (right & 63n);
      case "<":
        return truth(left < right);
      case ">":
        return truth(left > right);
      case "<=":
        return truth(left <= right);
      case ">=":
        return truth(left >= right);
      case "==":
        return truth(left === right);
      case "!=":
        return truth(left !== right);
      case "&":
        return left & right;
      case "|":
        return left | right;
      case "^":
        return left ^ right;
      case "&&":
        return truth(left !== 0n && right !== 0n);
      default:
        return truth(left !== 0n || right !== 0n);
    }
  }
  function power(): bigint {
    const base = primary();
    if (tokens[at] !== "**") return base;
    at++;
    let exponent = inside(power);
    if (exponent < 0n) throw new SyntaxProblem("exponent less than 0");
    let result = 1n;
    for (let square = base; exponent > 0n; exponent >>= 1n) {
      if (exponent & 1n) result = wrap(result * square);
      square = wrap(square * square);
    }
    return result;
  }
  function binary(level: number): bigint {
    const operators = BINARY[level];
    if (!operators) return power();
    let left = binary(level + 1);
    while (operators.includes(tokens[at] ?? "")) {
      const operator = tokens[at++] as string;
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  }
  function ternary(): bigint {
    const test = binary(0);
    if (tokens[at] !== "?") return test;
    at++;
    const yes = inside(ternary);
    if (tokens[at++] !== ":") throw problem();
    const no = inside(ternary);
    return test !== 0n ? yes : no;
  }
  function comma(): bigint {
    let result = ternary();
    while (tokens[at] === ",") {
      at++;
      result = ternary();
    }
    return result;
  }
  if (tokens.length === 0) return 0n;
  const result = comma();
  if (at < tokens.length) throw problem();
  return result;
}
