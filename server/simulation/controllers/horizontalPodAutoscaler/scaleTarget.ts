/** What an autoscaler scales: an object with replicas and a selector. Models the scale client of client-go. */
import type { HorizontalPodAutoscaler, KubeObject, LabelSelector } from "../../../protocol/kubernetes/index.ts";
import {
  compileMap,
  compileSelector,
  type LabelMatcher,
  type Labels,
  selectorText,
} from "../../api/machinery/selectors.ts";
import { parseApiVersion } from "../../api/schema/resources.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { resourceOfReference } from "../../controllerkit/ownership.ts";

export interface ScaleTarget {
  readonly resource: string;
  readonly object: KubeObject;
  readonly replicas: number;
  readonly statusReplicas: number;
  readonly selector: LabelMatcher;
  /** As the scale subresource prints it; empty when the target has none. */
  readonly selectorText: string;
}

const SCALABLE = new Set(["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers"]);

/** The target, or the error of asking for its scale. */
export function scaleTargetOf(
  { client }: ControllerContext,
  { spec, metadata }: HorizontalPodAutoscaler,
): ScaleTarget | { readonly error: string } {
  const { apiVersion = "", kind, name } = spec.scaleTargetRef;
  const version = parseApiVersion(apiVersion);
  if (!version) return { error: `unexpected GroupVersion string: ${apiVersion}` };
  const found = resourceOfReference(apiVersion, kind);
  if (!found) return { error: `no matches for kind "${kind}" in group "${version.group}"` };
  if (!SCALABLE.has(found.resource)) return { error: "the server could not find the requested resource" };
  const object = client.get(found.resource, metadata.namespace ?? "", name);
  if (!object) return { error: `${found.resource} "${name}" not found` };
  return scaleOf(found.resource, object);
}

function scaleOf(resource: string, object: KubeObject): ScaleTarget {
  const { spec, status } = object as unknown as {
    readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
    readonly status?: { readonly replicas?: number };
  };
  const byMap = resource === "replicationcontrollers";
  const matchLabels = byMap ? (spec.selector as Labels) : undefined;
  const selector = byMap ? { ...(matchLabels ? { matchLabels } : {}) } : (spec.selector as LabelSelector | undefined);
  return {
    resource,
    object,
    replicas: spec.replicas ?? 1,
    statusReplicas: status?.replicas ?? 0,
    selector: byMap ? compileMap(matchLabels) : compileSelector(selector),
    selectorText: selector ? selectorText(selector) : "",
  };
}

/** Sets how many replicas the target wants. */
export function rescale({ client }: ControllerContext, { resource, object }: ScaleTarget, replicas: number): void {
  client.update(resource, { ...object, spec: { ...(object.spec as object), replicas } } as unknown as KubeObject);
}
