/** Metrics as a table shows them, `cpu: 30%/50%`. Models kubernetes pkg/printers/internalversion formatHPAMetrics. */
import type {
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from "../../../../protocol/kubernetes/index.ts";

const SHOWN = 2;
const UNKNOWN = "<unknown>";

export function metricsCell(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return "<none>";
  const cells = specs.map((spec, index) => metricCell(spec, statuses[index]));
  const rest = cells.length - SHOWN;
  return rest > 0 ? `${cells.slice(0, SHOWN).join(", ")} + ${rest} more...` : cells.join(", ");
}

function metricCell(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case "External":
      return spec.external ? valueCell(spec.external.target, status?.external?.current) : UNKNOWN;
    case "Object":
      return spec.object ? valueCell(spec.object.target, status?.object?.current) : UNKNOWN;
    case "Pods":
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods?.target.averageValue ?? ""}`;
    case "Resource":
      return spec.resource
        ? `${spec.resource.name}: ${resourceCell(spec.resource.target, status?.resource?.current)}`
        : UNKNOWN;
    case "ContainerResource":
      return spec.containerResource
        ? `${spec.containerResource.name}: ${resourceCell(spec.containerResource.target, status?.containerResource?.current)}`
        : UNKNOWN;
    default:
      return "<unknown type>";
  }
}

function valueCell(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current?.value ?? UNKNOWN}/${target.value ?? ""}`;
}

function resourceCell(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${now}/${target.averageUtilization === undefined ? "<auto>" : `${target.averageUtilization}%`}`;
}
