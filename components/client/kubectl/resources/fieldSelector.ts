/** Field selectors, as far as they are checked on this side. Mirrors apimachinery's fields.ParseSelector. */
import { compareText } from "../json.ts";

/** Throws for a selector of a part that compares nothing. */
export function checkFieldSelector(selector: string): void {
  const parts = selector.match(/(?:\\.|[^,\\])+\\?/gs) ?? [];
  for (const part of [...parts].sort(compareText))
    if (!/[^\\]?=/.test(part)) throw new Error(`invalid selector: '${selector}'; can't understand '${part}'`);
}
