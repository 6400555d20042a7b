/** What is asked of nodes and used of them, and the states of their pods. Pure. CPU in cores, memory in bytes. */
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { type PodLook, podLook } from "./podLook.ts";
import { amount } from "./quantities.ts";

export interface NodeSums {
  readonly cpu: { readonly requested: number; readonly limit: number };
  readonly memory: { readonly requested: number; readonly limit: number };
  /** Pods by their state's colour. */
  readonly states: { readonly [colour in PodLook["colour"]]?: number };
  readonly pods: number;
}

type Mutable = {
  cpu: { requested: number; limit: number };
  memory: { requested: number; limit: number };
  states: { [colour in PodLook["colour"]]?: number };
  pods: number;
};

export const NO_SUMS: NodeSums = {
  cpu: { requested: 0, limit: 0 },
  memory: { requested: 0, limit: 0 },
  states: {},
  pods: 0,
};

/** By node; what has ended asks for nothing any more. */
export function nodeSums(pods: readonly Pod[]): ReadonlyMap<string, NodeSums> {
  const sums = new Map<string, Mutable>();
  for (const pod of pods) {
    const node = pod.spec.nodeName;
    if (!node) continue;
    let sum = sums.get(node);
    if (!sum) {
      sum = { cpu: { requested: 0, limit: 0 }, memory: { requested: 0, limit: 0 }, states: {}, pods: 0 };
      sums.set(node, sum);
    }
    const { colour } = podLook(pod);
    sum.pods++;
    sum.states[colour] = (sum.states[colour] ?? 0) + 1;
    if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") continue;
    for (const resource of ["cpu", "memory"] as const) {
      sum[resource].requested += effective(pod, "requests", resource);
      sum[resource].limit += effective(pod, "limits", resource);
    }
  }
  return sums;
}

/** As the scheduler counts: all containers together, or the largest init container if that is more; plus the overhead. */
function effective(pod: Pod, of: "requests" | "limits", resource: "cpu" | "memory"): number {
  const { containers, initContainers = [], overhead } = pod.spec;
  let together = containers.reduce((sum, { resources }) => sum + amount(resources?.[of]?.[resource]), 0);
  let largest = 0;
  let sidecars = 0;
  for (const { resources, restartPolicy } of initContainers) {
    const own = amount(resources?.[of]?.[resource]);
    if (restartPolicy === "Always") {
      sidecars += own;
      together += own;
      largest = Math.max(largest, sidecars);
    } else largest = Math.max(largest, own + sidecars);
  }
  return Math.max(together, largest) + (of === "requests" ? amount(overhead?.[resource]) : 0);
}
