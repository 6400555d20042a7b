/** The conditions of a Job, and what they tell. */
import type { Job, JobCondition } from "../../../protocol/kubernetes/index.ts";

/** `Complete` or `Failed` when the Job has ended. */
export function endOf({ status }: Job): JobCondition | undefined {
  return status?.conditions?.find(
    ({ type, status: value }) => value === "True" && (type === "Complete" || type === "Failed"),
  );
}

/** The condition of the type when it is True. */
export function trueCondition(conditions: readonly JobCondition[] | undefined, type: string): JobCondition | undefined {
  return conditions?.find((condition) => condition.type === type && condition.status === "True");
}

/**
 * The conditions with one set, or undefined when that changes nothing. One that is not there is not added as False:
 * nothing has been otherwise.
 */
export function withCondition(
  conditions: readonly JobCondition[],
  condition: JobCondition,
): readonly JobCondition[] | undefined {
  const at = conditions.findIndex(({ type }) => type === condition.type);
  const old = conditions[at];
  if (!old) return condition.status === "False" ? undefined : [...conditions, condition];
  const { status, reason, message } = condition;
  if (old.status === status && old.reason === reason && old.message === message) return undefined;
  return conditions.map((each, index) => (index === at ? condition : each));
}
