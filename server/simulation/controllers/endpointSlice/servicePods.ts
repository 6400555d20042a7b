/** Which Services a pod's change concerns, and what of a pod stands in endpoints. Shared by Endpoints and EndpointSlices. */
import type { Pod, Service, ServicePort } from "../../../protocol/kubernetes/index.ts";
import { labelIndexKeys, firstSelectorKey } from "../../api/indexes.ts";
import { isPodFinished, isPodReady, podCondition } from "../../controllerkit/podFacts.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import type { Store, StoreEvent } from "../../store/Store.ts";

/** `namespace/name` of the Services whose endpoints a change of a pod changes. Models pkg/controller/util/endpoint. */
export function servicesConcerned(store: Store, { type, object, previous }: StoreEvent): Iterable<string> {
  const pod = object as Pod;
  const old = previous as Pod | undefined;
  const keys = new Set<string>();
  if (type === "MODIFIED" && old) {
    const relabelled = pod.metadata.labels !== old.metadata.labels;
    if (!relabelled && !endpointDiffers(pod, old)) return keys;
    if (relabelled) addSelecting(store, old, keys);
  }
  addSelecting(store, pod, keys);
  return keys;
}

/** The pods a Service selects, in order of their last write. */
export function podsOf(store: Store, { metadata, spec }: Service): readonly Pod[] {
  const { selector = {} } = spec;
  const key = firstSelectorKey(selector, metadata.namespace ?? "");
  const pods: Pod[] = [];
  if (key === undefined) return pods;
  for (const pod of store.byIndex("pods", "label", key) as Iterable<Pod>) if (selects(selector, pod)) pods.push(pod);
  return pods;
}

/** Has an address and will run. `withTerminating`: also while it is being deleted. */
export function belongsInEndpoints(pod: Pod, withTerminating: boolean): boolean {
  if (!pod.status?.podIP || isPodFinished(pod)) return false;
  return withTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The number a Service's port has on a pod: its targetPort, looked up by name there. */
export function portOnPod(pod: Pod, { targetPort, port, protocol = "TCP" }: ServicePort): number | undefined {
  if (typeof targetPort !== "string") return targetPort || port;
  const { containers, initContainers = [] } = pod.spec;
  for (const container of [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always")]) {
    for (const { name, containerPort, protocol: own = "TCP" } of container.ports ?? []) if (name === targetPort && own === protocol) return containerPort;
  }
  return undefined;
}

/** A pod with a hostname under a headless Service that is its subdomain is found by that name. */
export function hostnameOf({ spec, metadata }: Pod, service: Service): string | undefined {
  const named = spec.hostname && spec.subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace;
  return named ? spec.hostname : undefined;
}

/** A Service without an address of its own. */
export function isHeadless({ spec }: Service): boolean {
  return !spec.clusterIP || spec.clusterIP === "None";
}

/** What a trigger time is measured against: when, in ms, each pod was last seen to become ready or unready. */
export interface TriggerState {
  /** Uid of the Service. */
  readonly service: string;
  readonly pods: { readonly [name: string]: number };
}

/**
 * When what is written now was caused, for the annotation `endpoints.kubernetes.io/last-change-trigger-time`: the earliest
 * change of readiness that `known` has not. Models staging/src/k8s.io/endpointslice/trigger_time_tracker.go.
 */
export function triggerTime(service: Service, pods: readonly Pod[], known: TriggerState | undefined): { readonly time: string | undefined; readonly state: TriggerState } {
  const { uid, creationTimestamp } = service.metadata;
  const before = known?.service === uid ? known.pods : undefined;
  const times: Record<string, number> = {};
  let earliest: string | undefined;
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const pod of pods) {
    const text = podCondition(pod.status, "Ready")?.lastTransitionTime;
    if (!text) continue;
    const { name } = pod.metadata;
    const at = parseTimestamp(text);
    times[name] = at;
    if (at <= (before?.[name] ?? 0) || at >= earliestMs) continue;
    earliest = text;
    earliestMs = at;
  }
  return { time: before ? earliest : creationTimestamp, state: { service: uid, pods: times } };
}

function addSelecting(store: Store, pod: Pod, keys: Set<string>): void {
  for (const key of labelIndexKeys(pod)) {
    for (const service of store.byIndex("services", "selector", key) as Iterable<Service>) {
      if (selects(service.spec.selector ?? {}, pod)) keys.add(`${service.metadata.namespace}/${service.metadata.name}`);
    }
  }
}

function selects(selector: { readonly [key: string]: string }, pod: Pod): boolean {
  const { labels } = pod.metadata;
  for (const key in selector) if (labels?.[key] !== selector[key]) return false;
  return true;
}

function endpointDiffers(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.status?.podIP !== old.status?.podIP ||
    pod.status?.phase !== old.status?.phase ||
    pod.spec.nodeName !== old.spec.nodeName ||
    isPodReady(pod) !== isPodReady(old)
  );
}
