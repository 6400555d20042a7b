/** How pods and their containers come to an end: deletion, deadline, sidecars after the rest. */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { parseTimestamp } from "../runtime/time.ts";
import { nextListing } from "./dueTimes.ts";
import { fieldPathOf } from "./fieldPath.ts";
import type { ImagePulls } from "./ImagePulls.ts";
import { allContainers, mainsAreOver, runningSidecars } from "./podStatus.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";

interface StopperOptions {
  readonly runtime: Runtime;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly pulls: ImagePulls;
  /** Writes the pod's status now. */
  readonly report: (pod: Pod, record: PodRecord) => void;
  /** Tells process 1 of a container to end. */
  readonly signal: (pod: Pod, container: string) => void;
  readonly hook: (
    handler: LifecycleHandler,
    at: { readonly pod: Pod; readonly spec: Container },
  ) => { readonly took: number; readonly failed: boolean };
}

export class Stopper {
  constructor(private readonly options: StopperOptions) {}

  /** A deleted pod: TERM now, KILL at the end of its grace, then the object goes. */
  stop(pod: Pod, record: PodRecord): void {
    const { runtime, client, recorder } = this.options;
    if (record.operation?.kind === "pull") this.options.pulls.cancel(record.node, record.operation);
    delete record.operation;
    const deadline = parseTimestamp(pod.metadata.deletionTimestamp ?? "");
    const grace = Math.min((pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000, Math.max(0, deadline - runtime.now));
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase !== "running") continue;
      if (!record.stopping)
        recorder.event(
          pod,
          "Normal",
          { reason: "Killing", message: `Stopping container ${spec.name}` },
          { fieldPath: fieldPathOf(pod, spec.name), host: record.node },
        );
      const before = container.kill?.at ?? Number.POSITIVE_INFINITY;
      this.terminate(pod, spec, { container, grace });
      if (container.kill && container.kill.at > before) container.kill = { ...container.kill, at: before };
    }
    record.stopping = true;
    if (Object.values(record.containers).some(({ phase }) => phase === "running")) return;
    if (record.statusAt === undefined) record.statusAt = nextListing(record.node, runtime.now);
    if (record.statusAt > runtime.now) return;
    this.options.report(pod, record);
    client.delete("pods", pod.metadata.namespace ?? "", pod.metadata.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    });
  }

  /** Sends TERM: the process ends by itself, or is killed when the grace (ms) is over. */
  terminate(
    pod: Pod,
    spec: Container,
    { container, grace }: { readonly container: ContainerRecord; readonly grace: number },
  ): void {
    const { now } = this.options.runtime;
    const end = now + grace;
    const { kill } = container;
    if (kill) {
      if (end < kill.at) container.kill = { at: end, code: 137 };
      return;
    }
    const took = this.preStop(pod, spec, grace);
    // The kubelet leaves two seconds to a process whose hook has used up the grace.
    const last = Math.max(end, now + Math.min(took, grace) + (took >= grace && grace > 0 ? 2000 : 0));
    const reaction = container.program?.onTerm ?? "ignored";
    if (container.program?.machine) {
      container.kill = { at: last, code: 137 };
      container.termAt = now + Math.min(took, grace);
      if (took === 0) this.options.signal(pod, spec.name);
    } else if (reaction === "ignored") container.kill = { at: last, code: 137 };
    else {
      const exits = now + Math.min(took, grace) + reaction.after;
      container.kill = { at: Math.min(last, exits), code: exits <= last ? reaction.exit : 137 };
    }
  }

  /** Runs the hook; how long it takes, ms. */
  private preStop(pod: Pod, spec: Container, grace: number): number {
    const handler = spec.lifecycle?.preStop;
    if (!handler || grace <= 0) return 0;
    const { took, failed } = this.options.hook(handler, { pod, spec });
    if (failed)
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
    const running = allContainers(pod).filter(({ name }) => record.containers[name]?.phase === "running");
    for (const spec of running) this.stopOne(pod, record, spec);
    if (running.length > 0) return;
    record.failed = ending;
    record.statusAt = this.options.runtime.now;
  }

  /** Sidecars end after the main containers, the last one first. */
  stopSidecars(pod: Pod, record: PodRecord): void {
    const [next] = mainsAreOver(pod, record) ? runningSidecars(pod, record) : [];
    if (next) this.stopOne(pod, record, next);
  }

  private stopOne(pod: Pod, record: PodRecord, spec: Container): void {
    const container = record.containers[spec.name];
    if (!container || container.kill) return;
    this.options.recorder.event(
      pod,
      "Normal",
      { reason: "Killing", message: `Stopping container ${spec.name}` },
      { fieldPath: fieldPathOf(pod, spec.name), host: record.node },
    );
    this.terminate(pod, spec, { container, grace: (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000 });
  }
}
