/** Where a word of a script ends as it is written, quotes and substitutions included; what it says is `expand.ts`' matter. Pure. */
import { DEPTH_LIMIT } from "./limits.ts";
import { SyntaxProblem } from "./syntax.ts";

/** What is inside something else: `depth` things by now. Throws SyntaxProblem beyond the limit. */
export function deeper(depth: number): number {
  if (depth + 1 > DEPTH_LIMIT) throw new SyntaxProblem("syntax error: nested too deeply");
  return depth + 1;
}

/** The place after the word that begins at `from`, inside `depth` things. Throws SyntaxProblem. */
export function endOfWord(source: string, from: number, depth: number): number {
  let at = from;
  while (at < source.length) {
    const char = source[at] as string;
    if (/[\s;&|()<>]/.test(char)) break;
    if (char === "\\") at += 2;
    else if (char === "'") at = endOfSingleQuotes(source, at);
    else if (char === '"') at = endOfDoubleQuotes(source, at, depth);
    else if (char === "`") at = endOfBackquotes(source, at);
    else if (char === "$") at = endOfDollar(source, at, depth);
    else at++;
  }
  return at;
}

function endOfSingleQuotes(source: string, from: number): number {
  const end = source.indexOf("'", from + 1);
  if (end < 0) throw new SyntaxProblem("syntax error: unterminated quoted string", true);
  return end + 1;
}

function endOfDoubleQuotes(source: string, from: number, depth: number): number {
  const inside = deeper(depth);
  let at = from + 1;
  while (source[at] !== '"') {
    if (at >= source.length) throw new SyntaxProblem("syntax error: unterminated quoted string", true);
    const char = source[at];
    if (char === "\\") at += 2;
    else if (char === "`") at = endOfBackquotes(source, at);
    else if (char === "$") at = endOfDollar(source, at, inside);
    else at++;
  }
  return at + 1;
}

function endOfBackquotes(source: string, from: number): number {
  let at = from + 1;
  while (source[at] !== "`") {
    if (at >= source.length) throw new SyntaxProblem("syntax error: EOF in backquote substitution", true);
    at += source[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

/** Of a substitution in brackets; any other is read as the letters it is made of. */
function endOfDollar(source: string, from: number, depth: number): number {
  let at = from + 1;
  const open = source[at];
  if (open !== "(" && open !== "{") return at;
  const shut = open === "(" ? ")" : "}";
  at++;
  for (let brackets = 1; brackets > 0; ) {
    if (at >= source.length) throw new SyntaxProblem(`syntax error: missing "${shut}"`, true);
    const char = source[at] as string;
    if (char === "\\") at += 2;
    else if (char === "'" && open === "(") at = endOfSingleQuotes(source, at);
    else if (char === '"') at = endOfDoubleQuotes(source, at, depth);
    else if (char === "`") at = endOfBackquotes(source, at);
    else {
      if (char === open) brackets++;
      else if (char === shut) brackets--;
      at++;
    }
  }
  return at;
}
