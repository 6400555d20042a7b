/**
 * Counts how many pods each PodDisruptionBudget lets go. Models kubernetes pkg/controller/disruption.
 */
import type { KubeObject, Pod, PodDisruptionBudget } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf, resourceOfReference } from "../controllerkit/ownership.ts";
import { isPodReady } from "../controllerkit/podFacts.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

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
      ...["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers"].map((resource) => ({
        resource,
        handle: (event: StoreEvent) => this.ownerChanged(event),
      })),
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, client, recorder, runtime } = this.context;
    const budget = store.get(BUDGETS, namespace, name) as PodDisruptionBudget | undefined;
    if (!budget) return undefined;
    const pods = this.podsOf(budget);
    if (pods.length === 0) recorder.event(budget, "Normal", { reason: "NoPods", message: "No matching pods found" });
    const { expectedPods, desiredHealthy } = this.expected(budget, pods);
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

  private expected(
    { spec = {} }: PodDisruptionBudget,
    pods: readonly Pod[],
  ): { readonly expectedPods: number; readonly desiredHealthy: number } {
    const { minAvailable, maxUnavailable } = spec;
    if (maxUnavailable !== undefined) {
      const expectedPods = this.scaleOf(pods);
      return { expectedPods, desiredHealthy: Math.max(expectedPods - shareOf(maxUnavailable, expectedPods), 0) };
    }
    if (typeof minAvailable === "number") return { expectedPods: pods.length, desiredHealthy: minAvailable };
    if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
    const expectedPods = this.scaleOf(pods);
    return { expectedPods, desiredHealthy: shareOf(minAvailable, expectedPods) };
  }

  /** How many pods the controllers of some pods want together; a Deployment speaks for its ReplicaSets. */
  private scaleOf(pods: readonly Pod[]): number {
    const scales = new Map<string, number>();
    for (const pod of pods) {
      let owner: KubeObject | undefined;
      for (let object: KubeObject | undefined = this.ownerOf(pod); object; object = this.ownerOf(object))
        owner = object;
      const replicas = (owner?.spec as { readonly replicas?: number } | undefined)?.replicas;
      if (owner && replicas !== undefined) scales.set(owner.metadata.uid, replicas);
    }
    return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
  }

  private ownerOf(object: KubeObject): KubeObject | undefined {
    const reference = controllerOf(object);
    const place = reference && resourceOfReference(reference.apiVersion, reference.kind);
    const owner = place && this.context.store.get(place.resource, object.metadata.namespace ?? "", reference.name);
    return owner && owner.metadata.uid === reference.uid ? owner : undefined;
  }

  private podChanged({ metadata }: Pod): void {
    for (const budget of this.context.store.list(BUDGETS, metadata.namespace ?? "") as Iterable<PodDisruptionBudget>) {
      const { selector } = budget.spec ?? {};
      if (selector && compileSelector(selector).matches(metadata.labels ?? {})) this.context.enqueue(keyOf(budget));
    }
  }

  private ownerChanged({ object, previous }: StoreEvent): void {
    const replicas = (of: KubeObject | undefined): unknown =>
      (of?.spec as { readonly replicas?: number } | undefined)?.replicas;
    if (previous && replicas(previous) === replicas(object)) return;
    for (const budget of this.context.store.list(BUDGETS, object.metadata.namespace ?? ""))
      this.context.enqueue(keyOf(budget));
  }
}

/** A count, or a percentage of `whole`, rounded up. */
function shareOf(value: number | string, whole: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * whole) / 100);
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
