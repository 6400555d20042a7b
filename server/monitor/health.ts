/** Whether a student's workloads are as well as they were when a fault began. Pure. */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { Drill, DrillPerson } from "../protocol/classroom/drills.ts";
import { isReady, type StudentObjects } from "./studentObjects.ts";

type Health = Pick<DrillPerson, "ready" | "served">;
type Fault = Pick<Drill, "fault" | "target" | "time">;

/** Pods noted as not ready, of one student; more than these are rarely waited for. */
const MOST_DOWN = 200;

/** Whether a fault is felt by a pod at once: it is the pod's process that is killed, or its node that is broken. */
const reaches = ({ fault, target }: Fault, { metadata, spec }: Pod): boolean =>
  fault === "kill" ? `${metadata.namespace}/${metadata.name}` === target : spec.nodeName === target;

/**
 * What was well just before a fault, told from objects as the fault has left them: a pod it reaches that stopped being ready
 * since then was ready; others that are not ready were down before. Kubernetes' times are whole seconds, and so is this.
 */
export function healthBefore(objects: StudentObjects, fault: Fault): Health & { readonly down?: readonly string[] } {
  const second = Math.trunc(fault.time / 1000) * 1000;
  const wasReady = (pod: Pod): boolean => {
    const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
    if (!ready) return false;
    if (ready.status === "True") return true;
    return (
      reaches(fault, pod) &&
      Date.parse(ready.lastTransitionTime ?? "") >= second &&
      Date.parse(pod.metadata.creationTimestamp ?? "") < second
    );
  };
  const down = objects.pods.filter((pod) => !wasReady(pod) && !isOver(pod)).map(({ metadata }) => metadata.uid);
  return { ...healthOf(objects, wasReady), ...(down.length > 0 ? { down: down.slice(0, MOST_DOWN) } : {}) };
}

const isOver = ({ status }: Pod): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";

/** When a pod that a fault reached, and that was ready before, last became ready after it, ms: it was hit, and is back. */
export function backSince(
  { pods }: StudentObjects,
  fault: Fault,
  { down = [] }: Pick<DrillPerson, "down">,
): number | undefined {
  const { time } = fault;
  const times = pods
    .filter((pod) => reaches(fault, pod) && !down.includes(pod.metadata.uid))
    .filter((pod) => isReady(pod) && Date.parse(pod.metadata.creationTimestamp ?? "") < time)
    .map(({ status }) =>
      Date.parse(status?.conditions?.find(({ type }) => type === "Ready")?.lastTransitionTime ?? ""),
    );
  const newest = Math.max(...times);
  return newest > time ? newest : undefined;
}

/** Pods that were down when the fault began count for Services alone. */
export function healthNow(objects: StudentObjects, { down = [] }: Pick<DrillPerson, "down">): Health {
  const pods = down.length === 0 ? objects.pods : objects.pods.filter(({ metadata }) => !down.includes(metadata.uid));
  return healthOf({ ...objects, pods }, isReady);
}

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
