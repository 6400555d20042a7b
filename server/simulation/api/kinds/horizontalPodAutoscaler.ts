/**
 * HorizontalPodAutoscalers, stored as autoscaling/v2 has them and shown as v1 too.
 * Models kubernetes pkg/registry/autoscaling/horizontalpodautoscaler.
 */
import type {
  AutoscalingV1HorizontalPodAutoscaler,
  HorizontalPodAutoscaler,
  KubeObject,
} from "../../../protocol/kubernetes/index.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { fromV1, toV1 } from "./horizontalPodAutoscaler/conversion.ts";
import { setDefaults } from "./horizontalPodAutoscaler/defaults.ts";
import { metricsCell } from "./horizontalPodAutoscaler/metricsCell.ts";
import { validateAutoscaler, validateAutoscalerStatus } from "./horizontalPodAutoscaler/validate.ts";
import { resourceNames } from "./resourceNames.ts";

const SCHEMA = "autoscaling.v2.HorizontalPodAutoscaler";

const COLUMNS = [
  NAME_COLUMN,
  textColumn(
    "Reference",
    "scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.",
  ),
  textColumn(
    "Targets",
    "metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more information about how each type of metric must respond. If not set, the default metric will be set to 80% average CPU utilization.",
  ),
  textColumn(
    "MinPods",
    "minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as long as at least one metric value is available.",
  ),
  textColumn(
    "MaxPods",
    "maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.",
  ),
  textColumn(
    "Replicas",
    "currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.",
  ),
  AGE_COLUMN,
];

export const horizontalPodAutoscaler: ResourceDefinition<HorizontalPodAutoscaler> = {
  names: resourceNames("autoscaling", "horizontalpodautoscalers", "v2"),
  resource: "horizontalpodautoscalers.autoscaling",
  schemaType: SCHEMA,
  hasStatus: true,
  unconditionalUpdate: true,
  fieldSelectorWording: "notKnown",
  defaults(draft) {
    normalizeZeroValues(SCHEMA, draft);
    setDefaults(draft);
  },
  prepareCreate(draft) {
    draft.status = {} as never;
    normalizeZeroValues(SCHEMA, draft);
  },
  validate: validateAutoscaler,
  validateUpdate: validateAutoscaler,
  validateStatusUpdate: validateAutoscalerStatus,
  columns: COLUMNS,
  row,
};

export const horizontalPodAutoscalerV1: ResourceDefinition<AutoscalingV1HorizontalPodAutoscaler> = {
  names: resourceNames("autoscaling", "horizontalpodautoscalers"),
  resource: "horizontalpodautoscalers.v1.autoscaling",
  schemaType: "autoscaling.v1.HorizontalPodAutoscaler",
  hasStatus: true,
  unconditionalUpdate: true,
  fieldSelectorWording: "notKnown",
  defaults(draft) {
    normalizeZeroValues("autoscaling.v1.HorizontalPodAutoscaler", draft);
    draft.spec ??= {} as Draft<NonNullable<AutoscalingV1HorizontalPodAutoscaler["spec"]>>;
    draft.spec.minReplicas ??= 1;
  },
  view: {
    of: "horizontalpodautoscalers.autoscaling",
    toStored(shown) {
      const stored = fromV1(shown as AutoscalingV1HorizontalPodAutoscaler);
      normalizeZeroValues(SCHEMA, stored);
      setDefaults(stored as Draft<HorizontalPodAutoscaler>);
      return stored as KubeObject;
    },
    fromStored: (stored) => toV1(stored as HorizontalPodAutoscaler) as KubeObject,
    validate: (stored) => validateAutoscaler(stored as HorizontalPodAutoscaler),
    validateUpdate: (stored) => validateAutoscaler(stored as HorizontalPodAutoscaler),
  },
  columns: COLUMNS,
  row: (object, now) => row(fromV1(object), now),
};

function row(object: HorizontalPodAutoscaler, now: number) {
  const { metadata, spec, status } = object;
  return [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    metricsCell(spec.metrics ?? [], status?.currentMetrics ?? []),
    spec.minReplicas === undefined ? "<unset>" : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    ageCell(object, now),
  ];
}
