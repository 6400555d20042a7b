/** A LabelSelector as text, requirements sorted by key. Mirrors apimachinery LabelSelectorAsSelector. */
import { compareText, type JsonObject } from "../../json.ts";

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export function selectorText({ matchLabels, matchExpressions }: JsonObject): string {
  const equal = Object.entries((matchLabels ?? {}) as { readonly [name: string]: string }).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const others = ((matchExpressions ?? []) as unknown as Expression[]).map(({ key, operator, values = [] }) => {
    const list = [...values].sort(compareText).join(",");
    switch (operator) {
      case "In":
        return { key, text: `${key} in (${list})` };
      case "NotIn":
        return { key, text: `${key} notin (${list})` };
      case "DoesNotExist":
        return { key, text: `!${key}` };
      default:
        return { key, text: key };
    }
  });
  return [...equal, ...others]
    .sort((left, right) => compareText(left.key, right.key))
    .map(({ text }) => text)
    .join(",");
}
