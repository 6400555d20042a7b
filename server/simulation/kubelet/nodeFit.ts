import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import { add, podRequests, resourcesOf } from "../controllerkit/podResources.ts";
import type { Store } from "../store/Store.ts";

/** What a node has too little of. CPU in millicores, memory in bytes. */
export interface Shortage {
  readonly name: "cpu" | "memory";
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

/** A kubelet looks again whether a pod fits, whoever bound it. Models kubernetes pkg/kubelet/lifecycle/predicate.go. */
export function shortageOf(pod: Pod, node: Node, store: Store): Shortage | undefined {
  const capacity = resourcesOf(node.status?.allocatable);
  const wanted = podRequests(pod.spec);
  if (wanted.cpu === 0 && wanted.memory === 0) return undefined;
  let used = { cpu: 0, memory: 0, storage: 0 } as ReturnType<typeof podRequests>;
  for (const other of store.byIndex("pods", "node", node.metadata.name)) {
    const phase = (other as Pod).status?.phase;
    if (other.metadata.uid !== pod.metadata.uid && phase !== "Succeeded" && phase !== "Failed")
      used = add(used, podRequests((other as Pod).spec));
  }
  for (const name of ["cpu", "memory"] as const) {
    if (wanted[name] > 0 && used[name] + wanted[name] > capacity[name])
      return { name, requested: wanted[name], used: used[name], capacity: capacity[name] };
  }
  return undefined;
}
