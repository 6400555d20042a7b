/** What happens of itself in a container as time goes on: the steps of its image's program, and the end that a signal brings. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { ContainerLogs } from "./ContainerLogs.ts";
import type { ImagePulls } from "./ImagePulls.ts";
import type { Launcher } from "./Launcher.ts";
import type { Machines } from "./machine/Machines.ts";
import { rearmProbes } from "./probing.ts";
import type { Reaper } from "./Reaper.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";
import { reportSoon } from "./StatusReporter.ts";

interface ProgramStepsOptions {
  readonly runtime: Runtime;
  readonly logs: ContainerLogs;
  readonly machines: Machines;
  readonly pulls: ImagePulls;
  readonly launcher: Launcher;
  readonly reaper: Reaper;
}

export class ProgramSteps {
  constructor(private readonly options: ProgramStepsOptions) {}

  /** All that is due now of one container: lines, files, its end. */
  run(
    pod: Pod,
    record: PodRecord,
    { name, container }: { readonly name: string; readonly container: ContainerRecord },
  ): void {
    const { runtime, logs, machines, pulls, launcher, reaper } = this.options;
    if (container.flipAt !== undefined && container.flipAt <= runtime.now) {
      pulls.backOff(pod, name, container);
      reportSoon(record, runtime.now);
    }
    if (container.termAt !== undefined && container.termAt <= runtime.now && container.phase === "running") {
      delete container.termAt;
      machines.signal(pod, name, 15);
    }
    while (container.phase === "running" && container.program) {
      const step = container.program.steps?.[container.step];
      const due = step ? (container.startedAt ?? 0) + step.after : Number.POSITIVE_INFINITY;
      if (container.kill && container.kill.at <= Math.min(due, runtime.now)) {
        reaper.exit(pod, record, { name, container, code: container.kill.code });
        return;
      }
      if (!step || due > runtime.now) return;
      container.step++;
      if (step.log !== undefined) logs.append(`${record.uid}/${name}`, launcher.expand(step.log));
      if (step.listen) container.program = { ...container.program, listens: step.listen };
      if (step.state !== undefined) container.program = { ...container.program, state: step.state };
      if (step.write !== undefined) container.files = [...container.files, step.write];
      if (step.remove !== undefined) container.files = container.files.filter((file) => file !== step.remove);
      if (step.write !== undefined || step.remove !== undefined || step.listen || step.state !== undefined)
        rearmProbes(pod, container, { name, now: runtime.now });
      if (step.exit !== undefined) reaper.exit(pod, record, { name, container, code: step.exit, reason: step.reason });
    }
  }
}
