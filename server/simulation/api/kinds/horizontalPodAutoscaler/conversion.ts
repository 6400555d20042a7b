/**
 * Between autoscaling/v1 and v2: what the older version cannot say goes into annotations.
 * Models kubernetes pkg/apis/autoscaling/v1/conversion.go.
 */
import type {
  AutoscalingV1HorizontalPodAutoscaler,
  HorizontalPodAutoscaler,
  MetricSpec,
} from "../../../../protocol/kubernetes/index.ts";
import {
  decodeBehavior,
  decodeMetrics,
  encodeBehavior,
  encodeCurrentMetrics,
  encodeMetrics,
  parsed,
} from "./annotations.ts";
import { cpuMetrics, DEFAULT_UTILIZATION } from "./defaults.ts";

const PREFIX = "autoscaling.alpha.kubernetes.io/";
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;

const isCpuUtilization = ({ type, resource }: MetricSpec): boolean =>
  type === "Resource" && resource?.name === "cpu" && resource.target.averageUtilization !== undefined;

/** The stored form of a v1 object. */
export function fromV1({ metadata, spec, status }: AutoscalingV1HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const {
    [METRICS]: metrics,
    [CURRENT_METRICS]: _,
    [CONDITIONS]: conditions,
    [BEHAVIOR]: behavior,
    ...annotations
  } = metadata.annotations ?? {};
  const { targetCPUUtilizationPercentage: target, ...rest } = spec ?? {};
  const cpu = target === undefined ? [] : cpuMetrics(target);
  const all = [...decodeMetrics(metrics), ...cpu];
  const { currentCPUUtilizationPercentage: current, ...shared } = status ?? { currentReplicas: 0, desiredReplicas: 0 };
  const stored = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: withAnnotations(metadata, annotations),
    spec: {
      ...rest,
      metrics: all.length > 0 ? all : cpuMetrics(DEFAULT_UTILIZATION),
      ...(behavior === undefined ? undefined : { behavior: decodeBehavior(behavior) }),
    },
    status: {
      ...shared,
      currentMetrics:
        current === undefined
          ? null
          : [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: current } } }],
      ...(conditions === undefined ? undefined : { conditions: parsed(conditions) }),
    },
  };
  return stored as unknown as HorizontalPodAutoscaler;
}

/** A stored object as v1 shows it. */
export function toV1({ metadata, spec, status }: HorizontalPodAutoscaler): AutoscalingV1HorizontalPodAutoscaler {
  const annotations: Record<string, string> = { ...metadata.annotations };
  const { metrics = [], behavior, ...rest } = spec;
  const cpu = metrics.find(isCpuUtilization);
  const others = metrics.filter((metric) => metric !== cpu);
  if (others.length > 0) annotations[METRICS] = encodeMetrics(others);
  if (behavior) annotations[BEHAVIOR] = encodeBehavior(behavior);
  const { currentMetrics, conditions, ...shared } = status ?? { desiredReplicas: 0 };
  const current = currentMetrics?.find(
    ({ type, resource }) =>
      type === "Resource" && resource?.name === "cpu" && resource.current.averageUtilization !== undefined,
  );
  const otherCurrent = (currentMetrics ?? []).filter((metric) => metric !== current);
  if (otherCurrent.length > 0) annotations[CURRENT_METRICS] = encodeCurrentMetrics(otherCurrent);
  if (conditions?.length) annotations[CONDITIONS] = JSON.stringify(conditions);
  const target = cpu?.resource?.target.averageUtilization;
  const utilization = current?.resource?.current.averageUtilization;
  const shown = {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: withAnnotations(metadata, annotations),
    spec: { ...rest, ...(target === undefined ? undefined : { targetCPUUtilizationPercentage: target }) },
    status: {
      ...shared,
      currentReplicas: shared.currentReplicas ?? 0,
      ...(utilization === undefined ? undefined : { currentCPUUtilizationPercentage: utilization }),
    },
  };
  return shown as unknown as AutoscalingV1HorizontalPodAutoscaler;
}

function withAnnotations<T extends { readonly annotations?: object }>(metadata: T, annotations: object): T {
  const { annotations: _, ...rest } = metadata;
  return (Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest) as T;
}
