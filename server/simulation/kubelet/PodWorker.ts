/** One turn of a pod: all that is due for it now, in the kubelet's order. Models kubernetes pkg/kubelet (syncPod). */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { tell } from "./containerEvents.ts";
import type { ImagePulls } from "./ImagePulls.ts";
import type { Machines } from "./machine/Machines.ts";
import type { Operations } from "./Operations.ts";
import { nodeOf } from "./podNode.ts";
import type { PodRecords } from "./PodRecords.ts";
import { allContainers, isEphemeral } from "./podStatus.ts";
import type { Prober } from "./Prober.ts";
import type { ProgramSteps } from "./ProgramSteps.ts";
import type { Reaper } from "./Reaper.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";
import { tellResize } from "./resizeEvents.ts";
import { resize } from "./resizing.ts";
import { beginAnew } from "./restartAll.ts";
import { nextToStart } from "./startOrder.ts";
import { reportSoon, type StatusReporter } from "./StatusReporter.ts";
import type { Stopper } from "./Stopper.ts";
import type { Meters } from "./usage/Meters.ts";

interface PodWorkerOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly records: PodRecords;
  readonly machines: Machines;
  readonly meters: Meters;
  readonly pulls: ImagePulls;
  readonly steps: ProgramSteps;
  readonly operations: Operations;
  readonly prober: Prober;
  readonly reaper: Reaper;
  readonly stopper: Stopper;
  readonly reporter: StatusReporter;
}

export class PodWorker {
  constructor(private readonly options: PodWorkerOptions) {}

  work(pod: Pod, record: PodRecord): void {
    const { runtime, steps, stopper, prober, operations } = this.options;
    for (const [name, container] of Object.entries(record.containers)) steps.run(pod, record, { name, container });
    if (pod.metadata.deletionTimestamp) {
      stopper.stop(pod, record);
      return prober.ask(pod, record);
    }
    if (record.anewAt !== undefined && record.anewAt <= runtime.now) this.beginAnew(pod, record);
    stopper.checkDeadline(pod, record);
    if (record.ending) {
      stopper.end(pod, record, record.ending);
      return prober.ask(pod, record);
    }
    stopper.stopSidecars(pod, record);
    this.resize(pod, record);
    prober.ask(pod, record);
    if (record.operation && record.operation.due <= runtime.now) operations.complete(pod, record);
    if (!record.operation) this.startNext(pod, record);
  }

  /** Starts the one container whose turn it is. */
  private startNext(pod: Pod, record: PodRecord): void {
    const { runtime, pulls } = this.options;
    if (record.ip === undefined || record.anewAt !== undefined) return;
    const spec = nextToStart(pod, record, runtime.now);
    if (!spec) return;
    const container = record.containers[spec.name] as ContainerRecord;
    record.operation = pulls.begin(pod, spec, container);
    if (!record.operation) {
      reportSoon(record, runtime.now);
      this.startNext(pod, record);
    }
  }

  /** A pod that asks for other resources than it has gets them, or is told why not. */
  private resize(pod: Pod, record: PodRecord): void {
    const { allocated } = record;
    // Until the first change a record holds nothing: what the spec asks for is what the pod has.
    if (!allocated) return;
    const { runtime, store, recorder, records, machines, meters, reaper } = this.options;
    const before = record.resize?.message;
    const again = resize(pod, record, {
      store,
      node: nodeOf(store, pod),
      isAdmitted: (uid) => records.isAdmitted(uid),
      held: (name) => meters.get(`${record.uid}/${name}`)?.memory ?? 0,
    });
    if (record.allocated === allocated && before === record.resize?.message) return;
    record.statusAt = runtime.now;
    tellResize(recorder, pod, { record, before: allocated });
    for (const name of again) {
      const container = record.containers[name];
      if (container?.phase === "running") reaper.exit(pod, record, { name, container, code: 137 });
    }
    // Other limits: other throttling.
    for (const { name } of allContainers(pod)) if (machines.has(record.uid, name)) machines.use(pod, name, () => {});
  }

  /** A rule starts the whole pod again: it is told, then all that runs is killed without grace. */
  private beginAnew(pod: Pod, record: PodRecord): void {
    const { runtime, recorder, pulls, reaper, reporter } = this.options;
    reporter.report(pod, record);
    if (record.operation?.kind === "pull") pulls.cancel(record.node, record.operation);
    delete record.operation;
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase !== "running" || isEphemeral(pod, spec.name)) continue;
      tell(recorder, pod, spec, { reason: "Killing", message: "killing" });
      reaper.exit(pod, record, { name: spec.name, container, code: 137 });
    }
    beginAnew(pod, record);
    delete record.anewAt;
    record.statusAt = runtime.now;
  }
}
