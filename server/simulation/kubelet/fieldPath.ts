import type { Pod } from "../../protocol/kubernetes/index.ts";

/** Where a container stands in its pod, as events name it. */
export function fieldPathOf(pod: Pod, container: string): string {
  const init = (pod.spec.initContainers ?? []).some(({ name }) => name === container);
  return `spec.${init ? "initContainers" : "containers"}{${container}}`;
}
