/** Rules about cluster IPs and families. Models kubernetes pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields. */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import { isIPv6, validateAddress } from "../validation/addresses.ts";
import { duplicate, type FieldError, invalid, notSupported, required } from "../validation/errors.ts";
import { isHeadless, NONE_IP, type ServiceLike, typeOf } from "./fields.ts";

const POLICIES = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const FAMILIES = ["IPv4", "IPv6"];
const IPS = "spec.clusterIPs";
const CHANGED = "may not change once set";

export function validateClusterIPFields(service: ServiceLike, old?: Service): FieldError[] {
  if (typeOf(service) === "ExternalName") return [];
  const { spec } = service;
  const ips = spec.clusterIPs ?? [];
  const families = spec.ipFamilies ?? [];
  const errors: FieldError[] = [];
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(required(IPS));
    else if (ips[0] !== spec.clusterIP) errors.push(invalid(IPS, ips, "first value must match `clusterIP`"));
  } else if (ips.length > 0) errors.push(invalid(IPS, ips, "must be empty when `clusterIP` is not specified"));
  families.forEach((family, index) => {
    if (!FAMILIES.includes(family)) errors.push(notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
    if (families.indexOf(family) < index) errors.push(duplicate(`spec.ipFamilies[${index}]`, family));
  });
  if (spec.ipFamilyPolicy !== undefined && !POLICIES.includes(spec.ipFamilyPolicy)) {
    errors.push(notSupported("spec.ipFamilyPolicy", spec.ipFamilyPolicy, POLICIES));
  }
  const wrong = validateEach(ips, old?.spec.clusterIPs ?? []);
  errors.push(...wrong);
  if (ips.length > 2) errors.push(invalid(IPS, ips, "may only hold up to 2 values"));
  if (wrong.length > 0) return errors;
  if (ips.length > 1 && (ips.filter(isIPv6).length > 1 || ips.filter((ip) => !isIPv6(ip)).length > 1)) {
    errors.push(invalid(IPS, ips, "may specify no more than one IP for each IP family"));
  }
  if (isHeadless(service)) return errors;
  ips.slice(0, families.length).forEach((ip, index) => {
    const family = families[index];
    if ((family === "IPv4" && isIPv6(ip)) || (family === "IPv6" && !isIPv6(ip))) {
      errors.push(
        invalid(`${IPS}[${index}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``),
      );
    }
  });
  return errors;
}

function validateEach(ips: readonly string[], old: readonly string[]): FieldError[] {
  return ips.flatMap((ip, index) => {
    if (index > 0 || ip !== NONE_IP) return validateAddress(`${IPS}[${index}]`, ip, old);
    return ips.length > 1 ? [invalid(IPS, ips, "'None' must be the first and only value")] : [];
  });
}

/** What may change about addresses when a Service is updated. */
export function validateClusterIPChange(service: Service, old: Service): FieldError[] {
  if (typeOf(service) === "ExternalName" || typeOf(old) === "ExternalName") return [];
  if (isHeadless(service) && isHeadless(old)) return [];
  const before = old.spec.clusterIPs ?? [];
  const after = service.spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  const firstChanged = before.length > 0 && after.length > 0 && after[0] !== before[0];
  if (before.length === after.length) {
    before.forEach((ip, index) => {
      if (ip !== after[index]) errors.push(invalid(`${IPS}[${index}]`, after, CHANGED));
    });
  } else if (before.length > after.length) {
    if (after.length === 0)
      errors.push(invalid(`${IPS}[0]`, service.spec.clusterIPs, "primary clusterIP can not be unset"));
    if (firstChanged) errors.push(invalid(`${IPS}[0]`, after, CHANGED));
    if (after.length === 1) errors.push(...mustBeSingle(service, "clusterIP"));
  } else if (firstChanged) errors.push(invalid(`${IPS}[0]`, after, CHANGED));
  return errors;
}

export function validateFamilyChange(service: Service, old: Service): FieldError[] {
  if (typeOf(service) === "ExternalName" || typeOf(old) === "ExternalName") return [];
  if (isHeadless(service) || isHeadless(old)) return [];
  const before = old.spec.ipFamilies ?? [];
  const after = service.spec.ipFamilies ?? [];
  const first = "spec.ipFamilies[0]";
  const errors: FieldError[] = [];
  const firstChanged = before.length > 0 && after.length > 0 && after[0] !== before[0];
  if (before.length === after.length) {
    before.forEach((family, index) => {
      if (family !== after[index]) errors.push(invalid(first, after, CHANGED));
    });
  } else if (before.length > after.length) {
    if (!service.spec.clusterIPs?.length)
      errors.push(invalid(first, service.spec.ipFamilies, "primary ipFamily can not be unset"));
    if (firstChanged) errors.push(invalid(first, service.spec.clusterIPs, CHANGED));
    if (after.length === 1) errors.push(...mustBeSingle(service, "ipFamily"));
  } else if (firstChanged) errors.push(invalid(first, service.spec.clusterIPs, CHANGED));
  return errors;
}

function mustBeSingle({ spec }: Service, what: string): FieldError[] {
  if (spec.ipFamilyPolicy === "SingleStack") return [];
  return [
    invalid(
      "spec.ipFamilyPolicy",
      spec.ipFamilyPolicy,
      `must be set to 'SingleStack' when releasing the secondary ${what}`,
    ),
  ];
}
