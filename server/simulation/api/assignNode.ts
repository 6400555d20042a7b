/** A pod gets its node, once. Models kubernetes pkg/registry/core/pod/storage (BindingREST). */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { timestamp } from "../runtime/time.ts";
import type { ApiServer } from "./ApiServer.ts";
import { ApiError, errorTarget } from "./machinery/status.ts";

export interface Assignment {
  readonly namespace: string;
  readonly name: string;
  readonly nodeName: string;
  readonly dryRun?: boolean;
}

/** Sets a pod's node; throws Conflict when it has one, is leaving or waits at a gate. */
export function assignNode(api: ApiServer, { namespace, name, nodeName, dryRun = false }: Assignment): Pod {
  const pod = api.get(api.definition("pods"), namespace, name) as Pod;
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
    metadata: { ...pod.metadata },
    spec: { ...pod.spec, nodeName },
    // A nomination has served its purpose once the pod is bound (1.35 on).
    status: { ...status, conditions },
  } as Pod;
  api.managedFields.keep(pod, bound);
  return dryRun ? bound : (api.store.put("pods", bound) as Pod);
}
