/** What the parts of the Service definition ask of a Service. Models kubernetes pkg/api/service/util.go. */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";

export type ServiceDraft = Draft<Service>;
/** Read-only view that drafts and stored Services both fit. */
export type ServiceLike = Pick<Service, "spec"> | Pick<ServiceDraft, "spec">;

export const NONE_IP = "None";

export const typeOf = (service: ServiceLike): string => service.spec.type ?? "";

export const needsClusterIP = (service: ServiceLike): boolean => typeOf(service) !== "ExternalName";

export const needsNodePort = (service: ServiceLike): boolean =>
  typeOf(service) === "NodePort" || typeOf(service) === "LoadBalancer";

/** A load balancer that asks nodes whether they hold endpoints. */
export const needsHealthCheckPort = (service: ServiceLike): boolean =>
  typeOf(service) === "LoadBalancer" && service.spec.externalTrafficPolicy === "Local";

export const externallyAccessible = (service: ServiceLike): boolean =>
  needsNodePort(service) || (typeOf(service) === "ClusterIP" && (service.spec.externalIPs ?? []).length > 0);

export function isHeadless(service: ServiceLike): boolean {
  const ips = service.spec.clusterIPs ?? [];
  return ips.length === 1 && ips[0] === NONE_IP;
}

/** Node ports a Service holds, its health check's included. */
export function heldNodePorts(service: ServiceLike): number[] {
  const ports = (service.spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
  if (needsHealthCheckPort(service)) ports.push(service.spec.healthCheckNodePort ?? 0);
  return ports.filter((port) => port !== 0);
}
