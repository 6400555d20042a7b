/** Annotations that mean something to pods. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { Container, PodSpec } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, quote } from "../validation/errors.ts";
import { validateDescendingPath } from "../validation/paths.ts";

type Annotations = { readonly [key: string]: string };

const MIRROR = "kubernetes.io/config.mirror";
const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

/** Every container of a spec with its path, in the order upstream visits them. */
export function visitContainers(spec: PodSpec, path: string): (readonly [container: Container, path: string])[] {
  const list: [Container, string][] = [];
  for (const member of ["initContainers", "containers", "ephemeralContainers"] as const) {
    (spec[member] ?? []).forEach((container, index) => {
      list.push([container as Container, `${path}.${member}[${index}]`]);
    });
  }
  return list;
}

export function validatePodAnnotations(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(invalid(`${path}[${MIRROR}]`, mirror, "must set spec.nodeName if mirror pod annotation is set"));
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isInt32(cost))
    errors.push(invalid(`${path}[${DELETION_COST}]`, cost, "must be a 32bit integer"));
  for (const key of Object.keys(annotations)) {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER))
      errors.push(...validateSeccomp(annotations[key] ?? "", `${path}.${key}`));
  }
  const names = visitContainers(spec, "").map(([{ name }]) => name);
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const container = key.slice(APP_ARMOR.length);
    const profile = annotations[key] ?? "";
    if (!names.includes(container)) errors.push(invalid(`${path}[${key}]`, container, "container not found"));
    if (profile && profile !== "runtime/default" && profile !== "unconfined" && !profile.startsWith("localhost/")) {
      errors.push(invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${quote(profile)}`));
    }
  }
  return errors;
}

type Profile = { readonly type?: string; readonly localhostProfile?: string } | undefined;

/** Annotation values that say the same as a profile of a type. */
const SAME_SECCOMP: { readonly [type: string]: readonly string[] } = {
  Unconfined: ["unconfined"],
  RuntimeDefault: ["runtime/default", "docker/default"],
};
const SAME_APP_ARMOR: { readonly [type: string]: readonly string[] } = {
  Unconfined: ["unconfined"],
  RuntimeDefault: ["runtime/default"],
};

/** On creation, old annotations and the fields that came after them must agree. */
export function validateProfileAnnotations(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const compare = (
    what: "seccomp" | "apparmor",
    profile: Profile,
    { annotation, at }: { readonly annotation: string | undefined; readonly at: string },
  ): void => {
    if (!profile || annotation === undefined) return;
    const words = (part: string): string => `${what} ${part} in annotation and field must match`;
    if (profile.type === "Localhost") {
      if (!annotation.startsWith("localhost/")) errors.push(forbidden(`${at}.type`, words("type")));
      else if (annotation.slice("localhost/".length) !== profile.localhostProfile)
        errors.push(forbidden(`${at}.localhostProfile`, words("profile")));
      return;
    }
    const same = (what === "seccomp" ? SAME_SECCOMP : SAME_APP_ARMOR)[profile.type ?? ""];
    if (same && !same.includes(annotation)) errors.push(forbidden(`${at}.type`, words("type")));
  };
  const ofPod = spec.securityContext;
  compare("seccomp", ofPod?.seccompProfile, {
    annotation: annotations[SECCOMP_POD],
    at: `${path}.securityContext.seccompProfile`,
  });
  const containers = visitContainers(spec, path);
  for (const [{ name, securityContext }, at] of containers) {
    compare("seccomp", securityContext?.seccompProfile, {
      annotation: annotations[`${SECCOMP_CONTAINER}${name}`],
      at: `${at}.securityContext.seccompProfile`,
    });
  }
  if (spec.os?.name === "windows") return errors;
  for (const [{ name, securityContext }, at] of containers) {
    compare("apparmor", securityContext?.appArmorProfile ?? ofPod?.appArmorProfile, {
      annotation: annotations[`${APP_ARMOR}${name}`],
      at: `${at}.securityContext.appArmorProfile`,
    });
  }
  return errors;
}

/** Annotations that an update may neither add, change nor remove, then those rules that hold at any time. */
export function validatePodAnnotationsUpdate(
  annotations: Annotations,
  old: Annotations,
  { spec, path }: { readonly spec: PodSpec; readonly path: string },
): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of Object.keys(old)) {
    if (annotations[key] === old[key]) continue;
    if (key.startsWith(APP_ARMOR))
      errors.push(forbidden(`${path}[${key}]`, "may not remove or update AppArmor annotations"));
    if (key === MIRROR) errors.push(forbidden(`${path}[${key}]`, "may not remove or update mirror pod annotation"));
  }
  for (const key of Object.keys(annotations)) {
    if (key in old) continue;
    if (key.startsWith(APP_ARMOR)) errors.push(forbidden(`${path}[${key}]`, "may not add AppArmor annotations"));
    if (key === MIRROR) errors.push(forbidden(`${path}[${key}]`, "may not add mirror pod annotation"));
  }
  return [...errors, ...validatePodAnnotations(annotations, spec, path)];
}

function isInt32(text: string): boolean {
  return /^(0|-?[0-9]+)$/.test(text) && !/^0./.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function validateSeccomp(profile: string, path: string): FieldError[] {
  if (profile === "runtime/default" || profile === "docker/default" || profile === "unconfined") return [];
  if (profile.startsWith("localhost/")) return validateDescendingPath(profile.slice("localhost/".length), path);
  return [invalid(path, profile, "must be a valid seccomp profile")];
}
