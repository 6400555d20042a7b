/** The containers whose logs are shown: those of the chosen pods, in a steady order. Pure. */
import type { ContainerStatus, Pod } from "../../server/protocol/kubernetes/index.ts";

export interface LogSource {
  /** `uid/container`: a pod made again under its name is another. */
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** What the container is at; when it changes there may be a log where there was none. */
  readonly life: string;
  /** Why it waits, as far as the pod says it. */
  readonly waits: string;
}

/** Sources of the pods; `containers` empty: all of them, those that initialise first. */
export function sourcesOf(pods: readonly Pod[], containers: readonly string[]): readonly LogSource[] {
  const sorted = pods.toSorted((left, right) => order(left) - order(right) || compare(nameOf(left), nameOf(right)));
  return sorted.flatMap((pod) =>
    containerNames(pod)
      .filter((container) => containers.length === 0 || containers.includes(container))
      .map((container) => sourceOf(pod, container)),
  );
}

export function containerNames({ spec }: Pod): readonly string[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].map(
    ({ name }) => name,
  );
}

function sourceOf({ metadata, spec, status }: Pod, container: string): LogSource {
  const { uid, namespace = "", name: pod } = metadata;
  const found = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ].find(({ name }) => name === container);
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is === "False");
  return {
    key: `${uid}/${container}`,
    uid,
    namespace,
    pod,
    container,
    life: `${spec.nodeName ?? ""} ${lifeOf(found)}`,
    waits: unscheduled?.message ?? "",
  };
}

function lifeOf(status: ContainerStatus | undefined): string {
  if (!status) return "";
  const { restartCount, state } = status;
  const at = state?.running ? "running" : state?.terminated ? "terminated" : (state?.waiting?.reason ?? "waiting");
  return `${restartCount} ${at}`;
}

/** Of a thousand pods the newest are not the least wanted, those that are over are. */
function order({ status }: Pod): number {
  return status?.phase === "Succeeded" || status?.phase === "Failed" ? 1 : 0;
}

const { compare } = new Intl.Collator("en", { numeric: true });

function nameOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}
