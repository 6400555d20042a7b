/** Errors of expressions, worded as cel-go words them. */

/** Evaluation failed; the message is cel-go's: `no such key: a`. */
export class CelError extends Error {}

/** The expression cost more than it may; nothing absorbs it. */
export class CostError extends Error {}

/** One thing wrong with an expression, at a place in its text. */
export interface CelIssue {
  readonly at: number;
  readonly message: string;
}

/** Issues as cel-go prints them: `ERROR: <input>:1:5: …` with the line and a mark. */
export function issuesText(source: string, issues: readonly CelIssue[]): string {
  return issues.map((issue) => issueText(source, issue)).join("\n");
}

function issueText(source: string, { at, message }: CelIssue): string {
  const before = source.slice(0, at);
  const line = before.split("\n").length;
  const start = before.lastIndexOf("\n") + 1;
  const end = source.indexOf("\n", at);
  const text = source.slice(start, end < 0 ? undefined : end).replaceAll("\t", " ");
  const column = [...source.slice(start, at)].length;
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${".".repeat(column)}^`;
}
