/**
 * Nodes short of memory or disk: conditions, evictions by rank, and the kernel's own kill when nothing is left. Looked at
 * when a level changes, and at the times the eviction manager would look again. Models kubernetes pkg/kubelet/eviction.
 */
import type { Node, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Client } from "../../controllerkit/Client.ts";
import type { EventRecorder } from "../../controllerkit/EventRecorder.ts";
import { formatQuantity, parseQuantity, wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { tellPressure } from "./pressureCondition.ts";
import { byEviction, type Held, isCritical, oomScore, requestOf } from "./ranking.ts";

const COMPONENT = "kubelet-eviction";
/** The eviction manager looks every 10 s; pressure is told of for 5 minutes at least. */
const INTERVAL = 10_000;
const TRANSITION = 300_000;
const MEMORY_THRESHOLD = 100 * 2 ** 20;
/** What a node's own parts hold, bytes. */
const SYSTEM_MEMORY = 420 * 2 ** 20;

export interface Eviction {
  readonly reason: string;
  readonly message: string;
  /** The node wants its room back, so the pod is the target of a disruption. */
  readonly disruption?: true;
}

export interface NodePressureOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** Bytes each running container of a node holds. */
  readonly heldOn: (node: string) => readonly Held[];
  /** Bytes all of them hold. */
  readonly totalOn: (node: string) => number;
  /** Bytes of what people started on the node itself. */
  readonly hostMemory: (node: string) => number;
  readonly evict: (pod: Pod, eviction: Eviction) => void;
  readonly kill: (pod: Pod, container: string) => void;
}

export class NodePressure {
  constructor(private readonly options: NodePressureOptions) {
    options.runtime.register(COMPONENT, (node) => this.look(node));
  }

  /** Levels on a node have changed. */
  check(name: string): void {
    const node = this.options.store.get("nodes", "", name) as Node | undefined;
    if (!node) return;
    const { runtime } = this.options;
    let available = this.available(node);
    if (available < 0) {
      this.killBeyond(node);
      available = this.available(node);
    }
    if (available < MEMORY_THRESHOLD && runtime.dueAt(COMPONENT, name) === undefined)
      runtime.schedule(COMPONENT, name, Math.ceil((runtime.now + 1) / INTERVAL) * INTERVAL);
  }

  private capacityOf(node: Node): number {
    return wholeValue(node.status?.capacity?.["memory"] ?? "0");
  }

  private available(node: Node): number {
    const { totalOn, hostMemory } = this.options;
    const { name } = node.metadata;
    return this.capacityOf(node) - SYSTEM_MEMORY - hostMemory(name) - totalOn(name);
  }

  /** The kernel's way: whoever scores highest goes until the rest fits. */
  private killBeyond(node: Node): void {
    const { heldOn, kill } = this.options;
    for (let guard = 0; guard < 100 && this.available(node) < 0; guard++) {
      const capacity = this.capacityOf(node);
      const candidates = heldOn(node.metadata.name).flatMap(({ pod, containers }) =>
        containers.map(({ name, bytes }) => ({ pod, name, bytes, score: oomScore(pod, name, { bytes, capacity }) })),
      );
      const worst = candidates.sort((left, right) => right.score - left.score)[0];
      if (!worst || worst.bytes === 0) return;
      kill(worst.pod, worst.name);
    }
  }

  private look(name: string): void {
    const { runtime, store, recorder, heldOn, evict } = this.options;
    const node = store.get("nodes", "", name) as Node | undefined;
    if (!node) return;
    const available = this.available(node);
    const condition = node.status?.conditions?.find(({ type }) => type === "MemoryPressure");
    if (available >= MEMORY_THRESHOLD) {
      const lastSeen = runtime.state<number>("memory-pressure").get(name) ?? 0;
      if (condition?.status !== "True") return;
      if (runtime.now < lastSeen + TRANSITION) return runtime.schedule(COMPONENT, name, lastSeen + TRANSITION);
      runtime.state<number>("memory-pressure").delete(name);
      return this.tell(node, false);
    }
    runtime.state<number>("memory-pressure").set(name, runtime.now);
    recorder.event(
      node,
      "Warning",
      { reason: "EvictionThresholdMet", message: "Attempting to reclaim memory" },
      { host: name },
    );
    if (condition?.status !== "True") this.tell(node, true);
    const victim = [...heldOn(name)].filter(({ pod }) => !isCritical(pod)).sort(byEviction("memory"))[0];
    if (victim) evict(victim.pod, { reason: "Evicted", message: messageOf(victim, available), disruption: true });
    runtime.schedule(COMPONENT, name, runtime.now + INTERVAL);
  }

  private tell(node: Node, pressure: boolean): void {
    tellPressure(this.options, node.metadata.name, { type: "MemoryPressure", pressure });
  }
}

/** Bytes in the form the kubelet prints them: binary, whole units. */
export const bytesText = (bytes: number): string =>
  formatQuantity({ ...parseQuantity(`${Math.max(0, Math.round(bytes / 1024))}Ki`) });

function messageOf(victim: Held, available: number): string {
  const containers = victim.containers
    .filter(({ name, bytes }) => bytes > requestOf(victim.pod, "memory", name))
    .map(({ name, bytes }) => {
      const request =
        victim.pod.spec.containers.find((spec) => spec.name === name)?.resources?.requests?.["memory"] ?? "0";
      return `Container ${name} was using ${bytesText(bytes)}, request is ${request}, has larger consumption of memory. `;
    });
  return `The node was low on resource: memory. Threshold quantity: 100Mi, available: ${bytesText(available)}. ${containers.join("")}`;
}
