import type { Pod, Service } from "../../server/protocol/kubernetes/index.ts";

/** Whether the Service's selector matches the pod; no Service, no selector: no. */
export function selects(service: Service | undefined, pod: Pod): boolean {
  if (!service?.spec.selector || service.metadata.namespace !== pod.metadata.namespace) return false;
  return Object.entries(service.spec.selector).every(([key, value]) => pod.metadata.labels?.[key] === value);
}
