/**
 * Checks of resource names, amounts, requests and limits.
 * Models kubernetes pkg/apis/core/validation/validation.go and pkg/apis/core/helper/helpers.go.
 */
import { canonicalQuantity, compareQuantity, milliValue, wholeValue } from "../../../runtime/quantity.ts";
import { duplicate, FieldError, forbidden, invalid, notSupported, required } from "./errors.ts";
import { dns1123Label, NOT_NEGATIVE, qualifiedName } from "./names.ts";

export type ResourceList = { readonly [name: string]: string };
export type ResourceNameRule = (name: string, path: string) => FieldError[];

const COUNTED = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const INTEGER_RESOURCES = new Set(COUNTED);
const STANDARD_RESOURCES = new Set([
  "cpu",
  "memory",
  "ephemeral-storage",
  "storage",
  "requests.storage",

  "requests.cpu",
  "requests.memory",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  ...COUNTED,
]);
const CONTAINER_RESOURCES = new Set(["cpu", "memory", "ephemeral-storage"]);

export const isHugePages = (name: string): boolean => name.startsWith("hugepages-");
/** In the kubernetes.io namespace, or without any. */
const isNativeResource = (name: string): boolean => !name.includes("/") || name.includes("kubernetes.io/");
const isStandardResource = (name: string): boolean =>
  STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith("requests.hugepages-");
/** Requests may be lower than limits. */
export const isOvercommittable = (name: string): boolean => isNativeResource(name) && !isHugePages(name);

/** A device plugin's resource, `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith("requests.")) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

const isIntegerResource = (name: string): boolean => INTEGER_RESOURCES.has(name) || isExtendedResource(name);

/** Any resource: a known one, or one with a domain. */
export function validateResourceName(name: string, path: string): FieldError[] {
  const errors = qualifiedName(name).map((message) => invalid(path, name, message));
  if (errors.length > 0) return errors;
  return name.includes("/") || isStandardResource(name)
    ? []
    : [invalid(path, name, "must be a standard resource type or fully qualified")];
}

/** A resource a container may ask for. */
export function validateContainerResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes("/")) {
    if (!CONTAINER_RESOURCES.has(name) && !isHugePages(name))
      errors.push(invalid(path, name, "must be a standard resource for containers"));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** A resource a whole pod may ask for. */
export function validatePodResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || name === "cpu" || name === "memory" || isHugePages(name)) return errors;
  return [notSupported(path, name, ["cpu", "hugepages-", "memory"])];
}

export function validateResourceQuantity(name: string, amount: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (compareQuantity(amount, "0") < 0) errors.push(invalid(path, canonicalQuantity(amount), NOT_NEGATIVE));
  if (isIntegerResource(name) && milliValue(amount) % 1000 !== 0)
    errors.push(invalid(path, canonicalQuantity(amount), "must be an integer"));
  return errors;
}

export interface Requirements {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
  readonly claims?: readonly { readonly name: string; readonly request?: string }[];
}

export interface RequirementRules {
  readonly nameRule: ResourceNameRule;
  /** Names in the pod's `resourceClaims`. */
  readonly claimNames: ReadonlySet<string>;
}

export function validateResourceRequirements(
  requirements: Requirements,
  path: string,
  rules: RequirementRules,
): FieldError[] {
  const errors: FieldError[] = [];
  const limits = requirements.limits ?? {};
  const requests = requirements.requests ?? {};
  for (const name of Object.keys(limits))
    errors.push(...validateAmount(name, limits[name] as string, { path: `${path}.limits[${name}]`, rules }));
  for (const name of Object.keys(requests)) {
    const amount = requests[name] as string;
    const hugePageErrors = validateHugePages(name, amount, `${path}.requests[${name}]`);
    errors.push(
      ...rules.nameRule(name, `${path}.requests[${name}]`),
      ...validateResourceQuantity(name, amount, `${path}.requests[${name}]`),
    );
    errors.push(...validateAgainstLimit(name, amount, { limit: limits[name], path }), ...hugePageErrors);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory"))
    errors.push(forbidden(path, "HugePages require cpu or memory"));
  errors.push(...validateClaimNames(requirements.claims ?? [], `${path}.claims`, rules.claimNames));
  return errors;
}

function validateAmount(
  name: string,
  amount: string,
  { path, rules }: { readonly path: string; readonly rules: RequirementRules },
): FieldError[] {
  return [
    ...rules.nameRule(name, path),
    ...validateResourceQuantity(name, amount, path),
    ...validateHugePages(name, amount, path),
  ];
}

function validateAgainstLimit(
  name: string,
  amount: string,
  { limit, path }: { readonly limit: string | undefined; readonly path: string },
): FieldError[] {
  if (limit === undefined) {
    return isOvercommittable(name)
      ? []
      : [required(`${path}.limits`, "Limit must be set for non overcommitable resources")];
  }
  const order = compareQuantity(amount, limit);
  const text = canonicalQuantity(limit);
  if (order !== 0 && !isOvercommittable(name))
    return [invalid(`${path}.requests`, canonicalQuantity(amount), `must be equal to ${name} limit of ${text}`)];
  if (order > 0)
    return [
      invalid(`${path}.requests`, canonicalQuantity(amount), `must be less than or equal to ${name} limit of ${text}`),
    ];
  return [];
}

function validateHugePages(name: string, amount: string, path: string): FieldError[] {
  if (!isHugePages(name) || isDivisible(name, amount)) return [];
  const text = canonicalQuantity(amount);
  return [invalid(path, text, `${text} is not positive integer multiple of ${name}`)];
}

function isDivisible(name: string, amount: string): boolean {
  try {
    const size = name.slice("hugepages-".length);
    if (milliValue(size) <= 0 || milliValue(size) % 1000 !== 0) return false;
    return wholeValue(amount) % wholeValue(size) === 0;
  } catch {
    return false;
  }
}

function validateClaimNames(
  claims: NonNullable<Requirements["claims"]>,
  path: string,
  known: ReadonlySet<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  claims.forEach(({ name, request }, index) => {
    const at = `${path}[${index}]`;
    if (!name) {
      errors.push(required(at));
      return;
    }
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request) for (const message of dns1123Label(request)) errors.push(invalid(`${at}.request`, request, message));
      const key = request ? `${name}/${request}` : name;
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      seen.add(key);
    }
    if (known.has(name)) return;
    const choices = known.size === 0 ? " which is empty" : `: ${[...known].sort().join(", ")}`;
    errors.push(
      new FieldError({
        type: "FieldValueNotFound",
        field: at,
        value: name,
        detail: `must be one of the names in pod.spec.resourceClaims${choices}`,
      }),
    );
  });
  return errors;
}
