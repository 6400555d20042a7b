/** A pod gets its node, once. Models kubernetes pkg/registry/core/pod/storage (BindingREST). */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { timestamp } from "../runtime/time.ts";
import type { ApiServer } from "./ApiServer.ts";
import { ApiError, errorTarget } from "./machinery/status.ts";
import type { ResourceDefinition } from "./ResourceDefinition.ts";
import { storageKey } from "./storageKey.ts";

export interface Assignment {
  readonly namespace: string;
  readonly name: string;
  readonly nodeName: string;
  readonly dryRun?: boolean;
  /** Of the pod that is meant. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** What the pod gets beside its node. */
  readonly annotations?: { readonly [name: string]: string };
  readonly labels?: { readonly [name: string]: string };
}

/** Sets a pod's node; throws Conflict when it has one, is leaving or waits at a gate. */
export function assignNode(api: ApiServer, assigned: Assignment): Pod {
  const { namespace, name, nodeName, dryRun = false, annotations, labels } = assigned;
  const pods = api.definition("pods");
  const pod = api.get(pods, namespace, name) as Pod;
  checkMeant(pods, pod, assigned);
  const binding = errorTarget("", "Binding", "pods/binding");
  if (pod.metadata.deletionTimestamp)
    throw ApiError.conflict(binding, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName)
    throw ApiError.conflict(binding, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec.schedulingGates?.length)
    throw ApiError.conflict(binding, name, `pod ${name} has non-empty .spec.schedulingGates`);
  const conditions = [
    ...(pod.status?.conditions ?? []).filter((condition) => condition.type !== "PodScheduled"),
    {
      type: "PodScheduled",
      status: "True",
      lastProbeTime: null as unknown as string,
      lastTransitionTime: timestamp(api.runtime.now),
    },
  ];
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  const bound = {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations ? { annotations: { ...pod.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
    },
    spec: { ...pod.spec, nodeName },
    // A nomination has served its purpose once the pod is bound (1.35 on).
    status: { ...status, conditions },
  } as Pod;
  api.managedFields.keep(pod, bound);
  return dryRun ? bound : (api.store.put("pods", bound) as Pod);
}

/** Refuses a binding that was meant for another pod of the name, or for another version of it. */
function checkMeant(pods: ResourceDefinition, pod: Pod, { uid, resourceVersion, dryRun }: Assignment): void {
  for (const [field, want, has] of [
    ["UID", uid, pod.metadata.uid],
    ["ResourceVersion", resourceVersion, pod.metadata.resourceVersion],
  ] as const)
    if (want && want !== has)
      throw ApiError.conflict(
        pods,
        pod.metadata.name,
        `StorageError: invalid object, Code: 4, Key: ${storageKey(pods, pod, dryRun)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${field} in precondition: ${want}, ${field} in object meta: ${has}`,
      );
}
