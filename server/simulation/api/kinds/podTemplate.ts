/**
 * What kinds with a pod template share: defaults, checks and columns of the template and its selector.
 * Models kubernetes pkg/apis/apps/validation/validation.go and pkg/printers/internalversion/printers.go.
 */
import type { KubeObject, LabelSelector, PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";
import { compileSelector } from "../machinery/selectors.ts";
import type { Column, Draft } from "../ResourceDefinition.ts";
import { textColumn } from "./columns.ts";
import { hostnameWarning } from "./pod/pod.ts";
import { defaultPodSpec } from "./pod/podSpecDefaults.ts";
import { validatePodTemplate } from "./pod/validatePodSpec.ts";
import { warningsForPodSpec } from "./pod/warnings.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { printedAbsent } from "../schema/zeroValues.ts";
import { isEmptySelector, printedSelector, validateLabelSelector } from "./validation/labelSelector.ts";

/** Fills in a template. In place, after normalizeZeroValues. */
export function defaultPodTemplate(template: Draft<PodTemplateSpec>): void {
  template.spec ??= { containers: [] };
  defaultPodSpec(template.spec);
}

/** A selector with the template it must match, as found in `spec`. */
interface Selecting {
  readonly selector?: LabelSelector;
  readonly template: PodTemplateSpec;
}

/** Errors of `spec.selector` and `spec.template` of Deployments and ReplicaSets. */
export function validateSelectorAndTemplate({ selector, template }: Selecting): FieldError[] {
  const errors: FieldError[] = [];
  if (!selector) errors.push(required("spec.selector"));
  else {
    const own = validateLabelSelector(selector, "spec.selector");
    errors.push(...own);
    if (isEmptySelector(selector))
      errors.push(invalid("spec.selector", printedSelector(selector), "empty selector is invalid for deployment"));
    if (own.length > 0)
      return [...errors, invalid("spec.selector", printedSelector(selector), "invalid label selector")];
  }
  return [...errors, ...validateSelectedTemplate(template, selector)];
}

function validateSelectedTemplate(template: PodTemplateSpec, selector: LabelSelector | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const labels = template.metadata?.labels;
  if (!selector || !compileSelector(selector).matches(labels)) {
    errors.push(
      invalid("spec.template.metadata.labels", printedLabels(template), "`selector` does not match template `labels`"),
    );
  }
  errors.push(...validatePodTemplate(template, "spec.template"));
  const policy = template.spec?.restartPolicy ?? "";
  if (policy !== "Always") errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    errors.push(
      forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported"),
    );
  }
  return errors;
}

/** A template's labels as messages print them. */
export function printedLabels({ metadata }: PodTemplateSpec): object | null {
  return sortedMap(metadata?.labels) ?? printedAbsent(metadata, "labels");
}

/** A string map as Go prints it: by key. */
export function sortedMap(map: { readonly [key: string]: string } | undefined): object | null {
  return map ? Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1))) : null;
}

/** Warnings of a workload: about its name when new, about its template when new or changed. */
export function warningsForWorkload(
  object: KubeObject,
  template: PodTemplateSpec,
  old: KubeObject | undefined,
): string[] {
  if (old && old.metadata.generation === object.metadata.generation) return [];
  const described = {
    spec: template.spec ?? { containers: [] },
    annotations: template.metadata?.annotations ?? {},
    prefix: "spec.template.",
  };
  return [
    ...(old ? [] : hostnameWarning(object.metadata.name, "this is used in Pod names and hostnames")),
    ...warningsForPodSpec(described),
  ];
}

/** The wide columns about containers and images. */
export const TEMPLATE_COLUMNS: readonly Column[] = [
  textColumn("Containers", "Names of each container in the template.", 1),
  textColumn("Images", "Images referenced by each container in the template.", 1),
];

export function templateCells({ spec }: PodTemplateSpec): readonly [names: string, images: string] {
  const containers = spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(","), containers.map(({ image = "" }) => image).join(",")];
}
