/** Checks of a Job's pod failure policy. Models kubernetes pkg/apis/batch/validation/validation.go. */
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from "../../../../protocol/kubernetes/index.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  NO_VALUE,
  notSupported,
  quote,
  required,
  tooMany,
} from "../validation/errors.ts";
import { qualifiedName } from "../validation/names.ts";

const ACTIONS = ["Count", "FailIndex", "FailJob", "Ignore"];
const OPERATORS = ["In", "NotIn"];
const STATUSES = ["False", "True", "Unknown"];
const MOST = { rules: 20, values: 255, patterns: 20 } as const;

export function validateFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const errors = rules.length > MOST.rules ? [tooMany(`${path}.rules`, rules.length, MOST.rules)] : [];
  const pod = spec.template?.spec;
  const containers = new Set([...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map(({ name }) => name));
  rules.forEach((rule, index) => {
    errors.push(
      ...validateRule(rule, `${path}.rules[${index}]`, {
        containers,
        perIndex: spec.backoffLimitPerIndex !== undefined,
      }),
    );
  });
  return errors;
}

interface Surroundings {
  readonly containers: ReadonlySet<string>;
  /** Indexes may fail by themselves. */
  readonly perIndex: boolean;
}

function validateRule(rule: PodFailurePolicyRule, path: string, { containers, perIndex }: Surroundings): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors: FieldError[] = [];
  if (!action) errors.push(missing(`${path}.action`, ACTIONS));
  else if (action === "FailIndex") {
    if (!perIndex) errors.push(invalid(`${path}.action`, action, "requires the backoffLimitPerIndex to be set"));
  } else if (!ACTIONS.includes(action)) errors.push(notSupported(`${path}.action`, action, ACTIONS));
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, `${path}.onExitCodes`, containers));
  if (onPodConditions.length > 0) errors.push(...validateConditions(onPodConditions, `${path}.onPodConditions`));
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(invalid(path, NO_VALUE, "specifying both OnExitCodes and OnPodConditions is not supported"));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(invalid(path, NO_VALUE, "specifying one of OnExitCodes and OnPodConditions is required"));
  return errors;
}

function missing(path: string, choices: readonly string[]): FieldError {
  return required(path, `valid values: [${choices.map(quote).join(" ")}]`);
}

function validateConditions(patterns: readonly PodFailurePolicyOnPodConditionsPattern[], path: string): FieldError[] {
  const errors = patterns.length > MOST.patterns ? [tooMany(path, patterns.length, MOST.patterns)] : [];
  patterns.forEach(({ type = "", status }, index) => {
    const at = `${path}[${index}]`;
    for (const message of qualifiedName(type)) errors.push(invalid(`${at}.type`, type, message));
    if (!status) errors.push(missing(`${at}.status`, STATUSES));
    else if (!STATUSES.includes(status)) errors.push(notSupported(`${at}.status`, status, STATUSES));
  });
  return errors;
}

function validateExitCodes(
  requirement: PodFailurePolicyOnExitCodesRequirement,
  path: string,
  containers: ReadonlySet<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const { operator, containerName } = requirement;
  const values = requirement.values ?? [];
  if (!operator) errors.push(missing(`${path}.operator`, OPERATORS));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, OPERATORS));
  if (containerName !== undefined && !containers.has(containerName)) {
    const words = "must be one of the container or initContainer names in the pod template";
    errors.push(invalid(`${path}.containerName`, containerName, words));
  }
  const at = `${path}.values`;
  if (values.length === 0) errors.push(invalid(at, requirement.values ?? null, "at least one value is required"));
  else if (values.length > MOST.values) errors.push(tooMany(at, values.length, MOST.values));
  const seen = new Set<number>();
  let ordered = true;
  values.forEach((value, index) => {
    if (operator === "In" && value === 0)
      errors.push(invalid(`${at}[${index}]`, value, "must not be 0 for the In operator"));
    if (seen.has(value)) errors.push(duplicate(`${at}[${index}]`, value));
    seen.add(value);
    if (index > 0 && (values[index - 1] as number) > value) ordered = false;
  });
  if (!ordered) errors.push(invalid(at, values, "must be ordered"));
  return errors;
}
