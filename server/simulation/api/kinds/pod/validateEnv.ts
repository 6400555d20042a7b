/** Checks of environment variables and what they refer to. Models kubernetes pkg/apis/core/validation/validation.go. */
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from "../../../../protocol/kubernetes/index.ts";
import { canonicalQuantity, compareQuantity } from "../../../runtime/quantity.ts";
import { type FieldError, invalid, notSupported, required } from "../validation/errors.ts";
import {
  configMapKey,
  dns1123Label,
  dns1123Subdomain,
  envVarName,
  nameIsSubdomain,
  qualifiedName,
} from "../validation/names.ts";
import { validateNoBacksteps } from "../validation/paths.ts";

export function validateEnv(variables: readonly EnvVar[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  variables.forEach((variable, index) => {
    const at = `${path}[${index}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else for (const message of envVarName(variable.name)) errors.push(invalid(`${at}.name`, variable.name, message));
    if (variable.valueFrom)
      errors.push(...validateValueFrom(variable.valueFrom, `${at}.valueFrom`, Boolean(variable.value)));
  });
  return errors;
}

const ENV_FIELDS = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

function validateValueFrom(source: EnvVarSource, path: string, hasValue: boolean): FieldError[] {
  const errors: FieldError[] = [];
  let sources = 0;
  if (source.fieldRef) {
    sources++;
    errors.push(...validateFieldRef(source.fieldRef, `${path}.fieldRef`, ENV_FIELDS));
  }
  if (source.resourceFieldRef) {
    sources++;
    errors.push(...validateResourceFieldRef(source.resourceFieldRef, `${path}.resourceFieldRef`, false));
  }
  for (const kind of ["configMapKeyRef", "secretKeyRef"] as const) {
    const reference = source[kind];
    if (!reference) continue;
    sources++;
    for (const message of dns1123Subdomain(reference.name ?? ""))
      errors.push(invalid(`${path}.${kind}.name`, reference.name ?? "", message));
    if (!reference.key) errors.push(required(`${path}.${kind}.key`));
    else
      for (const message of configMapKey(reference.key))
        errors.push(invalid(`${path}.${kind}.key`, reference.key, message));
  }
  if (source.fileKeyRef) {
    sources++;
    errors.push(...validateFileKeyRef(source.fileKeyRef, `${path}.fileKeyRef`));
  }
  if (sources === 0) {
    errors.push(
      invalid(
        path,
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
      ),
    );
  } else if (hasValue) errors.push(invalid(path, "", "may not be specified when `value` is not empty"));
  else if (sources > 1) errors.push(invalid(path, "", "may not have more than one field specified at a time"));
  return errors;
}

function validateFileKeyRef(reference: NonNullable<EnvVarSource["fileKeyRef"]>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!reference.key) errors.push(required(`${path}.key`));
  else for (const message of envVarName(reference.key)) errors.push(invalid(`${path}.key`, reference.key, message));
  if (!reference.volumeName) errors.push(required(`${path}.volumeName`));
  else
    for (const message of dns1123Label(reference.volumeName))
      errors.push(invalid(`${path}.volumeName`, reference.volumeName, message));
  if (!reference.path) errors.push(required(`${path}.path`));
  else errors.push(...validateNoBacksteps(reference.path, `${path}.path`));
  return errors;
}

/** Fields a pod's downward API knows at all; which of them may be used depends on the place. */
const KNOWN_FIELDS = new Set([
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.serviceAccountName",
  "spec.schedulerName",
  "status.phase",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
]);

/** `supported` in alphabetical order, as it is printed. */
export function validateFieldRef(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  path: string,
  supported: readonly string[],
): FieldError[] {
  if (!apiVersion) return [required(`${path}.apiVersion`)];
  if (!fieldPath) return [required(`${path}.fieldPath`)];
  const failed = (why: string): FieldError[] => [
    invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`),
  ];
  if (apiVersion !== "v1") return failed(`unsupported pod version: ${apiVersion}`);
  const subscripted = /^(.+)\['(.*)'\]$/.exec(fieldPath);
  if (subscripted) {
    const [, base = "", key = ""] = subscripted;
    if (base !== "metadata.annotations" && base !== "metadata.labels")
      return failed(`field label does not support subscript: ${fieldPath}`);
    const name = base === "metadata.annotations" ? key.toLowerCase() : key;
    return qualifiedName(name).map((message) => invalid(path, name, message));
  }
  if (!KNOWN_FIELDS.has(fieldPath) && fieldPath !== "spec.host")
    return failed(`field label not supported: ${fieldPath}`);
  const field = fieldPath === "spec.host" ? "spec.nodeName" : fieldPath;
  return supported.includes(field) ? [] : [notSupported(`${path}.fieldPath`, field, supported)];
}

const RESOURCE_FIELDS = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];
const BYTE_DIVISORS = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/** `inVolume`: there the container must be named. */
export function validateResourceFieldRef(
  reference: ResourceFieldSelector,
  path: string,
  inVolume: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const { containerName, resource = "", divisor = "0" } = reference;
  const hugePages = /^(requests|limits)\.hugepages-/.test(resource);
  if (inVolume && !containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!RESOURCE_FIELDS.includes(resource) && !hugePages)
    errors.push(notSupported(`${path}.resource`, resource, RESOURCE_FIELDS));
  if (compareQuantity(divisor, "0") === 0) return errors;
  const kind = hugePages ? "hugepages" : resource.replace(/^(requests|limits)\./, "");
  const allowed = kind === "cpu" ? ["1m", "1"] : BYTE_DIVISORS;
  const words = DIVISOR_WORDS[kind];
  if (words !== undefined && !allowed.includes(canonicalQuantity(divisor)))
    errors.push(invalid(`${path}.divisor`, resource, words));
  return errors;
}

const BYTES = "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the";
const DIVISOR_WORDS: { readonly [kind: string]: string } = {
  cpu: "only divisor's values 1m and 1 are supported with the cpu resource",
  memory: `${BYTES} memory resource`,
  "ephemeral-storage": `${BYTES} local ephemeral storage resource`,
  hugepages: `${BYTES} hugepages resource`,
};

export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  sources.forEach((source, index) => {
    const at = `${path}[${index}]`;
    if (source.prefix)
      for (const message of envVarName(source.prefix)) errors.push(invalid(`${at}.prefix`, source.prefix, message));
    let count = 0;
    for (const kind of ["configMapRef", "secretRef"] as const) {
      const reference = source[kind];
      if (!reference) continue;
      count++;
      if (!reference.name) errors.push(required(`${at}.${kind}.name`));
      else
        for (const message of nameIsSubdomain(reference.name, true))
          errors.push(invalid(`${at}.${kind}.name`, reference.name, message));
    }
    // Upstream reports these two at the list.
    if (count === 0) errors.push(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"));
    else if (count > 1) errors.push(invalid(path, "", "may not have more than one field specified at a time"));
  });
  return errors;
}
