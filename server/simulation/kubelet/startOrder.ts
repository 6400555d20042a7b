import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import { allContainers, isSidecar, mainsAreOver, restarts } from "./podStatus.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";

function containerNamed(pod: Pod, name: string): Container | undefined {
  return allContainers(pod).find((spec) => spec.name === name);
}

/** Init containers in order, each when those before are done or, for sidecars, up; then the others as they stand. */
export function nextToStart(pod: Pod, record: PodRecord, now: number): Container | undefined {
  const mayStart = (spec: Container, { phase, notBefore, ended }: ContainerRecord): boolean =>
    phase !== "running" &&
    notBefore <= now &&
    (phase === "waiting" || (ended !== undefined && restarts(pod, spec, ended)));
  if (mainsAreOver(pod, record)) return undefined;
  // What is there to debug waits for nothing, least of all for what is to be debugged.
  for (const { name } of pod.spec.ephemeralContainers ?? []) {
    const container = record.containers[name];
    if (container?.phase === "waiting" && container.notBefore <= now) return containerNamed(pod, name);
  }
  for (const spec of pod.spec.initContainers ?? []) {
    const container = record.containers[spec.name] as ContainerRecord;
    if (isSidecar(spec)) {
      if (mayStart(spec, container)) return spec;
      if (!(container.phase === "running" && container.started)) return undefined;
    } else if (!(container.phase === "exited" && container.ended?.exitCode === 0)) {
      const retry = container.phase === "waiting" || (container.ended && restarts(pod, spec, container.ended));
      return container.phase !== "running" && retry && container.notBefore <= now ? spec : undefined;
    }
  }
  return pod.spec.containers.find((spec) => mayStart(spec, record.containers[spec.name] as ContainerRecord));
}
