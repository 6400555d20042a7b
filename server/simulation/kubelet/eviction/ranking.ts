/** Whom a node under pressure gives up first. Models kubernetes pkg/kubelet/eviction/helpers.go and the kernel's oom_score. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import { wholeValue } from "../../runtime/quantity.ts";

export interface Held {
  readonly pod: Pod;
  /** Bytes of each running container. */
  readonly containers: readonly { readonly name: string; readonly bytes: number }[];
}

export const totalOf = ({ containers }: Held): number => containers.reduce((sum, { bytes }) => sum + bytes, 0);

const requestOf = (pod: Pod, resource: string, container?: string): number =>
  pod.spec.containers.reduce(
    (sum, { name, resources }) =>
      sum + (container === undefined || container === name ? wholeValue(resources?.requests?.[resource] ?? "0") : 0),
    0,
  );

export { requestOf };

/** The first is evicted first: over its request, lower priority, more over its request. */
export function byEviction(resource: "memory" | "ephemeral-storage"): (left: Held, right: Held) => number {
  return (left, right) => {
    const [a, b] = [totalOf(left) - requestOf(left.pod, resource), totalOf(right) - requestOf(right.pod, resource)];
    if (a > 0 !== b > 0) return a > 0 ? -1 : 1;
    const [high, low] = [left.pod.spec.priority ?? 0, right.pod.spec.priority ?? 0];
    return high !== low ? high - low : b - a;
  };
}

/** How much the kernel wants a container's processes gone when the node has no memory left; 0 to about 2000. */
export function oomScore(
  pod: Pod,
  container: string,
  { bytes, capacity }: { readonly bytes: number; readonly capacity: number },
): number {
  const share = (bytes / capacity) * 1000;
  switch (pod.status?.qosClass) {
    case "Guaranteed":
      return share - 997;
    case "Burstable": {
      const request = requestOf(pod, "memory", container);
      return share + Math.min(999, Math.max(3, 1000 - Math.floor((1000 * request) / capacity)));
    }
    default:
      return share + 1000;
  }
}

/** Pods whose node must not give them up: static ones and those as critical. */
export const isCritical = ({ spec, metadata }: Pod): boolean =>
  (spec.priority ?? 0) >= 2_000_000_000 || metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
