/** Defaults of autoscaling/v2. Models kubernetes pkg/apis/autoscaling/v2/defaults.go. */
import type { HorizontalPodAutoscaler, HPAScalingRules } from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";

type Metrics = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>;

/** 80 % of the requested CPU. */
export const DEFAULT_UTILIZATION = 80;

const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** A metric that looks at the CPU, as the older version only can. */
export function cpuMetrics(averageUtilization: number): Metrics {
  return [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } }];
}

export function setDefaults({ spec }: Draft<HorizontalPodAutoscaler>): void {
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) spec.metrics = cpuMetrics(DEFAULT_UTILIZATION) as Draft<Metrics>;
  const { behavior } = spec;
  if (!behavior) return;
  behavior.scaleUp = withDefaults(behavior.scaleUp, SCALE_UP);
  behavior.scaleDown = withDefaults(behavior.scaleDown, SCALE_DOWN);
}

function withDefaults(rules: HPAScalingRules | undefined, defaults: HPAScalingRules): Draft<HPAScalingRules> {
  const policies = (rules?.policies ?? defaults.policies ?? []).map((policy) => ({ ...policy }));
  return { ...defaults, ...rules, policies } as Draft<HPAScalingRules>;
}
