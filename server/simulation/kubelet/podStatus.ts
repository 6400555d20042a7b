/**
 * A pod's status out of what its kubelet knows. Models kubernetes pkg/kubelet/kubelet_pods.go (getPhase,
 * convertStatusToAPIStatus) and pkg/kubelet/status/generate.go.
 */
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from "../../protocol/kubernetes/index.ts";
import { timestamp } from "../runtime/time.ts";
import { fullImageName } from "./images/registry.ts";
import type { ContainerRecord, Ended, PodRecord } from "./records.ts";
import { mayRestartAll, ruleFor } from "./restartRules.ts";
import { resizeCondition } from "./resizeCondition.ts";

export const isSidecar = (container: Container): boolean => container.restartPolicy === "Always";

export interface StatusContext {
  readonly now: number;
  readonly hostIP: string;
}

export function podStatusOf(pod: Pod, record: PodRecord, { now, hostIP }: StatusContext): PodStatus {
  const old = pod.status;
  // Refused: nothing ever ran.
  if (record.failed && Object.keys(record.containers).length === 0) {
    return {
      ...old,
      phase: "Failed",
      reason: record.failed.reason,
      message: record.failed.message,
      startTime: timestamp(record.startTime),
    };
  }
  const phase = record.failed ? "Failed" : phaseOf(pod, record);
  const statuses = (containers: readonly Container[] | undefined): ContainerStatus[] =>
    (containers ?? []).map((container) =>
      containerStatus(withAllocated(container, record), record.containers[container.name]),
    );
  const initContainerStatuses = statuses(pod.spec.initContainers);
  const ephemeralContainerStatuses = statuses(pod.spec.ephemeralContainers as readonly Container[] | undefined);
  return {
    ...old,
    observedGeneration: pod.metadata.generation,
    phase,
    ...record.failed,
    conditions: conditionsOf(pod, record, { phase, now }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(record.ip ? { podIP: record.ip, podIPs: [{ ip: record.ip }] } : {}),
    startTime: timestamp(record.startTime),
    ...(initContainerStatuses.length > 0 ? { initContainerStatuses } : {}),
    containerStatuses: statuses(pod.spec.containers),
    ...(ephemeralContainerStatuses.length > 0 ? { ephemeralContainerStatuses } : {}),
  } as PodStatus;
}

/** Whether a container that ended is started again: by its own rules and policy before the pod's. */
export function restarts(pod: Pod, container: Container, ended: Ended): boolean {
  if (ruleFor(container, ended.exitCode)) return true;
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? "Always";
  return policy === "Always" || (policy === "OnFailure" && ended.exitCode !== 0);
}

/** The sidecars that run, the one to be stopped first in front: the other way round than they were started. */
export function runningSidecars(pod: Pod, record: PodRecord): readonly Container[] {
  return (pod.spec.initContainers ?? [])
    .filter((spec) => isSidecar(spec) && record.containers[spec.name]?.phase === "running")
    .reverse();
}

/** Whether every main container has ended and none is started again. */
export function mainsAreOver(pod: Pod, record: PodRecord): boolean {
  return pod.spec.containers.every((spec) => {
    const state = record.containers[spec.name];
    return state?.phase === "exited" && state.ended !== undefined && !restarts(pod, spec, state.ended);
  });
}

export function phaseOf(pod: Pod, record: PodRecord): "Pending" | "Running" | "Succeeded" | "Failed" {
  for (const container of pod.spec.initContainers ?? []) {
    if (isSidecar(container)) continue;
    const state = record.containers[container.name];
    const ended = state?.phase === "exited" ? state.ended : undefined;
    if (ended?.exitCode === 0) continue;
    return ended && !restarts(pod, container, ended) ? "Failed" : "Pending";
  }
  let running = 0;
  let succeeded = 0;
  let failed = 0;
  let again = false;
  for (const spec of pod.spec.containers) {
    const state = record.containers[spec.name];
    if (state?.phase === "running") running++;
    else if (state?.phase === "exited" && state.ended) {
      if (state.ended.exitCode === 0) succeeded++;
      else failed++;
      again ||= restarts(pod, spec, state.ended);
    } else if (state?.last) {
      failed++;
      again = true;
    } else return "Pending";
  }
  if (running > 0) return "Running";
  if (again && !record.stopping) return "Running";
  // Sidecars are stopped after the others; until then the pod is not over.
  if (!record.stopping && runningSidecars(pod, record).length > 0) return "Running";
  return failed > 0 ? "Failed" : "Succeeded";
}

/** The container with the resources it has, where a resize is not done. */
function withAllocated(container: Container, { allocated }: PodRecord): Container {
  const resources = allocated?.[container.name];
  return resources === undefined || resources === container.resources ? container : { ...container, resources };
}

function containerStatus(container: Container, record: ContainerRecord | undefined): ContainerStatus {
  const full = fullImageName(container.image ?? "");
  const base = { name: container.name, image: container.image ?? "", imageID: "" };
  if (!record)
    return {
      ...base,
      state: { waiting: { reason: "ContainerCreating" } },
      lastState: {},
      ready: false,
      started: false,
      restartCount: 0,
    };
  const has = record.containerId !== undefined;
  return {
    ...base,
    image: has && full ? full : base.image,
    imageID: has && full ? `${full.slice(0, full.lastIndexOf(":"))}@sha256:${digest(full)}` : "",
    state: stateOf(record),
    lastState: lastStateOf(record),
    ready:
      record.ready ||
      (record.phase === "exited" &&
        record.ended?.exitCode === 0 &&
        !container.livenessProbe &&
        container.restartPolicy === undefined &&
        record.ready),
    started: record.phase === "running" && record.started,
    restartCount: record.restarts,
    ...(has ? { containerID: `containerd://${record.containerId}` } : {}),
    ...(container.resources?.requests ? { allocatedResources: container.resources.requests } : {}),
    resources: container.resources ?? {},
    ...(container.volumeMounts
      ? {
          volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly ? { readOnly, recursiveReadOnly: "Disabled" } : {}),
          })),
        }
      : {}),
  } as ContainerStatus;
}

/** A container that is about to be started again and could not be the last time waits. */
const isInTrouble = ({ phase, ended, trouble }: ContainerRecord): boolean =>
  phase === "exited" && ended !== undefined && trouble !== undefined;

function lastStateOf(record: ContainerRecord): ContainerState {
  const last = isInTrouble(record) ? record.ended : record.last;
  return last ? { terminated: terminated(last) } : {};
}

function stateOf(record: ContainerRecord): ContainerState {
  if (record.trouble && isInTrouble(record)) return { waiting: { ...record.trouble } };
  if (record.phase === "running") return { running: { startedAt: timestamp(record.startedAt ?? 0) } };
  if (record.phase === "exited" && record.ended) return { terminated: terminated(record.ended) };
  return {
    waiting: { reason: record.reason ?? "ContainerCreating", ...(record.message ? { message: record.message } : {}) },
  };
}

function terminated(ended: Ended): NonNullable<ContainerState["terminated"]> {
  return {
    exitCode: ended.exitCode,
    reason: ended.reason,
    ...(ended.message ? { message: ended.message } : {}),
    startedAt: ended.removed ? (null as unknown as string) : timestamp(ended.startedAt),
    finishedAt: ended.removed ? (null as unknown as string) : timestamp(ended.finishedAt),
    ...(ended.removed ? {} : { containerID: `containerd://${ended.containerId}` }),
  };
}

const digests = new Map<string, string>();

/** 64 hex digits that always belong to the same image name. */
function digest(name: string): string {
  let known = digests.get(name);
  if (known === undefined) {
    known = newDigest(name);
    if (digests.size >= 1000) digests.clear();
    digests.set(name, known);
  }
  return known;
}

function newDigest(name: string): string {
  const words: string[] = [];
  for (let round = 0; round < 8; round++) {
    let hash = 0x811c9dc5 ^ round;
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    words.push((hash >>> 0).toString(16).padStart(8, "0"));
  }
  return words.join("");
}

const OWN = [
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
  "AllContainersRestarting",
];
const ANEW = { reason: "RestartAllContainersStarted", message: "container exited with restart policy rule" };

function conditionsOf(
  pod: Pod,
  record: PodRecord,
  { phase, now }: { readonly phase: string; readonly now: number },
): PodCondition[] {
  const old = pod.status?.conditions ?? [];
  const build = (type: string, status: boolean, why?: { reason: string; message?: string }): PodCondition => {
    const before = old.find((condition) => condition.type === type);
    const value = status ? "True" : "False";
    return {
      type,
      observedGeneration: pod.metadata.generation,
      status: value,
      lastProbeTime: null as unknown as string,
      lastTransitionTime: before?.status === value ? (before.lastTransitionTime as string) : timestamp(now),
      ...(why ? { reason: why.reason, ...(why.message ? { message: why.message } : {}) } : {}),
    };
  };
  const done = phase === "Succeeded" || phase === "Failed";
  const incomplete = (pod.spec.initContainers ?? []).filter((container) => {
    const state = record.containers[container.name];
    return isSidecar(container)
      ? !(state?.phase === "running" && state.started)
      : !(state?.phase === "exited" && state.ended?.exitCode === 0);
  });
  const initialized = incomplete.length === 0 || phase === "Succeeded";
  const watched = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers];
  const unready = watched.filter(({ name }) => !record.containers[name]?.ready).map(({ name }) => name);
  const ready = unready.length === 0 && !done && !(record.stopping && phase !== "Running");
  const ended =
    phase === "Succeeded" ? { reason: "PodCompleted" } : phase === "Failed" ? { reason: "PodFailed" } : undefined;
  const why = ready
    ? undefined
    : (ended ?? { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` });
  const gates = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => old.find(({ type }) => type === conditionType)?.status !== "True",
  );
  const gated =
    ready && gates.length > 0
      ? {
          reason: "ReadinessGatesNotReady",
          message: gates
            .map(({ conditionType }) => {
              const found = old.find(({ type }) => type === conditionType);
              return found
                ? `the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`
                : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
            })
            .join(", "),
        }
      : undefined;
  const scheduled = old.find(({ type }) => type === "PodScheduled");
  const resizing = resizeCondition(pod, record, { old, now: timestamp(now) });
  return [
    ...old.filter(
      ({ type }) =>
        !OWN.includes(type) &&
        !type.startsWith("PodResize") &&
        !(type === "DisruptionTarget" && record.disruption !== undefined),
    ),
    ...(record.disruption === undefined
      ? []
      : [build("DisruptionTarget", true, { reason: "TerminationByKubelet", message: record.disruption })]),
    ...(resizing ? [resizing] : []),
    build("PodReadyToStartContainers", record.ip !== undefined && !(done || (record.stopping && phase !== "Running"))),
    build(
      "Initialized",
      initialized,
      initialized
        ? phase === "Succeeded"
          ? { reason: "PodCompleted" }
          : undefined
        : {
            reason: "ContainersNotInitialized",
            message: `containers with incomplete status: [${incomplete.map(({ name }) => name).join(" ")}]`,
          },
    ),
    build("Ready", ready && !gated, why ?? gated),
    build("ContainersReady", ready, why),
    scheduled ?? build("PodScheduled", true),
    ...(mayRestartAll(pod)
      ? [build("AllContainersRestarting", record.anewAt !== undefined && !done, done ? ended : undefined)].map(
          (condition) => (condition.status === "True" ? { ...condition, ...ANEW } : condition),
        )
      : []),
  ];
}

/** Init containers, the others, those added for debugging, in the order they stand. */
export function allContainers(pod: Pod): readonly Container[] {
  const { initContainers, containers, ephemeralContainers } = pod.spec;
  if (!initContainers && !ephemeralContainers) return containers;
  // Ephemeral ones have the same members.
  return [...(initContainers ?? []), ...containers, ...((ephemeralContainers ?? []) as readonly Container[])];
}

/** Whether a container was added for debugging: it is started once and counts for nothing. */
export function isEphemeral(pod: Pod, name: string): boolean {
  return pod.spec.ephemeralContainers?.some((container) => container.name === name) ?? false;
}
