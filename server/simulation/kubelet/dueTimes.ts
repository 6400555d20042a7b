import type { Pod } from "../../protocol/kubernetes/index.ts";
import { allContainers, phaseOf } from "./podStatus.ts";
import { nextProbe } from "./probing.ts";
import type { PodRecord } from "./records.ts";

/** When the kubelet next lists its containers: once a second, each node at a moment of its own. */
export function nextListing(node: string, now: number): number {
  let offset = 0;
  for (let index = 0; index < node.length; index++) offset = (offset * 31 + node.charCodeAt(index)) % 1000;
  return Math.floor((now - offset) / 1000) * 1000 + 1000 + offset;
}

/** When a pod is to be looked at again; undefined when nothing of it waits for time to pass. */
export function nextDue(pod: Pod, record: PodRecord, now: number): number | undefined {
  if (record.failed) return record.statusAt;
  const ended =
    !record.stopping && record.statusAt === undefined && ["Succeeded", "Failed"].includes(phaseOf(pod, record));
  if (ended) return undefined;
  const times: (number | undefined)[] = [record.operation?.due, record.anewAt];
  if (record.operation?.kind !== "hook") times.push(record.statusAt);
  for (const spec of allContainers(pod)) {
    const container = record.containers[spec.name];
    if (!container) continue;
    times.push(container.flipAt);
    if (container.phase === "running") {
      const step = container.program?.steps?.[container.step];
      times.push(
        step && (container.startedAt ?? 0) + step.after,
        container.kill?.at,
        container.termAt,
        nextProbe(container),
      );
    } else if (!record.operation && !record.stopping && container.notBefore > now) times.push(container.notBefore);
  }
  if (pod.spec.activeDeadlineSeconds !== undefined && !record.stopping && !record.ending)
    times.push(record.startTime + pod.spec.activeDeadlineSeconds * 1000);
  const due = times.filter((time): time is number => time !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}
