/** Checks of containers, init containers and ephemeral containers. Models kubernetes pkg/apis/core/validation/validation.go. */
import type {
  Container,
  ContainerPort,
  ContainerResizePolicy,
  EphemeralContainer,
  PodSpec,
} from "../../../../protocol/kubernetes/index.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from "../validation/errors.ts";
import { dns1123Label, portName, portNumber } from "../validation/names.ts";
import { validateContainerResourceName, validateResourceRequirements } from "../validation/resources.ts";
import { validateEnv, validateEnvFrom } from "./validateEnv.ts";
import { type KnownVolumes, validateVolumeDevices, validateVolumeMounts } from "./validateMounts.ts";
import { validateLifecycle, validateProbe } from "./validateProbes.ts";
import { validateSecurityContext } from "./validateSecurity.ts";

/** What a container's checks need of its pod. */
export interface ContainerSurroundings {
  readonly spec: PodSpec;
  readonly volumes: KnownVolumes;
  readonly claimNames: ReadonlySet<string>;
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

export function validateContainers(path: string, surroundings: ContainerSurroundings): FieldError[] {
  const { spec } = surroundings;
  const containers = spec.containers ?? [];
  if (containers.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const gracePeriod = spec.terminationGracePeriodSeconds;
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    errors.push(...validateCommon(container, at, surroundings));
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    if (container.lifecycle) errors.push(...validateLifecycle(container.lifecycle, `${at}.lifecycle`, gracePeriod));
    for (const kind of PROBES) errors.push(...validateProbe(container[kind], kind, { path: at, gracePeriod }));
    errors.push(...validateRestartRules(container, at));
  });
  errors.push(...validateHostPorts(containers, path));
  return errors;
}

export function validateInitContainers(path: string, surroundings: ContainerSurroundings): FieldError[] {
  const { spec } = surroundings;
  const errors: FieldError[] = [];
  const names = new Set((spec.containers ?? []).map(({ name }) => name));
  const gracePeriod = spec.terminationGracePeriodSeconds;
  (spec.initContainers ?? []).forEach((container, index) => {
    const at = `${path}[${index}]`;
    const sidecar = container.restartPolicy === "Always";
    errors.push(...validateCommon(container, at, surroundings));
    if (container.restartPolicy !== undefined) errors.push(...validateRestartRules(container, at));
    else if (container.restartPolicyRules?.length) errors.push(required(`${at}.restartPolicy`, RULES_NEED_POLICY));
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    errors.push(...validateHostPorts([container], path));
    if (sidecar) {
      if (container.lifecycle) errors.push(...validateLifecycle(container.lifecycle, `${at}.lifecycle`, gracePeriod));
      for (const kind of PROBES) errors.push(...validateProbe(container[kind], kind, { path: at, gracePeriod }));
      return;
    }
    for (const member of ["lifecycle", ...PROBES] as const) {
      if (container[member])
        errors.push(forbidden(`${at}.${member}`, "may not be set for init containers without restartPolicy=Always"));
    }
    (container.resizePolicy ?? []).forEach(({ restartPolicy }, policyIndex) => {
      if (restartPolicy !== "RestartContainer") return;
      const words = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      errors.push(invalid(`${at}.resizePolicy[${policyIndex}].restartPolicy`, restartPolicy, words));
    });
  });
  return errors;
}

/** Members an ephemeral container cannot have, in the order of Go's type. */
const NOT_EPHEMERAL = [
  "ports",
  "resources",
  "resizePolicy",
  "restartPolicy",
  "restartPolicyRules",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;
const CANNOT = "cannot be set for an Ephemeral Container";

export function validateEphemeralContainers(path: string, surroundings: ContainerSurroundings): FieldError[] {
  const { spec } = surroundings;
  const errors: FieldError[] = [];
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  (spec.ephemeralContainers ?? []).forEach((container: EphemeralContainer, index) => {
    const at = `${path}[${index}]`;
    errors.push(...validateCommon(container as Container, at, surroundings), ...validateImageSpaces(container, at));
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    for (const member of NOT_EPHEMERAL) {
      const value: unknown = container[member];
      const isUnset = value === undefined || (member === "resources" && Object.keys(value as object).length === 0);
      if (!isUnset) errors.push(forbidden(`${at}.${member}`, CANNOT));
    }
    (container.volumeMounts ?? []).forEach((mount, mountIndex) => {
      for (const member of ["subPath", "subPathExpr"] as const) {
        if (mount[member]) errors.push(forbidden(`${at}.volumeMounts[${mountIndex}].${member}`, CANNOT));
      }
    });
  });
  return errors;
}

function validateCommon(
  container: Container,
  path: string,
  { spec, volumes, claimNames }: ContainerSurroundings,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(required(`${path}.name`));
  else
    for (const message of dns1123Label(container.name)) errors.push(invalid(`${path}.name`, container.name, message));
  if (!container.image) errors.push(required(`${path}.image`));
  const policy = container.terminationMessagePolicy;
  if (!policy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (policy !== "File" && policy !== "FallbackToLogsOnError") {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, policy, ["File", "FallbackToLogsOnError"]));
  }
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`));
  errors.push(
    ...validateEnv(container.env ?? [], `${path}.env`),
    ...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`),
  );
  errors.push(...validateVolumeMounts(container, `${path}.volumeMounts`, volumes));
  errors.push(...validateVolumeDevices(container, `${path}.volumeDevices`, volumes));
  errors.push(...validatePullPolicy(container.imagePullPolicy, `${path}.imagePullPolicy`));
  const rules = { nameRule: validateContainerResourceName, claimNames };
  errors.push(...validateResourceRequirements(container.resources ?? {}, `${path}.resources`, rules));
  errors.push(...validateResizePolicies(container.resizePolicy ?? [], `${path}.resizePolicy`, spec.restartPolicy));
  errors.push(
    ...validateSecurityContext(container.securityContext, `${path}.securityContext`, spec.hostUsers !== false),
  );
  return errors;
}

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach(({ name, containerPort, hostPort, protocol = "" }, index) => {
    const at = `${path}[${index}]`;
    if (name) {
      const messages = portName(name);
      if (messages.length > 0) for (const message of messages) errors.push(invalid(`${at}.name`, name, message));
      else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      else names.add(name);
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`));
    else
      for (const message of portNumber(containerPort))
        errors.push(invalid(`${at}.containerPort`, containerPort, message));
    if (hostPort) for (const message of portNumber(hostPort)) errors.push(invalid(`${at}.hostPort`, hostPort, message));
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  });
  return errors;
}

/** One host port on one address can be used once in a pod. */
function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const used = new Set<string>();
  containers.forEach(({ ports }, index) => {
    (ports ?? []).forEach(({ protocol, hostIP = "", hostPort }, portIndex) => {
      if (!hostPort) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (used.has(key)) errors.push(duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, key));
      used.add(key);
    });
  });
  return errors;
}

const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];

export function validatePullPolicy(policy: string | undefined, path: string): FieldError[] {
  if (!policy) return [required(path)];
  return PULL_POLICIES.includes(policy) ? [] : [notSupported(path, policy, PULL_POLICIES)];
}

const RESIZE_POLICIES = ["NotRequired", "RestartContainer"];

function validateResizePolicies(
  policies: readonly ContainerResizePolicy[],
  path: string,
  podRestartPolicy: string | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  policies.forEach(({ resourceName, restartPolicy }, index) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${index}]`, resourceName));
    seen.add(resourceName);
    if (!resourceName) errors.push(required(path));
    else if (resourceName !== "cpu" && resourceName !== "memory")
      errors.push(notSupported(path, resourceName, ["cpu", "memory"]));
    if (!restartPolicy) errors.push(required(path));
    else if (!RESIZE_POLICIES.includes(restartPolicy)) errors.push(notSupported(path, restartPolicy, RESIZE_POLICIES));
    if (podRestartPolicy === "Never" && restartPolicy !== "NotRequired") {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
  });
  return errors;
}

const RESTART_POLICIES = ["Always", "Never", "OnFailure"];
const RESTART_ACTIONS = ["Restart", "RestartAllContainers"];
const RULES_NEED_POLICY = "must specify restartPolicy when restart rules are used";
const RULES_LIMIT = 20;
const EXIT_CODES_LIMIT = 255;

function validateRestartRules(
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (restartPolicy === undefined) {
    if (rules.length === 0) return errors;
    errors.push(required(`${path}.restartPolicy`, RULES_NEED_POLICY));
  } else if (!RESTART_POLICIES.includes(restartPolicy))
    errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  if (rules.length > RULES_LIMIT) errors.push(tooMany(`${path}.restartPolicyRules`, rules.length, RULES_LIMIT));
  rules.forEach(({ action, exitCodes }, index) => {
    const at = `${path}.restartPolicyRules[${index}]`;
    if (!RESTART_ACTIONS.includes(action ?? ""))
      errors.push(notSupported(`${at}.action`, action ?? "", RESTART_ACTIONS));
    if (!exitCodes) {
      errors.push(required(`${at}.exitCodes`, "must be specified"));
      return;
    }
    if (exitCodes.operator !== "In" && exitCodes.operator !== "NotIn") {
      errors.push(notSupported(`${at}.exitCodes.operator`, exitCodes.operator ?? "", ["In", "NotIn"]));
    }
    const count = exitCodes.values?.length ?? 0;
    if (count > EXIT_CODES_LIMIT) errors.push(tooMany(`${at}.exitCodes.values`, count, EXIT_CODES_LIMIT));
  });
  return errors;
}

/** Pods only: templates have let such images pass for too long. */
export function validateImageSpaces({ image = "" }: { readonly image?: string }, path: string): FieldError[] {
  return image.trim() === image
    ? []
    : [invalid(`${path}.image`, image, "must not have leading or trailing whitespace")];
}
