/** Checks of StatefulSets. Models kubernetes pkg/apis/apps/validation/validation.go. */
import type {
  PodTemplateSpec,
  StatefulSetSpec,
  StatefulSetStatus,
  StatefulSetUpdateStrategy,
  Volume,
} from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { compileSelector } from "../../machinery/selectors.ts";
import { validatePodAnnotations } from "../pod/validateAnnotations.ts";
import { validateClaimSpec } from "../pod/validateClaimTemplate.ts";
import { validatePodTemplate } from "../pod/validatePodSpec.ts";
import { printedLabels } from "../podTemplate.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { intOrPercentValue, validateIntOrPercent, validateNotOverWhole } from "../validation/intOrPercent.ts";
import { isEmptySelector, printedSelector, validateLabelSelector } from "../validation/labelSelector.ts";
import { validateAnnotations, validateLabels, validateNotNegative } from "../validation/metadata.ts";
import { dns1123Label } from "../validation/names.ts";

const RETENTION = ["Retain", "Delete"];
const UPDATABLE = [
  "replicas",
  "template",
  "updateStrategy",
  "minReadySeconds",
  "ordinals",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
] as const;

/** What an update does not look at again: what cannot change, or what was wrong before. */
interface Leniency {
  readonly update?: boolean;
  readonly oldTemplateWasWrong?: boolean;
}

export function validateStatefulSet(spec: StatefulSetSpec, leniency: Leniency = {}): FieldError[] {
  const errors = [
    ...validatePolicies(spec),
    ...validateStrategy(spec.updateStrategy ?? {}),
    ...validateRetention(spec),
  ];
  if (!leniency.update) {
    (spec.volumeClaimTemplates ?? []).forEach((claim, index) => {
      errors.push(...validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`));
    });
  }
  errors.push(...validateNotNegative(spec.replicas, "spec.replicas"));
  errors.push(...validateNotNegative(spec.minReadySeconds, "spec.minReadySeconds"));
  errors.push(...validateNotNegative(spec.ordinals?.start, "spec.ordinals.start"));
  if (!leniency.update && spec.serviceName) {
    for (const message of dns1123Label(spec.serviceName))
      errors.push(invalid("spec.serviceName", spec.serviceName, message));
  }
  return [...errors, ...validateSelection(spec, leniency)];
}

function validatePolicies({ podManagementPolicy }: StatefulSetSpec): FieldError[] {
  const path = "spec.podManagementPolicy";
  const policy: string = podManagementPolicy ?? "";
  if (policy === "") return [required(path)];
  return policy === "OrderedReady" || policy === "Parallel"
    ? []
    : [invalid(path, policy, "must be 'OrderedReady' or 'Parallel'")];
}

function validateStrategy({ type, rollingUpdate }: StatefulSetUpdateStrategy): FieldError[] {
  const path = "spec.updateStrategy";
  const printed = rollingUpdate && {
    Partition: rollingUpdate.partition ?? 0,
    MaxUnavailable: rollingUpdate.maxUnavailable ?? null,
  };
  if (!type) return [required(path)];
  if (type === "OnDelete") {
    return printed
      ? [invalid(`${path}.rollingUpdate`, printed, "only allowed for updateStrategy 'RollingUpdate'")]
      : [];
  }
  if (type !== "RollingUpdate") {
    const value = { Type: type, RollingUpdate: printed ?? null };
    return [invalid(path, value, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  if (!rollingUpdate) return [];
  const errors = validateNotNegative(rollingUpdate.partition, `${path}.rollingUpdate.partition`);
  const { maxUnavailable } = rollingUpdate;
  if (maxUnavailable === undefined) return errors;
  const at = `${path}.rollingUpdate.maxUnavailable`;
  errors.push(...validateIntOrPercent(maxUnavailable, at));
  if (intOrPercentValue(maxUnavailable) === 0) errors.push(invalid(at, maxUnavailable, "cannot be 0"));
  return [...errors, ...validateNotOverWhole(maxUnavailable, at)];
}

function validateRetention({ persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec): FieldError[] {
  if (!policy) return [];
  return (["whenDeleted", "whenScaled"] as const).flatMap((when) =>
    RETENTION.includes(policy[when] ?? "")
      ? []
      : [notSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, policy[when] ?? "", RETENTION)],
  );
}

function validateSelection(spec: StatefulSetSpec, { oldTemplateWasWrong }: Leniency): FieldError[] {
  const errors: FieldError[] = [];
  const { selector, template } = spec;
  let usable = true;
  if (!selector) errors.push(required("spec.selector"));
  else {
    const own = validateLabelSelector(selector, "spec.selector");
    errors.push(...own);
    if (isEmptySelector(selector))
      errors.push(invalid("spec.selector", printedSelector(selector), "empty selector is invalid for statefulset"));
    usable = own.length === 0;
  }
  if (!usable) errors.push(invalid("spec.selector", printedSelector(selector), ""));
  else {
    const labels = template.metadata?.labels;
    if (!(selector && isEmptySelector(selector)) && !(selector && compileSelector(selector).matches(labels))) {
      const words = "`selector` does not match template `labels`";
      errors.push(invalid("spec.template.metadata.labels", printedLabels(template), words));
    }
    const annotations = template.metadata?.annotations;
    const checked = withoutIdentity(template, spec);
    if (!oldTemplateWasWrong) errors.push(...validatePodTemplate(checked, "spec.template"));
    errors.push(...validateLabels(labels, "spec.template.labels"));
    errors.push(...validateAnnotations(annotations, "spec.template.annotations"));
    const podSpec = checked.spec ?? { containers: [] };
    errors.push(...validatePodAnnotations(annotations ?? {}, podSpec, "spec.template.annotations"));
  }
  const policy = template.spec?.restartPolicy ?? "";
  if (policy !== "Always") errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const words = "activeDeadlineSeconds in StatefulSet is not Supported";
    errors.push(forbidden("spec.template.spec.activeDeadlineSeconds", words));
  }
  return errors;
}

/** The template with the volumes its claims will be, and without the names that each pod gets of its own. */
function withoutIdentity(template: PodTemplateSpec, { volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (!template.spec) return template;
  const { subdomain: _subdomain, hostname: _hostname, ...spec } = template.spec;
  if (volumeClaimTemplates.length === 0) return { ...template, spec };
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ""));
  const claimed: Volume[] = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const rest = (spec.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...template, spec: { ...spec, volumes: [...claimed, ...rest] } };
}

export function validateStatefulSetUpdate(spec: StatefulSetSpec, old: StatefulSetSpec): FieldError[] {
  const oldTemplateWasWrong = validateStatefulSet(old, { update: true }).length > 0;
  const errors = validateStatefulSet(spec, { update: true, oldTemplateWasWrong });
  const same: Record<string, unknown> = { ...spec };
  for (const field of UPDATABLE) same[field] = old[field];
  if (!equalJson(JSON.parse(JSON.stringify(same)), old)) {
    const words =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    errors.push(forbidden("spec", words));
  }
  return errors;
}

const COUNTS = [
  "replicas",
  "readyReplicas",
  "currentReplicas",
  "updatedReplicas",
  "availableReplicas",
  "observedGeneration",
  "collisionCount",
] as const;

export function validateStatefulSetStatus(
  status: StatefulSetStatus = { replicas: 0 },
  old: StatefulSetStatus = { replicas: 0 },
): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNotNegative(status[field], `status.${field}`));
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, collisionCount = 0 } = status;
  for (const field of ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"] as const) {
    if ((status[field] ?? 0) > replicas)
      errors.push(invalid(`status.${field}`, status[field] ?? 0, "cannot be greater than status.replicas"));
  }
  if (availableReplicas > readyReplicas)
    errors.push(invalid("status.availableReplicas", availableReplicas, "cannot be greater than status.readyReplicas"));
  if (collisionCount < (old.collisionCount ?? 0))
    errors.push(invalid("status.collisionCount", collisionCount, "cannot be decremented"));
  return errors;
}
