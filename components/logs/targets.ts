/** What logs are asked of: pods, what makes pods, what selects them, or labels; and the pods that are meant. Pure. */
import type { KubeObject, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { type LabelSelector, parseSelector, selectorMatches } from "../client/kubectl/resources/labelSelector.ts";
import type { Selection } from "../room/view.ts";

/** An object, or with the resource `labels` the pods of a namespace ("" for all) that a label selector, its `name`, fits. */
export type LogTarget = Selection;

export const BY_LABELS = "labels";

/** Kinds whose pods' logs can be shown, in the order people look for them. */
export const LOGGED: ReadonlyMap<string, string> = new Map([
  ["pods", "Pod"],
  ["deployments.apps", "Deployment"],
  ["statefulsets.apps", "StatefulSet"],
  ["daemonsets.apps", "DaemonSet"],
  ["jobs.batch", "Job"],
  ["cronjobs.batch", "CronJob"],
  ["replicasets.apps", "ReplicaSet"],
  ["replicationcontrollers", "ReplicationController"],
  ["services", "Service"],
]);

const RESOURCES: ReadonlyMap<string, string> = new Map([...LOGGED].map(([resource, kind]) => [kind, resource]));

export type Tables = ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;

/** The pods the targets mean, each once. */
export function podsOf(targets: readonly LogTarget[], tables: Tables): readonly Pod[] {
  const all = [...(tables.get("pods")?.values() ?? [])] as unknown as readonly Pod[];
  const tests = targets.map((target) => testOf(target, tables));
  return all.filter((pod) => tests.some((test) => test(pod)));
}

/** What one may want to see first: what nobody else made, the kinds in the order of LOGGED but pods last. */
export function suggested(tables: Tables, namespace: string, most: number): readonly LogTarget[] {
  const resources = [...LOGGED.keys()].filter((resource) => resource !== "pods" && resource !== "services");
  return [...resources, "pods"]
    .flatMap((resource) =>
      [...(tables.get(resource)?.values() ?? [])]
        .filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0)
        .filter(({ metadata }) => namespace === "" || metadata.namespace === namespace)
        .map(({ metadata }) => ({ resource, namespace: metadata.namespace ?? "", name: metadata.name })),
    )
    .slice(0, most);
}

/** Why a text is no label selector, in apimachinery's words; undefined when it is one. */
export function selectorProblem(text: string): string | undefined {
  try {
    return parseSelector(text).length === 0 ? "empty selector" : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function testOf({ resource, namespace, name }: LogTarget, tables: Tables): (pod: Pod) => boolean {
  const here = (pod: Pod): boolean => namespace === "" || pod.metadata.namespace === namespace;
  if (resource === BY_LABELS) {
    const selector = selectorOf(name);
    return (pod) => here(pod) && selector !== undefined && selectorMatches(selector, pod.metadata.labels ?? {});
  }
  if (resource === "pods") return (pod) => here(pod) && pod.metadata.name === name;
  if (resource === "services") {
    const service = tables.get(resource)?.get(objectKey(namespace, name)) as Service | undefined;
    const wanted = Object.entries(service?.spec.selector ?? {});
    return (pod) =>
      here(pod) && wanted.length > 0 && wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
  }
  const kind = LOGGED.get(resource);
  return (pod) => here(pod) && kind !== undefined && isOwnedBy(pod, kind, name, tables);
}

/** By name, not by uid: what is made again under the name is meant too. */
function isOwnedBy({ metadata }: KubeObject, kind: string, name: string, tables: Tables): boolean {
  return (metadata.ownerReferences ?? []).some((owner) => {
    if (owner.kind === kind && owner.name === name) return true;
    const resource = RESOURCES.get(owner.kind);
    const object = resource && tables.get(resource)?.get(objectKey(metadata.namespace, owner.name));
    return object !== undefined && object !== "" && isOwnedBy(object, kind, name, tables);
  });
}

function selectorOf(text: string): LabelSelector | undefined {
  try {
    const selector = parseSelector(text);
    return selector.length > 0 ? selector : undefined;
  } catch {
    return undefined;
  }
}
