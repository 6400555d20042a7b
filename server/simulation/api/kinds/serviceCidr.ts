/** ServiceCIDRs and IPAddresses. Models kubernetes pkg/registry/networking/{servicecidr,ipaddress} and validation. */
import type { IPAddress, ServiceCIDR } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { printedAbsent } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { addressText, parseAddress, parseCidr, validateCidr } from "./validation/addresses.ts";
import { type FieldError, invalid, required } from "./validation/errors.ts";
import { dns1123Subdomain, IMMUTABLE, nameIsPathSegment } from "./validation/names.ts";

const MOST_CIDRS = 2;

export const serviceCidr: ResourceDefinition<ServiceCIDR> = {
  names: resourceNames("networking.k8s.io", "servicecidrs"),
  resource: "servicecidrs.networking.k8s.io",
  schemaType: "networking.v1.ServiceCIDR",
  hasStatus: true,
  statusKeepsMetadata: true,
  prepareCreate(draft) {
    draft.status = {};
  },
  validate({ spec }) {
    const cidrs = spec?.cidrs ?? [];
    if (cidrs.length === 0) return [required("spec.cidrs", "at least one CIDR required")];
    return validateCidrs(cidrs);
  },
  validateUpdate: (object, old) => validateCidrsUpdate(object.spec, old.spec?.cidrs ?? []),
  columns: [
    NAME_COLUMN,
    textColumn(
      "CIDRs",
      'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, (object.spec?.cidrs ?? []).join(","), ageCell(object, now)],
};

export const ipAddress: ResourceDefinition<IPAddress> = {
  names: resourceNames("networking.k8s.io", "ipaddresses"),
  resource: "ipaddresses.networking.k8s.io",
  schemaType: "networking.v1.IPAddress",
  validateName(name) {
    const address = parseAddress(name);
    if (!address) return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
    const canonical = addressText(address.bytes);
    return canonical === name ? [] : [`must be in canonical form ("${canonical}")`];
  },
  validate: ({ spec }) => validateParent(spec?.parentRef),
  validateUpdate: (object, old) => [
    ...validateParent(object.spec?.parentRef),
    ...(equalJson(object.spec?.parentRef, old.spec?.parentRef)
      ? []
      : [invalid("spec.parentRef", printedParent(object.spec?.parentRef), IMMUTABLE)]),
  ],
  columns: [
    NAME_COLUMN,
    textColumn(
      "ParentRef",
      "ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.",
    ),
    // Upstream has no column for the age it fills in.
  ],
  row: (object, now) => {
    const { group, resource = "", namespace, name = "" } = object.spec?.parentRef ?? {};
    const parent = [(group ? `${resource}.${group}` : resource).toLowerCase(), namespace, name]
      .filter(Boolean)
      .join("/");
    return [object.metadata.name, parent, ageCell(object, now)];
  },
};

function validateCidrs(cidrs: readonly string[]): FieldError[] {
  const path = "spec.cidrs";
  if (cidrs.length > MOST_CIDRS) return [invalid(path, { CIDRs: cidrs }, "may only hold up to 2 values")];
  const errors = cidrs.flatMap((cidr, index) => validateCidr(`${path}[${index}]`, cidr));
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.network.length);
  if (cidrs.length === MOST_CIDRS && first !== undefined && first === second) {
    const words = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64";
    errors.push(invalid(path, cidrs, words));
  }
  return errors;
}

/** A second range may join the first; nothing else changes. */
function validateCidrsUpdate(spec: ServiceCIDR["spec"], old: readonly string[]): FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  const path = "spec.cidrs";
  const grows = old.length === 1 && cidrs.length === MOST_CIDRS;
  if (cidrs.length !== old.length && !grows)
    return [invalid(path, cidrs.length > 0 ? cidrs : printedAbsent(spec, "cidrs"), IMMUTABLE)];
  const errors = old.flatMap((cidr, index) =>
    cidr === cidrs[index] ? [] : [invalid(`${path}[${index}]`, cidrs[index], IMMUTABLE)],
  );
  return grows ? [...errors, ...validateCidrs(cidrs)] : errors;
}

/** As Go's internal type prints it. */
function printedParent(parent: NonNullable<IPAddress["spec"]>["parentRef"] | undefined): object | null {
  if (!parent) return null;
  const { group = "", resource = "", namespace = "", name = "" } = parent;
  return { Group: group, Resource: resource, Namespace: namespace, Name: name };
}

function validateParent(parent: NonNullable<IPAddress["spec"]>["parentRef"] | undefined): FieldError[] {
  if (!parent) return [required("spec.parentRef")];
  const errors: FieldError[] = [];
  const path = "spec.parentRef";
  const { group, resource, name, namespace } = parent;
  if (group) for (const message of dns1123Subdomain(group)) errors.push(invalid(`${path}.group`, group, message));
  for (const [field, value] of [
    ["resource", resource],
    ["name", name],
  ] as const) {
    if (!value) errors.push(required(`${path}.${field}`));
    else
      for (const message of nameIsPathSegment(value, false)) errors.push(invalid(`${path}.${field}`, value, message));
  }
  if (namespace)
    for (const message of nameIsPathSegment(namespace, false))
      errors.push(invalid(`${path}.namespace`, namespace, message));
  return errors;
}
