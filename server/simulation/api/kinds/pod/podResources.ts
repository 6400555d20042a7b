/**
 * What a pod's containers need together, init containers and sidecars counted as Kubernetes does.
 * Models kubernetes staging/src/k8s.io/component-helpers/resource/helpers.go.
 */
import type { PodSpec } from "../../../../protocol/kubernetes/index.ts";
import { addQuantity, compareQuantity } from "../../../runtime/quantity.ts";

export type ResourceList = { readonly [name: string]: string };
type MutableList = { [name: string]: string };

/** Resources that pod-level `spec.resources` may name. */
export function isPodLevelResource(name: string): boolean {
  return name === "cpu" || name === "memory" || name.startsWith("hugepages-");
}

/** Sum over containers and sidecars, or the largest step of the init phase where that is more. */
export function aggregateContainers(spec: PodSpec, which: "requests" | "limits"): ResourceList {
  const total: MutableList = {};
  for (const container of spec.containers ?? []) addTo(total, container.resources?.[which]);
  const sidecars: MutableList = {};
  const largestStep: MutableList = {};
  for (const container of spec.initContainers ?? []) {
    const own = container.resources?.[which];
    if (container.restartPolicy === "Always") {
      addTo(total, own);
      addTo(sidecars, own);
      raiseTo(largestStep, sidecars);
    } else {
      const step: MutableList = { ...sidecars };
      addTo(step, own);
      raiseTo(largestStep, step);
    }
  }
  raiseTo(total, largestStep);
  return total;
}

function addTo(total: MutableList, more: ResourceList | undefined): void {
  for (const name in more) {
    const amount = more[name] as string;
    total[name] = total[name] === undefined ? amount : addQuantity(total[name], amount);
  }
}

function raiseTo(total: MutableList, least: ResourceList): void {
  for (const name in least) {
    const amount = least[name] as string;
    if (total[name] === undefined || compareQuantity(total[name], amount) < 0) total[name] = amount;
  }
}
