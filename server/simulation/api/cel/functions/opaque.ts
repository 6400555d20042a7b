/** Values of Kubernetes' own types, and the two functions each has: one that makes it of a text, one that asks whether it would. */
import { CelError } from "../errors.ts";
import type { Overload } from "../overloads.ts";
import { BOOL, type CelType, STRING } from "../types.ts";
import type { CelOpaque, CelValue } from "../values.ts";
import { op } from "./define.ts";

export const data = <T>(value: CelValue): T => (value as CelOpaque).data as T;

/** `name(text)` makes a value, `isName(text)` tells whether it would. */
export function made(name: string, is: string, type: CelType, make: (text: string) => CelOpaque): Overload[] {
  return [
    op(name, [STRING], type, (text) => make(text as string)),
    op(is, [STRING], BOOL, (text) => {
      try {
        make(text as string);
        return true;
      } catch (error) {
        if (error instanceof CelError) return false;
        throw error;
      }
    }),
  ];
}
