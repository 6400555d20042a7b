/** Rules of HorizontalPodAutoscalers. Models kubernetes pkg/apis/autoscaling/validation. */
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../../runtime/quantity.ts";
import { parseApiVersion } from "../../schema/resources.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { dns1123Label, nameIsPathSegment, NOT_NEGATIVE } from "../validation/names.ts";
import { validateContainerResourceName } from "../validation/resources.ts";

const SOURCES = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const TARGETS = ["Utilization", "Value", "AverageValue"];
const SELECT_POLICIES = ["Disabled", "Max", "Min"];
const POLICY_TYPES = ["Percent", "Pods"];
const NO_METRIC_FOR_ZERO = "must specify at least one Object or External metric to support scaling to zero replicas";
const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics = [], behavior } = spec;
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1)
    errors.push(invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (!maxReplicas) errors.push(required("spec.maxReplicas", "must be set and greater than 0"));
  else if (maxReplicas < 1) errors.push(invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to 1"));
  if (minReplicas !== undefined && (maxReplicas ?? 0) < minReplicas)
    errors.push(invalid("spec.maxReplicas", maxReplicas ?? 0, "must be greater than or equal to `minReplicas`"));
  errors.push(...validateReference(scaleTargetRef, "spec.scaleTargetRef", "group"));
  metrics.forEach((metric, index) => errors.push(...validateMetric(metric, `spec.metrics[${index}]`)));
  if (minReplicas === 0 && !metrics.some(({ type }) => type === "Object" || type === "External"))
    errors.push(forbidden("spec.metrics", NO_METRIC_FOR_ZERO));
  for (const direction of ["scaleUp", "scaleDown"] as const) {
    const rules = behavior?.[direction];
    if (rules) errors.push(...validateRules(rules, `spec.behavior.${direction}`));
  }
  return errors;
}

export function validateAutoscalerStatus({ status }: HorizontalPodAutoscaler): FieldError[] {
  return (["currentReplicas", "desiredReplicas"] as const).flatMap((field) => {
    const value = status?.[field] ?? 0;
    return value < 0 ? [invalid(`status.${field}`, value, NOT_NEGATIVE)] : [];
  });
}

/** `needs`: whether the API group must be named; a ReplicationController's has no name. */
function validateReference(
  { kind, name, apiVersion = "" }: CrossVersionObjectReference,
  path: string,
  needs: "group" | "any",
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ["kind", kind],
    ["name", name],
  ] as const) {
    if (!value) errors.push(required(`${path}.${field}`));
    else errors.push(...validateSegment(value, `${path}.${field}`));
  }
  const parsed = parseApiVersion(apiVersion);
  if (!parsed) errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else if (needs === "group" && parsed.group === "" && !(kind === "ReplicationController" && apiVersion === "v1"))
    errors.push(invalid(`${path}.apiVersion`, apiVersion, "apiVersion must specify API group"));
  return errors;
}

const validateSegment = (value: string, path: string): FieldError[] =>
  nameIsPathSegment(value, false).map((message) => invalid(path, value, message));

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type } = metric;
  if (!type) errors.push(required(`${path}.type`, "must specify a metric source type"));
  if (!SOURCES.includes(type)) errors.push(notSupported(`${path}.type`, type ?? "", SOURCES));
  const present = (["object", "external", "pods", "resource", "containerResource"] as const).filter(
    (source) => metric[source] !== undefined,
  );
  const [first] = present;
  if (first) errors.push(...validateSource(metric, first, `${path}.${first}`));
  const expected = SOURCES.includes(type) ? `${type[0]?.toLowerCase()}${type.slice(1)}` : undefined;
  if (expected === undefined) errors.push(notSupported(`${path}.type`, type ?? "", SOURCES));
  else if (!present.includes(expected as (typeof present)[number]))
    errors.push(required(`${path}.${expected}`, "must populate information for the given metric source"));
  if (present.length !== 1)
    for (const other of present.filter((source) => source !== expected).sort())
      errors.push(forbidden(`${path}.${other}`, "must populate the given metric source only"));
  return errors;
}

function validateSource(
  metric: MetricSpec,
  source: "object" | "external" | "pods" | "resource" | "containerResource",
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const { object, external, pods } = metric;
  switch (source) {
    case "object":
      if (!object) return [];
      errors.push(...validateReference(object.describedObject, `${path}.describedObject`, "any"));
      errors.push(...validateIdentifier(object.metric, `${path}.metric`));
      errors.push(...validateTarget(object.target, `${path}.target`));
      if (object.target.value === undefined && object.target.averageValue === undefined)
        errors.push(required(`${path}.target.averageValue`, "must set either a target value or averageValue"));
      return errors;
    case "external":
      if (!external) return [];
      errors.push(...validateIdentifier(external.metric, `${path}.metric`));
      errors.push(...validateTarget(external.target, `${path}.target`));
      if (external.target.value === undefined && external.target.averageValue === undefined)
        errors.push(
          required(`${path}.target.averageValue`, "must set either a target value for metric or a per-pod target"),
        );
      if (external.target.value !== undefined && external.target.averageValue !== undefined)
        errors.push(
          forbidden(`${path}.target.value`, "may not set both a target value for metric and a per-pod target"),
        );
      return errors;
    case "pods":
      if (!pods) return [];
      errors.push(...validateIdentifier(pods.metric, `${path}.metric`));
      errors.push(...validateTarget(pods.target, `${path}.target`));
      if (pods.target.averageValue === undefined)
        errors.push(required(`${path}.target.averageValue`, "must specify a positive target averageValue"));
      return errors;
    default: {
      const resource = metric[source];
      return resource ? validateResourceSource(resource, path, source === "containerResource") : [];
    }
  }
}

function validateResourceSource(
  source: NonNullable<MetricSpec["resource"]> & { readonly container?: string },
  path: string,
  ofContainer: boolean,
): FieldError[] {
  const { name, container, target } = source;
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`, "must specify a resource name"));
  else if (ofContainer) errors.push(...validateContainerResourceName(name, `${path}.name`));
  if (ofContainer && !container) errors.push(required(`${path}.container`, "must specify a container"));
  else if (ofContainer)
    for (const message of dns1123Label(container as string))
      errors.push(invalid(`${path}.container`, container, message));
  errors.push(...validateTarget(target, `${path}.target`));
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined)
    errors.push(
      required(`${path}.target.averageUtilization`, "must set either a target raw value or a target utilization"),
    );
  if (averageUtilization !== undefined && averageValue !== undefined)
    errors.push(
      forbidden(`${path}.target.averageValue`, "may not set both a target raw value and a target utilization"),
    );
  return errors;
}

/** The selector is not looked at. */
function validateIdentifier({ name }: MetricIdentifier, path: string): FieldError[] {
  return name ? validateSegment(name, `${path}.name`) : [required(`${path}.name`, "must specify a metric name")];
}

function validateTarget({ type, value, averageValue, averageUtilization }: MetricTarget, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!type) errors.push(required(`${path}.type`, "must specify a metric target type"));
  if (!TARGETS.includes(type))
    errors.push(invalid(`${path}.type`, type ?? "", "must be either Utilization, Value, or AverageValue"));
  if (value !== undefined && !isPositive(value)) errors.push(invalid(`${path}.value`, value, "must be positive"));
  if (averageValue !== undefined && !isPositive(averageValue))
    errors.push(invalid(`${path}.averageValue`, averageValue, "must be positive"));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, "must be greater than 0"));
  return errors;
}

const isPositive = (quantity: string): boolean => compareQuantity(quantity, "0") > 0;

function validateRules(rules: HPAScalingRules, path: string): FieldError[] {
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const at = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalid(at, window, "must be greater than or equal to zero"));
  if (window !== undefined && window > LONGEST_WINDOW)
    errors.push(invalid(at, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECT_POLICIES));
  if (policies.length === 0) errors.push(required(`${path}.policies`, "must specify at least one Policy"));
  policies.forEach(({ type, value, periodSeconds }, index) => {
    const each = `${path}.policies[${index}]`;
    if (!POLICY_TYPES.includes(type)) errors.push(notSupported(`${each}.type`, type ?? "", POLICY_TYPES));
    if ((value ?? 0) <= 0) errors.push(invalid(`${each}.value`, value ?? 0, "must be greater than zero"));
    if ((periodSeconds ?? 0) <= 0)
      errors.push(invalid(`${each}.periodSeconds`, periodSeconds ?? 0, "must be greater than zero"));
    if (periodSeconds > LONGEST_PERIOD)
      errors.push(invalid(`${each}.periodSeconds`, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`));
  });
  if (tolerance !== undefined && compareQuantity(tolerance, "0") < 0)
    errors.push(invalid(`${path}.tolerance`, tolerance, NOT_NEGATIVE));
  return errors;
}
