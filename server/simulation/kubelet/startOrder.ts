import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import { isSidecar, mainsAreOver, restarts } from "./podStatus.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";

/** Init containers in order, each when those before are done or, for sidecars, up; then the others as they stand. */
export function nextToStart(pod: Pod, record: PodRecord, now: number): Container | undefined {
  const mayStart = (spec: Container, { phase, notBefore, ended }: ContainerRecord): boolean =>
    phase !== "running" &&
    notBefore <= now &&
    (phase === "waiting" || (ended !== undefined && restarts(pod, spec, ended)));
  if (mainsAreOver(pod, record)) return undefined;
  for (const spec of pod.spec.initContainers ?? []) {
    const container = record.containers[spec.name] as ContainerRecord;
    if (isSidecar(spec)) {
      if (mayStart(spec, container)) return spec;
      if (!(container.phase === "running" && container.started)) return undefined;
    } else if (!(container.phase === "exited" && container.ended?.exitCode === 0)) {
      const retry = container.phase === "waiting" || pod.spec.restartPolicy !== "Never";
      return container.phase !== "running" && retry && container.notBefore <= now ? spec : undefined;
    }
  }
  return pod.spec.containers.find((spec) => mayStart(spec, record.containers[spec.name] as ContainerRecord));
}
