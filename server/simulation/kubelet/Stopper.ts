/** How pods and their containers come to an end: deletion, deadline, sidecars after the rest. */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
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
    if (container.program?.machine) {
      const first = container.kill === undefined;
      container.kill = { at: now + grace, code: 137 };
      if (first) this.options.signal(pod, spec.name);
      return;
    }
    const reaction = container.program?.onTerm ?? "ignored";
    const hook = spec.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const end = now + grace;
    container.kill =
      reaction === "ignored"
        ? { at: end, code: 137 }
        : {
            at: Math.min(end, now + hook * 1000 + reaction.after),
            code: now + reaction.after <= end ? reaction.exit : 137,
          };
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
