/** Checks of what a pod's operating system allows. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { PodSpec, WindowsSecurityContextOptions } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { dns1123Subdomain } from "../validation/names.ts";
import { visitContainers } from "./validateAnnotations.ts";

/** Members a Windows pod cannot have, in upstream's order; those with `spec.` stand beside the security context. */
const NOT_ON_WINDOWS = [
  "appArmorProfile",
  "seLinuxOptions",
  "spec.hostUsers",
  "spec.hostPID",
  "spec.hostIPC",
  "seccompProfile",
  "fsGroup",
  "fsGroupChangePolicy",
  "sysctls",
  "spec.shareProcessNamespace",
  "runAsUser",
  "runAsGroup",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "seLinuxChangePolicy",
];
const CONTAINER_NOT_ON_WINDOWS = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
];

type Members = { readonly [member: string]: unknown };

export function validateOs(spec: PodSpec, path: string): FieldError[] {
  if (!spec.os) return [];
  const { name } = spec.os;
  if (!name) return [required(`${path}.os.name`)];
  if (name === "linux") return validateLinux(spec, path);
  if (name !== "windows") return [notSupported(`${path}.os`, name, ["linux", "windows"])];
  const errors: FieldError[] = [];
  const words = "cannot be set for a windows pod";
  const context = (spec.securityContext ?? {}) as Members;
  for (const member of NOT_ON_WINDOWS) {
    const own = member.startsWith("spec.") ? member.slice("spec.".length) : undefined;
    const value = own === undefined ? context[member] : (spec as unknown as Members)[own];
    const unset = value === undefined || (Array.isArray(value) && value.length === 0 && member === "sysctls");
    // These two are no pointers in Go: false is not set.
    if (unset || ((own === "hostPID" || own === "hostIPC") && value === false)) continue;
    errors.push(forbidden(own === undefined ? `${path}.securityContext.${member}` : `${path}.${own}`, words));
  }
  for (const [container, at] of visitContainers(spec, path)) {
    const members = (container.securityContext ?? {}) as Members;
    for (const member of CONTAINER_NOT_ON_WINDOWS)
      if (members[member] !== undefined) errors.push(forbidden(`${at}.securityContext.${member}`, words));
  }
  return errors;
}

function validateLinux(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const words = "windows options cannot be set for a linux pod";
  if (spec.securityContext?.windowsOptions) errors.push(forbidden(`${path}.securityContext.windowsOptions`, words));
  for (const [container, at] of visitContainers(spec, path)) {
    if (container.securityContext?.windowsOptions)
      errors.push(forbidden(`${at}.securityContext.windowsOptions`, words));
  }
  return errors;
}

/** Either all containers are host processes, in the host's network, or none is. */
export function validateHostProcess(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = visitContainers(spec, path);
  let count = 0;
  for (const [container, at] of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const words = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, words));
    }
    if (own ?? ofPod) count++;
  }
  if (count === 0) return errors;
  if (count !== containers.length) {
    const words = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
    errors.push(invalid(path, "", words));
  }
  if (!spec.hostNetwork) {
    const words = "hostNetwork must be true if pod contains any hostProcess containers";
    errors.push(invalid(`${path}.hostNetwork`, false, words));
  }
  return errors;
}

const SPEC_LIMIT_KIB = 64;

export function validateWindowsOptions(options: WindowsSecurityContextOptions | undefined, path: string): FieldError[] {
  if (!options) return [];
  const errors: FieldError[] = [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: credential, runAsUserName: user } = options;
  if (name !== undefined)
    for (const message of dns1123Subdomain(name)) errors.push(invalid(`${path}.gmsaCredentialSpecName`, name, message));
  const at = `${path}.gmsaCredentialSpec`;
  if (credential === "") errors.push(invalid(at, credential, "gmsaCredentialSpec cannot be an empty string"));
  else if (credential !== undefined && credential.length > SPEC_LIMIT_KIB * 1024)
    errors.push(invalid(at, credential, `gmsaCredentialSpec size must be under ${SPEC_LIMIT_KIB} KiB`));
  if (user !== undefined)
    for (const words of userNameProblems(user)) errors.push(invalid(`${path}.runAsUserName`, user, words));
  return errors;
}

const DOMAIN_LIMIT = 256;
const USER_LIMIT = 104;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

/** What is wrong with `DOMAIN\\User` or `User`. */
function userNameProblems(name: string): string[] {
  if (name === "") return ["runAsUserName cannot be an empty string"];
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(name)) return ["runAsUserName cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const user = parts.at(-1) ?? "";
  const domain = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= DOMAIN_LIMIT)
    problems.push(`runAsUserName's Domain length must be under ${DOMAIN_LIMIT} characters`);
  if (domain !== undefined && !NET_BIOS.test(domain) && !DNS_DOMAIN.test(domain))
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === "") problems.push("runAsUserName's User cannot be empty");
  else if (user.length > USER_LIMIT)
    problems.push(`runAsUserName's User length must not be longer than ${USER_LIMIT} characters`);
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    problems.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}
