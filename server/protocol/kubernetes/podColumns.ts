/**
 * What `kubectl get pods` says of a pod: READY, STATUS and RESTARTS. Pure, so that the API server's Tables and the
 * screens of the browser show the same words.
 *
 * Models kubernetes pkg/printers/internalversion/printers.go (printPod).
 */
import type { Container, ContainerStatus, Pod, PodStatus } from "./types.generated.ts";

export interface PodColumns {
  readonly readyContainers: number;
  readonly totalContainers: number;
  /** `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating`… */
  readonly status: string;
  readonly restarts: number;
  /** When the container that restarted last had ended; undefined when unknown. */
  readonly lastRestartAt: string | undefined;
}

/** Restarts counted so far. RFC 3339 texts of one form compare as their times do. */
interface Restarts {
  count: number;
  last: string;
}

interface Reading {
  status: string;
  ready: number;
  restarts: Restarts;
}

export function podColumns(pod: Pod): PodColumns {
  const status: PodStatus = pod.status ?? {};
  const phase = status.phase ?? "";
  const gated = status.conditions?.some(({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated");
  const reading: Reading = {
    status: gated ? "SchedulingGated" : status.reason || phase,
    ready: 0,
    restarts: { count: 0, last: "" },
  };
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const sidecarRestarts: Restarts = { count: 0, last: "" };
  const initializing = readInitContainers(pod, { reading, sidecars, sidecarRestarts });
  if (!initializing || isTrue(status, "Initialized")) {
    reading.restarts = sidecarRestarts;
    readContainers(status, reading);
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === "NodeLost") reading.status = "Unknown";
    else if (phase !== "Succeeded" && phase !== "Failed") reading.status = "Terminating";
  }
  return {
    readyContainers: reading.ready,
    totalContainers: pod.spec.containers.length + sidecars.size,
    status: reading.status,
    restarts: reading.restarts.count,
    lastRestartAt: reading.restarts.last || undefined,
  };
}

interface InitReading {
  readonly reading: Reading;
  readonly sidecars: ReadonlySet<string>;
  readonly sidecarRestarts: Restarts;
}

/** Reads init containers up to the first that is not done; true when there is one. */
function readInitContainers(pod: Pod, { reading, sidecars, sidecarRestarts }: InitReading): boolean {
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [index, container] of statuses.entries()) {
    const sidecar = sidecars.has(container.name);
    addRestarts(reading.restarts, container);
    if (sidecar) addRestarts(sidecarRestarts, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) reading.ready++;
      continue;
    }
    if (terminated) reading.status = `Init:${endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== "PodInitializing") reading.status = `Init:${waiting.reason}`;
    else reading.status = `Init:${index}/${pod.spec.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

/** Reads the containers from last to first, so that the first one's trouble is what shows. */
function readContainers(status: PodStatus, reading: Reading): void {
  const statuses = status.containerStatuses ?? [];
  let running = false;
  let failure = "";
  for (let index = statuses.length - 1; index >= 0; index--) {
    const container = statuses[index] as ContainerStatus;
    addRestarts(reading.restarts, container);
    const { terminated, waiting } = container.state ?? {};
    if (waiting?.reason) reading.status = waiting.reason;
    else if (terminated) {
      reading.status = endOf(terminated);
      if (terminated.exitCode !== 0) failure = reading.status;
    } else if (container.ready && container.state?.running) {
      running = true;
      reading.ready++;
    }
  }
  if (reading.status !== "Completed") return;
  if (running && isTrue(status, "Ready")) reading.status = "Running";
  else if (failure) reading.status = failure;
  else if (running) reading.status = "NotReady";
}

function endOf({
  reason,
  signal,
  exitCode,
}: {
  readonly reason?: string;
  readonly signal?: number;
  readonly exitCode: number;
}): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function addRestarts(restarts: Restarts, container: ContainerStatus): void {
  restarts.count += container.restartCount ?? 0;
  const ended = container.lastState?.terminated?.finishedAt ?? "";
  if (ended > restarts.last) restarts.last = ended;
}

function isTrue(status: PodStatus, type: string): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

/** An init container that keeps running beside the others. */
function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}
