/**
 * Checks of pods: what is true of a pod and not of a template, and what an update may change.
 * Models kubernetes pkg/apis/core/validation/validation.go (ValidatePodCreate, ValidatePodUpdate, ValidatePodStatusUpdate).
 */
import type {
  Container,
  ContainerStatus,
  NodeSelectorTerm,
  Pod,
  PodSpec,
  Toleration,
} from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { isIPv6, validateAddress } from "../validation/addresses.ts";
import { type FieldError, forbidden, invalid, quote, required } from "../validation/errors.ts";
import { validateImmutable } from "../validation/metadata.ts";
import { dns1123Subdomain, inRange, qualifiedName } from "../validation/names.ts";
import { internalPodSpec } from "./internalForm.ts";
import { unifiedDiff } from "./unifiedDiff.ts";
import {
  validatePodAnnotations,
  validatePodAnnotationsUpdate,
  validateProfileAnnotations,
} from "./validateAnnotations.ts";
import { validateImageSpaces } from "./validateContainer.ts";
import { validatePodSpec } from "./validatePodSpec.ts";
import { validateTolerations } from "./validateScheduling.ts";

export function validatePod(pod: Pod): FieldError[] {
  const errors = validateMetadataAndSpec(pod);
  if (pod.spec.ephemeralContainers?.length)
    errors.push(forbidden("spec.ephemeralContainers", "cannot be set on create"));
  if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
    errors.push(forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
  }
  errors.push(...validateProfileAnnotations(pod.metadata.annotations ?? {}, pod.spec, "spec"));
  return errors;
}

/** What holds for a pod at any time. */
export function validateMetadataAndSpec(pod: Pod): FieldError[] {
  const { spec } = pod;
  const errors = validatePodAnnotations(pod.metadata.annotations ?? {}, spec, "metadata.annotations");
  errors.push(...validatePodSpec(spec, "spec", { isPod: true, podName: pod.metadata.name }));
  if (!spec.serviceAccountName) {
    (spec.volumes ?? []).forEach(({ projected }, index) => {
      (projected?.sources ?? []).forEach(({ serviceAccountToken }, sourceIndex) => {
        if (!serviceAccountToken) return;
        const path = `spec.volumes[${index}].projected.sources[${sourceIndex}].serviceAccountToken`;
        errors.push(forbidden(path, "must not be specified when serviceAccountName is not set"));
      });
    });
  }
  for (const list of ["containers", "initContainers"] as const) {
    (spec[list] ?? []).forEach((container, index) => {
      errors.push(...validateImageSpaces(container, `spec.${list}[${index}]`));
    });
  }
  return errors;
}

const UPDATABLE = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

const LARGEST = 2147483647;

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const { spec } = pod;
  const errors = validateMetadataAndSpec(pod);
  const annotations = { spec, path: "metadata.annotations" };
  errors.push(
    ...validatePodAnnotationsUpdate(pod.metadata.annotations ?? {}, old.metadata.annotations ?? {}, annotations),
  );
  for (const list of ["containers", "initContainers"] as const) {
    const containers = spec[list] ?? [];
    if (containers.length !== (old.spec[list] ?? []).length) {
      errors.push(forbidden(`spec.${list}`, "pod updates may not add or remove containers"));
      return errors;
    }
    containers.forEach((container, index) => {
      if (!container.image) errors.push(required(`spec.${list}[${index}].image`));
      errors.push(...validateImageSpaces(container, `spec.${list}[${index}]`));
    });
  }
  const deadline = validateDeadline(spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  errors.push(...deadline.errors);
  if (deadline.stop) return errors;
  errors.push(...validateAddedTolerations(spec.tolerations ?? [], old.spec.tolerations ?? []));
  errors.push(...validateDeletedGates(spec, old.spec));
  if (equalJson(spec, old.spec)) return errors;
  const gated = mungeGated(mungeAllowed(spec, old.spec), old.spec);
  errors.push(...gated.errors);
  if (!equalJson(gated.spec, old.spec)) {
    const print = (value: PodSpec): string => JSON.stringify(internalPodSpec(value), null, 1);
    errors.push(
      forbidden(
        "spec",
        `pod updates may not change fields other than ${UPDATABLE}\n${unifiedDiff(print(old.spec), print(gated.spec))}`,
      ),
    );
  }
  return errors;
}

function validateDeadline(
  deadline: number | undefined,
  old: number | undefined,
): { readonly errors: FieldError[]; readonly stop: boolean } {
  const path = "spec.activeDeadlineSeconds";
  if (deadline === undefined) {
    const errors =
      old === undefined ? [] : [invalid(path, null, "must not update from a positive integer to nil value")];
    return { errors, stop: false };
  }
  const range = inRange(deadline, 0, LARGEST);
  if (range.length > 0) return { errors: range.map((message) => invalid(path, deadline, message)), stop: true };
  if (old !== undefined && old < deadline)
    return { errors: [invalid(path, deadline, "must be less than or equal to previous value")], stop: true };
  return { errors: [], stop: false };
}

function validateAddedTolerations(tolerations: readonly Toleration[], old: readonly Toleration[]): FieldError[] {
  const kept = old.every((before) =>
    tolerations.some((now) => equalJson({ ...before, tolerationSeconds: now.tolerationSeconds }, now)),
  );
  if (!kept)
    return [forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
  return validateTolerations(tolerations, "spec.tolerations");
}

function validateDeletedGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const known = new Set((old.schedulingGates ?? []).map(({ name }) => name));
  const errors: FieldError[] = [];
  (spec.schedulingGates ?? []).forEach(({ name }, index) => {
    if (known.has(name)) return;
    errors.push(
      forbidden(
        `spec.schedulingGates[${index}].name`,
        `only deletion is allowed, but found new scheduling gate '${name}'`,
      ),
    );
  });
  return errors;
}

/** The new spec with every allowed change taken back. */
function mungeAllowed(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (
    list: readonly Container[] | undefined,
    before: readonly Container[] | undefined,
  ): Container[] | undefined => list?.map((container, index) => withMember(container, "image", before?.[index]?.image));
  let munged: PodSpec = { ...spec, containers: images(spec.containers, old.containers) ?? [] };
  if (spec.initContainers) munged = { ...munged, initContainers: images(spec.initContainers, old.initContainers) };
  munged = withMember(munged, "activeDeadlineSeconds", old.activeDeadlineSeconds);
  munged = withMember(munged, "schedulingGates", old.schedulingGates);
  munged = withMember(munged, "tolerations", old.tolerations);
  const grace = "terminationGracePeriodSeconds";
  if ((old[grace] ?? 0) < 0 && munged[grace] === 1) munged = withMember(munged, grace, old[grace]);
  return munged;
}

function withMember<T extends object, K extends keyof T>(object: T, member: K, value: T[K] | undefined): T {
  const { [member]: _, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [member]: value }) as T;
}

/** A gated pod's node selection may still narrow. */
function mungeGated(spec: PodSpec, old: PodSpec): { readonly spec: PodSpec; readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  if (!old.schedulingGates?.length) return { spec, errors };
  let munged = spec;
  const selector = spec.nodeSelector ?? {};
  if (Object.entries(old.nodeSelector ?? {}).some(([key, value]) => selector[key] !== value)) {
    errors.push(
      invalid(
        "spec.nodeSelector",
        spec.nodeSelector ?? null,
        "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
      ),
    );
  }
  munged = withMember(munged, "nodeSelector", old.nodeSelector);
  const before = old.affinity?.nodeAffinity;
  const now = spec.affinity?.nodeAffinity;
  if (equalJson(before, now)) return { spec: munged, errors };
  errors.push(...validateNarrowedAffinity(spec, old));
  const others = withMember(spec.affinity ?? {}, "nodeAffinity", before);
  const affinity = !old.affinity && Object.keys(others).length === 0 ? undefined : others;
  return { spec: withMember(munged, "affinity", affinity), errors };
}

function validateNarrowedAffinity(spec: PodSpec, old: PodSpec): FieldError[] {
  const termsOf = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] =>
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const before = termsOf(old);
  const now = termsOf(spec);
  if (before.length > 0 && before.length !== now.length) {
    return [invalid(path, now, "no additions/deletions to non-empty NodeSelectorTerms list are allowed")];
  }
  const errors: FieldError[] = [];
  before.forEach((term, index) => {
    const narrowed = now[index] ?? {};
    const isEmpty = (one: NodeSelectorTerm): boolean => !one.matchExpressions?.length && !one.matchFields?.length;
    const kept =
      (!isEmpty(term) || isEmpty(narrowed)) &&
      (["matchExpressions", "matchFields"] as const).every((list) =>
        (term[list] ?? []).every((requirement, at) => equalJson(requirement, narrowed[list]?.[at])),
      );
    if (!kept)
      errors.push(invalid(`${path}[${index}]`, narrowed, "only additions are allowed (no mutations or deletions)"));
  });
  return errors;
}

const SYSTEM_CONDITIONS = new Set(["PodScheduled", "Ready", "Initialized"]);

export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const status = pod.status ?? {};
  const before = old.status ?? {};
  const annotations = { spec: pod.spec, path: "metadata.annotations" };
  const errors = validatePodAnnotationsUpdate(
    pod.metadata.annotations ?? {},
    old.metadata.annotations ?? {},
    annotations,
  );
  (status.conditions ?? []).forEach(({ type = "", observedGeneration = 0 }, index) => {
    const path = `status.conditions[${index}]`;
    if (observedGeneration < 0)
      errors.push(invalid(`${path}.observedGeneration`, observedGeneration, "must be a non-negative integer"));
    if (!SYSTEM_CONDITIONS.has(type))
      for (const message of qualifiedName(type)) errors.push(invalid(`${path}.Type`, type, message));
  });
  const { nominatedNodeName = "" } = status;
  if (nominatedNodeName && nominatedNodeName !== before.nominatedNodeName) {
    for (const message of dns1123Subdomain(nominatedNodeName))
      errors.push(invalid("status.nominatedNodeName", nominatedNodeName, message));
    if (old.spec.nodeName)
      errors.push(forbidden("status.nominatedNodeName", "may not be set on pods that are already bound to a node"));
  }
  const { observedGeneration = 0 } = status;
  if (observedGeneration < 0)
    errors.push(invalid("status.observedGeneration", observedGeneration, "must be a non-negative integer"));
  errors.push(...validateImmutable(status.qosClass, before.qosClass, "status.qosClass"));
  errors.push(
    ...validateTransitions(pod, old, "containerStatuses"),
    ...validateTransitions(pod, old, "initContainerStatuses"),
  );
  errors.push(...validateAddresses(status.podIPs ?? [], "status.podIPs", before.podIPs ?? []));
  const hostIPs = status.hostIPs ?? [];
  if (hostIPs[0] && (status.hostIP ?? "") !== hostIPs[0].ip)
    errors.push(invalid("status.hostIPs[0].ip", hostIPs[0].ip, "must be equal to `hostIP`"));
  errors.push(...validateAddresses(hostIPs, "status.hostIPs", before.hostIPs ?? []));
  return errors;
}

const RESTART_ALL: string = "RestartAllContainers";

/** A container that has ended for good may not come back. */
function validateTransitions(pod: Pod, old: Pod, list: "containerStatuses" | "initContainerStatuses"): FieldError[] {
  const containers = list === "containerStatuses" ? pod.spec.containers : (pod.spec.initContainers ?? []);
  const errors: FieldError[] = [];
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  if (all.some(({ restartPolicyRules = [] }) => restartPolicyRules.some(({ action }) => action === RESTART_ALL)))
    return errors;
  (old.status?.[list] ?? []).forEach((before: ContainerStatus, index) => {
    const ended = before.state?.terminated;
    if (!ended) return;
    const now = pod.status?.[list]?.find(({ name }) => name === before.name);
    if (!now || now.state?.terminated) return;
    const container = containers.find(({ name }) => name === before.name);
    if (container && mayRestart(container, pod.spec, ended.exitCode)) return;
    errors.push(forbidden(`status.${list}[${index}].state`, "may not be transitioned to non-terminated state"));
  });
  return errors;
}

function mayRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  for (const { action, exitCodes } of container.restartPolicyRules ?? []) {
    const listed = exitCodes?.values?.includes(exitCode) ?? false;
    const applies = exitCodes?.operator === "In" ? listed : exitCodes?.operator === "NotIn" && !listed;
    if (applies && (action === "Restart" || action === "RestartAllContainers")) return true;
  }
  const policy = container.restartPolicy ?? spec.restartPolicy;
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

function validateAddresses(
  list: readonly { readonly ip?: string }[],
  path: string,
  old: readonly { readonly ip?: string }[],
): FieldError[] {
  const known = old.map(({ ip }) => ip ?? "");
  const errors = list.flatMap(({ ip }, index) => validateAddress(`${path}[${index}]`, ip ?? "", known));
  const families = new Set(list.map(({ ip }) => isIPv6(ip ?? "")));
  if (list.length > 1 && (list.length > 2 || families.size < 2)) {
    const value = list.map(({ ip }) => ({ IP: ip }));
    errors.push(invalid(path, value, "may specify no more than one IP for each IP family"));
  }
  return errors;
}

/** Ephemeral containers may be added, never changed or removed. */
export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validateMetadataAndSpec(pod);
  const containers = pod.spec.ephemeralContainers ?? [];
  for (const before of old.spec.ephemeralContainers ?? []) {
    const now = containers.find(({ name }) => name === before.name);
    if (!now)
      errors.push(
        forbidden(
          "spec.ephemeralContainers",
          `existing ephemeral containers ${quote(before.name)} may not be removed\n`,
        ),
      );
    else if (!equalJson(before, now)) {
      const print = (container: typeof now): string => {
        const spec = internalPodSpec({ containers: [], ephemeralContainers: [container] }) as {
          EphemeralContainers: readonly unknown[];
        };
        return JSON.stringify(spec.EphemeralContainers[0], null, 1);
      };
      const difference = unifiedDiff(print(before), print(now));
      errors.push(
        forbidden(
          "spec.ephemeralContainers",
          `existing ephemeral containers ${quote(before.name)} may not be changed\n${difference}`,
        ),
      );
    }
  }
  return errors;
}
