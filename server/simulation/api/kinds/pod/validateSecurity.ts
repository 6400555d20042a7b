/** Checks of security contexts. Models kubernetes pkg/apis/core/validation/validation.go. */
import type {
  AppArmorProfile,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from "../../../../protocol/kubernetes/index.ts";
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from "../validation/errors.ts";
import { unixId } from "../validation/names.ts";
import { validateDescendingPath } from "../validation/paths.ts";
import { printedInternal } from "./internalForm.ts";
import { validateWindowsOptions } from "./validateWindows.ts";

export function validateSecurityContext(
  context: SecurityContext | undefined,
  path: string,
  hostUsers: boolean,
): FieldError[] {
  if (!context) return [];
  const errors: FieldError[] = [];
  for (const field of ["runAsUser", "runAsGroup"] as const)
    errors.push(...validateId(context[field], `${path}.${field}`));
  const { procMount } = context;
  if (procMount !== undefined) {
    if (procMount !== "Default" && procMount !== "Unmasked")
      errors.push(notSupported(`${path}.procMount`, procMount, ["Default", "Unmasked"]));
    if (hostUsers && procMount === "Unmasked")
      errors.push(invalid(`${path}.procMount`, procMount, "`hostUsers` must be false to use `Unmasked`"));
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (what: string): void => {
      errors.push(
        invalid(
          path,
          printedInternal("SecurityContext", context),
          `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
        ),
      );
    };
    if (context.privileged) refuse("`privileged` to true");
    for (const capability of context.capabilities?.add ?? [])
      if (capability === "CAP_SYS_ADMIN") refuse("`capabilities.Add` CAP_SYS_ADMIN");
  }
  errors.push(...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`));
  errors.push(...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`));
  return errors;
}

const SYSCTL = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const sysctlPattern = new RegExp(SYSCTL);

export function validatePodSecurityContext(spec: PodSpec, path: string): FieldError[] {
  const context = spec.securityContext;
  if (!context) return [];
  const errors: FieldError[] = [];
  for (const field of ["fsGroup", "runAsUser", "runAsGroup"] as const)
    errors.push(...validateId(context[field], `${path}.${field}`));
  (context.supplementalGroups ?? []).forEach((id, index) => {
    errors.push(...validateId(id, `${path}.supplementalGroups[${index}]`));
  });
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(
      invalid(`${path}.shareProcessNamespace`, true, "ShareProcessNamespace and HostPID cannot both be enabled"),
    );
  }
  errors.push(...validateSysctls(spec, `${path}.sysctls`));
  errors.push(
    ...validateChoice(context.fsGroupChangePolicy, `${path}.fsGroupChangePolicy`, ["Always", "OnRootMismatch"]),
  );
  errors.push(...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`));
  errors.push(...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`));
  errors.push(...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`));
  errors.push(
    ...validateChoice(context.supplementalGroupsPolicy, `${path}.supplementalGroupsPolicy`, ["Merge", "Strict"]),
  );
  errors.push(...validateChoice(context.seLinuxChangePolicy, `${path}.seLinuxChangePolicy`, ["Recursive"]));
  return errors;
}

function validateChoice(value: string | undefined, path: string, choices: readonly string[]): FieldError[] {
  return value === undefined || choices.includes(value) ? [] : [notSupported(path, value, choices)];
}

function validateId(id: number | undefined, path: string): FieldError[] {
  return id === undefined ? [] : unixId(id).map((message) => invalid(path, id, message));
}

const HOST_IPC = new Set(["kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.sem", "kernel.shm_rmid_forced"]);

function validateSysctls(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (spec.securityContext?.sysctls ?? []).forEach(({ name }, index) => {
    const at = `${path}[${index}].name`;
    if (!name) errors.push(required(at));
    else if (name.length > 253 || !sysctlPattern.test(name))
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${SYSCTL}`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    const dotted = name.replaceAll("/", ".");
    if (spec.hostNetwork && dotted.startsWith("net."))
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (
      spec.hostIPC &&
      (HOST_IPC.has(dotted) || dotted.startsWith("kernel.msg") || dotted.startsWith("fs.mqueue."))
    ) {
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    }
    seen.add(name);
  });
  return errors;
}

const PROFILE_TYPES = ["Localhost", "RuntimeDefault", "Unconfined"];

function validateSeccomp(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const errors: FieldError[] = [];
  const { type, localhostProfile: local } = profile;
  if (!type) errors.push(required(`${path}.type`, "type is required when seccompProfile is set"));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, PROFILE_TYPES));
  if (type === "Localhost") {
    if (local === undefined)
      errors.push(required(`${path}.localhostProfile`, "must be set when seccomp type is Localhost"));
    else errors.push(...validateDescendingPath(local, `${path}.localhostProfile`));
  } else if (local !== undefined) {
    errors.push(
      invalid(
        `${path}.localhostProfile`,
        printedInternal("SeccompProfile", profile),
        "can only be set when seccomp type is Localhost",
      ),
    );
  }
  return errors;
}

const APP_ARMOR_LIMIT = 4095;

function validateAppArmor(profile: AppArmorProfile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile: local } = profile;
  const at = `${path}.localhostProfile`;
  if (!type) return [required(`${path}.type`, "type is required when appArmorProfile is set")];
  if (!PROFILE_TYPES.includes(type)) return [notSupported(`${path}.type`, type, PROFILE_TYPES)];
  if (type !== "Localhost")
    return local === undefined ? [] : [invalid(at, local, "can only be set when AppArmor type is Localhost")];
  if (local === undefined) return [required(at, "must be set when AppArmor type is Localhost")];
  const errors: FieldError[] = [];
  if (local.trim() !== local) errors.push(invalid(at, local, "must not be padded with whitespace"));
  else if (local === "") errors.push(required(at, "must be set when AppArmor type is Localhost"));
  if (local.length > APP_ARMOR_LIMIT) errors.push(tooLong(at, APP_ARMOR_LIMIT));
  return errors;
}
