/**
 * A rule that starts the whole pod again in place: all its containers go, then it begins with its init containers, in the
 * same sandbox and at once. Models kubernetes pkg/kubelet (RestartAllContainersOnContainerExits).
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { isEphemeral } from "./podStatus.ts";
import { newContainer, type PodRecord } from "./records.ts";

const REASON = "RestartingAllContainers";
const MESSAGE = "The container is removed because RestartAllContainers in place";
/** Forgets all containers of a pod, none of which runs any more; what was started once counts another restart. */
export function beginAnew(pod: Pod, record: PodRecord): void {
  for (const [name, before] of Object.entries(record.containers)) {
    if (isEphemeral(pod, name) || before.containerId === undefined) continue;
    const removed = { exitCode: 137, reason: REASON, message: MESSAGE, startedAt: 0, finishedAt: 0, containerId: "" };
    record.containers[name] = {
      ...newContainer(REASON),
      message: MESSAGE,
      restarts: before.restarts + 1,
      last: { ...removed, removed: true },
    };
  }
}
