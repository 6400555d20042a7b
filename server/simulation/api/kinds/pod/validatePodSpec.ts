/**
 * Checks of a pod's spec, in pods and in the templates of workloads. What belongs to one part of a spec stands in the
 * validate….ts beside this file; rules for pods alone are in validatePod.ts.
 *
 * Models kubernetes pkg/apis/core/validation/validation.go (ValidatePodSpec).
 */
import type { PodSpec, PodTemplateSpec } from "../../../../protocol/kubernetes/index.ts";
import { canonicalQuantity, compareQuantity } from "../../../runtime/quantity.ts";
import { validateAddress } from "../validation/addresses.ts";
import {
  type FieldError,
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
} from "../validation/errors.ts";
import { validateAnnotations, validateLabels } from "../validation/metadata.ts";
import {
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  inRange,
  qualifiedName,
} from "../validation/names.ts";
import {
  isHugePages,
  validateContainerResourceName,
  validatePodResourceName,
  validateResourceRequirements,
} from "../validation/resources.ts";
import { aggregateContainers } from "./podResources.ts";
import { validatePodAnnotations, validateProfileAnnotations, visitContainers } from "./validateAnnotations.ts";
import { validateContainers, validateEphemeralContainers, validateInitContainers } from "./validateContainer.ts";
import { validateAffinity, validateSpreadConstraints, validateTolerations } from "./validateScheduling.ts";
import { validatePodSecurityContext } from "./validateSecurity.ts";
import { validateVolumes, type VolumeRules } from "./validateVolumes.ts";
import { validateHostProcess, validateOs } from "./validateWindows.ts";

export function validatePodSpec(spec: PodSpec, path: string, rules: VolumeRules): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const volumes = validateVolumes(spec.volumes ?? [], `${path}.volumes`, rules);
  const claimNames = new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean));
  const surroundings = { spec, volumes: volumes.known, claimNames };
  errors.push(...volumes.errors, ...validateResourceClaims(spec, `${path}.resourceClaims`));
  errors.push(...validateContainers(`${path}.containers`, surroundings));
  errors.push(...validateInitContainers(`${path}.initContainers`, surroundings));
  errors.push(...validateEphemeralContainers(`${path}.ephemeralContainers`, surroundings));
  errors.push(...validatePodResources(spec, path, claimNames), ...validateHostNetwork(spec, path, rules.isPod));
  errors.push(...validateChoice(spec.restartPolicy, `${path}.restartPolicy`, ["Always", "OnFailure", "Never"]));
  errors.push(
    ...validateChoice(spec.dnsPolicy, `${path}.dnsPolicy`, [
      "ClusterFirstWithHostNet",
      "ClusterFirst",
      "Default",
      "None",
    ]),
  );
  errors.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`));
  errors.push(...validatePodSecurityContext(spec, `${path}.securityContext`));
  errors.push(...validateAffinity(spec.affinity, `${path}.affinity`), ...validateDns(spec, `${path}.dnsConfig`));
  (spec.readinessGates ?? []).forEach(({ conditionType = "" }, index) => {
    errors.push(
      ...matching(qualifiedName(conditionType), conditionType, `${path}.readinessGates[${index}].conditionType`),
    );
  });
  errors.push(...validateGates(spec, `${path}.schedulingGates`));
  errors.push(...validateSpreadConstraints(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`));
  errors.push(...validateHostProcess(spec, path));
  errors.push(...validateHostUsers(spec, path), ...validateHostnameOverride(spec, `${path}.hostnameOverride`));
  errors.push(...validateNames(spec, path));
  errors.push(...validateOs(spec, path), ...validateFileKeyVolumes(spec, path));
  return errors;
}

/** Errors of a template's metadata and spec. */
export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const annotations = template.metadata?.annotations;
  const spec = template.spec ?? ({ containers: [] } as PodSpec);
  const errors = validateLabels(template.metadata?.labels, `${path}.labels`);
  errors.push(...validateAnnotations(annotations, `${path}.annotations`));
  errors.push(...validatePodAnnotations(annotations ?? {}, spec, `${path}.annotations`));
  errors.push(...validatePodSpec(spec, `${path}.spec`, { isPod: false }));
  errors.push(...validateProfileAnnotations(annotations ?? {}, spec, `${path}.spec`));
  if (spec.ephemeralContainers?.length)
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template"));
  return errors;
}

function matching(messages: readonly string[], value: string, path: string): FieldError[] {
  return messages.map((message) => invalid(path, value, message));
}

function validateChoice(value: string | undefined, path: string, choices: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return choices.includes(value) ? [] : [notSupported(path, value, choices)];
}

/** The names and numbers at the end of a spec. */
function validateNames(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const check = (
    field: "serviceAccountName" | "nodeName" | "hostname" | "subdomain" | "priorityClassName" | "runtimeClassName",
    rule: (name: string) => readonly string[],
  ): void => {
    const name = spec[field];
    if (name) errors.push(...matching(rule(name), name, `${path}.${field}`));
  };
  check("serviceAccountName", dns1123Subdomain);
  check("nodeName", dns1123Subdomain);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined)
    for (const message of inRange(deadline, 1, 2147483647))
      errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, message));
  check("hostname", dns1123Label);
  check("subdomain", dns1123Label);
  errors.push(...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`));
  (spec.hostAliases ?? []).forEach(({ ip, hostnames }, index) => {
    errors.push(...validateAddress(`${path}.hostAliases[${index}].ip`, ip ?? ""));
    (hostnames ?? []).forEach((name, nameIndex) => {
      errors.push(...matching(dns1123Subdomain(name), name, `${path}.hostAliases[${index}].hostnames[${nameIndex}]`));
    });
  });
  check("priorityClassName", dns1123Subdomain);
  if (spec.runtimeClassName === "") errors.push(...matching(dns1123Subdomain(""), "", `${path}.runtimeClassName`));
  else check("runtimeClassName", dns1123Subdomain);
  if (spec.preemptionPolicy !== undefined) {
    errors.push(
      ...validateChoice(spec.preemptionPolicy, `${path}.preemptionPolicy`, ["PreemptLowerPriority", "Never"]),
    );
  }
  if (spec.overhead) {
    const rules = { nameRule: validateContainerResourceName, claimNames: new Set<string>() };
    errors.push(...validateResourceRequirements({ limits: spec.overhead }, `${path}.overhead`, rules));
  }
  return errors;
}

function validateResourceClaims(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (spec.resourceClaims ?? []).forEach((claim, index) => {
    const at = `${path}[${index}]`;
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (!name) errors.push(required(`${at}.name`));
    else if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    else errors.push(...matching(dns1123Label(name), name, `${at}.name`));
    seen.add(name);
    const value = {
      Name: name ?? "",
      ResourceClaimName: resourceClaimName ?? null,
      ResourceClaimTemplateName: resourceClaimTemplateName ?? null,
    };
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(
        invalid(at, value, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"),
      );
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      errors.push(invalid(at, value, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
    }
    if (resourceClaimName !== undefined)
      errors.push(...matching(dns1123Subdomain(resourceClaimName), resourceClaimName, `${at}.resourceClaimName`));
    if (resourceClaimTemplateName !== undefined) {
      errors.push(
        ...matching(
          dns1123Subdomain(resourceClaimTemplateName),
          resourceClaimTemplateName,
          `${at}.resourceClaimTemplateName`,
        ),
      );
    }
  });
  return errors;
}

function validatePodResources(spec: PodSpec, path: string, claimNames: ReadonlySet<string>): FieldError[] {
  const { resources } = spec;
  if (!resources) return [];
  const at = `${path}.resources`;
  if (spec.os?.name === "windows") return [forbidden(at, "may not be set for a windows pod")];
  const errors: FieldError[] = [];
  if (resources.claims) errors.push(forbidden(`${at}.claims`, "claims may not be set for Resources at pod-level"));
  errors.push(...validateResourceRequirements(resources, at, { nameRule: validatePodResourceName, claimNames }));
  const checks = [
    ["requests", resources.requests, aggregateContainers(spec, "requests")],
    ["limits", resources.limits, aggregateContainers(spec, "limits")],
  ] as const;
  for (const [list, own, aggregated] of checks) {
    for (const name of Object.keys(aggregated)) {
      const amount = own?.[name];
      const least = aggregated[name] as string;
      if (amount === undefined || (list === "limits" && !isHugePages(name)) || compareQuantity(least, amount) <= 0)
        continue;
      const words = `must be greater than or equal to aggregate container ${list} of ${canonicalQuantity(least)}`;
      errors.push(invalid(`${at}.${list}[${name}]`, canonicalQuantity(amount), words));
    }
  }
  (spec.containers ?? []).forEach(({ resources: container }, index) => {
    for (const [name, limit] of Object.entries(container?.limits ?? {})) {
      const most = resources.limits?.[name];
      if (most === undefined || compareQuantity(limit, most) <= 0) continue;
      const words = `must be less than or equal to pod limits of ${canonicalQuantity(most)}`;
      errors.push(invalid(`${at}.containers[${index}][${name}].limits`, canonicalQuantity(limit), words));
    }
  });
  return errors;
}

function validateHostNetwork(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.hostNetwork) return errors;
  (spec.containers ?? []).forEach(({ ports }, index) => {
    (ports ?? []).forEach(({ hostPort = 0, containerPort }, portIndex) => {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) return;
      const at = `${path}.containers[${index}].ports[${portIndex}].hostPort`;
      errors.push(invalid(at, hostPort, "must match `containerPort` when `hostNetwork` is true"));
    });
  });
  return errors;
}

function validateDns(spec: PodSpec, path: string): FieldError[] {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === "None") {
    if (!config) return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if (!config.nameservers?.length)
      return [required(`${path}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None")];
  }
  const errors: FieldError[] = [];
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (nameservers.length > 3)
    errors.push(invalid(`${path}.nameservers`, nameservers, "must not have more than 3 nameservers"));
  nameservers.forEach((server, index) => {
    errors.push(...validateAddress(`${path}.nameservers[${index}]`, server));
  });
  if (searches.length > 32)
    errors.push(invalid(`${path}.searches`, searches, "must not have more than 32 search paths"));
  if (searches.join(" ").length > 2048) {
    errors.push(
      invalid(
        `${path}.searches`,
        searches,
        "must not have more than 2048 characters (including spaces) in the search list",
      ),
    );
  }
  searches.forEach((search, index) => {
    if (search === ".") return;
    const name = search.endsWith(".") ? search.slice(0, -1) : search;
    errors.push(...matching(dns1123SubdomainWithUnderscore(name), name, `${path}.searches[${index}]`));
  });
  options.forEach(({ name }, index) => {
    if (!name) errors.push(required(`${path}.options[${index}]`, "must not be empty"));
  });
  return errors;
}

function validateGates(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (spec.schedulingGates ?? []).forEach(({ name }, index) => {
    errors.push(...matching(qualifiedName(name ?? ""), name ?? "", `${path}[${index}]`));
    if (seen.has(name)) errors.push(duplicate(`${path}[${index}]`, name));
    seen.add(name);
  });
  return errors;
}

function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const errors: FieldError[] = [];
  const words = "when `hostUsers` is false";
  if (spec.hostNetwork) errors.push(forbidden(`${path}.hostNetwork`, words));
  if (spec.hostPID) errors.push(forbidden(`${path}.HostPID`, words));
  if (spec.hostIPC) errors.push(forbidden(`${path}.HostIPC`, words));
  for (const [container, at] of visitContainers(spec, path))
    if (container.volumeDevices?.length) errors.push(forbidden(`${at}.volumeDevices`, words));
  return errors;
}

function validateHostnameOverride(spec: PodSpec, path: string): FieldError[] {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const errors: FieldError[] = [];
  if (spec.setHostnameAsFQDN) errors.push(forbidden(path, "may not be specified when setHostnameAsFQDN is true"));
  if (spec.hostNetwork) errors.push(forbidden(path, "may not be specified when hostNetwork is true"));
  if (name.length > 64) errors.push(tooLong(path, 64));
  errors.push(...matching(dns1123Subdomain(name), name, path));
  return errors;
}

/** Variables read from a file need an emptyDir volume. */
function validateFileKeyVolumes(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [container, at] of visitContainers(spec, path)) {
    (container.env ?? []).forEach(({ valueFrom }, index) => {
      if (!valueFrom?.fileKeyRef) return;
      const { volumeName } = valueFrom.fileKeyRef;
      const volume = (spec.volumes ?? []).find(({ name }) => name === volumeName);
      const field = `${at}.env[${index}].valueFrom.fileKeyRef.volumeName`;
      if (!volume) errors.push(notFound(field, volumeName));
      else if (!volume.emptyDir) errors.push(invalid(field, volumeName, "referenced volume must be of type emptyDir"));
    });
  }
  return errors;
}
