/**
 * What autoscaling/v1 keeps in annotations: metrics in a form of its own, behaviour under Go's member names.
 * Models kubernetes pkg/apis/autoscaling/v1/conversion.go and the types it encodes.
 */
import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
} from "../../../../protocol/kubernetes/index.ts";

type Flat = { readonly [member: string]: unknown };

export function encodeMetrics(metrics: readonly MetricSpec[]): string {
  return JSON.stringify(metrics.map(flatSpec));
}

export function decodeMetrics(text: string | undefined): readonly MetricSpec[] {
  return (parsed<readonly Flat[]>(text) ?? []).map(specOf);
}

export function encodeCurrentMetrics(metrics: readonly MetricStatus[]): string {
  return JSON.stringify(metrics.map(flatStatus));
}

export function encodeBehavior({ scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior): string {
  return JSON.stringify({ ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) });
}

export function decodeBehavior(text: string | undefined): HorizontalPodAutoscalerBehavior | undefined {
  const behavior = parsed<{ readonly ScaleUp?: GoRules | null; readonly ScaleDown?: GoRules | null }>(text);
  if (!behavior) return undefined;
  const { ScaleUp, ScaleDown } = behavior;
  return { ...(ScaleUp ? { scaleUp: rulesOf(ScaleUp) } : {}), ...(ScaleDown ? { scaleDown: rulesOf(ScaleDown) } : {}) };
}

/** Text that is no JSON counts as absent. */
export function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

const metricOf = (name: unknown, selector: unknown): MetricIdentifier =>
  ({ name: name ?? "", ...(selector === undefined ? {} : { selector }) }) as MetricIdentifier;

function flatSpec({ type, object, pods, resource, containerResource, external }: MetricSpec): Flat {
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      targetValue: object.target.value ?? "0",
      selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue,
      selector: pods.metric.selector,
    },
    resource: resource && {
      name: resource.name,
      targetAverageUtilization: resource.target.averageUtilization,
      targetAverageValue: resource.target.averageValue,
    },
    containerResource: containerResource && {
      name: containerResource.name,
      targetAverageUtilization: containerResource.target.averageUtilization,
      targetAverageValue: containerResource.target.averageValue,
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function specOf(flat: Flat): MetricSpec {
  const { type } = flat;
  const source = (name: string): Flat | undefined => flat[name] as Flat | undefined;
  const [object, pods, resource] = [source("object"), source("pods"), source("resource")];
  const [containerResource, external] = [source("containerResource"), source("external")];
  const spec = {
    type,
    object: object && {
      describedObject: object.target,
      metric: metricOf(object.metricName, object.selector),
      target: object.averageValue
        ? { type: "AverageValue", averageValue: object.averageValue }
        : { type: "Value", value: object.targetValue },
    },
    pods: pods && {
      metric: metricOf(pods.metricName, pods.selector),
      target: { type: "AverageValue", averageValue: pods.targetAverageValue },
    },
    resource: resource && { name: resource.name, target: resourceTarget(resource) },
    containerResource: containerResource && {
      name: containerResource.name,
      container: containerResource.container,
      target: resourceTarget(containerResource),
    },
    external: external && {
      metric: metricOf(external.metricName, external.metricSelector),
      target:
        external.targetValue === undefined
          ? { type: "AverageValue", averageValue: external.targetAverageValue }
          : { type: "Value", value: external.targetValue },
    },
  };
  return JSON.parse(JSON.stringify(spec)) as MetricSpec;
}

function resourceTarget({ targetAverageUtilization: utilization, targetAverageValue: value }: Flat): Flat {
  return utilization === undefined
    ? { type: "AverageValue", averageValue: value }
    : { type: "Utilization", averageUtilization: utilization };
}

function flatStatus({ type, object, pods, resource, containerResource, external }: MetricStatus): Flat {
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      currentValue: object.current.value ?? "0",
      selector: object.metric.selector,
      averageValue: object.current.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      currentAverageValue: pods.current.averageValue,
      selector: pods.metric.selector,
    },
    resource: resource && {
      name: resource.name,
      currentAverageUtilization: resource.current.averageUtilization,
      currentAverageValue: resource.current.averageValue ?? "0",
    },
    containerResource: containerResource && {
      name: containerResource.name,
      currentAverageUtilization: containerResource.current.averageUtilization,
      currentAverageValue: containerResource.current.averageValue ?? "0",
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      currentValue: external.current.value ?? "0",
      currentAverageValue: external.current.averageValue,
    },
  };
}

interface GoRules {
  readonly StabilizationWindowSeconds: number | null;
  readonly SelectPolicy: string | null;
  readonly Policies:
    | readonly { readonly Type: string; readonly Value: number; readonly PeriodSeconds: number }[]
    | null;
  readonly Tolerance: string | null;
}

function goRules(rules: HPAScalingRules | undefined): GoRules | null {
  if (!rules) return null;
  const { stabilizationWindowSeconds = null, selectPolicy = null, policies, tolerance = null } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds,
    SelectPolicy: selectPolicy,
    Policies:
      policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ??
      null,
    Tolerance: tolerance,
  };
}

function rulesOf({ StabilizationWindowSeconds, SelectPolicy, Policies, Tolerance }: GoRules): HPAScalingRules {
  return {
    ...(StabilizationWindowSeconds === null ? {} : { stabilizationWindowSeconds: StabilizationWindowSeconds }),
    ...(SelectPolicy === null ? {} : { selectPolicy: SelectPolicy }),
    ...(Policies === null
      ? {}
      : {
          policies: Policies.map(({ Type, Value, PeriodSeconds }) => ({
            type: Type,
            value: Value,
            periodSeconds: PeriodSeconds,
          })),
        }),
    ...(Tolerance === null ? {} : { tolerance: Tolerance }),
  };
}
