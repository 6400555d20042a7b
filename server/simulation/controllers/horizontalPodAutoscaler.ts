/**
 * Sets replicas by what pods use. Models kubernetes pkg/controller/podautoscaler/horizontal.go.
 *
 * Upstream looks every 15 s. Here an autoscaler is looked at on the next such moment after something changed that it goes by
 * (its own spec, the target, pods, their usage) or while time alone may change the outcome; otherwise it rests.
 */
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  MetricStatus,
  Pod,
} from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { limit, type Memory, NOTHING_REMEMBERED, withScaleEvent } from "./horizontalPodAutoscaler/limits.ts";
import { type Failure, type Proposal, proposalOf } from "./horizontalPodAutoscaler/proposals.ts";
import { isYoung } from "./horizontalPodAutoscaler/replicaCalculator.ts";
import { rescale, type ScaleTarget, scaleTargetOf } from "./horizontalPodAutoscaler/scaleTarget.ts";

const HPAS = "horizontalpodautoscalers.autoscaling";
const PERIOD = 15_000;
/** The same failure again and again: after so many looks only as often as its event may be written. */
const EAGER_LOOKS = 25;
const PATIENT_PERIOD = 300_000;

export const horizontalPodAutoscalerController: ControllerFactory = (context) => new HorizontalController(context);

/** What is kept of an autoscaler between looks. */
interface Known extends Memory {
  /** When it was first seen: looks are whole periods later. */
  readonly since: number;
  /** Looks that failed in the same way. */
  readonly failures: number;
  /** It rested with this recommendation since its last look. */
  readonly resting?: number;
}

interface Outcome {
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly MetricStatus[] | undefined;
  readonly rescaled: boolean;
}

class HorizontalController {
  readonly name = "horizontal-pod-autoscaler";
  readonly watches = [
    { resource: HPAS, handle: (event: StoreEvent) => this.hpaChanged(event) },
    { resource: "pods", handle: (event: StoreEvent) => this.somethingChanged(event) },
    ...["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers"].map((resource) => ({
      resource,
      handle: (event: StoreEvent) => this.targetChanged(event),
    })),
  ];
  private readonly known: Map<string, Known>;

  constructor(private readonly context: ControllerContext) {
    this.known = context.runtime.state("autoscalers");
    context.usage.subscribe((namespace) => this.wake(namespace));
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const hpa = this.context.store.get(HPAS, namespace, name) as HorizontalPodAutoscaler | undefined;
    if (!hpa) {
      this.known.delete(key);
      return undefined;
    }
    const { now } = this.context.runtime;
    const known = this.known.get(key) ?? { ...NOTHING_REMEMBERED, since: now, failures: 0 };
    const look = new Look(this.context, hpa, rested(known, now));
    const wait = look.run();
    const failures = look.failed ? known.failures + 1 : 0;
    this.known.set(key, {
      ...look.memory,
      since: known.since,
      failures,
      ...(wait ? {} : { resting: look.recommendation }),
    });
    if (!wait) return undefined;
    const period = failures > EAGER_LOOKS ? PATIENT_PERIOD : PERIOD;
    return { requeueAfter: untilLook(known.since, now, period) };
  }

  private hpaChanged({ type, object, previous }: StoreEvent): void {
    const hpa = object as HorizontalPodAutoscaler;
    if (type === "DELETED") return this.context.enqueue(keyOf(hpa));
    const { now } = this.context.runtime;
    if (!this.known.has(keyOf(hpa))) this.known.set(keyOf(hpa), { ...NOTHING_REMEMBERED, since: now, failures: 0 });
    if ((previous as HorizontalPodAutoscaler | undefined)?.spec !== hpa.spec) this.lookAt(hpa);
  }

  private targetChanged({ type, object, previous }: StoreEvent): void {
    if (type === "MODIFIED" && object.spec === previous?.spec && sameReplicas(object, previous)) return;
    this.wake(object.metadata.namespace ?? "");
  }

  private somethingChanged({ object }: StoreEvent): void {
    this.wake(object.metadata.namespace ?? "");
  }

  /** Those of a namespace look again at their next moment. */
  private wake(namespace: string): void {
    for (const hpa of this.context.store.list(HPAS, namespace)) this.lookAt(hpa as HorizontalPodAutoscaler);
  }

  private lookAt(hpa: HorizontalPodAutoscaler): void {
    const { now } = this.context.runtime;
    const since = this.known.get(keyOf(hpa))?.since ?? now;
    this.context.enqueue(keyOf(hpa), untilLook(since, now, PERIOD));
  }
}

function sameReplicas(left: StoreEvent["object"], right: StoreEvent["object"] | undefined): boolean {
  const of = (object: StoreEvent["object"] | undefined): unknown =>
    (object?.status as { readonly replicas?: number } | undefined)?.replicas;
  return of(left) === of(right);
}

/** ms from `now` to the next whole period after `since`. */
function untilLook(since: number, now: number, period: number): number {
  return period - ((now - since) % period);
}

/** While it rested it would have recommended the same at every look. */
function rested({ resting, ...memory }: Known, now: number): Memory {
  if (resting === undefined) return memory;
  return {
    ...memory,
    recommendations: [...memory.recommendations, { replicas: resting, at: now - PERIOD }],
  };
}

/** One look at one autoscaler. */
class Look {
  failed = false;
  recommendation = 0;
  memory: Memory;
  private readonly conditions: HorizontalPodAutoscalerCondition[];

  constructor(
    private readonly context: ControllerContext,
    private readonly hpa: HorizontalPodAutoscaler,
    memory: Memory,
  ) {
    this.memory = memory;
    this.conditions = [...(hpa.status?.conditions ?? [])];
  }

  /** True when time alone may bring another outcome. */
  run(): boolean {
    const { spec } = this.hpa;
    const target = scaleTargetOf(this.context, this.hpa);
    if ("error" in target) {
      this.warn("FailedGetScale", target.error);
      this.set("AbleToScale", "False", {
        reason: "FailedGetScale",
        message: `the HPA controller was unable to get the target's current scale: ${target.error}`,
      });
      this.write(this.hpa.status ?? { desiredReplicas: 0 });
      this.failed = true;
      return true;
    }
    this.set("AbleToScale", "True", {
      reason: "SucceededGetScale",
      message: "the HPA controller was able to get the target's current scale",
    });
    const current = target.replicas;
    this.recommendation = current;
    if (this.memory.recommendations.length === 0)
      this.memory = { ...this.memory, recommendations: [{ replicas: current, at: this.context.runtime.now }] };
    const min = spec.minReplicas ?? 1;
    if (current === 0) {
      this.set("ScalingActive", "False", {
        reason: "ScalingDisabled",
        message: "scaling is disabled since the replica count of the target is zero",
      });
      this.finish({ current, desired: 0, metrics: undefined, rescaled: false });
      return false;
    }
    if (current > spec.maxReplicas)
      return this.scale(target, spec.maxReplicas, "Current number of replicas above Spec.MaxReplicas");
    if (current < min) return this.scale(target, min, "Current number of replicas below Spec.MinReplicas");
    return this.byMetrics(target, min);
  }

  private byMetrics(target: ScaleTarget, min: number): boolean {
    const { hpa, context } = this;
    const { now } = context.runtime;
    const current = target.replicas;
    const pods = this.podsOf(target);
    const specs = hpa.spec.metrics ?? [];
    const results = this.isSelectorUsable(target, pods)
      ? specs.map((spec) => proposalOf({ hpa, usage: context.usage, pods, current, now }, spec))
      : undefined;
    if (!results) {
      this.finish({ current, desired: hpa.status?.desiredReplicas ?? 0, metrics: undefined, rescaled: false });
      this.failed = true;
      return true;
    }
    for (const result of results) if ("reason" in result) this.warn(result.reason, result.message);
    const failures = results.filter((result): result is Failure => "reason" in result);
    const proposals = results.filter((result): result is Proposal => !("reason" in result));
    const metrics = results.map((result) => ("reason" in result ? ({ type: "" } as MetricStatus) : result.status));
    const [firstFailure] = failures;
    let best: Proposal | undefined;
    for (const proposal of proposals) if (!best || proposal.replicas > best.replicas) best = proposal;
    if (!best || (firstFailure && best.replicas < current)) {
      const { reason = "", message = "", summary = "" } = firstFailure ?? {};
      this.set("ScalingActive", "False", {
        reason,
        message: `the HPA was unable to compute the replica count: ${message}`,
      });
      this.finish({ current, desired: hpa.status?.desiredReplicas ?? 0, metrics, rescaled: false });
      this.warn(
        "FailedComputeMetricsReplicas",
        `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${summary}`,
      );
      this.failed = true;
      return true;
    }
    this.set("ScalingActive", "True", {
      reason: "ValidMetricFound",
      message: `the HPA was able to successfully calculate a replica count from ${best.metric}`,
    });
    const wanted = best.replicas;
    this.recommendation = wanted;
    const limited = limit({ hpa, memory: this.memory, current, wanted, min, now });
    this.memory = limited.memory;
    for (const { type, status, ...text } of limited.conditions) this.set(type, status, text);
    const reason =
      wanted > current ? `${best.metric} above target` : wanted < current ? "All metrics below target" : "";
    if (limited.replicas !== current) return this.scale(target, limited.replicas, reason, metrics);
    this.finish({ current, desired: current, metrics, rescaled: false });
    return firstFailure !== undefined || limited.held || this.maysChange(pods);
  }

  /** Whether usage still moves or a pod is too young to count. */
  private maysChange(pods: readonly Pod[]): boolean {
    const { usage, runtime } = this.context;
    return pods.some(
      (pod) =>
        usage.changesAt(pod.metadata.namespace ?? "", pod.metadata.name) !== undefined || isYoung(pod, runtime.now),
    );
  }

  private isSelectorUsable({ selectorText }: ScaleTarget, pods: readonly Pod[]): boolean {
    if (selectorText === "") {
      this.warn("SelectorRequired", "selector is required");
      this.set("ScalingActive", "False", {
        reason: "InvalidSelector",
        message: "the HPA target's scale is missing a selector",
      });
      this.warn("FailedComputeMetricsReplicas", "selector is required");
      return false;
    }
    const { namespace = "", name } = this.hpa.metadata;
    const rivals: string[] = [];
    for (const object of this.context.store.list(HPAS, namespace)) {
      const other = object as HorizontalPodAutoscaler;
      const theirs = other === this.hpa ? undefined : scaleTargetOf(this.context, other);
      if (
        other.metadata.name === name ||
        (theirs && !("error" in theirs) && pods.some((pod) => theirs.selector.matches(pod.metadata.labels)))
      )
        rivals.push(`${namespace}/${other.metadata.name}`);
    }
    if (rivals.length <= 1) return true;
    const message = `pods by selector ${selectorText} are controlled by multiple HPAs: [${rivals.join(" ")}]`;
    this.warn("AmbiguousSelector", message);
    this.set("ScalingActive", "False", { reason: "AmbiguousSelector", message });
    this.warn("FailedComputeMetricsReplicas", message);
    return false;
  }

  private scale(
    target: ScaleTarget,
    desired: number,
    reason: string,
    metrics: readonly MetricStatus[] | undefined = undefined,
  ): boolean {
    const { context, hpa } = this;
    const current = target.replicas;
    try {
      rescale(context, target, desired);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.warn("FailedRescale", `New size: ${desired}; reason: ${reason}; error: ${error.message}`);
      this.set("AbleToScale", "False", {
        reason: "FailedUpdateScale",
        message: `the HPA controller was unable to update the target scale: ${error.message}`,
      });
      this.finish({ current, desired: hpa.status?.desiredReplicas ?? 0, metrics, rescaled: false });
      this.failed = true;
      return true;
    }
    this.set("AbleToScale", "True", {
      reason: "SucceededRescale",
      message: `the HPA controller was able to update the target scale to ${desired}`,
    });
    context.recorder.event(hpa, "Normal", {
      reason: "SuccessfulRescale",
      message: `New size: ${desired}; reason: ${reason}`,
    });
    this.memory = withScaleEvent(this.memory, hpa, { from: current, to: desired, now: context.runtime.now });
    this.finish({ current, desired, metrics, rescaled: true });
    return true;
  }

  private podsOf({ selector }: ScaleTarget): readonly Pod[] {
    const { store } = this.context;
    const namespace = this.hpa.metadata.namespace ?? "";
    const pair = selector.pair;
    const all = pair
      ? store.byIndex("pods", "label", `${namespace}/${pair[0]}=${pair[1]}`)
      : store.list("pods", namespace);
    return [...(all as Iterable<Pod>)].filter(({ metadata }) => selector.matches(metadata.labels));
  }

  private warn(reason: string, message: string): void {
    this.context.recorder.event(this.hpa, "Warning", { reason, message });
  }

  private set(
    type: string,
    status: "True" | "False",
    text: { readonly reason: string; readonly message: string },
  ): void {
    const at = this.conditions.findIndex((condition) => condition.type === type);
    const old = this.conditions[at];
    const lastTransitionTime =
      old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : timestamp(this.context.runtime.now);
    const next = { type, status, lastTransitionTime, ...text };
    if (at < 0) this.conditions.push(next);
    else this.conditions[at] = next;
  }

  private finish({ current, desired, metrics, rescaled }: Outcome): void {
    const { lastScaleTime } = this.hpa.status ?? {};
    const scaledAt = rescaled ? timestamp(this.context.runtime.now) : lastScaleTime;
    this.write({
      ...(current === 0 ? {} : { currentReplicas: current }),
      desiredReplicas: desired,
      ...(scaledAt ? { lastScaleTime: scaledAt } : {}),
      currentMetrics: (metrics ?? null) as unknown as readonly MetricStatus[],
    });
  }

  private write(status: NonNullable<HorizontalPodAutoscaler["status"]>): void {
    const next = { ...status, conditions: this.conditions };
    if (equalJson(next, this.hpa.status)) return;
    this.context.client.updateStatus(HPAS, { ...this.hpa, status: next });
  }
}
