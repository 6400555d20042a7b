import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import { milliValue, wholeValue } from "../../runtime/quantity.ts";

/** Cores a container may use; undefined without a limit. A limit of the whole pod holds where the container has none. */
export function cpuLimitOf(pod: Pod, spec: Container): number | undefined {
  const limit = spec.resources?.limits?.cpu ?? pod.spec.resources?.limits?.cpu;
  return limit === undefined ? undefined : milliValue(limit) / 1000;
}

/** Bytes a container may use; undefined without a limit. */
export function memoryLimitOf(pod: Pod, spec: Container): number | undefined {
  const limit = spec.resources?.limits?.memory ?? pod.spec.resources?.limits?.memory;
  return limit === undefined ? undefined : wholeValue(limit);
}
