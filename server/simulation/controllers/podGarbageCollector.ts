/**
 * Removes the pods of nodes that do not exist. Models kubernetes pkg/controller/podgc/gc_controller.go.
 * Upstream looks every 20 s and gives a missing node 40 s; here the node's absence starts those 40 s.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { isPodFinished, withPodCondition } from "../controllerkit/podFacts.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const QUARANTINE = 40_000;

export const podGarbageCollector: ControllerFactory = (context) => new PodGarbageCollector(context);

class PodGarbageCollector {
  readonly name = "pod-garbage-collector";
  readonly watches = [
    {
      resource: "nodes",
      handle: ({ type, object }: StoreEvent) =>
        type === "DELETED" && this.context.enqueue(object.metadata.name, QUARANTINE),
    },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  /** `name` is a node's. */
  reconcile(name: string): ReconcileResult {
    const { store, client, runtime } = this.context;
    if (store.get("nodes", "", name)) return undefined;
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
        client.updateStatus("pods", { ...failed, status: { ...failed.status, phase: "Failed" } });
      }
      client.delete("pods", namespace, podName, { gracePeriodSeconds: 0 });
    }
    return undefined;
  }

  /** A pod may still be put on a node after it is gone. */
  private podChanged({ type, object, previous }: StoreEvent): void {
    const { nodeName } = (object as Pod).spec;
    if (type === "DELETED" || !nodeName || nodeName === (previous as Pod | undefined)?.spec.nodeName) return;
    if (!this.context.store.get("nodes", "", nodeName)) this.context.enqueue(nodeName, QUARANTINE);
  }
}
