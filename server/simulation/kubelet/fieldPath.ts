import type { Pod } from "../../protocol/kubernetes/index.ts";
import { isEphemeral } from "./podStatus.ts";

/** Where a container stands in its pod, as events name it. */
export function fieldPathOf(pod: Pod, container: string): string {
  if (isEphemeral(pod, container)) return `spec.ephemeralContainers{${container}}`;
  const init = (pod.spec.initContainers ?? []).some(({ name }) => name === container);
  return `spec.${init ? "initContainers" : "containers"}{${container}}`;
}
