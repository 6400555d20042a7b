/**
 * Counts how many pods each PodDisruptionBudget lets go. Models kubernetes pkg/controller/disruption.
 */
import type { Pod, PodDisruptionBudget } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { isPodReady } from "../controllerkit/podFacts.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { expectedOf, printedSelector } from "./disruption/expected.ts";

const BUDGETS = "poddisruptionbudgets.policy";
/** A pod that was evicted and is still there after so long will stay, ms. */
const DELETION_TIMEOUT = 120_000;

const SHARED = "shared:";

export const disruptionController: ControllerFactory = (context) => new DisruptionController(context);

class DisruptionController {
  // The name upstream gives itself as the source of events.
  readonly name = "controllermanager";
  readonly watches;

  constructor(private readonly context: ControllerContext) {
    this.watches = [
      {
        resource: BUDGETS,
        handle: ({ type, object }: StoreEvent) => {
          if (type !== "DELETED") context.enqueue(keyOf(object));
        },
      },
      { resource: "pods", handle: ({ object }: StoreEvent) => this.podChanged(object as Pod) },
    ];
  }

  /** `key`: NAMESPACE/NAME of a budget, or `shared:NAMESPACE/NAME` of a pod with several. */
  reconcile(key: string): ReconcileResult {
    if (key.startsWith(SHARED)) {
      this.tellOfBudgets(key.slice(SHARED.length));
      return undefined;
    }
    const { namespace, name } = splitKey(key);
    const { store, recorder, runtime } = this.context;
    const budget = store.get(BUDGETS, namespace, name) as PodDisruptionBudget | undefined;
    if (!budget) return undefined;
    const pods = this.podsOf(budget);
    if (pods.length === 0) recorder.event(budget, "Normal", { reason: "NoPods", message: "No matching pods found" });
    const expected = expectedOf(store, budget, pods);
    if ("error" in expected) {
      this.failSafe(budget, expected.error);
      return undefined;
    }
    const { expectedPods, desiredHealthy, someUnmanaged } = expected;
    if (someUnmanaged) {
      const message = `Pods selected by this PodDisruptionBudget (selector: ${printedSelector(budget.spec?.selector ?? {})}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
      recorder.event(budget, "Warning", { reason: "UnmanagedPods", message });
    }
    const { disruptedPods, recheck } = this.stillDisrupted(budget, pods);
    const currentHealthy = pods.filter(
      (pod) => !pod.metadata.deletionTimestamp && disruptedPods[pod.metadata.name] === undefined && isPodReady(pod),
    ).length;
    const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(currentHealthy - desiredHealthy, 0);
    const { generation } = budget.metadata;
    const status: PodDisruptionBudget["status"] = {
      disruptionsAllowed,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
      conditions: [conditionOf(budget, disruptionsAllowed, timestamp(runtime.now))],
    };
    const known = budget.status?.disruptedPods;
    // An eviction is heard of before the deletion it ends in.
    const heard = known ? this.write(budget, { ...status, disruptedPods: known }) : budget;
    this.write(heard, status);
    return recheck === undefined ? undefined : { requeueAfter: recheck };
  }

  private write(budget: PodDisruptionBudget, status: PodDisruptionBudget["status"]): PodDisruptionBudget {
    if (equalJson(status, budget.status)) return budget;
    return this.context.client.updateStatus(BUDGETS, { ...budget, status } as PodDisruptionBudget);
  }

  private podsOf({ metadata, spec }: PodDisruptionBudget): readonly Pod[] {
    if (!spec?.selector) return [];
    const selector = compileSelector(spec.selector);
    return [...(this.context.store.list("pods", metadata.namespace ?? "") as Iterable<Pod>)].filter((pod) =>
      selector.matches(pod.metadata.labels ?? {}),
    );
  }

  /** A budget whose pods cannot be counted on lets none go. */
  private failSafe(budget: PodDisruptionBudget, error: string): void {
    const { recorder, client, runtime } = this.context;
    const message = `Failed to calculate the number of expected pods: ${error}`;
    recorder.event(budget, "Warning", { reason: "CalculateExpectedPodCountFailed", message });
    const { observedGeneration } = budget.status ?? {};
    const { observedGeneration: _, ...condition } = conditionOf(budget, 0, timestamp(runtime.now));
    const failed = {
      ...condition,
      ...(observedGeneration ? { observedGeneration } : undefined),
      reason: "SyncFailed",
      message: error,
    };
    const status = { ...budget.status, disruptionsAllowed: 0, conditions: [failed] } as PodDisruptionBudget["status"];
    if (!equalJson(status, budget.status)) client.updateStatus(BUDGETS, { ...budget, status });
  }

  /** Of several budgets one hears of the pod; one whose selector it no longer fits does not. */
  private podChanged(pod: Pod): void {
    const [budget, another] = this.budgetsOf(pod);
    if (budget) this.context.enqueue(keyOf(budget));
    if (another) this.context.enqueue(`${SHARED}${keyOf(pod)}`);
  }

  private tellOfBudgets(key: string): void {
    const { namespace, name } = splitKey(key);
    const pod = this.context.store.get("pods", namespace, name) as Pod | undefined;
    const [budget, another] = pod ? this.budgetsOf(pod) : [];
    if (!pod || !budget || !another) return;
    const message = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${budget.metadata.name}" arbitrarily.`;
    this.context.recorder.event(pod, "Warning", { reason: "MultiplePodDisruptionBudgets", message });
  }

  private budgetsOf({ metadata: { namespace = "", labels = {} } }: Pod): readonly PodDisruptionBudget[] {
    return [...(this.context.store.list(BUDGETS, namespace) as Iterable<PodDisruptionBudget>)].filter(
      ({ spec }) => spec?.selector && compileSelector(spec.selector).matches(labels),
    );
  }

  /** Evicted pods whose deletion has not been seen yet. Of those it is too late for their events tell. */
  private stillDisrupted({ metadata: { namespace }, status }: PodDisruptionBudget, pods: readonly Pod[]) {
    const { recorder, runtime } = this.context;
    const disruptedPods: Record<string, string> = {};
    let recheck: number | undefined;
    for (const pod of pods) {
      const since = status?.disruptedPods?.[pod.metadata.name];
      if (since === undefined || pod.metadata.deletionTimestamp) continue;
      const left = parseTimestamp(since) + DELETION_TIMEOUT - runtime.now;
      if (left <= 0) {
        // Kubernetes says the namespace in place of the name.
        const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
        recorder.event(pod, "Warning", { reason: "NotDeleted", message });
        continue;
      }
      disruptedPods[pod.metadata.name] = since;
      recheck = Math.min(recheck ?? left, left);
    }
    return { disruptedPods, recheck };
  }
}

type Condition = NonNullable<NonNullable<PodDisruptionBudget["status"]>["conditions"]>[number];

function conditionOf({ metadata, status }: PodDisruptionBudget, allowed: number, now: string): Condition {
  const known = status?.conditions?.find(({ type }) => type === "DisruptionAllowed");
  const value = allowed > 0 ? "True" : "False";
  return {
    type: "DisruptionAllowed",
    status: value,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    lastTransitionTime: known?.status === value ? known.lastTransitionTime : now,
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
}
