/** Models kubernetes pkg/api/service/warnings.go. */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import { warningsForAddress, warningsForCidr } from "../validation/addresses.ts";

const HINTS = "service.kubernetes.io/topology-aware-hints";
const MODE = "service.kubernetes.io/topology-mode";

export function serviceWarnings({ metadata, spec }: Service): string[] {
  const warnings: string[] = [];
  const headless = spec.type === "ClusterIP" && spec.clusterIP === "None";
  const external = spec.externalIPs ?? [];
  const named = spec.type === "ExternalName";
  if (metadata.annotations && Object.hasOwn(metadata.annotations, HINTS))
    warnings.push(`annotation ${HINTS} is deprecated, please use ${MODE} instead`);
  if (spec.clusterIP && !headless)
    (spec.clusterIPs ?? []).forEach((ip, index) =>
      warnings.push(...warningsForAddress(`spec.clusterIPs[${index}]`, ip)),
    );
  if (headless) {
    if (spec.loadBalancerIP) warnings.push("spec.loadBalancerIP is ignored for headless services");
    if (external.length > 0) warnings.push("spec.externalIPs is ignored for headless services");
    if (spec.sessionAffinity !== "None") warnings.push("spec.SessionAffinity is ignored for headless services");
  }
  external.forEach((ip, index) => warnings.push(...warningsForAddress(`spec.externalIPs[${index}]`, ip)));
  if (external.length > 0 && !headless && !named)
    warnings.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  if (spec.loadBalancerIP) warnings.push(...warningsForAddress("spec.loadBalancerIP", spec.loadBalancerIP));
  (spec.loadBalancerSourceRanges ?? []).forEach((range, index) =>
    warnings.push(...warningsForCidr(`spec.loadBalancerSourceRanges[${index}]`, range)),
  );
  if (named && external.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!named && spec.externalName) warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === "PreferClose") {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
