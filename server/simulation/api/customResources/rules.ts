/** x-kubernetes-validations of a schema, compiled. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { FieldError } from "../machinery/status.ts";
import { additionalOf, itemsOf, type JsonSchema } from "./types.ts";

/** Errors of an object (or a default, told by `path`) that breaks rules. */
export type RuleCheck = (object: KubeObject, old: KubeObject | undefined, path?: string) => FieldError[];

/** The rules of a schema; undefined when it has none. */
export function compiledRules(schema: JsonSchema): RuleCheck | undefined {
  return hasRules(schema) ? () => [] : undefined;
}

function hasRules(schema: JsonSchema): boolean {
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  return (
    (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
    (items !== undefined && hasRules(items)) ||
    (additional !== undefined && hasRules(additional)) ||
    Object.values(schema.properties ?? {}).some(hasRules)
  );
}
