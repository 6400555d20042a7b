/**
 * Pods must keep to the Pod Security Standard their namespace's labels name: refused where it is enforced, warned about
 * where it is not (workloads with a template are warned about only).
 *
 * Models kubernetes pod-security-admission admission/admission.go.
 */
import type { Container, KubeObject, Pod, PodSpec, PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import { ApiError } from "../machinery/status.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "./AdmissionPlugin.ts";
import { type Violation, violationsOf } from "./podSecurity/checks.ts";
import {
  compareLevels,
  type LevelVersion,
  levelText,
  type Policy,
  policyOf,
  storedPolicyOf,
} from "./podSecurity/policy.ts";

export const podSecurity: AdmissionPlugin = {
  name: "PodSecurity",
  validate(attributes, { store }) {
    if (attributes.operation === "DELETE") return;
    const { resource } = attributes.definition;
    if (resource === "namespaces") validateNamespace(attributes, store);
    else if (resource === "pods") validatePod(attributes, store);
    else if (!attributes.subresource && TEMPLATES[resource]) warnAboutTemplate(attributes, store);
  },
};

/** Where workloads keep their pod template. */
const TEMPLATES: { readonly [resource: string]: (spec: never) => PodTemplateSpec | undefined } = {
  "deployments.apps": ({ template }: { readonly template?: PodTemplateSpec }) => template,
  "replicasets.apps": ({ template }: { readonly template?: PodTemplateSpec }) => template,
  "statefulsets.apps": ({ template }: { readonly template?: PodTemplateSpec }) => template,
  "daemonsets.apps": ({ template }: { readonly template?: PodTemplateSpec }) => template,
  "jobs.batch": ({ template }: { readonly template?: PodTemplateSpec }) => template,
  replicationcontrollers: ({ template }: { readonly template?: PodTemplateSpec }) => template,
  "cronjobs.batch": ({
    jobTemplate,
  }: {
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  }) => jobTemplate?.spec?.template,
};

const detailText = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(", ");

function policyIn(store: Store, namespace: string | undefined): Policy {
  return storedPolicyOf(store.get("namespaces", "", namespace ?? "")?.metadata.labels).policy;
}

function validatePod({ definition, draft, old, warnings }: AdmissionAttributes, store: Store): void {
  const { enforce, warn } = policyIn(store, draft.metadata.namespace);
  if (enforce.level === "privileged" && warn.level === "privileged") return;
  const { metadata, spec } = draft as Pod;
  if (old && !hasNewImage(spec, (old as Pod).spec)) return;
  const annotations = metadata.annotations ?? {};
  const violations = violationsOf(spec, annotations, enforce);
  if (violations.length > 0) {
    throw ApiError.forbidden(
      definition,
      metadata.name,
      `violates PodSecurity "${levelText(enforce)}": ${detailText(violations)}`,
    );
  }
  warnings.push(...warningAbout(spec, annotations, warn));
}

function warnAboutTemplate({ definition, draft, warnings }: AdmissionAttributes, store: Store): void {
  const { warn } = policyIn(store, draft.metadata.namespace);
  if (warn.level === "privileged") return;
  const template = TEMPLATES[definition.resource]?.((draft as KubeObject).spec as never);
  if (template?.spec) warnings.push(...warningAbout(template.spec, template.metadata?.annotations ?? {}, warn));
}

function warningAbout(spec: PodSpec, annotations: { readonly [key: string]: string }, level: LevelVersion): string[] {
  const violations = violationsOf(spec, annotations, level);
  return violations.length > 0 ? [`would violate PodSecurity "${levelText(level)}": ${detailText(violations)}`] : [];
}

/** Only images matter in an update: the rest of a pod cannot become less secure. */
function hasNewImage(spec: PodSpec, old: PodSpec): boolean {
  const differs = (list: readonly Container[] | undefined, before: readonly Container[] | undefined): boolean =>
    (list ?? []).length !== (before ?? []).length ||
    (list ?? []).some(({ image }, index) => image !== before?.[index]?.image);
  if (differs(spec.containers, old.containers) || differs(spec.initContainers, old.initContainers)) return true;
  return (spec.ephemeralContainers ?? []).some(
    ({ name, image }) => old.ephemeralContainers?.find((before) => before.name === name)?.image !== image,
  );
}

function validateNamespace({ definition, draft, old, warnings, subresource }: AdmissionAttributes, store: Store): void {
  if (subresource) return;
  const { policy, errors } = policyOf(draft.metadata.labels);
  const before = old && storedPolicyOf(old.metadata.labels);
  if (errors.length > 0 && (!before || before.errors.map(String).join() !== errors.map(String).join())) {
    throw ApiError.invalid(definition, draft.metadata.name, errors);
  }
  if (!before) return;
  const { enforce } = policy;
  const was = before.policy.enforce;
  if (enforce.level === "privileged" || (enforce.minor === was.minor && compareLevels(enforce.level, was.level) < 1))
    return;
  warnings.push(...warningsForPods(draft.metadata.name, enforce, store));
}

/** Most pods that are looked at when a namespace gets stricter. */
const PODS_CHECKED = 3000;

function warningsForPods(namespace: string, enforce: LevelVersion, store: Store): string[] {
  const found = new Map<string, { name: string; count: number }>();
  const pods = [...store.list("pods", namespace)] as Pod[];
  for (const { metadata, spec } of pods.slice(0, PODS_CHECKED)) {
    const violations = violationsOf(spec, metadata.annotations ?? {}, enforce);
    if (violations.length === 0) continue;
    const reasons = violations.map(({ reason }) => reason).join(", ");
    const group = found.get(reasons) ?? { name: metadata.name, count: 0 };
    found.set(reasons, { name: metadata.name < group.name ? metadata.name : group.name, count: group.count + 1 });
  }
  const others = (count: number): string =>
    count === 1 ? "" : count === 2 ? " (and 1 other pod)" : ` (and ${count - 1} other pods)`;
  return [
    ...(pods.length > PODS_CHECKED
      ? [`new PodSecurity enforce level only checked against the first ${PODS_CHECKED} of ${pods.length} existing pods`]
      : []),
    ...(found.size > 0
      ? [`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(enforce)}"`]
      : []),
    ...[...found].map(([reasons, { name, count }]) => `${name}${others(count)}: ${reasons}`).sort(),
  ];
}
