/** Ends containers from outside of them: signals from the node, the kernel's kill, evictions. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../../controllerkit/EventRecorder.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { fieldPathOf } from "../fieldPath.ts";
import type { Machines } from "../machine/Machines.ts";
import { allContainers } from "../podStatus.ts";
import type { ContainerEnd, PodRecord } from "../records.ts";
import type { Meters } from "../usage/Meters.ts";
import type { Eviction } from "./NodePressure.ts";
import type { Held } from "./ranking.ts";

export interface KillerOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly meters: Meters;
  readonly machines: Machines;
  readonly change: (pod: Pod, work: (record: PodRecord) => void) => void;
  readonly exit: (pod: Pod, record: PodRecord, end: ContainerEnd) => void;
}

export class Killer {
  constructor(private readonly options: KillerOptions) {}

  kill(pod: Pod, name: string, end: { readonly code: number; readonly reason?: string }): void {
    this.options.change(pod, (record) => {
      const container = record.containers[name];
      if (container?.phase === "running") this.options.exit(pod, record, { name, container, ...end });
    });
  }

  /** A signal from the node to a container's process 1: there, KILL works. */
  signal(pod: Pod, name: string, number: number): void {
    const { machines } = this.options;
    if (number === 9) return this.kill(pod, name, { code: 137 });
    if (!machines.signal(pod, name, number)) this.signalServer(pod, name, number);
  }

  /** A signal to the image's own server as process 1. */
  signalServer(pod: Pod, name: string, number: number): void {
    const { runtime, change } = this.options;
    change(pod, (record) => {
      const container = record.containers[name];
      const reaction = container?.program?.onTerm;
      if (container && reaction && reaction !== "ignored" && (number === 15 || number === 3))
        container.kill ??= { at: runtime.now + reaction.after, code: reaction.exit };
    });
  }

  /** A hard threshold: the pod's containers end at once and it is Failed. */
  evict(pod: Pod, { disruption, ...eviction }: Eviction): void {
    const { recorder, runtime, change, exit } = this.options;
    recorder.event(
      pod,
      "Warning",
      { reason: eviction.reason, message: eviction.message },
      { host: pod.spec.nodeName ?? "" },
    );
    change(pod, (record) => {
      record.ending = eviction;
      if (disruption) record.disruption = eviction.message;
      for (const spec of allContainers(pod)) {
        const container = record.containers[spec.name];
        if (container?.phase !== "running") continue;
        recorder.event(
          pod,
          "Normal",
          { reason: "Killing", message: `Stopping container ${spec.name}` },
          { fieldPath: fieldPathOf(pod, spec.name), host: record.node },
        );
        exit(pod, record, { name: spec.name, container, code: 137 });
      }
      record.failed = eviction;
      record.statusAt = runtime.now;
      delete record.operation;
    });
  }

  heldOn(node: string): readonly Held[] {
    const { store, meters } = this.options;
    const held: Held[] = [];
    for (const pod of store.byIndex("pods", "node", node) as Iterable<Pod>) {
      const containers = allContainers(pod).flatMap(({ name }) => {
        const meter = meters.get(`${pod.metadata.uid}/${name}`);
        return meter ? [{ name, bytes: meter.memory }] : [];
      });
      if (containers.length > 0) held.push({ pod, containers });
    }
    return held;
  }

  /** Bytes all running containers of a node hold. */
  totalOn(node: string): number {
    const { store, meters } = this.options;
    let total = 0;
    for (const pod of store.byIndex("pods", "node", node) as Iterable<Pod>) {
      const { uid } = pod.metadata;
      let own = 0;
      for (const { name } of allContainers(pod)) own += meters.get(`${uid}/${name}`)?.memory ?? 0;
      total += own;
    }
    return total;
  }
}
