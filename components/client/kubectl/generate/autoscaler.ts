/** The HorizontalPodAutoscaler of `kubectl autoscale`. Models kubectl pkg/cmd/autoscale/autoscale.go. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import { fail, type Manifest } from "./generated.ts";

export interface AutoscaleFlags {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Below 1: not given. */
  readonly cpuPercent: number;
  readonly cpu: string;
  readonly memory: string;
}

/** What is scaled. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

export function checkAutoscaleFlags({ min, max, cpuPercent, cpu, memory }: AutoscaleFlags): void {
  if (max < 1) fail(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  if (cpuPercent > 0 && cpu !== "") fail("--cpu-percent and --cpu are mutually exclusive");
  if (cpu !== "") target("cpu", cpu);
  if (memory !== "") target("memory", memory);
}

export function horizontalPodAutoscaler(flags: AutoscaleFlags, scaled: ScaleTarget): Manifest {
  const metrics: JsonObject[] = [];
  const add = (name: string, goal: JsonObject): void => {
    metrics.push({ type: "Resource", resource: { name, target: goal } });
  };
  if (flags.cpuPercent > 0) add("cpu", { type: "Utilization", averageUtilization: flags.cpuPercent });
  if (flags.cpu !== "") add("cpu", target("cpu", flags.cpu));
  if (flags.memory !== "") add("memory", target("memory", flags.memory));
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: flags.name === "" ? scaled.name : flags.name },
    spec: {
      scaleTargetRef: { kind: scaled.kind, name: scaled.name, apiVersion: scaled.apiVersion },
      ...(flags.min > 0 ? { minReplicas: flags.min } : undefined),
      maxReplicas: flags.max,
      metrics,
    },
  };
}

/** `70%`, `500m`, or a bare number in the resource's usual unit. */
function target(resource: "cpu" | "memory", text: string): JsonObject {
  const input = text.trim();
  if (input === "") fail("empty input");
  if (input.endsWith("%")) {
    const percent = input.slice(0, -1);
    if (!/^\+?\d+$/.test(percent) || Number(percent) >= 2 ** 31) fail(`invalid percentage value: ${percent}`);
    return { type: "Utilization", averageUtilization: Number(percent) };
  }
  const bare = /^[-+]?(\d+\.?\d*|\.\d+)$/.test(input);
  try {
    const amount = bare ? `${Number(input)}${resource === "cpu" ? "m" : "Mi"}` : input;
    return { type: "AverageValue", averageValue: canonicalQuantity(amount) };
  } catch (error) {
    return fail(bare ? (error as Error).message : `invalid resource ${resource} value: ${input}`);
  }
}
