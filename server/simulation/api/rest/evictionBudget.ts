/** Whether a pod may be evicted now, by its disruption budget. Models kubernetes pkg/registry/core/pod/storage/eviction.go. */
import type { Pod, PodDisruptionBudget } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import type { ApiServer } from "../ApiServer.ts";
import { compileSelector } from "../machinery/selectors.ts";
import { ApiError, errorTarget } from "../machinery/status.ts";
import type { WriteContext } from "../WriteContext.ts";

type Condition = NonNullable<NonNullable<PodDisruptionBudget["status"]>["conditions"]>[number];

const BUDGETS = "poddisruptionbudgets.policy";
const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";
const SEVERAL = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
/** Pods that may be on their way out of one budget. */
const MOST_DISRUPTED = 2000;
const PROCESSING_RETRY = 10;

/** Takes the pod out of its budget; throws TooManyRequests when the budget has no room. */
export function takeFromBudget(api: ApiServer, pod: Pod, context: WriteContext): void {
  const { metadata, status } = pod;
  if (metadata.deletionTimestamp || ["Succeeded", "Failed", "Pending"].includes(status?.phase ?? "")) return;
  const budgets = [...(api.store.list(BUDGETS, metadata.namespace ?? "") as Iterable<PodDisruptionBudget>)].filter(
    ({ spec }) => spec?.selector && compileSelector(spec.selector).matches(metadata.labels ?? {}),
  );
  if (budgets.length > 1) throw ApiError.plain(SEVERAL);
  const [budget] = budgets;
  if (!budget || mayGoAnyway(budget, pod)) return;
  const left = roomAfter(budget);
  if (context.dryRun) return;
  const conditions = conditionsAfter(budget, left, timestamp(api.runtime.now));
  const disruptedPods = { ...budget.status?.disruptedPods, [metadata.name]: timestamp(api.runtime.now) };
  const taken = {
    ...budget,
    metadata: { ...budget.metadata },
    status: { ...budget.status, disruptionsAllowed: left, disruptedPods, conditions },
  };
  api.updateStatus(api.definition(BUDGETS), taken as never, { ...context, trusted: true });
}

/** What is told of a budget that has no more room. */
function conditionsAfter({ status = {} }: PodDisruptionBudget, left: number, now: string): readonly Condition[] {
  const { conditions = [], observedGeneration } = status;
  if (left > 0) return conditions;
  const before = conditions.find(({ type }) => type === "DisruptionAllowed");
  const none: Condition = {
    type: "DisruptionAllowed",
    status: "False",
    reason: "InsufficientPods",
    message: "",
    lastTransitionTime: before?.status === "False" ? before.lastTransitionTime : now,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  return before ? conditions.map((condition) => (condition === before ? none : condition)) : [...conditions, none];
}

/** A pod that is not ready helps nobody. */
function mayGoAnyway({ spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  if (pod.status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True")) return false;
  if (spec?.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** How many more may go after this one. */
function roomAfter({ metadata, status = {} }: PodDisruptionBudget): number {
  const { disruptionsAllowed = 0, observedGeneration = 0, disruptedPods = {} } = status;
  const cause = (message: string) => [{ reason: "DisruptionBudget", message }];
  if (observedGeneration < (metadata.generation ?? 0)) {
    const message = `The disruption budget ${metadata.name} is still being processed by the server.`;
    throw ApiError.tooManyRequests(VIOLATION, PROCESSING_RETRY, cause(message));
  }
  if (disruptionsAllowed < 0 || Object.keys(disruptedPods).length > MOST_DISRUPTED) {
    const problem =
      disruptionsAllowed < 0
        ? "pdb disruptions allowed is negative"
        : "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
    throw ApiError.forbidden(
      errorTarget("policy", "PodDisruptionBudget", "poddisruptionbudgets"),
      metadata.name,
      problem,
    );
  }
  if (disruptionsAllowed === 0) {
    throw ApiError.tooManyRequests(VIOLATION, 0, cause(`The disruption budget ${metadata.name} ${whyNone(status)}`));
  }
  return disruptionsAllowed - 1;
}

/** Why nothing may go: the controller failed, too few are healthy, or what the condition says. */
function whyNone(status: NonNullable<PodDisruptionBudget["status"]>): string {
  const { desiredHealthy = 0, currentHealthy = 0, conditions = [] } = status;
  const refused = conditions.find(({ type, status: value }) => type === "DisruptionAllowed" && value === "False");
  const none = "does not allow evicting pods currently";
  if (refused?.message && refused.reason === "SyncFailed") return `${none} because it failed sync: ${refused.message}`;
  if (currentHealthy <= desiredHealthy)
    return `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return refused?.message ? `${none} (${refused.reason}): ${refused.message}` : none;
}
