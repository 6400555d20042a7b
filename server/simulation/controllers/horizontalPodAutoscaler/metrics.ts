/** What pods use, in the units autoscalers count in. Models kubernetes pkg/controller/podautoscaler/metrics. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import { NO_USAGE, type UsageSource } from "../../controllerkit/UsageSource.ts";
import { milliValue, quantityToNumber } from "../../runtime/quantity.ts";

/** Thousandths of a core or of a byte. */
export interface PodMetric {
  value: number;
  /** End of the window, cluster ms, and its length. */
  readonly at: number;
  readonly window: number;
}

export type PodMetrics = Map<string, PodMetric>;

/** A reading failed; the message is upstream's. */
export class MetricsError extends Error {}

export function resourceMetrics(
  usage: UsageSource,
  pods: readonly Pod[],
  { resource, container }: { readonly resource: string; readonly container: string },
): PodMetrics {
  if (usage === NO_USAGE)
    throw new MetricsError(
      "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
    );
  const metrics: PodMetrics = new Map();
  let seen = 0;
  for (const { metadata } of pods) {
    const found = usage.ofPod(metadata.namespace ?? "", metadata.name);
    if (!found) continue;
    seen++;
    const containers = found.containers.filter(({ name }) => container === "" || name === container);
    if (container !== "" && containers.length === 0)
      throw new MetricsError(
        `failed to get container metrics: container ${container} not present in metrics for pod ${metadata.namespace}/${metadata.name}`,
      );
    if (resource !== "cpu" && resource !== "memory") continue;
    const value = containers.reduce(
      (sum, each) => sum + (resource === "cpu" ? Math.ceil(each.cpu / 1_000_000) : each.memory * 1000),
      0,
    );
    metrics.set(metadata.name, { value, at: found.at, window: found.window });
  }
  if (seen === 0) throw new MetricsError("no metrics returned from resource metrics API");
  return metrics;
}

/** What each pod asks for, in thousandths. Throws when a container asks for nothing. */
export function requestsOf(
  pods: readonly Pod[],
  { resource, container }: { readonly resource: string; readonly container: string },
): ReadonlyMap<string, number> {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    const whole = container === "" ? spec.resources?.requests?.[resource] : undefined;
    if (whole !== undefined) {
      requests.set(metadata.name, thousandths(whole));
      continue;
    }
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
    let sum = 0;
    for (const each of [...spec.containers, ...sidecars]) {
      if (container !== "" && each.name !== container) continue;
      const request = each.resources?.requests?.[resource];
      if (request === undefined)
        throw new MetricsError(`missing request for ${resource} in container ${each.name} of Pod ${metadata.name}`);
      sum += thousandths(request);
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}

export function thousandths(quantity: string): number {
  const whole = quantityToNumber(quantity);
  return whole > Number.MAX_SAFE_INTEGER / 1000 ? whole * 1000 : milliValue(quantity);
}
