/** What the end of a container leaves behind: how it ended, what is freed, and whether it is started again. */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { ContainerLogs } from "./ContainerLogs.ts";
import { nextListing } from "./dueTimes.ts";
import type { Launcher } from "./Launcher.ts";
import type { Machines } from "./machine/Machines.ts";
import { allContainers, isEphemeral, isSidecar, mainsAreOver, restarts } from "./podStatus.ts";
import type { ContainerEnd, PodRecord } from "./records.ts";
import { restartsAll } from "./restartRules.ts";
import { reportSoon } from "./StatusReporter.ts";
import type { Stopper } from "./Stopper.ts";
import { terminationMessage } from "./terminationMessage.ts";
import type { Meters } from "./usage/Meters.ts";

interface ReaperOptions {
  readonly runtime: Runtime;
  readonly logs: ContainerLogs;
  readonly machines: Machines;
  readonly meters: Meters;
  readonly launcher: Launcher;
  readonly stopper: Stopper;
}

export class Reaper {
  constructor(private readonly options: ReaperOptions) {}

  /** Ends a container, if it runs. */
  exit(pod: Pod, record: PodRecord, { name, container, code, reason, message: given }: ContainerEnd): void {
    const { runtime, machines, meters, launcher, stopper } = this.options;
    machines.wakeUp(pod, name);
    if (container.phase !== "running") return;
    const spec = allContainers(pod).find((candidate) => candidate.name === name);
    const message = given ?? (spec && this.lastWords(spec, record, code));
    container.ended = {
      exitCode: code,
      reason: reason ?? (code === 0 ? "Completed" : "Error"),
      startedAt: container.startedAt ?? runtime.now,
      finishedAt: runtime.now,
      containerId: container.containerId ?? "",
      ...(message === undefined ? {} : { message }),
    };
    container.phase = "exited";
    if (record.operation?.kind === "hook" && record.operation.container === name) delete record.operation;
    machines.stop(record.uid, name);
    delete container.env;
    meters.stop(`${record.uid}/${name}`);
    const sidecarOrInit = (pod.spec.initContainers ?? []).find((spec) => spec.name === name);
    container.ready = sidecarOrInit !== undefined && !isSidecar(sidecarOrInit) && code === 0;
    container.started = false;
    container.probes = {};
    delete container.kill;
    delete container.graceEnd;
    delete container.turn;
    delete container.termAt;
    delete container.program;
    const again = isEphemeral(pod, name)
      ? false
      : sidecarOrInit
        ? (isSidecar(sidecarOrInit) && !mainsAreOver(pod, record)) ||
          (code !== 0 && restarts(pod, sidecarOrInit, container.ended))
        : restarts(pod, pod.spec.containers.find((spec) => spec.name === name) as Container, container.ended);
    if (spec && restartsAll(spec, code) && !isEphemeral(pod, name) && !record.stopping && !record.ending) {
      record.anewAt ??= nextListing(record.node, runtime.now);
      return reportSoon(record, runtime.now);
    }
    if (!again) delete container.trouble;
    if (again && !pod.metadata.deletionTimestamp && !record.ending)
      launcher.scheduleRestart(pod, name, { container, noticedAt: nextListing(record.node, runtime.now) });
    stopper.next(pod, record);
    reportSoon(record, runtime.now);
  }

  private lastWords(spec: Container, { uid }: PodRecord, code: number): string | undefined {
    const { machines, logs } = this.options;
    return terminationMessage(spec, {
      code,
      file: machines.message(uid, spec.name),
      log: () => logs.lines(`${uid}/${spec.name}`, false) ?? [],
    });
  }
}
