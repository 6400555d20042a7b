/**
 * What each metric of an autoscaler asks for, and what the status tells of it. Models computeReplicasForMetrics of
 * kubernetes pkg/controller/podautoscaler/horizontal.go. No custom or external metrics are served here, as in a cluster
 * without an adapter.
 */
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  Pod,
} from "../../../protocol/kubernetes/index.ts";
import type { UsageSource } from "../../controllerkit/UsageSource.ts";
import { formatQuantity } from "../../runtime/quantity.ts";
import { MetricsError, thousandths } from "./metrics.ts";
import { byAverageValue, byUtilization, type Calculation, type Wanted } from "./replicaCalculator.ts";

const TOLERANCE = 0.1;
const NO_CUSTOM_METRICS =
  "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";

export interface Failure {
  /** Reason of event and condition. */
  readonly reason: string;
  readonly message: string;
  /** What stands around the message in the summary. */
  readonly summary: string;
}

export interface Proposal {
  readonly replicas: number;
  readonly metric: string;
  readonly status: MetricStatus;
}

export interface Situation {
  readonly hpa: HorizontalPodAutoscaler;
  readonly usage: UsageSource;
  readonly pods: readonly Pod[];
  readonly current: number;
  readonly now: number;
}

export function proposalOf(situation: Situation, spec: MetricSpec): Proposal | Failure {
  const namespace = situation.hpa.metadata.namespace ?? "";
  switch (spec.type) {
    case "Resource": {
      const { name = "", target } = spec.resource ?? {};
      return attempt("FailedGetResourceMetric", `failed to get ${name} resource metric value: `, () => {
        const found = resourceProposal(situation, { resource: name, container: "", target });
        return { ...found, status: { type: "Resource", resource: { name, current: found.current } } };
      });
    }
    case "ContainerResource": {
      const { name = "", container = "", target } = spec.containerResource ?? {};
      return attempt("FailedGetContainerResourceMetric", `failed to get ${container} container metric value: `, () => {
        const found = resourceProposal(situation, { resource: name, container, target });
        return {
          ...found,
          status: { type: "ContainerResource", containerResource: { name, container, current: found.current } },
        };
      });
    }
    case "Pods":
      return failure(
        "FailedGetPodsMetric",
        `unable to get metric ${spec.pods?.metric.name}: ${NO_CUSTOM_METRICS}`,
        "failed to get pods metric value: ",
      );
    case "Object": {
      const { metric, describedObject, target } = spec.object ?? {};
      const text = `unable to get metric ${metric?.name}: ${describedObject?.kind} on ${namespace} ${describedObject?.name}/${NO_CUSTOM_METRICS}`;
      const message = target?.type === "AverageValue" ? `failed to get ${metric?.name} object metric: ${text}` : text;
      return failure(
        "FailedGetObjectMetric",
        target?.type === "AverageValue" ? text : message,
        "failed to get object metric value: ",
        message,
      );
    }
    default: {
      const { metric, target } = spec.external ?? {};
      const text = `unable to get external metric ${namespace}/${metric?.name}/${metric?.selector ? "&LabelSelector{}" : "nil"}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${metric?.name}.external.metrics.k8s.io)`;
      const around = target?.averageValue
        ? `failed to get ${metric?.name} external metric: ${text}`
        : `failed to get external metric ${metric?.name}: ${text}`;
      return failure("FailedGetExternalMetric", text, `failed to get ${metric?.name} external metric value: `, around);
    }
  }
}

function failure(reason: string, message: string, before: string, around = message): Failure {
  return { reason, message, summary: `${before}${around}` };
}

function attempt(reason: string, before: string, propose: () => Proposal): Proposal | Failure {
  try {
    return propose();
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    return failure(reason, error.message, before);
  }
}

function resourceProposal(
  { hpa, usage, pods, current, now }: Situation,
  {
    resource,
    container,
    target,
  }: { readonly resource: string; readonly container: string; readonly target: MetricTarget | undefined },
): { readonly replicas: number; readonly metric: string; readonly current: object } {
  const tolerance = (text: string | undefined): number => (text === undefined ? TOLERANCE : thousandths(text) / 1000);
  const { behavior } = hpa.spec;
  const wanted: Wanted = {
    current,
    pods,
    resource,
    container,
    now,
    tolerances: { up: tolerance(behavior?.scaleUp?.tolerance), down: tolerance(behavior?.scaleDown?.tolerance) },
  };
  const what = target?.averageValue === undefined ? "utilization" : "usage";
  let found: Calculation;
  try {
    found =
      target?.averageValue === undefined
        ? byUtilization(usage, wanted, target?.averageUtilization ?? 0)
        : byAverageValue(usage, wanted, thousandths(target.averageValue));
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    throw new MetricsError(`failed to get ${resource} ${what}: ${error.message}`);
  }
  const averageValue = formatQuantity({
    nano: BigInt(found.average) * 1_000_000n,
    format: resource === "memory" ? "BinarySI" : "DecimalSI",
  });
  if (found.utilization === undefined)
    return { replicas: found.replicas, metric: `${resource} resource`, current: { averageValue } };
  return {
    replicas: found.replicas,
    metric: `${resource} ${container ? "container " : ""}resource utilization (percentage of request)`,
    current: { averageUtilization: found.utilization, averageValue },
  };
}
