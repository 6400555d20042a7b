/** Functions and operators of expressions: what they take, what they give, what they do. */
import type { CelType } from "./types.ts";
import type { CelValue } from "./values.ts";

export interface Overload {
  /** `size`, or an operator as cel-go names it: `_+_`. */
  readonly name: string;
  /** Called on its first argument: `a.size()`. */
  readonly method?: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** Throws CelError. */
  run(...values: CelValue[]): CelValue;
  /** What it costs beyond one; left out: nothing. */
  cost?(...values: CelValue[]): number;
}

export class Overloads {
  private readonly byName = new Map<string, Overload[]>();

  constructor(...libraries: readonly (readonly Overload[])[]) {
    for (const library of libraries)
      for (const overload of library) {
        const key = keyOf(overload.name, overload.method ?? false);
        const list = this.byName.get(key);
        if (list) list.push(overload);
        else this.byName.set(key, [overload]);
      }
  }

  find(name: string, method: boolean): readonly Overload[] {
    return this.byName.get(keyOf(name, method)) ?? [];
  }

  has(name: string): boolean {
    return this.byName.has(keyOf(name, false)) || this.byName.has(keyOf(name, true));
  }
}

function keyOf(name: string, method: boolean): string {
  return method ? `.${name}` : name;
}
