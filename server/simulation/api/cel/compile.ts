/**
 * Expressions in Kubernetes' environment: compiled once, evaluated often.
 *
 * Read `parse.ts` (text → tree), `check.ts` (types and what is wrong), `evaluate.ts` (value within a budget),
 * `functions/` (what can be called). Models apiserver pkg/cel/environment.
 */
import { type CelIssue, issuesText } from "./errors.ts";
import { checkExpression } from "./check.ts";
import { Budget, evaluate } from "./evaluate.ts";
import { COLLECTIONS } from "./functions/collections.ts";
import { KUBERNETES } from "./functions/kubernetes.ts";
import { STANDARD } from "./functions/standard.ts";
import { STRING_FUNCTIONS } from "./functions/strings.ts";
import { TIMES } from "./functions/times.ts";
import { type Overload, Overloads } from "./overloads.ts";
import { type CelNode, parseExpression } from "./parse.ts";
import type { CelType } from "./types.ts";
import type { CelValue } from "./values.ts";

export { Budget } from "./evaluate.ts";

/** Functions of every environment. */
export const BASE = new Overloads(STANDARD, STRING_FUNCTIONS, TIMES, COLLECTIONS, KUBERNETES);

/** An environment's functions with some more. */
export function withFunctions(more: readonly Overload[]): Overloads {
  return new Overloads(STANDARD, STRING_FUNCTIONS, TIMES, COLLECTIONS, KUBERNETES, more);
}

export interface Environment {
  readonly overloads: Overloads;
  readonly variables: { readonly [name: string]: CelType };
}

export interface Program {
  readonly source: string;
  readonly type: CelType;
  readonly root: CelNode;
  /** Whether a variable of the environment is named anywhere. */
  uses(name: string): boolean;
  /** Throws CelError or CostError. */
  run(variables: (name: string) => CelValue | undefined, budget: Budget): CelValue;
}

export type Compiled =
  | { readonly program: Program }
  | { readonly problem: string; readonly issues: readonly CelIssue[] };

/** Most that one expression may cost at run time. */
const PER_CALL_LIMIT = 1_000_000;
/** Most that all expressions about one object may cost. */
export const OBJECT_BUDGET = 10_000_000;

export function compile(source: string, { overloads, variables }: Environment): Compiled {
  const parsed = parseExpression(source);
  if ("issues" in parsed) return { problem: issuesText(source, parsed.issues), issues: parsed.issues };
  const { root } = parsed;
  const variable = (name: string): CelType | undefined =>
    Object.hasOwn(variables, name) ? variables[name] : undefined;
  const { type, issues } = checkExpression(root, source, { overloads, variable });
  if (issues.length > 0) return { problem: issuesText(source, issues), issues };
  return {
    program: {
      source,
      type,
      root,
      uses: (name) => mentions(root, name),
      run: (value, budget) => {
        // One expression has a limit of its own within what is left for all.
        const own = new Budget(Math.min(PER_CALL_LIMIT, budget.limit - budget.spent));
        try {
          return evaluate(root, { overloads, budget: own, variable: value });
        } finally {
          budget.spent += own.spent;
        }
      },
    },
  };
}

function mentions(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((part) => mentions(part, name));
  if (typeof node !== "object" || node === null || !("op" in node)) return false;
  const { op, args } = node as CelNode;
  return op === "id" ? args === name : mentions(args, name);
}
