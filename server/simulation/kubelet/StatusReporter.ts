/** Writes what the records have of a pod into its status. Models kubernetes pkg/kubelet/status. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { nextListing } from "./dueTimes.ts";
import { hostIPOf } from "./podNode.ts";
import { allContainers, phaseOf, podStatusOf } from "./podStatus.ts";
import type { PodRecord } from "./records.ts";

interface StatusReporterOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
}

export class StatusReporter {
  constructor(private readonly options: StatusReporterOptions) {}

  /** Writes the status as the records have it. */
  report(pod: Pod, record: PodRecord): void {
    const { runtime, client, store } = this.options;
    delete record.statusAt;
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase === "running" && !spec.readinessProbe && container.started) container.ready = true;
    }
    const current = store.get("pods", pod.metadata.namespace ?? "", pod.metadata.name) as Pod | undefined;
    if (current?.metadata.uid !== pod.metadata.uid) return;
    client.updateStatus("pods", {
      ...current,
      status: podStatusOf(current, record, { now: runtime.now, hostIP: hostIPOf(store, pod) }),
    });
    const phase = phaseOf(current, record);
    if (!record.failed && (phase === "Succeeded" || phase === "Failed")) delete record.operation;
  }
}

/** Marks the status for the next look of the node's container lister. */
export function reportSoon(record: PodRecord, now: number): void {
  const at = nextListing(record.node, now);
  record.statusAt = record.statusAt === undefined ? at : Math.min(record.statusAt, at);
}
