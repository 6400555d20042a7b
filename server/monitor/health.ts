/** Whether a student's workloads are as well as they were when a fault began. Pure. */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { DrillPerson } from "../protocol/classroom/drills.ts";
import { isReady, type StudentObjects } from "./studentObjects.ts";

type Health = Pick<DrillPerson, "ready" | "served">;

/**
 * What was well just before cluster time `time` (ms), told from objects as the fault has left them: a pod that stopped being
 * ready since then was ready. Kubernetes' times are whole seconds, and so is this.
 */
export function healthBefore(objects: StudentObjects, time: number): Health {
  const second = Math.trunc(time / 1000) * 1000;
  return healthOf(objects, (pod) => {
    const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
    if (!ready) return false;
    if (ready.status === "True") return true;
    return (
      Date.parse(ready.lastTransitionTime ?? "") >= second && Date.parse(pod.metadata.creationTimestamp ?? "") < second
    );
  });
}

/** When a pod that is older than cluster time `time` last became ready after it, ms: it was hit, and is back. */
export function backSince({ pods }: StudentObjects, time: number): number | undefined {
  const times = pods
    .filter((pod) => isReady(pod) && Date.parse(pod.metadata.creationTimestamp ?? "") < time)
    .map(({ status }) =>
      Date.parse(status?.conditions?.find(({ type }) => type === "Ready")?.lastTransitionTime ?? ""),
    );
  const newest = Math.max(...times);
  return newest > time ? newest : undefined;
}

export const healthNow = (objects: StudentObjects): Health => healthOf(objects, isReady);

/** Whether all that was is there again. */
export const isAsWell = (now: Health, before: Health): boolean =>
  now.ready >= before.ready && before.served.every((service) => now.served.includes(service));

function healthOf({ pods, services, selectable }: StudentObjects, isWell: (pod: Pod) => boolean): Health {
  const served = services.filter(({ metadata, spec: { selector } }) => {
    if (!selector) return false;
    const wanted = Object.entries(selector);
    return selectable.some(
      (pod) =>
        pod.metadata.namespace === metadata.namespace &&
        wanted.every(([key, value]) => pod.metadata.labels?.[key] === value) &&
        isWell(pod),
    );
  });
  return {
    ready: pods.filter(isWell).length,
    served: served.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  };
}
