/** Asks the probes that are due, over the pod's network and in its containers. Models kubernetes pkg/kubelet/prober. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { execFailure } from "./execProbe.ts";
import { healthOf } from "./grpcHealth.ts";
import type { Machines } from "./machine/Machines.ts";
import type { PodPorts } from "./PodPorts.ts";
import { allContainers } from "./podStatus.ts";
import { runProbes } from "./probing.ts";
import { newContainer, type PodRecord } from "./records.ts";
import type { Stopper } from "./Stopper.ts";

interface ProberOptions {
  readonly runtime: Runtime;
  readonly recorder: EventRecorder;
  readonly machines: Machines;
  readonly ports: PodPorts;
  readonly stopper: Stopper;
}

export class Prober {
  constructor(private readonly options: ProberOptions) {}

  ask(pod: Pod, record: PodRecord): void {
    const { runtime, recorder, machines, ports, stopper } = this.options;
    for (const spec of allContainers(pod)) {
      const container =
        record.containers[spec.name] ?? (record.containers[spec.name] = newContainer("ContainerCreating"));
      if (container.phase !== "running") continue;
      const outcome = runProbes(spec, container, {
        pod,
        record,
        runtime,
        recorder,
        http: (request) => ports.probe(() => ports.http(pod.metadata.uid, request)),
        isListening: (port) => ports.listener(pod.metadata.uid, port) !== undefined,
        health: (port) => {
          const name = ports.listener(record.uid, port);
          return name === undefined ? undefined : healthOf(machines, { pod, record, name, port });
        },
        exec: (spec, command, timeout) => ports.probe(() => execFailure(machines, { pod, spec, command, timeout })),
      });
      if (outcome.changed) record.statusAt = runtime.now;
      if (outcome.kill) stopper.terminate(pod, spec, { container, grace: outcome.kill.grace });
    }
  }
}
