/**
 * Pods that keep more on a node's disk than they may: scratch volumes over their sizeLimit, containers and pods over their
 * limits of ephemeral-storage. Looked at after files were written, when the eviction manager would look next.
 * Models kubernetes pkg/kubelet/eviction/eviction_manager.go (localStorageEviction).
 */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import { wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import type { Machines } from "../machine/Machines.ts";
import type { Volumes } from "../machine/Volumes.ts";
import type { Eviction } from "./NodePressure.ts";

const COMPONENT = "kubelet-local-storage";
const INTERVAL = 10_000;

export interface LocalStorageOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly volumes: Volumes;
  readonly machines: Machines;
  readonly evict: (pod: Pod, eviction: Eviction) => void;
}

export class LocalStorage {
  constructor(private readonly options: LocalStorageOptions) {
    options.runtime.register(COMPONENT, (key) => this.look(key));
  }

  /** Files of a pod were written. */
  check(pod: Pod): void {
    if (this.problemOf(pod) === undefined) return;
    const { runtime } = this.options;
    const key = `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`;
    if (runtime.dueAt(COMPONENT, key) === undefined)
      runtime.schedule(COMPONENT, key, Math.ceil((runtime.now + 1) / INTERVAL) * INTERVAL);
  }

  private look(key: string): void {
    const [namespace = "", name = "", uid = ""] = key.split("/");
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    if (pod?.metadata.uid !== uid || pod.metadata.deletionTimestamp) return;
    const message = this.problemOf(pod);
    if (message !== undefined) this.options.evict(pod, { reason: "Evicted", message });
  }

  private problemOf(pod: Pod): string | undefined {
    const { volumes, machines } = this.options;
    const scratch = volumes.scratchSize(pod, "");
    for (const { volume, bytes, limit } of scratch)
      if (limit !== undefined && bytes > limit)
        return `Usage of EmptyDir volume "${volume}" exceeds the limit "${pod.spec.volumes?.find(({ name }) => name === volume)?.emptyDir?.sizeLimit}". `;
    let written = 0;
    let total: number | undefined;
    for (const { name, resources } of pod.spec.containers) {
      const bytes = machines.writtenBytes(pod.metadata.uid, name);
      const limit = resources?.limits?.["ephemeral-storage"];
      written += bytes;
      if (limit === undefined) continue;
      total = (total ?? 0) + wholeValue(limit);
      if (bytes > wholeValue(limit)) return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `;
    }
    const all = written + scratch.reduce((sum, { bytes }) => sum + bytes, 0);
    const everyLimited = pod.spec.containers.every(
      ({ resources }) => resources?.limits?.["ephemeral-storage"] !== undefined,
    );
    return total !== undefined && everyLimited && all > total
      ? `Pod ephemeral local storage usage exceeds the total limit of containers ${total}. `
      : undefined;
  }
}
