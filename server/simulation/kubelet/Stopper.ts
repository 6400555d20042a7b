/** How pods and their containers come to an end: deletion, deadline, sidecars after the rest. */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { parseTimestamp } from "../runtime/time.ts";
import { nextListing } from "./dueTimes.ts";
import { fieldPathOf } from "./fieldPath.ts";
import type { HookResult } from "./hooks.ts";
import type { ImagePulls } from "./ImagePulls.ts";
import type { Machines } from "./machine/Machines.ts";
import { allContainers, isSidecar, mainsAreOver, runningSidecars } from "./podStatus.ts";
import { stopProbing } from "./probing.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";
import type { StatusReporter } from "./StatusReporter.ts";

interface StopperOptions {
  readonly runtime: Runtime;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly pulls: ImagePulls;
  readonly machines: Machines;
  readonly reporter: StatusReporter;
  readonly hook: (handler: LifecycleHandler, at: { readonly pod: Pod; readonly spec: Container }) => HookResult;
}

export class Stopper {
  constructor(private readonly options: StopperOptions) {}

  /** A deleted pod: TERM now, KILL at the end of its grace, then the object goes. */
  stop(pod: Pod, record: PodRecord): void {
    const { runtime, client } = this.options;
    if (record.operation?.kind === "pull") this.options.pulls.cancel(record.node, record.operation);
    delete record.operation;
    const deadline = parseTimestamp(pod.metadata.deletionTimestamp ?? "");
    const grace = Math.min((pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000, Math.max(0, deadline - runtime.now));
    this.stopAll(pod, record, grace);
    record.stopping = true;
    if (Object.values(record.containers).some(({ phase }) => phase === "running")) return;
    if (record.statusAt === undefined) record.statusAt = nextListing(record.node, runtime.now);
    if (record.statusAt > runtime.now) return;
    this.options.reporter.report(pod, record);
    client.delete("pods", pod.metadata.namespace ?? "", pod.metadata.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    });
  }

  /** Tells all that runs to end within the grace (ms): sidecars when their turn has come, or the grace is over. */
  private stopAll(pod: Pod, record: PodRecord, grace: number): void {
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase !== "running") continue;
      stopProbing(container);
      if (!record.stopping && (!container.kill || pod.metadata.deletionTimestamp)) this.tellKilling(pod, record, spec);
      this.terminate(pod, spec, { container, grace, waits: !isTurn(pod, record, spec) });
    }
  }

  private tellKilling(pod: Pod, record: PodRecord, { name }: Container): void {
    this.options.recorder.event(
      pod,
      "Normal",
      { reason: "Killing", message: `Stopping container ${name}` },
      { fieldPath: fieldPathOf(pod, name), host: record.node },
    );
  }

  /** Sends TERM: the process ends by itself, or is killed when the grace (ms) is over. */
  terminate(
    pod: Pod,
    spec: Container,
    {
      container,
      grace,
      waits = false,
    }: { readonly container: ContainerRecord; readonly grace: number; readonly waits?: boolean },
  ): void {
    const { now } = this.options.runtime;
    const end = now + grace;
    if (container.kill) {
      // A second word may only hurry it.
      if (end >= (container.graceEnd ?? Number.POSITIVE_INFINITY)) return;
      container.graceEnd = end;
      if (container.turn) this.sendTerm(pod, spec, { container, at: end });
      else if (container.kill.at > end) container.kill = { at: end, code: 137 };
      return;
    }
    container.graceEnd = end;
    const from = now + this.preStop(pod, spec, grace);
    if (!waits || grace <= 0) return this.sendTerm(pod, spec, { container, at: from });
    container.turn = { from };
    this.sendTerm(pod, spec, { container, at: end });
  }

  /** A container has ended: the sidecars that waited for it alone are told to end. */
  next(pod: Pod, record: PodRecord): void {
    for (const spec of pod.spec.initContainers ?? []) {
      const container = record.containers[spec.name];
      const { turn } = container ?? {};
      if (!container || !turn || container.phase !== "running" || !isTurn(pod, record, spec)) continue;
      const { now } = this.options.runtime;
      delete container.turn;
      if (now < (container.graceEnd ?? 0)) this.sendTerm(pod, spec, { container, at: Math.max(turn.from, now) });
    }
  }

  private sendTerm(
    pod: Pod,
    spec: Container,
    { container, at }: { readonly container: ContainerRecord; readonly at: number },
  ): void {
    const { now } = this.options.runtime;
    const end = container.graceEnd ?? at;
    // The kubelet leaves two seconds to a process when its hook or those before it have used up the grace.
    const last = at >= end && at > now ? at + 2000 : end;
    const reaction = container.program?.onTerm ?? "ignored";
    delete container.termAt;
    container.kill = { at: last, code: 137 };
    if (container.program?.machine) {
      if (at <= now) this.options.machines.signal(pod, spec.name, 15);
      else container.termAt = at;
    } else if (reaction !== "ignored" && at + reaction.after <= last)
      container.kill = { at: at + reaction.after, code: reaction.exit };
  }

  /** Runs the hook; how long it takes, ms. */
  private preStop(pod: Pod, spec: Container, grace: number): number {
    const handler = spec.lifecycle?.preStop;
    if (!handler || grace <= 0) return 0;
    const { took, problem } = this.options.hook(handler, { pod, spec });
    if (problem !== undefined)
      this.options.recorder.event(
        pod,
        "Warning",
        { reason: "FailedPreStopHook", message: "PreStopHook failed" },
        { fieldPath: fieldPathOf(pod, spec.name), host: pod.spec.nodeName ?? "" },
      );
    return Math.min(took, grace);
  }

  checkDeadline(pod: Pod, record: PodRecord): void {
    const limit = pod.spec.activeDeadlineSeconds;
    if (limit === undefined || this.options.runtime.now < record.startTime + limit * 1000) return;
    const message = "Pod was active on the node longer than the specified deadline";
    if (record.ending) return;
    this.options.recorder.event(pod, "Normal", { reason: "DeadlineExceeded", message }, { host: record.node });
    record.ending = { reason: "DeadlineExceeded", message };
  }

  /** Stops what runs of a pod that is to be Failed; the status says so when the last container has ended. */
  end(pod: Pod, record: PodRecord, ending: NonNullable<PodRecord["ending"]>): void {
    if (record.operation?.kind === "pull") this.options.pulls.cancel(record.node, record.operation);
    delete record.operation;
    this.stopAll(pod, record, graceOf(pod));
    if (Object.values(record.containers).some(({ phase }) => phase === "running")) return;
    record.failed = ending;
    record.statusAt = this.options.runtime.now;
  }

  /** Sidecars end after the main containers, the last one first. */
  stopSidecars(pod: Pod, record: PodRecord): void {
    if (mainsAreOver(pod, record) && runningSidecars(pod, record).some(({ name }) => !record.containers[name]?.kill))
      this.stopAll(pod, record, graceOf(pod));
  }
}

export const graceOf = ({ spec }: Pod): number => (spec.terminationGracePeriodSeconds ?? 30) * 1000;

/**
 * Whether a container may end now: a sidecar when the main containers and the sidecars after it have ended. Models
 * kubernetes pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
 */
function isTurn(pod: Pod, record: PodRecord, spec: Container): boolean {
  const all = pod.spec.initContainers ?? [];
  if (!isSidecar(spec) || !all.includes(spec)) return true;
  const later = all.slice(all.indexOf(spec) + 1).filter(isSidecar);
  return [...pod.spec.containers, ...later].every(({ name }) => record.containers[name]?.phase !== "running");
}
