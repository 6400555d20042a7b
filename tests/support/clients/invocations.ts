/** Invocations of a command-line client as a table: a line as one types it, and what must come of it. One test each. */
import { expect, it } from "vitest";
import type { Kubectl, KubectlResult } from "../realKubectl.ts";

type Expected = string | RegExp | readonly (string | RegExp)[];

export interface Invocation {
  /** What follows `kubectl`; quotes as in a shell. */
  readonly run: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** 0 unless told otherwise. */
  readonly code?: number;
  /** A text: exactly this. Expressions: found in it. */
  readonly out?: Expected;
  readonly err?: Expected;
  /** Asked again until it holds: what the cluster does by itself takes its time. */
  readonly eventually?: true;
}

const PATIENCE_MS = 20_000;

export function invocations(kubectl: () => Kubectl, table: readonly Invocation[]): void {
  for (const invocation of table)
    it(`kubectl ${invocation.run}`, async () => {
      const program = invocation.env ? kubectl().with(invocation.env) : kubectl();
      const attempt = async (): Promise<void> =>
        check(invocation, await program.run(words(invocation.run), invocation.stdin));
      if (!invocation.eventually) return attempt();
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          return await attempt();
        } catch (error) {
          if (Date.now() > end) throw error;
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      }
    });
}

function check({ code = 0, out, err }: Invocation, result: KubectlResult): void {
  const told = `code ${result.code}\n${result.stdout}\n${result.stderr}`;
  expect(result.code, told).toBe(code);
  compare(result.stdout, out, told);
  compare(result.stderr, err, told);
}

function compare(text: string, expected: Expected | undefined, told: string): void {
  if (expected === undefined) return;
  if (typeof expected === "string") return expect(text, told).toBe(expected);
  for (const part of expected instanceof RegExp ? [expected] : expected)
    if (typeof part === "string") expect(text, told).toContain(part);
    else expect(text, told).toMatch(part);
}

/** A line cut into words as a shell cuts it; no variables. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|[^\s"']+)+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? "") : double.replace(/\\(["\\$])/g, "$1"),
    ),
  );
}
