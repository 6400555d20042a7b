/** What makes a node want its room back: its memory, its disk, and pods' own limits of files. Models kubernetes pkg/kubelet/eviction. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { Client } from "../../controllerkit/Client.ts";
import type { EventRecorder } from "../../controllerkit/EventRecorder.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import type { Machines } from "../machine/Machines.ts";
import type { Volumes } from "../machine/Volumes.ts";
import { DiskPressure } from "./DiskPressure.ts";
import type { Killer } from "./Killer.ts";
import { LocalStorage } from "./LocalStorage.ts";
import { NodePressure } from "./NodePressure.ts";

interface EvictionManagerOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly machines: Machines;
  readonly volumes: Volumes;
  readonly killer: Killer;
  /** Bytes that a node's own processes hold. */
  readonly hostMemory: (node: string) => number;
}

export class EvictionManager {
  private readonly memory: NodePressure;
  private readonly disk: DiskPressure;
  private readonly localStorage: LocalStorage;

  constructor(options: EvictionManagerOptions) {
    const { killer } = options;
    this.memory = new NodePressure({
      ...options,
      heldOn: (node) => killer.heldOn(node),
      totalOn: (node) => killer.totalOn(node),
      evict: (pod, eviction) => killer.evict(pod, eviction),
      kill: (pod, name) => killer.kill(pod, name, { code: 137, reason: "OOMKilled" }),
    });
    const evict: Killer["evict"] = (pod, eviction) => killer.evict(pod, eviction);
    this.disk = new DiskPressure({ ...options, evict });
    this.localStorage = new LocalStorage({ ...options, evict });
  }

  /** A node's memory is held otherwise than before. */
  memoryChanged(node: string): void {
    this.memory.check(node);
  }

  /** A pod has written or removed files. */
  filesChanged(pod: Pod): void {
    this.localStorage.check(pod);
    this.disk.check(pod);
  }
}
