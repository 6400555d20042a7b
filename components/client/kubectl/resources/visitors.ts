/**
 * How what a command works on is gone through: what is wrong with one thing is handed on, gathered, or the end, each in its
 * place, so that errors come out in kubectl's order and nesting. Mirrors the visitors of cli-runtime.
 */
import { aggregate, asError } from "../errors.ts";
import type { Info } from "./Info.ts";

/** Is given a thing, or what is wrong with one; resolves with what went wrong. */
export type Visit = (item: Info | Error) => Promise<Error | undefined>;
/** Goes through its things; resolves with what went wrong beyond what `visit` took. Never rejects. */
export type Visitor = (visit: Visit) => Promise<Error | undefined>;

/** Stops at the first error. */
export function oneByOne(visitors: readonly Visitor[]): Visitor {
  return async (visit) => {
    for (const visitor of visitors) {
      const problem = await visitor(visit);
      if (problem) return problem;
    }
    return undefined;
  };
}

/** All are gone through, whatever comes of others; the first error counts. */
export function allOf(visitors: readonly Visitor[]): Visitor {
  return async (visit) => {
    let first: Error | undefined;
    for (const visitor of visitors) {
      const problem = await visitor(visit);
      first ??= problem;
    }
    return first;
  };
}

/** All are gone through, and all errors gathered. */
export function eagerly(visitors: readonly Visitor[]): Visitor {
  return async (visit) => {
    const errors: Error[] = [];
    for (const visitor of visitors) {
      const problem = await visitor(gathering(visit, errors));
      if (problem) errors.push(problem);
    }
    return aggregate(errors);
  };
}

/** Goes on after errors; one is handed on as it is, several together. */
export function continuing(visitor: Visitor): Visitor {
  return async (visit) => {
    const errors: Error[] = [];
    const problem = await visitor(gathering(visit, errors));
    if (problem) errors.push(problem);
    return errors.length === 1 ? errors[0] : aggregate(errors);
  };
}

function gathering(visit: Visit, errors: Error[]): Visit {
  return async (item) => {
    const problem = item instanceof Error ? item : await visit(item);
    if (problem) errors.push(problem);
    return undefined;
  };
}

/** Each thing goes through `step` first, which may replace it by several (`false`: by none) or refuse it. */
export function through(
  visitor: Visitor,
  step: (info: Info) => Promise<readonly (Info | Error)[] | false> | readonly (Info | Error)[] | false,
): Visitor {
  return (visit) =>
    visitor(async (item) => {
      if (item instanceof Error) return item;
      let several: readonly (Info | Error)[] | false;
      try {
        several = await step(item);
      } catch (error) {
        return asError(error);
      }
      if (several === false) return undefined;
      const [only] = several;
      if (several.length === 1 && only === item) return visit(item);
      const errors: Error[] = [];
      for (const one of several) {
        const problem = one instanceof Error ? one : await visit(one);
        if (problem) errors.push(problem);
      }
      return aggregate(errors);
    });
}
