/** Checks of a Job's spec, in Jobs and in the templates of CronJobs. Models kubernetes pkg/apis/batch/validation/validation.go. */
import type { JobSpec, SuccessPolicyRule } from "../../../../protocol/kubernetes/index.ts";
import { validatePodTemplate } from "../pod/validatePodSpec.ts";
import { type FieldError, invalid, notSupported, required, tooLong, tooMany } from "../validation/errors.ts";
import { validateNotNegative } from "../validation/metadata.ts";
import { byteLength, dns1123Subdomain, regexText } from "../validation/names.ts";
import { countIndexes, IndexError } from "./indexes.ts";
import { printedSuccessPolicy } from "./printed.ts";
import { validateFailurePolicy } from "./validateFailurePolicy.ts";

const LIMITS = {
  parallelism: 100_000,
  failedIndexes: 100_000,
  manyCompletions: 100_000,
  parallelismOfMany: 10_000,
  failedIndexesOfMany: 10_000,
  managedBy: 63,
  successRules: 20,
  succeededIndexes: 64 * 1024,
} as const;
const NUMBERS = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
] as const;
const PATH_PATTERN = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** Everything but the selector. */
export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  const errors = NUMBERS.flatMap((field) => validateNotNegative(spec[field], `${path}.${field}`));
  if (spec.maxFailedIndexes !== undefined) {
    errors.push(...validateNotNegative(spec.maxFailedIndexes, `${path}.maxFailedIndexes`));
    if (spec.backoffLimitPerIndex === undefined)
      errors.push(required(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  }
  if (spec.managedBy !== undefined) errors.push(...validateManagedBy(spec.managedBy, `${path}.managedBy`));
  errors.push(...validateCompletionMode(spec, path));
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(spec, `${path}.podFailurePolicy`));
  errors.push(...validateSuccessPolicy(spec, `${path}.successPolicy`), ...validateReplacement(spec, path));
  errors.push(...validatePodTemplate(spec.template ?? {}, `${path}.template`));
  return [...errors, ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`)];
}

function validateManagedBy(value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const slash = value.indexOf("/");
  const [host, rest] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (value === "") errors.push(required(path));
  else if (host === "" || rest === "")
    errors.push(invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  else {
    for (const message of dns1123Subdomain(host)) errors.push(invalid(path, host, message));
    if (!new RegExp(`^${PATH_PATTERN}$`).test(rest))
      errors.push(invalid(path, rest, regexText("Invalid path", PATH_PATTERN)));
  }
  if (byteLength(value) > LIMITS.managedBy) errors.push(tooLong(path, LIMITS.managedBy));
  return errors;
}

function validateCompletionMode(spec: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mode = spec.completionMode;
  if (mode !== undefined && mode !== "NonIndexed" && mode !== "Indexed")
    errors.push(notSupported(`${path}.completionMode`, mode, ["NonIndexed", "Indexed"]));
  if (mode === "Indexed") errors.push(...validateIndexed(spec, path));
  if (mode === undefined || mode === "NonIndexed") {
    for (const field of ["backoffLimitPerIndex", "maxFailedIndexes"] as const) {
      if (spec[field] !== undefined)
        errors.push(invalid(`${path}.${field}`, spec[field], "requires indexed completion mode"));
    }
  }
  return errors;
}

function validateIndexed(spec: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const atMost = (field: "parallelism" | "maxFailedIndexes", limit: number, when = ""): void => {
    const value = spec[field];
    if (value !== undefined && value > limit)
      errors.push(invalid(`${path}.${field}`, value, `must be less than or equal to ${limit}${when}`));
  };
  if (completions === undefined) errors.push(required(`${path}.completions`, "when completion mode is Indexed"));
  atMost("parallelism", LIMITS.parallelism, " when completion mode is Indexed");
  if (completions !== undefined && (maxFailedIndexes ?? 0) > completions)
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, "must be less than or equal to completions"));
  atMost("maxFailedIndexes", LIMITS.failedIndexes);
  if ((completions ?? 0) <= LIMITS.manyCompletions || backoffLimitPerIndex === undefined) return errors;
  const when = ` when completions are above ${LIMITS.manyCompletions} and used with backoff limit per index`;
  if (maxFailedIndexes === undefined) {
    const words = `must be specified when completions is above ${LIMITS.manyCompletions}`;
    errors.push(required(`${path}.maxFailedIndexes`, words));
  }
  if (parallelism > LIMITS.parallelismOfMany) atMost("parallelism", LIMITS.parallelismOfMany, when);
  atMost("maxFailedIndexes", LIMITS.failedIndexesOfMany, when);
  return errors;
}

function validateSuccessPolicy(
  { successPolicy, completionMode, completions = 0 }: JobSpec,
  path: string,
): FieldError[] {
  if (!successPolicy) return [];
  if (completionMode !== "Indexed")
    return [invalid(path, printedSuccessPolicy(successPolicy), "requires indexed completion mode")];
  const errors: FieldError[] = [];
  const rules = successPolicy.rules ?? [];
  if (rules.length === 0) {
    errors.push(required(`${path}.rules`, "at least one rules must be specified when the successPolicy is specified"));
  }
  if (rules.length > LIMITS.successRules) errors.push(tooMany(`${path}.rules`, rules.length, LIMITS.successRules));
  rules.forEach((rule, index) => errors.push(...validateSuccessRule(rule, completions, `${path}.rules[${index}]`)));
  return errors;
}

function validateSuccessRule(
  { succeededCount: count, succeededIndexes: indexes }: SuccessPolicyRule,
  completions: number,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (count === undefined && indexes === undefined)
    errors.push(required(path, "at least one of succeededCount or succeededIndexes must be specified"));
  let total = 0;
  if (indexes !== undefined) {
    const at = `${path}.succeededIndexes`;
    if (byteLength(indexes) > LIMITS.succeededIndexes) errors.push(tooLong(at, LIMITS.succeededIndexes));
    try {
      total = countIndexes(indexes, completions);
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${error.message}`));
    }
  }
  if (count === undefined) return errors;
  const at = `${path}.succeededCount`;
  errors.push(...validateNotNegative(count, at));
  const tooHigh = (limit: number, what: string): FieldError =>
    invalid(at, count, `must be less than or equal to ${limit} (the number of ${what})`);
  if (count > completions) errors.push(tooHigh(completions, "specified completions"));
  if (indexes !== undefined && count > total)
    errors.push(tooHigh(total, "indexes in the specified succeededIndexes field"));
  return errors;
}

function validateReplacement({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const at = `${path}.podReplacementPolicy`;
  if (policy === undefined) return [];
  if (podFailurePolicy) return policy === "Failed" ? [] : [notSupported(at, policy, ["Failed"])];
  return policy === "Failed" || policy === "TerminatingOrFailed"
    ? []
    : [notSupported(at, policy, ["Failed", "TerminatingOrFailed"])];
}

function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const policy = template?.spec?.restartPolicy ?? "";
  if (policy === "Always" || (policy as string) === "") return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never") return [notSupported(path, policy, ["OnFailure", "Never"])];
  return podFailurePolicy && policy !== "Never"
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}
