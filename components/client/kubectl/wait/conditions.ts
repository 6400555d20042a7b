/** Conditions of `kubectl wait --for`. Models kubectl pkg/cmd/wait. */
import { at, isObject, type JsonObject } from "../json.ts";

export type WaitFor =
  | { readonly kind: "delete" }
  | { readonly kind: "create" }
  | { readonly kind: "condition"; readonly name: string; readonly status: string }
  /** `value` undefined: any value will do. */
  | { readonly kind: "jsonpath"; readonly expression: string; readonly value: string | undefined };

export function parseWaitFor(texts: readonly string[]): WaitFor[] {
  if (texts.length === 0) throw new Error("unrecognized condition: []");
  return texts.map((text) => {
    const lower = text.toLowerCase();
    if (lower === "delete" || lower === "create") return { kind: lower };
    if (text.startsWith("condition=")) {
      const rest = text.slice("condition=".length);
      const equals = rest.indexOf("=");
      return equals < 0
        ? { kind: "condition", name: rest, status: "true" }
        : { kind: "condition", name: rest.slice(0, equals), status: rest.slice(equals + 1) };
    }
    if (text.startsWith("jsonpath=")) return parseJsonPath(text.slice("jsonpath=".length));
    throw new Error(`unrecognized condition: ${JSON.stringify(text)}`);
  });
}

/** Single `=` parts expression and value; `==` belongs to the expression. */
function parseJsonPath(text: string): WaitFor {
  const parts = text.split(/(?<!=)=(?!=)/);
  if (parts.length > 2)
    throw new Error(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const expression = relaxed(parts[0] as string);
  if (parts.length === 1) return { kind: "jsonpath", expression, value: undefined };
  const value = (parts[1] as string).replace(/^['"]+|['"]+$/g, "");
  if (value === "")
    throw new Error(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  return { kind: "jsonpath", expression, value };
}

/** `x.y`, `.x.y`, `{x.y}` and `{.x.y}` all mean `{.x.y}`. Models kubectl RelaxedJSONPathExpression. */
function relaxed(text: string): string {
  if (text === "") throw new Error("jsonpath expression cannot be empty");
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!match)
    throw new Error(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  return `{.${match[1] ?? match[2]}}`;
}

/** Whether an object's condition has the status waited for, and was observed for this generation. */
export function hasCondition(object: JsonObject, name: string, status: string): boolean {
  const conditions = at(object, "status", "conditions");
  if (!Array.isArray(conditions)) return false;
  const condition = conditions.find(
    (entry): entry is JsonObject =>
      isObject(entry) && typeof entry.status === "string" && String(entry.type).toLowerCase() === name.toLowerCase(),
  );
  if (!condition) return false;
  const generation = at(object, "metadata", "generation");
  const observed = condition.observedGeneration ?? at(object, "status", "observedGeneration");
  if (typeof generation === "number" && typeof observed === "number" && observed < generation) return false;
  return String(condition.status).toLowerCase() === status.toLowerCase();
}
