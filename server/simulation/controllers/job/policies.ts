/**
 * What a Job's podFailurePolicy says of a failed pod and its successPolicy of the indexes that succeeded. Models kubernetes
 * pkg/controller/job/pod_failure_policy.go and success_policy.go.
 */
import type { ContainerStatus, Job, Pod, PodFailurePolicyRule } from "../../../protocol/kubernetes/index.ts";
import { IndexSet } from "./indexSet.ts";

export interface FailureVerdict {
  readonly action?: PodFailurePolicyRule["action"];
  /** Whether the failure counts towards the limits. */
  readonly counts: boolean;
  /** Why the whole Job fails. */
  readonly failsJob?: string;
}

/** The verdict of the first rule that matches. */
export function failureVerdict({ spec }: Job, pod: Pod): FailureVerdict {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const found = rule.onExitCodes ? exitMatch(pod, rule) : conditionMatch(pod, rule);
    if (found === undefined) continue;
    const { action } = rule;
    if (action === "Ignore") return { action, counts: false };
    if (action !== "FailJob") return { action, counts: true };
    return { action, counts: true, failsJob: `${found} matching FailJob rule at index ${index}` };
  }
  return { counts: true };
}

function exitMatch({ metadata, status }: Pod, { onExitCodes }: PodFailurePolicyRule): string | undefined {
  const matches = ({ name, state }: ContainerStatus): boolean => {
    const code = state?.terminated?.exitCode;
    if (!code || !onExitCodes || (onExitCodes.containerName ?? name) !== name) return false;
    return onExitCodes.values.includes(code) === (onExitCodes.operator === "In");
  };
  const found = status?.containerStatuses?.find(matches) ?? status?.initContainerStatuses?.find(matches);
  const code = found?.state?.terminated?.exitCode;
  return (
    found && `Container ${found.name} for pod ${metadata.namespace}/${metadata.name} failed with exit code ${code}`
  );
}

function conditionMatch({ metadata, status }: Pod, { onPodConditions = [] }: PodFailurePolicyRule): string | undefined {
  const found = status?.conditions?.find((condition) =>
    onPodConditions.some((wanted) => wanted.type === condition.type && (wanted.status ?? "True") === condition.status),
  );
  return found && `Pod ${metadata.namespace}/${metadata.name} has condition ${found.type}`;
}

/** Which rule the succeeded indexes satisfy, in the words of the condition. */
export function successMet({ spec }: Job, succeeded: IndexSet): string | undefined {
  if (succeeded.size === 0) return undefined;
  const at = (spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
    const wanted = IndexSet.parse(succeededIndexes, spec.completions ?? 0);
    if (wanted.size === 0) return false;
    const reached = wanted.common(succeeded);
    return reached === wanted.size || (succeededCount !== undefined && reached >= succeededCount);
  });
  return at < 0 ? undefined : `Matched rules at index ${at}`;
}
