/** Conditions of the shared type. Models apimachinery pkg/apis/meta/v1/validation (ValidateConditions). */
import { duplicate, type FieldError, invalid, notSupported, required } from "./errors.ts";
import { qualifiedName, regexText } from "./names.ts";

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
}

const STATUSES = ["False", "True", "Unknown"];
const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const REASON_TEXT = regexText(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?",
  "my_name",
  "MY_NAME",
  "MyName",
  "ReasonA,ReasonB",
  "ReasonA:ReasonB",
);

export function validateConditions(conditions: readonly Condition[] | null | undefined, path: string): FieldError[] {
  const types = (conditions ?? []).map(({ type = "" }) => type);
  return (conditions ?? []).flatMap((condition, index) => {
    const own = `${path}[${index}]`;
    const type = types[index] as string;
    const again = types.indexOf(type) < index ? [duplicate(`${own}.type`, type)] : [];
    return [...again, ...validateCondition(condition, own)];
  });
}

function validateCondition(condition: Condition, path: string): FieldError[] {
  const { type = "", status = "", observedGeneration = 0, lastTransitionTime, reason = "" } = condition;
  const errors = qualifiedName(type).map((message) => invalid(`${path}.type`, type, message));
  if (!STATUSES.includes(status)) errors.push(notSupported(`${path}.status`, status, STATUSES));
  if (observedGeneration < 0)
    errors.push(invalid(`${path}.observedGeneration`, observedGeneration, "must be greater than or equal to zero"));
  if (!lastTransitionTime) errors.push(required(`${path}.lastTransitionTime`, ""));
  if (reason === "") errors.push(required(`${path}.reason`, ""));
  else if (!REASON.test(reason)) errors.push(invalid(`${path}.reason`, reason, REASON_TEXT));
  return errors;
}
