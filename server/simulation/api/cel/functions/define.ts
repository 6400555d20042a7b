/** Short ways of writing overloads down. */
import type { Overload } from "../overloads.ts";
import type { CelType } from "../types.ts";
import type { CelValue } from "../values.ts";

export type Run = (...values: [CelValue, CelValue, CelValue, CelValue]) => CelValue;

// A function is its name, what it takes, what it gives and what it does.
export function op(...[name, args, result, run]: readonly [string, readonly CelType[], CelType, Run]): Overload {
  return { name, args, result, run: (...values) => run(...(values as [CelValue, CelValue, CelValue, CelValue])) };
}

/** A method: its receiver is the first of `args`. */
export function method(...parts: readonly [string, readonly CelType[], CelType, Run]): Overload {
  return { ...op(...parts), method: true };
}
