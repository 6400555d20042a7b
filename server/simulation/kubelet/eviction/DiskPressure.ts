/**
 * Nodes whose disk fills up with what pods and people write on it: the condition, and evictions by rank until there is room.
 * Looked at when much was written, and at the times the eviction manager would look again. Models kubernetes pkg/kubelet/eviction.
 */
import type { Node, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Client } from "../../controllerkit/Client.ts";
import type { EventRecorder } from "../../controllerkit/EventRecorder.ts";
import { wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import type { Machines } from "../machine/Machines.ts";
import type { Volumes } from "../machine/Volumes.ts";
import { bytesText, type Eviction } from "./NodePressure.ts";
import { tellPressure } from "./pressureCondition.ts";
import { byEviction, type Held, isCritical, requestOf, totalOf } from "./ranking.ts";

const COMPONENT = "kubelet-disk-eviction";
const INTERVAL = 10_000;
const TRANSITION = 300_000;
/** What a node's own system and images take, bytes. */
const SYSTEM_DISK = 6 * 2 ** 30;
/** nodefs.available<10%, which is no round number of bytes: the kubelet keeps it in 32 bits. */
const THRESHOLD = Math.fround(0.1);
/** What a full node of pods may write each without anybody having to look, bytes. */
const LITTLE = 256 * 2 ** 20;

export interface DiskPressureOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly volumes: Volumes;
  readonly machines: Machines;
  readonly evict: (pod: Pod, eviction: Eviction) => void;
}

export class DiskPressure {
  constructor(private readonly options: DiskPressureOptions) {
    options.runtime.register(COMPONENT, (node) => this.look(node));
  }

  /** Files of a pod were written. */
  check(pod: Pod): void {
    const name = pod.spec.nodeName ?? "";
    const { runtime } = this.options;
    if (runtime.dueAt(COMPONENT, name) !== undefined || totalOf(this.heldBy(pod)) < LITTLE) return;
    const node = this.options.store.get("nodes", "", name) as Node | undefined;
    if (node && this.available(node) < thresholdOf(node))
      runtime.schedule(COMPONENT, name, Math.ceil((runtime.now + 1) / INTERVAL) * INTERVAL);
  }

  /** What each container of a pod has written; its scratch volumes count for the first. */
  private heldBy(pod: Pod): Held {
    const { machines, volumes } = this.options;
    const scratch = volumes.scratchSize(pod, "").reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      pod,
      containers: pod.spec.containers.map(({ name }, index) => ({
        name,
        bytes: machines.writtenBytes(pod.metadata.uid, name) + (index === 0 ? scratch : 0),
      })),
    };
  }

  private heldOn(node: string): readonly Held[] {
    const held: Held[] = [];
    for (const pod of this.options.store.byIndex("pods", "node", node) as Iterable<Pod>)
      if (pod.status?.phase !== "Failed" && pod.status?.phase !== "Succeeded") held.push(this.heldBy(pod));
    return held;
  }

  private available(node: Node): number {
    const { name } = node.metadata;
    const own = this.options.volumes.nodeTree(name).held?.().size ?? 0;
    return capacityOf(node) - SYSTEM_DISK - own - this.heldOn(name).reduce((sum, held) => sum + totalOf(held), 0);
  }

  private look(name: string): void {
    const { runtime, store, recorder, evict } = this.options;
    const node = store.get("nodes", "", name) as Node | undefined;
    if (!node) return;
    const available = this.available(node);
    const told = node.status?.conditions?.find(({ type }) => type === "DiskPressure")?.status === "True";
    const seen = runtime.state<number>("disk-pressure");
    if (available >= thresholdOf(node)) {
      const last = seen.get(name);
      if (last === undefined) return;
      if (runtime.now < last + TRANSITION) return runtime.schedule(COMPONENT, name, last + TRANSITION);
      seen.delete(name);
      if (told) tellPressure(this.options, name, { type: "DiskPressure", pressure: false });
      return;
    }
    seen.set(name, runtime.now);
    const message = "Attempting to reclaim ephemeral-storage";
    recorder.event(node, "Warning", { reason: "EvictionThresholdMet", message }, { host: name });
    if (!told) tellPressure(this.options, name, { type: "DiskPressure", pressure: true });
    const victim = this.heldOn(name)
      .filter(({ pod }) => !isCritical(pod))
      .sort(byEviction("ephemeral-storage"))[0];
    if (victim) evict(victim.pod, { reason: "Evicted", message: messageOf(victim, node, available), disruption: true });
    runtime.schedule(COMPONENT, name, runtime.now + INTERVAL);
  }
}

const capacityOf = (node: Node): number => wholeValue(node.status?.capacity?.["ephemeral-storage"] ?? "50Gi");

const thresholdOf = (node: Node): number => Math.trunc(capacityOf(node) * THRESHOLD);

function messageOf({ pod, containers }: Held, node: Node, available: number): string {
  const resource = "ephemeral-storage";
  const larger = containers
    .filter(({ name, bytes }) => bytes > requestOf(pod, resource, name))
    .map(({ name, bytes }) => {
      const request = pod.spec.containers.find((spec) => spec.name === name)?.resources?.requests?.[resource] ?? "0";
      return `Container ${name} was using ${bytesText(bytes)}, request is ${request}, has larger consumption of ${resource}. `;
    });
  return `The node was low on resource: ${resource}. Threshold quantity: ${thresholdOf(node)}, available: ${bytesText(available)}. ${larger.join("")}`;
}
