/**
 * Probes. A probe whose outcome is settled is not run again until something it looks at changes, so a healthy pod costs
 * nothing; what differs from a kubelet that asks every period cannot be seen. Models kubernetes pkg/kubelet/prober.
 */
import type { Container, Pod, Probe } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { HttpRequest, HttpResponse } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { ContainerRecord, PodRecord, ProbeKind, ProbeRecord } from "./records.ts";
import type { ProbeFailure } from "./execProbe.ts";
import { fieldPathOf } from "./fieldPath.ts";

const KINDS: readonly ProbeKind[] = ["startupProbe", "livenessProbe", "readinessProbe"];
const TITLE: { readonly [kind in ProbeKind]: string } = {
  startupProbe: "Startup",
  livenessProbe: "Liveness",
  readinessProbe: "Readiness",
};

/** Whom a kubelet's requests are from. */
const PROBER = "kube-probe/1.36";

export interface ProbeContext {
  readonly pod: Pod;
  readonly record: PodRecord;
  readonly runtime: Runtime;
  readonly recorder: EventRecorder;
  http(request: HttpRequest): HttpResponse | undefined;
  isListening(port: number): boolean;
  /** What a server that speaks gRPC's health protocol says of a service; undefined where none does. */
  health(port: number, service: string): string | undefined;
  /** Runs a command in the container: why it fails, undefined when it exits with 0. */
  exec(spec: Container, command: readonly string[], timeout: number): ProbeFailure | undefined;
}

export interface ProbeOutcome {
  readonly changed: boolean;
  /** Liveness or startup gave up: stop the container with so much grace (ms). */
  readonly kill?: { readonly grace: number };
}

/** Sets up the probes of a container that has just started and that its kubelet sees at `seenAt`. */
export function armProbes(
  spec: Container,
  container: ContainerRecord,
  { runtime, seenAt }: { readonly runtime: Runtime; readonly seenAt: number },
): void {
  container.probes = {};
  container.started = spec.startupProbe === undefined;
  container.ready = false;
  for (const kind of KINDS) {
    const probe = spec[kind];
    if (!probe) continue;
    const period = (probe.periodSeconds ?? 10) * 1000;
    const delay = (probe.initialDelaySeconds ?? 0) * 1000;
    const tick = runtime.now + delay + runtime.random.int(period);
    // Readiness is asked beside its ticks too, whenever the pod is looked at and it is not known.
    const next = kind === "readinessProbe" && delay === 0 && container.started ? Math.min(seenAt, tick) : tick;
    container.probes[kind] = { next, successes: 0, failures: 0 };
  }
}

/** Runs what is due. */
export function runProbes(spec: Container, container: ContainerRecord, context: ProbeContext): ProbeOutcome {
  const { runtime, recorder, pod, record } = context;
  let changed = false;
  for (const kind of KINDS) {
    const probe = spec[kind];
    const state = container.probes[kind];
    if (!probe || !state || state.next === undefined || state.next > runtime.now) continue;
    const period = (probe.periodSeconds ?? 10) * 1000;
    if (kind !== "startupProbe" && !container.started) {
      state.next += period;
      continue;
    }
    const failure = failureOf(probe, { spec, context });
    if (failure?.unknown) {
      tellUnhealthy(context, spec, `${TITLE[kind]} probe errored and resulted in unknown state: ${failure.why}`);
      state.next += period;
      continue;
    }
    if (failure === undefined) {
      state.successes++;
      state.failures = 0;
    } else {
      state.failures++;
      state.successes = 0;
      tellUnhealthy(context, spec, `${TITLE[kind]} probe failed: ${failure.why}`);
    }
    const settled = settle(probe, state);
    state.next = failure === undefined && settled === true ? undefined : state.next + period;
    if (settled === undefined || settled === state.result) continue;
    state.result = settled;
    if (kind === "readinessProbe") {
      container.ready = settled;
      changed = true;
    } else if (settled) {
      if (kind === "startupProbe") {
        container.started = true;
        changed = true;
        const readiness = container.probes.readinessProbe;
        if (!spec.readinessProbe) container.ready = true;
        else if (readiness) {
          const delay = (spec.readinessProbe.initialDelaySeconds ?? 0) * 1000;
          readiness.next = Math.max(runtime.now, (container.startedAt ?? 0) + delay);
        }
      }
    } else {
      const what = kind === "startupProbe" ? "startup" : "liveness";
      recorder.event(
        pod,
        "Normal",
        { reason: "Killing", message: `Container ${spec.name} failed ${what} probe, will be restarted` },
        { fieldPath: fieldPathOf(pod, spec.name), host: record.node },
      );
      const seconds = probe.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      container.probes = {};
      return { changed: true, kill: { grace: seconds * 1000 } };
    }
  }
  return { changed };
}

function tellUnhealthy({ recorder, pod, record }: ProbeContext, spec: Container, message: string): void {
  recorder.event(
    pod,
    "Warning",
    { reason: "Unhealthy", message },
    { fieldPath: fieldPathOf(pod, spec.name), host: record.node },
  );
}

/** The verdict once enough results agree; undefined while they do not. */
function settle(probe: Probe, state: ProbeRecord): boolean | undefined {
  if (state.successes >= (probe.successThreshold ?? 1)) return true;
  return state.failures >= (probe.failureThreshold ?? 3) ? false : undefined;
}

/** Something a probe may look at has changed: settled ones go on at their next period. */
export function rearmProbes(
  pod: Pod,
  container: ContainerRecord,
  { name, now }: { readonly name: string; readonly now: number },
): void {
  const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(
    (candidate) => candidate.name === name,
  );
  for (const kind of KINDS) {
    const state = container.probes[kind];
    const probe = spec?.[kind];
    if (!state || !probe || state.next !== undefined || (kind === "startupProbe" && container.started)) continue;
    const period = (probe.periodSeconds ?? 10) * 1000;
    const began = (container.startedAt ?? now) + (probe.initialDelaySeconds ?? 0) * 1000;
    state.next = began + Math.ceil(Math.max(0, now - began + 1) / period) * period;
  }
}

/** The same for a container that may not run. */
export function rearm(
  pod: Pod,
  record: PodRecord,
  { name, now }: { readonly name: string; readonly now: number },
): void {
  const container = record.containers[name];
  if (container?.phase === "running") rearmProbes(pod, container, { name, now });
}

/** Of a pod that is to end only the readiness is asked on. Models prober_manager.go StopLivenessAndStartup. */
export function stopProbing(container: ContainerRecord | undefined): void {
  delete container?.probes.livenessProbe;
  delete container?.probes.startupProbe;
}

export function nextProbe(container: ContainerRecord): number | undefined {
  const times = KINDS.map((kind) => container.probes[kind]?.next).filter((time): time is number => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

interface Target {
  readonly spec: Container;
  readonly context: ProbeContext;
}

/** Why a probe fails; undefined when it succeeds. */
function failureOf(probe: Probe, { spec, context }: Target): ProbeFailure | undefined {
  const ip = context.record.ip ?? "";
  const seconds = probe.timeoutSeconds ?? 1;
  if (probe.httpGet) {
    const { path: asked = "/", scheme = "HTTP", httpHeaders = [] } = probe.httpGet;
    const path = asked.startsWith("/") ? asked : `/${asked}`;
    const port = portOf(probe.httpGet.port, spec);
    const host = probe.httpGet.host || ip;
    const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
    const response = context.http({
      method: "GET",
      path,
      port,
      headers: { "user-agent": PROBER, accept: "*/*", ...headers },
    });
    const request = `Get "${scheme.toLowerCase()}://${host}:${port}${path}":`;
    if (!response) return { why: `${request} dial tcp ${host}:${port}: connect: connection refused` };
    if ((response.duration ?? 0) > seconds * 1000)
      return { why: `${request} context deadline exceeded (Client.Timeout exceeded while awaiting headers)` };
    if (response.hungUp) return { why: `${request} EOF` };
    return response.status >= 200 && response.status < 400
      ? undefined
      : { why: `HTTP probe failed with statuscode: ${response.status}` };
  }
  if (probe.tcpSocket) {
    const port = portOf(probe.tcpSocket.port, spec);
    return context.isListening(port)
      ? undefined
      : { why: `dial tcp ${probe.tcpSocket.host || ip}:${port}: connect: connection refused` };
  }
  if (probe.grpc) {
    const { port, service = "" } = probe.grpc;
    const health = context.health(port, service ?? "");
    if (health === "SERVING") return undefined;
    return {
      why:
        health === undefined
          ? `timeout: failed to connect service "${ip}:${port}" within ${seconds}s: context deadline exceeded`
          : `service unhealthy (responded with "${health}")`,
    };
  }
  if (probe.exec) return context.exec(spec, probe.exec.command ?? [], seconds * 1000);
  return undefined;
}

function portOf(port: number | string, spec: Container): number {
  return typeof port === "number"
    ? port
    : (spec.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
}
