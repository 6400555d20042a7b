/** Conditions of CustomResourceDefinitions. Models apiextensions-apiserver pkg/apihelpers. */
import type { CustomResourceCondition, CustomResourceStatus } from "./types.ts";

const NOTHING: CustomResourceStatus = { acceptedNames: { plural: "", kind: "" } };

/** A status with a condition set at `now`; the time of the last change stays while the status of the condition does. */
export function withCondition(
  status: CustomResourceStatus | undefined,
  now: string,
  condition: Omit<CustomResourceCondition, "lastTransitionTime">,
): CustomResourceStatus {
  const known = status?.conditions ?? [];
  const before = known.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now;
  const { type, status: state, ...rest } = condition;
  const next = { type, status: state, lastTransitionTime: since, ...rest };
  const conditions = before ? known.map((one) => (one === before ? next : one)) : [...known, next];
  return { ...(status ?? NOTHING), conditions };
}
