/** Which pods stand behind a Service and what of a pod shows in endpoints. Shared by Endpoints and EndpointSlices. */
import type { Pod, Service, ServicePort } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { isPodFinished } from "../../controllerkit/podFacts.ts";
import type { Store } from "../../store/Store.ts";

/** The pods a Service selects, in order of their last write. */
export function podsOf(store: Store, { metadata, spec }: Service): readonly Pod[] {
  const { selector = {} } = spec;
  const key = firstSelectorKey(selector, metadata.namespace ?? "");
  const pods: Pod[] = [];
  if (key === undefined) return pods;
  for (const pod of store.byIndex("pods", "label", key) as Iterable<Pod>) if (selects(selector, pod)) pods.push(pod);
  return pods;
}

export function selects(selector: { readonly [key: string]: string }, pod: Pod): boolean {
  const { labels } = pod.metadata;
  for (const key in selector) if (labels?.[key] !== selector[key]) return false;
  return true;
}

/** Has an address and will run. `withTerminating`: also while it is being deleted. */
export function belongsInEndpoints(pod: Pod, withTerminating: boolean): boolean {
  if (!pod.status?.podIP || isPodFinished(pod)) return false;
  return withTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** Whether all ports of a Service have the same number on every pod. */
export function hasFixedPorts({ spec }: Service): boolean {
  return !(spec.ports ?? []).some(({ targetPort }) => typeof targetPort === "string");
}

/** The number a Service's port has on a pod: its targetPort, looked up by name there. */
export function portOnPod(
  pod: Pod | undefined,
  { targetPort, port, protocol = "TCP" }: ServicePort,
): number | undefined {
  if (typeof targetPort !== "string") return targetPort || port;
  if (!pod) return undefined;
  const { containers, initContainers = [] } = pod.spec;
  for (const container of [
    ...containers,
    ...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always"),
  ]) {
    for (const { name, containerPort, protocol: own = "TCP" } of container.ports ?? [])
      if (name === targetPort && own === protocol) return containerPort;
  }
  return undefined;
}

/** A pod with a hostname under a headless Service that is its subdomain is found by that name. */
export function hostnameOf({ spec, metadata }: Pod, service: Service): string | undefined {
  const named =
    spec.hostname && spec.subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace;
  return named ? spec.hostname : undefined;
}

/** A Service without an address of its own. */
export function isHeadless({ spec }: Service): boolean {
  return !spec.clusterIP || spec.clusterIP === "None";
}
