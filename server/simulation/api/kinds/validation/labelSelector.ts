/** Checks of a LabelSelector. Models kubernetes apimachinery pkg/apis/meta/v1/validation/validation.go. */
import type { LabelSelector } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, required } from "./errors.ts";
import { validateLabels } from "./metadata.ts";
import { labelValue, qualifiedName } from "./names.ts";

type Requirement = NonNullable<LabelSelector["matchExpressions"]>[number];

export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (!selector) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  (selector.matchExpressions ?? []).forEach((requirement, index) => {
    errors.push(...validateRequirement(requirement, `${path}.matchExpressions[${index}]`));
  });
  return errors;
}

function validateRequirement(requirement: Requirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case "In":
    case "NotIn":
      if (values.length === 0)
        errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0)
        errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    default:
      errors.push(invalid(`${path}.operator`, requirement.operator ?? "", "not a valid selector operator"));
  }
  for (const message of qualifiedName(requirement.key ?? ""))
    errors.push(invalid(`${path}.key`, requirement.key ?? "", message));
  values.forEach((value, index) => {
    for (const message of labelValue(value)) errors.push(invalid(`${path}.values[${index}]`, value, message));
  });
  return errors;
}

/** A selector as messages print it: pairs by key, members in the order of the Go type. */
export function printedSelector(selector: LabelSelector | undefined): object | null {
  if (!selector) return null;
  const { matchLabels, matchExpressions } = selector;
  const pairs = Object.entries(matchLabels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    ...(pairs.length > 0 ? { matchLabels: Object.fromEntries(pairs) } : {}),
    ...(matchExpressions?.length
      ? { matchExpressions: matchExpressions.map(({ key, operator, values }) => ({ key, operator, values })) }
      : {}),
  };
}

/** A selector without any term. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
