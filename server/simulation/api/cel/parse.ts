/**
 * Text to a tree. The grammar is `@marcbachmann/cel-js`'s; here its errors get the words of cel-go's parser.
 */
import { Environment, ParseError } from "@marcbachmann/cel-js";
import type { CelIssue } from "./errors.ts";

/** A node of the tree; `op` says what `args` are. Macros stand as the calls they were written as. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
  readonly pos: number;
}

const LONGEST = 64 * 1024;
const OPERAND =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 10_000, maxDepth: 200, maxListElements: 2000, maxMapEntries: 2000, maxCallArguments: 32 },
});

export type Parsed = { readonly root: CelNode } | { readonly issues: readonly CelIssue[] };

/** Parses an expression. */
export function parseExpression(source: string): Parsed {
  if (source.length > LONGEST)
    return {
      issues: [
        { at: 0, message: `expression code point size exceeds limit: size: ${source.length}, limit ${LONGEST}` },
      ],
    };
  try {
    return { root: (environment.parse(source) as unknown as { readonly ast: CelNode }).ast };
  } catch (error) {
    if (error instanceof ParseError) return { issues: [issueOf(source, error)] };
    if (error instanceof RangeError)
      return { issues: [{ at: 0, message: "expression recursion limit exceeded: 250" }] };
    throw error;
  }
}

interface Problem {
  readonly code?: string;
  readonly range?: { readonly start: number; readonly end: number };
  readonly summary?: string;
  readonly message: string;
}

function issueOf(source: string, error: unknown): CelIssue {
  const { code = "", range, summary, message } = error as Problem;
  const at = range?.start ?? 0;
  const syntax = (text: string): CelIssue => ({ at, message: `Syntax error: ${text}` });
  const token = tokenAt(source, at);
  switch (code) {
    case "unexpected_token":
      return syntax(`mismatched input '${token}' expecting {${expected(source, at)}}`);
    case "expected_token":
      return syntax(missing(summary ?? "", token));
    case "unexpected_character":
      if (isRest(source, at)) return syntax(`extraneous input '${token}' expecting <EOF>`);
      return syntax(`token recognition error at: '${source.slice(at, at + 1)}'`);
    case "unterminated_string":
      return syntax(`token recognition error at: '${source.slice(at)}'`);
    default:
      return { at, message: summary ?? message };
  }
}

/** Directly after an opening parenthesis of a call the list of arguments may also end. */
function expected(source: string, at: number): string {
  const before = source.slice(0, at).trimEnd();
  if (before.endsWith("[")) return OPERAND.replace("'{', ", "']', '{', ");
  return /[\w)\]]\($/.test(before) ? OPERAND.replace("'(', ", "'(', ')', ") : OPERAND;
}

function missing(summary: string, token: string): string {
  const wanted = /Expected (\w+)/.exec(summary)?.[1] ?? "";
  const texts: { readonly [name: string]: string } = { RPAREN: ")", RBRACKET: "]", RBRACE: "}", COLON: ":" };
  const text = texts[wanted];
  if (text !== undefined)
    return token === "<EOF>" ? `missing '${text}' at '<EOF>'` : `mismatched input '${token}' expecting '${text}'`;
  return `no viable alternative at input '${token}'`;
}

/** Whether what stands there would be a token by itself: the expression had ended before. */
function isRest(source: string, at: number): boolean {
  return /[\w'"]/.test(source.slice(at, at + 1));
}

function tokenAt(source: string, at: number): string {
  if (at >= source.length) return "<EOF>";
  return /^(\w+|'[^']*'|"[^"]*"|[<>=!]=|&&|\|\||.)/s.exec(source.slice(at))?.[0] ?? "";
}
