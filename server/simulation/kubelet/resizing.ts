/**
 * In-place resize: what a running pod asks for anew, whether its node has it, and what its containers have meanwhile.
 * Models kubernetes pkg/kubelet/allocation and kuberuntime (doPodResizeAction).
 */
import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { podRequests, resourcesOf } from "../controllerkit/podResources.ts";
import { wholeValue } from "../runtime/quantity.ts";
import type { Store } from "../store/Store.ts";
import { shortageOf } from "./nodeFit.ts";
import { allContainers } from "./podStatus.ts";
import type { PodRecord, Resources } from "./records.ts";

export interface ResizeContext {
  readonly store: Store;
  readonly node: Node | undefined;
  readonly isAdmitted: (uid: string) => boolean;
  /** Bytes a container holds. */
  readonly held: (container: string) => number;
}

/** Takes a pod's wishes over when its node has room; the containers to be started again for them. */
export function resize(
  pod: Pod,
  record: PodRecord,
  { store, node, held, isAdmitted }: ResizeContext,
): readonly string[] {
  const allocated = (record.allocated ??= wishesOf(pod));
  const wanted = wishesOf(pod);
  if (equalJson(allocated, wanted)) {
    if (record.resize) delete record.resize;
    return [];
  }
  if (!node) return [];
  const capacity = resourcesOf(node.status?.allocatable);
  const requests = podRequests(pod.spec);
  for (const name of ["cpu", "memory"] as const) {
    if (requests[name] > capacity[name]) {
      record.resize = {
        type: "PodResizePending",
        reason: "Infeasible",
        message: `Node didn't have enough capacity: ${name}, requested: ${requests[name]}, capacity: ${capacity[name]}`,
      };
      return [];
    }
  }
  const lacking = shortageOf(pod, node, { store, isAdmitted });
  if (lacking) {
    record.resize = {
      type: "PodResizePending",
      reason: "Deferred",
      message: `Node didn't have enough resource: ${lacking.name}, requested: ${lacking.requested}, used: ${lacking.used}, capacity: ${lacking.capacity}`,
    };
    return [];
  }
  for (const { name, resources } of allContainers(pod)) {
    const limit = resources?.limits?.["memory"];
    if (limit !== undefined && held(name) > wholeValue(limit)) {
      record.resize = {
        type: "PodResizeInProgress",
        reason: "Error",
        message: `cannot decrease memory limits: attempting to set container "${name}" memory limit (${wholeValue(limit)}) below current usage (${held(name)})`,
      };
      return [];
    }
  }
  delete record.resize;
  record.allocated = wanted;
  return allContainers(pod)
    .filter(({ name, resizePolicy = [], resources }) => {
      const before = allocated[name];
      return resizePolicy.some(
        ({ resourceName, restartPolicy }) =>
          restartPolicy === "RestartContainer" &&
          (before?.requests?.[resourceName] !== resources?.requests?.[resourceName] ||
            before?.limits?.[resourceName] !== resources?.limits?.[resourceName]),
      );
    })
    .map(({ name }) => name);
}

export function wishesOf(pod: Pod): { [container: string]: Resources } {
  return Object.fromEntries(allContainers(pod).map(({ name, resources }) => [name, resources ?? {}]));
}
