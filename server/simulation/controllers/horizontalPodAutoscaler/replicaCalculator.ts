/**
 * How many replicas a metric asks for: pods that are not ready or have no metrics yet are taken into account so that they
 * never turn the direction. Models kubernetes pkg/controller/podautoscaler/replica_calculator.go.
 */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import { podCondition } from "../../controllerkit/podFacts.ts";
import type { UsageSource } from "../../controllerkit/UsageSource.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { MetricsError, type PodMetrics, requestsOf, resourceMetrics } from "./metrics.ts";

const CPU_INITIALIZATION = 300_000;
const INITIAL_READINESS_DELAY = 30_000;

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Calculation {
  readonly replicas: number;
  /** Percent of the requests; absent for plain values. */
  readonly utilization?: number;
  /** Mean of the pods, in thousandths. */
  readonly average: number;
}

export interface Wanted {
  readonly current: number;
  readonly pods: readonly Pod[];
  readonly resource: string;
  /** "" for all containers. */
  readonly container: string;
  readonly tolerances: Tolerances;
  readonly now: number;
}

export function byUtilization(usage: UsageSource, wanted: Wanted, target: number): Calculation {
  const metrics = metricsFor(usage, wanted);
  const groups = groupPods(wanted, metrics);
  const requests = (): ReadonlyMap<string, number> => requestsOf(wanted.pods, wanted);
  const known = requests();
  return calculate(wanted, {
    metrics,
    groups,
    missing: (name) => Math.trunc(((known.get(name) ?? 0) * Math.max(100, target)) / 100),
    ratio: (all) => {
      let used = 0;
      let asked = 0;
      let count = 0;
      for (const [name, { value }] of all) {
        const request = known.get(name);
        if (request === undefined) continue;
        used += value;
        asked += request;
        count++;
      }
      if (asked === 0) throw new MetricsError("no metrics returned matched known pods");
      const utilization = Math.trunc((used * 100) / asked);
      return { ratio: utilization / target, utilization, average: Math.trunc(used / count) };
    },
  });
}

export function byAverageValue(usage: UsageSource, wanted: Wanted, target: number): Calculation {
  const metrics = metricsFor(usage, wanted);
  const groups = groupPods(wanted, metrics);
  return calculate(wanted, {
    metrics,
    groups,
    missing: () => target,
    ratio: (all) => {
      let used = 0;
      for (const { value } of all.values()) used += value;
      const average = Math.trunc(used / all.size);
      return { ratio: average / target, average };
    },
  });
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
}

interface Formula {
  /** Without pods that do not count; filled up as the calculation goes on. */
  readonly metrics: PodMetrics;
  readonly groups: Groups;
  /** What a pod without metrics is taken to use when there may be fewer. */
  readonly missing: (pod: string) => number;
  readonly ratio: (metrics: PodMetrics) => {
    readonly ratio: number;
    readonly utilization?: number;
    readonly average: number;
  };
}

function calculate(
  { current, tolerances }: Wanted,
  { metrics, groups: { ready, unready, missing }, missing: standIn, ratio }: Formula,
): Calculation {
  const first = ratio(metrics);
  const { average } = first;
  const told = { average, ...(first.utilization === undefined ? {} : { utilization: first.utilization }) };
  const stay = { replicas: current, ...told };
  const within = (value: number): boolean => value >= 1 - tolerances.down && value <= 1 + tolerances.up;
  const upWithUnready = unready.length > 0 && first.ratio > 1;
  if (!upWithUnready && missing.length === 0)
    return within(first.ratio) ? stay : { replicas: Math.ceil(first.ratio * ready), ...told };
  const none = { at: 0, window: 0 };
  if (first.ratio < 1) for (const name of missing) metrics.set(name, { value: standIn(name), ...none });
  else if (first.ratio > 1) for (const name of missing) metrics.set(name, { value: 0, ...none });
  if (upWithUnready) for (const name of unready) metrics.set(name, { value: 0, ...none });
  const { ratio: again } = ratio(metrics);
  if (within(again) || (first.ratio < 1 && again > 1) || (first.ratio > 1 && again < 1)) return stay;
  const replicas = Math.ceil(again * metrics.size);
  if ((again < 1 && replicas > current) || (again > 1 && replicas < current)) return stay;
  return { replicas, ...told };
}

function metricsFor(usage: UsageSource, { pods, resource, container }: Wanted): PodMetrics {
  let metrics: PodMetrics;
  try {
    metrics = resourceMetrics(usage, pods, { resource, container });
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    throw new MetricsError(`unable to get metrics for resource ${resource}: ${error.message}`);
  }
  if (pods.length === 0) throw new MetricsError("no pods returned by selector while calculating replica count");
  return metrics;
}

/** Sorts pods and takes the metrics of those that do not count away. */
function groupPods({ pods, resource, now }: Wanted, metrics: PodMetrics): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  let ready = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp || pod.status?.phase === "Failed") metrics.delete(name);
    else if (pod.status?.phase === "Pending") {
      unready.push(name);
      metrics.delete(name);
    } else if (!metric) missing.push(name);
    else if (resource === "cpu" && isUnready(pod, metric, now)) {
      unready.push(name);
      metrics.delete(name);
    } else ready++;
  }
  if (metrics.size === 0) throw new MetricsError("did not receive metrics for targeted pods (pods might be unready)");
  return { ready, unready, missing };
}

function isUnready(pod: Pod, { at, window }: { readonly at: number; readonly window: number }, now: number): boolean {
  const condition = podCondition(pod.status, "Ready");
  const startTime = pod.status?.startTime;
  if (!condition || !startTime) return true;
  const started = parseTimestamp(startTime);
  const changed = condition.lastTransitionTime ? parseTimestamp(condition.lastTransitionTime) : started;
  if (started + CPU_INITIALIZATION > now) return condition.status === "False" || at < changed + window;
  return condition.status === "False" && started + INITIAL_READINESS_DELAY > changed;
}

/** Whether time alone may change how a pod counts. */
export function isYoung(pod: Pod, now: number): boolean {
  const { startTime } = pod.status ?? {};
  return startTime === undefined || parseTimestamp(startTime) + CPU_INITIALIZATION > now;
}
