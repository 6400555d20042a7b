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
  for (const { key, operator, values, sign } of [...requirements].sort((a, b) => compareText(a.key, b.key))) {
    if (sign === "=") matchLabels[key] = values[0] as string;
    else if (sign === "!=") throw new Error(`${JSON.stringify(sign)} is not a valid label selector operator`);
    else if (operator === "gt" || operator === "lt")
      throw new Error(`${JSON.stringify(operator)} isn't supported in label selectors`);
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
