/** Checks of whole Jobs, new and changed. Models kubernetes pkg/apis/batch/validation and pkg/registry/batch/job/strategy.go. */
import type { Job, JobSpec, PodSpec, PodTemplateSpec } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { compileSelector } from "../../machinery/selectors.ts";
import { printedLabels, sortedMap } from "../podTemplate.ts";
import { internalPodSpec } from "../pod/internalForm.ts";
import { type FieldError, invalid, required } from "../validation/errors.ts";
import { printedSelector, validateLabelSelector } from "../validation/labelSelector.ts";
import { dns1123Label, IMMUTABLE } from "../validation/names.ts";
import { generatedLabels } from "./labels.ts";
import { printedFailurePolicy, printedSuccessPolicy, printedTemplate } from "./printed.ts";
import { validateJobSpec } from "./validateJobSpec.ts";

export function validateJob(job: Job): FieldError[] {
  const { metadata, spec } = job;
  const errors = [...validateGenerated(job), ...validateSpecAndSelector(spec)];
  if (spec.completionMode === "Indexed" && (spec.completions ?? 0) > 0) {
    // The pod of the last index has the longest host name.
    const { name = "" } = metadata;
    const hostname = `${name}-${(spec.completions as number) - 1}`;
    if (dns1123Label(hostname).length > 0) {
      const words = `will not able to create pod with invalid DNS label: ${hostname}`;
      errors.push(invalid("metadata.name", name, words));
    }
  }
  return errors;
}

/** The labels and the selector the server gave must still be there. */
function validateGenerated({ metadata, spec }: Job): FieldError[] {
  if (spec.manualSelector || !spec.selector) return [];
  const errors: FieldError[] = [];
  const wanted = generatedLabels(metadata);
  const labels = spec.template.metadata?.labels ?? {};
  for (const key of [
    "controller-uid",
    "job-name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
  ]) {
    const path = `spec.template.metadata.labels[${key}]`;
    const value = wanted[key] as string;
    if (!(key in labels)) errors.push(required(path, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(path, sortedMap(labels), `must be '${value}'`));
  }
  if (validateLabelSelector(spec.selector, "").length === 0 && !compileSelector(spec.selector).matches(wanted))
    errors.push(invalid("spec.selector", printedSelector(spec.selector), "`selector` not auto-generated"));
  return errors;
}

function validateSpecAndSelector(spec: JobSpec): FieldError[] {
  const errors = validateJobSpec(spec, "spec");
  if (!spec.selector) errors.push(required("spec.selector"));
  const own = validateLabelSelector(spec.selector, "spec.selector");
  errors.push(...own);
  const labels = spec.template.metadata?.labels;
  if (own.length === 0 && !(spec.selector && compileSelector(spec.selector).matches(labels))) {
    const words = "`selector` does not match template `labels`";
    errors.push(invalid("spec.template.metadata.labels", printedLabels(spec.template), words));
  }
  return errors;
}

export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const { spec } = job;
  const errors = [...validateJob(job), ...validateSpecAndSelector(spec), ...validateCompletions(spec, old.spec)];
  const same = (path: string, values: readonly [unknown, unknown], printed: unknown = values[0] ?? null): void => {
    if (!equalJson(values[0], values[1])) errors.push(invalid(path, printed, IMMUTABLE));
  };
  same("spec.selector", [spec.selector, old.spec.selector], printedSelector(spec.selector));
  errors.push(...validateTemplateUpdate(job, old));
  same("spec.completionMode", [spec.completionMode, old.spec.completionMode]);
  same(
    "spec.podFailurePolicy",
    [spec.podFailurePolicy, old.spec.podFailurePolicy],
    printedFailurePolicy(spec.podFailurePolicy),
  );
  same("spec.backoffLimitPerIndex", [spec.backoffLimitPerIndex, old.spec.backoffLimitPerIndex]);
  same("spec.managedBy", [spec.managedBy, old.spec.managedBy]);
  same("spec.successPolicy", [spec.successPolicy, old.spec.successPolicy], printedSuccessPolicy(spec.successPolicy));
  return errors;
}

function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  if (spec.completions === old.completions) return [];
  const path = "spec.completions";
  if (spec.completionMode !== "Indexed") return [invalid(path, spec.completions ?? null, IMMUTABLE)];
  if (spec.completions === undefined || spec.completions === spec.parallelism) return [];
  return [invalid(path, spec.completions, "can only be modified in tandem with spec.parallelism")];
}

/** A suspended Job that runs nothing may change where its pods may go and what they ask for. */
function validateTemplateUpdate({ spec }: Job, old: Job): FieldError[] {
  const suspended = old.spec.suspend === true;
  const stopped = old.status?.conditions?.some(({ type, status }) => type === "Suspended" && status === "True");
  const mutable = suspended && (!old.status?.startTime || stopped) && (old.status?.active ?? 0) === 0;
  const { template } = spec;
  const before = mutable ? withSchedulingOf(template, old.spec.template) : old.spec.template;
  if (!mutable)
    return equalJson(template, before) ? [] : [invalid("spec.template", printedTemplate(template), IMMUTABLE)];
  const podSpec = template.spec ?? { containers: [] };
  const oldSpec = withResourcesOf(podSpec, before.spec ?? { containers: [] });
  return equalJson(podSpec, oldSpec) ? [] : [invalid("spec.template.spec", internalPodSpec(podSpec), IMMUTABLE)];
}

function withSchedulingOf(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const spec = template.spec ?? { containers: [] };
  const next: Record<string, unknown> = { ...old.spec };
  for (const field of ["nodeSelector", "tolerations", "schedulingGates"] as const) {
    if (spec[field] === undefined) delete next[field];
    else next[field] = spec[field];
  }
  const affinity: Record<string, unknown> = { ...old.spec?.affinity, nodeAffinity: spec.affinity?.nodeAffinity };
  if (affinity.nodeAffinity === undefined) delete affinity.nodeAffinity;
  if (spec.affinity === undefined && Object.keys(affinity).length === 0) delete next.affinity;
  else if (spec.affinity !== undefined || old.spec?.affinity !== undefined) next.affinity = affinity;
  return { metadata: template.metadata ?? {}, spec: next as unknown as PodSpec };
}

function withResourcesOf(spec: PodSpec, old: PodSpec): PodSpec {
  const next: Record<string, unknown> = { ...old };
  for (const field of ["containers", "initContainers"] as const) {
    const [mine, theirs] = [spec[field] ?? [], old[field] ?? []];
    if (theirs.length === 0 || mine.length !== theirs.length) continue;
    next[field] = theirs.map((container, index) =>
      container.name === mine[index]?.name ? { ...container, resources: mine[index]?.resources } : container,
    );
  }
  return JSON.parse(JSON.stringify(next)) as PodSpec;
}
