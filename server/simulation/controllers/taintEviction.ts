/**
 * Evicts pods from nodes whose NoExecute taints they do not tolerate, or no longer. Models pkg/controller/tainteviction.
 * A pod that tolerates for a while has a task due at the end of it; what remains to be known is when the while began.
 */
import type { Node, Pod, Taint, Toleration } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { withPodCondition } from "../controllerkit/podFacts.ts";
import { ROUND_TRIP_MS } from "../controllerkit/roundTrip.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { tolerates } from "../controllerkit/tolerations.ts";

export const taintEvictionController: ControllerFactory = (context) => new TaintEvictionController(context);

/** An eviction that is due later: of which pod, and since when. */
interface Waiting {
  readonly uid: string;
  readonly since: number;
}

class TaintEvictionController {
  readonly name = "taint-eviction-controller";
  readonly watches = [
    { resource: "nodes", handle: (event: StoreEvent) => this.nodeChanged(event) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];
  private readonly waiting: Map<string, Waiting>;

  constructor(private readonly context: ControllerContext) {
    this.waiting = context.runtime.state("taint-evictions");
  }

  reconcile(key: string): ReconcileResult {
    const { store, runtime } = this.context;
    const { namespace, name } = splitKey(key);
    const pod = store.get("pods", namespace, name) as Pod | undefined;
    let known = this.waiting.get(key);
    if (known && known.uid !== pod?.metadata.uid) known = undefined;
    if (!pod?.spec.nodeName) {
      this.waiting.delete(key);
      return undefined;
    }
    const seconds = tolerated(
      noExecuteTaints(store.get("nodes", "", pod.spec.nodeName) as Node | undefined),
      pod.spec.tolerations ?? [],
    );
    if (seconds === Number.POSITIVE_INFINITY) {
      this.waiting.delete(key);
      if (known)
        this.context.recorder.event(pod, "Normal", {
          reason: "TaintManagerEviction",
          message: `Cancelling deletion of Pod ${key}`,
        });
      return undefined;
    }
    const since = known?.since ?? runtime.now;
    const due = since + Math.max(seconds * 1000, isNew(pod, since) ? ROUND_TRIP_MS : 0);
    if (due > runtime.now) {
      this.waiting.set(key, { uid: pod.metadata.uid, since });
      return { requeueAfter: due - runtime.now };
    }
    this.waiting.delete(key);
    this.evict(pod, key);
    return undefined;
  }

  private evict(pod: Pod, key: string): void {
    const { client, recorder, runtime } = this.context;
    const { namespace = "", name, generation = 1 } = pod.metadata;
    recorder.event(pod, "Normal", { reason: "TaintManagerEviction", message: `Marking for deletion Pod ${key}` });
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      // Who deletes the pod at the same moment does so between the look at it and this write.
      observedGeneration: wentJustNow(pod, runtime.now) ? generation - 1 : generation,
      reason: "DeletionByTaintManager",
      message: "Taint manager: deleting due to NoExecute taint",
    };
    client.updateStatus("pods", withPodCondition(pod, condition, timestamp(runtime.now)));
    client.delete("pods", namespace, name);
  }

  private nodeChanged({ type, object, previous }: StoreEvent): void {
    const node = object as Node;
    if (type === "DELETED" || node.spec?.taints === (previous as Node | undefined)?.spec?.taints) return;
    for (const pod of this.context.store.byIndex("pods", "node", node.metadata.name)) this.context.enqueue(keyOf(pod));
  }

  private podChanged({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const old = previous as Pod | undefined;
    if (type === "DELETED" || !pod.spec.nodeName) return;
    if (pod.spec.nodeName === old?.spec.nodeName && pod.spec.tolerations === old.spec.tolerations) return;
    const node = this.context.store.get("nodes", "", pod.spec.nodeName) as Node | undefined;
    if (noExecuteTaints(node).length > 0) this.context.enqueue(keyOf(pod));
  }
}

/** Whether the pod was made in the second before. */
function isNew({ metadata }: Pod, now: number): boolean {
  return now - parseTimestamp(metadata.creationTimestamp ?? "") < 1000;
}

/** Whether the pod's deletion began in this second. */
function wentJustNow({ metadata }: Pod, now: number): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  return deletionTimestamp === timestamp(now + deletionGracePeriodSeconds * 1000);
}

const NO_TAINTS: readonly Taint[] = [];

function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  const taints = node?.spec?.taints;
  if (!taints) return NO_TAINTS;
  return taints.filter(({ effect }) => effect === "NoExecute");
}

/** For how many seconds the taints are tolerated: infinity when for ever, 0 when not at all. */
function tolerated(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  let seconds = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!matching) return 0;
    if (matching.tolerationSeconds !== undefined) seconds = Math.min(seconds, Math.max(matching.tolerationSeconds, 0));
  }
  return seconds;
}
