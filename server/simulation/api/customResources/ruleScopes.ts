/** What rules of a schema may speak of, at each place in it. */
import type { RuleScope } from "../kinds/customResourceDefinition/validateRules.ts";
import type { JsonSchema } from "./types.ts";

export function rootRuleScope(_schema: JsonSchema, _unchanged: boolean): RuleScope | undefined {
  return undefined;
}
