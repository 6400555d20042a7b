/**
 * How many pods a PodDisruptionBudget counts on. Models kubernetes pkg/controller/disruption/disruption.go
 * getExpectedPodCount: for a share of pods their controllers are asked how many they want together.
 */
import type {
  KubeObject,
  LabelSelector,
  OwnerReference,
  Pod,
  PodDisruptionBudget,
} from "../../../protocol/kubernetes/index.ts";
import { customResourceOf } from "../../api/customResources/customResourceOf.ts";
import { controllerOf, resourceOfReference } from "../../controllerkit/ownership.ts";
import type { Store } from "../../store/Store.ts";

/** Kinds of ours with a scale subresource. */
const SCALABLE = new Set(["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers"]);

export interface Expected {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Whether some pods have no controller to ask. */
  readonly someUnmanaged: boolean;
}

/** The counts, or what is wrong with a pod's controller. */
export function expectedOf(
  store: Store,
  { spec = {} }: PodDisruptionBudget,
  pods: readonly Pod[],
): Expected | { readonly error: string } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable !== "string") {
    const desiredHealthy = minAvailable ?? 0;
    return { expectedPods: minAvailable === undefined ? 0 : pods.length, desiredHealthy, someUnmanaged: false };
  }
  const scale = scaleOf(store, pods);
  if ("error" in scale) return scale;
  const { expectedPods } = scale;
  const desiredHealthy =
    maxUnavailable === undefined
      ? shareOf(minAvailable ?? 0, expectedPods)
      : Math.max(expectedPods - shareOf(maxUnavailable, expectedPods), 0);
  return { ...scale, desiredHealthy };
}

/** A selector as Go prints it in a message. */
export function printedSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(" ")}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
}

/** A count, or a percentage of `whole`, rounded up. */
function shareOf(value: number | string, whole: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * whole) / 100);
}

/** How many pods the controllers of some pods want together; a Deployment speaks for its ReplicaSets. */
function scaleOf(
  store: Store,
  pods: readonly Pod[],
): { readonly expectedPods: number; readonly someUnmanaged: boolean } | { readonly error: string } {
  const scales = new Map<string, number>();
  let someUnmanaged = false;
  for (const { metadata } of pods) {
    const reference = controllerOf({ metadata });
    if (!reference) {
      someUnmanaged = true;
      continue;
    }
    if (scales.has(reference.uid)) continue;
    const found = controllerBehind(store, reference, metadata.namespace ?? "");
    if (typeof found === "string") return { error: found };
    if (!found) return { error: `found no controllers for pod "${metadata.name}"` };
    scales.set(found.metadata.uid, (found.spec as { readonly replicas?: number } | undefined)?.replicas ?? 0);
  }
  return { expectedPods: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), someUnmanaged };
}

/** Who says how many pods there are to be; a text when its kind cannot tell, undefined when it is gone. */
function controllerBehind(store: Store, reference: OwnerReference, namespace: string): KubeObject | string | undefined {
  const { apiVersion, kind, name, uid } = reference;
  const known = resourceOfReference(apiVersion, kind);
  const custom = known ? undefined : customResourceOf(store, apiVersion, kind);
  const resource = known?.resource ?? custom?.resource;
  if (resource === undefined) return `no matches for kind "${kind}" in version "${apiVersion}"`;
  const object = store.get(resource, namespace, name);
  if (known && !SCALABLE.has(resource)) return `${resource} does not implement the scale subresource`;
  if (object?.metadata.uid !== uid) return undefined;
  const above = kind === "ReplicaSet" ? controllerOf(object) : undefined;
  return above?.kind === "Deployment" ? controllerBehind(store, above, namespace) : object;
}
