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
      {
        resource: "pods",
        handle: ({ object, previous }: StoreEvent) => {
          this.podChanged(object as Pod);
          if (previous && previous.metadata.labels !== object.metadata.labels) this.podChanged(previous as Pod);
        },
      },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, client, recorder, runtime } = this.context;
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
    const { disruptedPods, recheck } = stillDisrupted(budget, pods, runtime.now);
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
    if (!equalJson(status, budget.status)) client.updateStatus(BUDGETS, { ...budget, status });
    return recheck === undefined ? undefined : { requeueAfter: recheck };
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

  private podChanged({ metadata }: Pod): void {
    for (const budget of this.context.store.list(BUDGETS, metadata.namespace ?? "") as Iterable<PodDisruptionBudget>) {
      const { selector } = budget.spec ?? {};
      if (selector && compileSelector(selector).matches(metadata.labels ?? {})) this.context.enqueue(keyOf(budget));
    }
  }
}

/** Evicted pods whose deletion has not been seen yet. */
function stillDisrupted(
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
  now: number,
): { readonly disruptedPods: { readonly [pod: string]: string }; readonly recheck: number | undefined } {
  const disruptedPods: Record<string, string> = {};
  let recheck: number | undefined;
  for (const { metadata } of pods) {
    const since = status?.disruptedPods?.[metadata.name];
    if (since === undefined || metadata.deletionTimestamp) continue;
    const left = parseTimestamp(since) + DELETION_TIMEOUT - now;
    if (left <= 0) continue;
    disruptedPods[metadata.name] = since;
    recheck = Math.min(recheck ?? left, left);
  }
  return { disruptedPods, recheck };
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
