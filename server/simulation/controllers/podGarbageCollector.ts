/**
 * Removes the pods of nodes that do not exist, and those on their way out of nodes that somebody declared out of service.
 * Models kubernetes pkg/controller/podgc/gc_controller.go.
 * Upstream looks every 20 s and gives a missing node 40 s; here the node's absence starts those 40 s.
 */
import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { isPodFinished, withPodCondition } from "../controllerkit/podFacts.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const QUARANTINE = 40_000;
/** How often upstream looks. */
const PERIOD = 20_000;
const OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

export const podGarbageCollector: ControllerFactory = (context) => new PodGarbageCollector(context);

class PodGarbageCollector {
  readonly name = "pod-garbage-collector";
  readonly watches = [
    {
      resource: "nodes",
      handle: ({ type, object }: StoreEvent) => {
        if (type === "DELETED") this.context.enqueue(object.metadata.name, QUARANTINE);
        else if (isOutOfService(object as Node)) this.lookSoon(object.metadata.name);
      },
    },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  /** `name` is a node's. */
  reconcile(name: string): ReconcileResult {
    const { store, client, runtime } = this.context;
    const node = store.get("nodes", "", name) as Node | undefined;
    if (node) {
      if (isOutOfService(node)) this.removeTerminating(name);
      return undefined;
    }
    for (const pod of [...(store.byIndex("pods", "node", name) as Iterable<Pod>)]) {
      const { namespace = "", name: podName, generation } = pod.metadata;
      if (!isPodFinished(pod)) {
        const condition = {
          type: "DisruptionTarget",
          status: "True",
          observedGeneration: generation,
          reason: "DeletionByPodGC",
          message: "PodGC: node no longer exists",
        };
        const failed = withPodCondition(pod, condition, timestamp(runtime.now));
        const status = { ...failed.status, phase: "Failed" as const, observedGeneration: generation };
        client.updateStatus("pods", { ...failed, status });
      }
      client.delete("pods", namespace, podName, { gracePeriodSeconds: 0 });
    }
    return undefined;
  }

  /** Nobody on the node will let these go. */
  private removeTerminating(name: string): void {
    const { store, client } = this.context;
    for (const pod of [...(store.byIndex("pods", "node", name) as Iterable<Pod>)]) {
      if (!pod.metadata.deletionTimestamp) continue;
      if (!isPodFinished(pod)) client.updateStatus("pods", { ...pod, status: { ...pod.status, phase: "Failed" } });
      client.delete("pods", pod.metadata.namespace ?? "", pod.metadata.name, { gracePeriodSeconds: 0 });
    }
  }

  private lookSoon(name: string): void {
    const { now } = this.context.runtime;
    this.context.enqueue(name, PERIOD - (now % PERIOD));
  }

  /** A pod may still be put on a node after it is gone; one may begin to go on a node out of service. */
  private podChanged({ type, object, previous }: StoreEvent): void {
    const { nodeName } = (object as Pod).spec;
    if (type === "DELETED" || !nodeName) return;
    const node = this.context.store.get("nodes", "", nodeName) as Node | undefined;
    if (object.metadata.deletionTimestamp && node && isOutOfService(node)) this.lookSoon(nodeName);
    if (!node && nodeName !== (previous as Pod | undefined)?.spec.nodeName) this.context.enqueue(nodeName, QUARANTINE);
  }
}

function isOutOfService({ spec, status }: Node): boolean {
  if (!spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE)) return false;
  return status?.conditions?.find(({ type }) => type === "Ready")?.status !== "True";
}
