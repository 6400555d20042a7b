/** x-kubernetes-validations in a definition: their form, and whether they compile. */
import type { Program } from "../../cel/compile.ts";
import { estimateCost } from "../../cel/estimate.ts";
import { typeOfSchema, withTypeAndMetadata } from "../../cel/schemaTypes.ts";
import { BOOL, DYN, STRING } from "../../cel/types.ts";
import { followFieldPath, FieldPathError } from "../../customResources/fieldPaths.ts";
import { rulesAt } from "../../customResources/rules.ts";
import { type RuleScope, timesOf } from "../../customResources/ruleScopes.ts";
import type { JsonSchema } from "../../customResources/types.ts";
import { FieldError } from "../../machinery/status.ts";
import { printedRule } from "./goForm.ts";

const { required, invalid, forbidden, notSupported } = FieldError;
const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const LINE_BREAK = /[\n\r]/;

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
    if (fieldPath !== "" && !leadsSomewhere(fieldPath, schema))
      errors.push(invalid(`${at}.fieldPath`, fieldPath, "must be a valid path"));
    return errors;
  });
}

function leadsSomewhere(path: string, schema: JsonSchema): boolean {
  try {
    followFieldPath(path, schema, true);
    return true;
  } catch (error) {
    if (error instanceof FieldPathError) return false;
    throw error;
  }
}

/** Errors of rules that do not compile or cost too much. */
export function ruleErrors(
  schema: JsonSchema,
  path: string,
  { scope, uncorrelatable }: { readonly scope: RuleScope; readonly uncorrelatable: string | undefined },
): FieldError[] {
  if (!typeOfSchema(scope.root ? withTypeAndMetadata(schema) : schema)) return [];
  return rulesAt(schema, scope.root).flatMap((one, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`;
    const { rule, condition, message, usesOldSelf } = one;
    const errors: FieldError[] = [];
    if ("program" in condition) errors.push(...costErrors(condition.program, "rule", { at: `${at}.rule`, scope }));
    if ("problem" in condition)
      errors.push(invalid(`${at}.rule`, printedRule(rule), `compilation failed: ${condition.problem}`));
    else if (condition.program.type !== BOOL && condition.program.type !== DYN)
      errors.push(invalid(`${at}.rule`, printedRule(rule), "cel expression must evaluate to a bool"));
    if (message && "problem" in message)
      errors.push(
        invalid(
          `${at}.messageExpression`,
          printedRule(rule),
          `messageExpression compilation failed: ${message.problem}`,
        ),
      );
    else if (message && message.program.type !== STRING)
      errors.push(invalid(`${at}.messageExpression`, printedRule(rule), "messageExpression must evaluate to a string"));
    else if (message)
      errors.push(...costErrors(message.program, "messageExpression", { at: `${at}.messageExpression`, scope }));
    if (usesOldSelf && uncorrelatable !== undefined)
      errors.push(
        invalid(
          `${at}.rule`,
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
        ),
      );
    if (!usesOldSelf && rule.optionalOldSelf !== undefined)
      errors.push(
        invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, "may not be set if oldSelf is not used in rule"),
      );
    return errors;
  });
}

const PER_RULE = 10_000_000;
const PER_SCHEMA = 100_000_000;
const MOST_EXPENSIVE = 4;

function costErrors(
  program: Program,
  what: "rule" | "messageExpression",
  { at, scope }: { readonly at: string; readonly scope: RuleScope },
): FieldError[] {
  const once = estimateCost(program.root, scope.root ? withTypeAndMetadata(scope.schema) : scope.schema);
  // A message is made once, however many values break the rule.
  const cost = what === "rule" ? once * timesOf(scope) : once;
  scope.costs.total += cost;
  scope.costs.byPath.push({ path: at, cost });
  return cost > PER_RULE && !scope.unchanged
    ? [forbidden(at, tooExpensive(`estimated ${what} cost`, cost / PER_RULE))]
    : [];
}

function tooExpensive(what: string, factor: number): string {
  const times = factor > 100 ? "more than 100x" : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** Errors of what all rules of a schema cost together. */
export function totalCostErrors({ costs }: RuleScope, path: string): FieldError[] {
  if (costs.total <= PER_SCHEMA) return [];
  const worst = [...costs.byPath].sort((left, right) => right.cost - left.cost).slice(0, MOST_EXPENSIVE);
  return [
    ...worst.map(({ path: at }) =>
      forbidden(at, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"),
    ),
    forbidden(
      path,
      tooExpensive(
        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
        costs.total / PER_SCHEMA,
      ),
    ),
  ];
}
