/** A selector's text as the object of a spec. Mirrors apimachinery ParseToLabelSelector. */
import { compareText, type JsonObject } from "../json.ts";
import { parseSelector } from "./labelSelector.ts";

/** Equalities are labels, the rest expressions. Throws `couldn't parse the selector string …`. */
export function toLabelSelector(text: string): JsonObject {
  let requirements: ReturnType<typeof parseSelector>;
  try {
    requirements = parseSelector(text);
  } catch (error) {
    throw new Error(`couldn't parse the selector string ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
  const matchLabels: JsonObject = {};
  const matchExpressions: JsonObject[] = [];
  for (const { key, operator, values } of [...requirements].sort((a, b) => compareText(a.key, b.key))) {
    const equality = operator === "in" && values.length === 1 && !isSet(text, key);
    if (equality) matchLabels[key] = values[0] as string;
    else if (operator === "gt" || operator === "lt") throw new Error(`${JSON.stringify(operator)} is not supported`);
    else
      matchExpressions.push({
        key,
        operator: OPERATORS[operator],
        ...(values.length > 0 ? { values: [...values] } : {}),
      });
  }
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}

const OPERATORS = { in: "In", notin: "NotIn", exists: "Exists", "!": "DoesNotExist" } as const;

/** Whether the text says `key in (…)`. */
function isSet(text: string, key: string): boolean {
  return new RegExp(`(^|[\\s,])${key.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}\\s+in\\s*\\(`).test(text);
}
