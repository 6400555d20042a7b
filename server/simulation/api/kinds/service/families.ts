/**
 * Which IP families a Service has, on a cluster with IPv4 only.
 * Models kubernetes pkg/registry/core/service/storage/alloc.go initIPFamilyFields.
 */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { FieldError } from "../../machinery/status.ts";
import { isIPv6 } from "../validation/addresses.ts";
import { refuse } from "./allocation.ts";
import { NONE_IP, type ServiceDraft, typeOf } from "./fields.ts";
import { validateClusterIPFields } from "./validateClusterIPs.ts";

type Policy = "SingleStack" | "PreferDualStack" | "RequireDualStack";

/** Fills in policy and families, or throws what cannot be. `old` is left out on create. */
export function initFamilies(service: ServiceDraft, old?: Service): void {
  const { spec } = service;
  if (typeOf(service) === "ExternalName" || staysPreferDual(service, old)) return;
  const selectorless = spec.clusterIP === NONE_IP && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??=
    (old?.spec.ipFamilyPolicy as Policy | undefined) ?? (selectorless ? "RequireDualStack" : "SingleStack");
  const wrong = validateClusterIPFields(service, old);
  if (wrong.length > 0) throw refuse(service, ...wrong);
  const errors = [
    ...(old ? reconcileWithOld(service, old) : []),
    ...checkPolicy(service),
    ...inferFromAddresses(service),
  ];
  if (errors.length > 0) throw refuse(service, ...errors);
  if (selectorless) {
    if (!spec.ipFamilies?.length) spec.ipFamilies = ["IPv4"];
    if (spec.ipFamilies.length < 2 && spec.ipFamilyPolicy !== "SingleStack")
      spec.ipFamilies.push(spec.ipFamilies[0] === "IPv4" ? "IPv6" : "IPv4");
    return;
  }
  const refused: FieldError[] = [];
  if (spec.ipFamilyPolicy === "RequireDualStack") {
    refused.push(
      FieldError.invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        "this cluster is not configured for dual-stack services",
      ),
    );
  }
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (family !== "IPv4")
      refused.push(FieldError.invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster"));
  }
  if (refused.length > 0) throw refuse(service, ...refused);
  if (!spec.ipFamilies?.length) spec.ipFamilies = ["IPv4"];
}

function staysPreferDual({ spec }: ServiceDraft, old: Service | undefined): boolean {
  return (
    old !== undefined &&
    old.spec.type === spec.type &&
    spec.ipFamilyPolicy === "PreferDualStack" &&
    (old.spec.ipFamilyPolicy ?? "PreferDualStack") === "PreferDualStack" &&
    sameClusterIPs(old, { spec }) &&
    equalJson(old.spec.ipFamilies, spec.ipFamilies)
  );
}

export function sameClusterIPs(old: Service, next: Pick<ServiceDraft, "spec">): boolean {
  return (
    (old.spec.clusterIP ?? "") === (next.spec.clusterIP ?? "") &&
    equalJson(old.spec.clusterIPs ?? [], next.spec.clusterIPs ?? [])
  );
}

/** Single stack lets go of second addresses; any other policy may not lose them silently. */
function reconcileWithOld(service: ServiceDraft, old: Service): FieldError[] {
  const { spec } = service;
  if (spec.ipFamilyPolicy === "SingleStack") {
    if (sameClusterIPs(old, service) && (spec.clusterIPs?.length ?? 0) > 1)
      spec.clusterIPs = spec.clusterIPs?.slice(0, 1);
    if (equalJson(old.spec.ipFamilies, spec.ipFamilies) && (spec.ipFamilies?.length ?? 0) > 1)
      spec.ipFamilies = spec.ipFamilies?.slice(0, 1);
    return [];
  }
  const errors: FieldError[] = [];
  const reduced = (before: readonly string[] | undefined, after: readonly string[] | undefined) =>
    (after?.length ?? 0) > 0 && (after?.length ?? 0) < (before?.length ?? 0);
  if (reduced(old.spec.clusterIPs, spec.clusterIPs)) {
    errors.push(
      FieldError.invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        "must be 'SingleStack' to release the secondary cluster IP",
      ),
    );
  }
  if (reduced(old.spec.ipFamilies, spec.ipFamilies)) {
    errors.push(
      FieldError.invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        "must be 'SingleStack' to release the secondary IP family",
      ),
    );
  }
  return errors;
}

function checkPolicy({ spec }: ServiceDraft): FieldError[] {
  if (spec.ipFamilyPolicy !== "SingleStack") return [];
  const errors: FieldError[] = [];
  for (const [many, words] of [
    [spec.clusterIPs, "cluster IPs"],
    [spec.ipFamilies, "IP families"],
  ] as const) {
    if (many?.length !== 2) continue;
    errors.push(
      FieldError.invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${words} are specified`,
      ),
    );
  }
  return errors;
}

function inferFromAddresses({ spec }: ServiceDraft): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    if (address === NONE_IP) break;
    if (index < (spec.ipFamilies?.length ?? 0)) continue;
    if (isIPv6(address))
      errors.push(
        FieldError.invalid(`spec.clusterIPs[${index}]`, spec.clusterIPs, "IPv6 is not configured on this cluster"),
      );
    else spec.ipFamilies = [...(spec.ipFamilies ?? []), "IPv4"];
  }
  return errors;
}
