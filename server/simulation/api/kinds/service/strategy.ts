/**
 * What a Service gets when it is created and keeps when it is changed.
 * Models kubernetes pkg/registry/core/service/storage/storage.go (beginCreate, beginUpdate) and strategy.go.
 */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import type { StrategyContext } from "../../ResourceDefinition.ts";
import {
  allocateClusterIP,
  allocateHealthCheckPort,
  allocateNodePorts,
  NodePortOperation,
  updateNodePorts,
} from "./allocation.ts";
import { initFamilies, sameClusterIPs } from "./families.ts";
import {
  externallyAccessible,
  heldNodePorts,
  needsClusterIP,
  needsHealthCheckPort,
  needsNodePort,
  type ServiceDraft,
  typeOf,
} from "./fields.ts";

export function prepareServiceCreate(draft: ServiceDraft, context: StrategyContext): void {
  const { spec } = draft;
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
  initFamilies(draft);
  if (needsClusterIP(draft) && spec.clusterIPs?.[0] !== "None") allocateClusterIP(draft, context);
  const ports = new NodePortOperation(context);
  if (needsNodePort(draft)) allocateNodePorts(draft, ports);
  allocateHealthCheckPort(draft, ports);
  dropUnread(draft);
  draft.status = { loadBalancer: {} };
}

export function prepareServiceUpdate(draft: ServiceDraft, old: Service, context: StrategyContext): void {
  keepAllocated(draft, old);
  syncClusterIPs(draft, old);
  initFamilies(draft, old);
  if (typeOf(old) === "ExternalName" && needsClusterIP(draft) && draft.spec.clusterIPs?.[0] !== "None")
    allocateClusterIP(draft, context);
  const ports = new NodePortOperation(context);
  if (needsNodePort(draft)) updateNodePorts(draft, heldNodePorts(old), ports);
  if (!needsHealthCheckPort(old)) allocateHealthCheckPort(draft, ports);
  dropForType(draft, old);
  dropUnread(draft);
}

/** Balancers' addresses say how traffic comes; the rest of the status is as it came. */
export function prepareServiceStatus(draft: ServiceDraft): void {
  for (const ingress of draft.status?.loadBalancer?.ingress ?? [])
    if (ingress.ip && typeOf(draft) === "LoadBalancer") ingress.ipMode ??= "VIP";
}

/** Upstream keeps this member and hides it from readers. */
function dropUnread(draft: ServiceDraft): void {
  if (typeOf(draft) === "ExternalName") delete draft.spec.internalTrafficPolicy;
}

/** A manifest sent again without what the server once allotted keeps it. */
function keepAllocated(draft: ServiceDraft, old: Service): void {
  const { spec } = draft;
  if (needsClusterIP(old) && needsClusterIP(draft)) {
    spec.clusterIP ||= old.spec.clusterIP;
    if (!spec.clusterIPs?.length && old.spec.clusterIPs?.length) spec.clusterIPs = [...old.spec.clusterIPs];
  }
  if (needsNodePort(old) && needsNodePort(draft)) {
    const before = old.spec.ports ?? [];
    const used = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
    for (const port of spec.ports ?? []) {
      if (port.nodePort) continue;
      const known = before.findLast(({ name = "" }) => name === (port.name ?? ""))?.nodePort;
      if (known && !used.has(known)) port.nodePort = known;
    }
  }
  if (needsHealthCheckPort(old) && needsHealthCheckPort(draft) && !spec.healthCheckNodePort)
    spec.healthCheckNodePort = old.spec.healthCheckNodePort;
}

/** Old clients know clusterIP alone, new ones clusterIPs too: either change counts for both. */
function syncClusterIPs({ spec }: ServiceDraft, old: Service): void {
  const before = old.spec.clusterIP ?? "";
  const after = spec.clusterIP ?? "";
  const samePlural = equalJson(old.spec.clusterIPs ?? [], spec.clusterIPs ?? []);
  if (!spec.clusterIPs?.length && old.spec.clusterIPs?.length && before === after)
    spec.clusterIPs = [...old.spec.clusterIPs];
  if (before === after || !samePlural) return;
  if (before !== "" && after === "") delete spec.clusterIPs;
  else spec.clusterIPs = [after];
}

/** Fields the new type has no use for go, when nobody touched them. */
function dropForType(draft: ServiceDraft, old: Service): void {
  const { spec } = draft;
  if (needsClusterIP(old) && !needsClusterIP(draft)) {
    const sameIPs = sameClusterIPs(old, draft);
    if (equalJson(old.spec.ipFamilies, spec.ipFamilies)) delete spec.ipFamilies;
    if (old.spec.ipFamilyPolicy === spec.ipFamilyPolicy) delete spec.ipFamilyPolicy;
    if (sameIPs) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
  }
  const oldPorts = new Set((old.spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  if (
    needsNodePort(old) &&
    !needsNodePort(draft) &&
    (spec.ports ?? []).every(({ nodePort }) => !nodePort || oldPorts.has(nodePort))
  ) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (
    needsHealthCheckPort(old) &&
    !needsHealthCheckPort(draft) &&
    old.spec.healthCheckNodePort === spec.healthCheckNodePort
  )
    delete spec.healthCheckNodePort;
  if (typeOf(old) === "LoadBalancer" && typeOf(draft) !== "LoadBalancer") {
    if (old.spec.allocateLoadBalancerNodePorts === spec.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts;
    if (old.spec.loadBalancerClass === spec.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (
    externallyAccessible(old) &&
    !externallyAccessible(draft) &&
    old.spec.externalTrafficPolicy === spec.externalTrafficPolicy
  )
    delete spec.externalTrafficPolicy;
  if (typeOf(draft) !== "LoadBalancer" && draft.status?.loadBalancer?.ingress)
    draft.status = { ...draft.status, loadBalancer: {} };
}
