/**
 * Watches over nodes: notices when their kubelets fall silent, taints them, marks their pods. Models pkg/controller/nodelifecycle.
 *
 * Upstream looks at every node every five seconds; here a node is looked at on the next such second after something
 * changed, or when its Lease will have run out. A node without a Lease is kept by a kubelet that does not renew one and is
 * judged by its conditions alone. Taints and labels: `node/taints.ts`. Evictions: `taintEviction.ts`.
 */
import type { KubeObject, Lease, Node, NodeCondition, Pod } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { podCondition, withPodCondition } from "../controllerkit/podFacts.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { NoExecuteLimiter } from "./node/NoExecuteLimiter.ts";
import { readyStatus, STEPS, withNoExecute, withSchedulingTaints, withStandardLabels } from "./node/taints.ts";

const PERIOD = 5000;
/** A Lease not renewed for this long: the kubelet is gone. */
const GRACE = 50_000;
/** A node that never told anything is given this long. */
const STARTUP_GRACE = 60_000;
/** How long a new node waits for its first look at taints and labels. */
const FIRST_PASS = 180;
/** How often upstream takes the next node to be emptied. */
const TAINT_PERIOD = 100;
const LEASES = "leases.coordination.k8s.io";
const LEASE_NAMESPACE = "kube-node-lease";
const HEALTH = "health/";
const JUDGED = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

export const nodeLifecycleController: ControllerFactory = (context) => new NodeLifecycleController(context);

class NodeLifecycleController {
  readonly name = "node-controller";
  readonly watches = [
    { resource: "nodes", handle: (event: StoreEvent) => this.nodeChanged(event) },
    { resource: LEASES, handle: (event: StoreEvent) => this.leaseChanged(event) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];
  /** Uids of the nodes that are registered, by name. */
  private readonly registered: Map<string, string>;
  private readonly limiter: NoExecuteLimiter;

  constructor(private readonly context: ControllerContext) {
    this.registered = context.runtime.state("registered-nodes");
    this.limiter = new NoExecuteLimiter(context);
  }

  reconcile(key: string): ReconcileResult {
    if (key.startsWith(HEALTH)) return this.checkHealth(key.slice(HEALTH.length));
    const node = this.nodeNamed(key);
    if (node) this.tidy(node);
    return undefined;
  }

  /** NoSchedule taints as the conditions ask for them, and the older names of some labels. */
  private tidy(node: Node): Node {
    const { client, runtime } = this.context;
    let current = node;
    for (const step of STEPS) {
      const tainted = withSchedulingTaints(current, step, timestamp(runtime.now));
      if (tainted !== current) current = client.update("nodes", tainted);
    }
    const labelled = withStandardLabels(current);
    return labelled === current ? current : client.update("nodes", labelled);
  }

  private checkHealth(name: string): ReconcileResult {
    const node = this.nodeNamed(name);
    if (!node) {
      this.tellRemoved(name);
      return undefined;
    }
    this.tellRegistered(node);
    const silentAt = this.silentAt(node);
    const { now } = this.context.runtime;
    // New pods are kept away before those that are there are told to go.
    const judged = silentAt !== undefined && silentAt <= now ? this.tidy(this.markUnknown(node)) : node;
    // All that fell silent by this look are marked before the first is emptied: how many they are decides how fast.
    const wait = judged === node ? this.taint(node) : TAINT_PERIOD;
    const next = Math.min(
      wait ?? Number.POSITIVE_INFINITY,
      silentAt !== undefined && silentAt > now ? nextTick(silentAt) - now : Number.POSITIVE_INFINITY,
    );
    return Number.isFinite(next) ? { requeueAfter: next } : undefined;
  }

  /** When the node counts as silent, ms; undefined when nobody expects it to speak. */
  private silentAt(node: Node): number | undefined {
    const lease = this.context.store.get(LEASES, LEASE_NAMESPACE, node.metadata.name) as Lease | undefined;
    if (lease?.spec.renewTime) return parseTimestamp(lease.spec.renewTime) + GRACE;
    if (node.status?.conditions?.some(({ type }) => type === "Ready")) return undefined;
    return parseTimestamp(node.metadata.creationTimestamp) + STARTUP_GRACE;
  }

  private markUnknown(node: Node): Node {
    const { client, recorder, runtime } = this.context;
    const time = timestamp(runtime.now);
    const old = node.status?.conditions ?? [];
    const wasReady = readyStatus(node) === "True";
    const conditions: NodeCondition[] = [...old];
    for (const type of JUDGED) {
      const at = conditions.findIndex((condition) => condition.type === type);
      const known = conditions[at];
      if (known?.status === "Unknown") continue;
      const text = known
        ? { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." }
        : { reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status." };
      const next = {
        ...known,
        type,
        status: "Unknown",
        ...text,
        lastTransitionTime: time,
        lastHeartbeatTime: known?.lastHeartbeatTime ?? node.metadata.creationTimestamp,
      };
      if (known) conditions[at] = next;
      else conditions.push(next);
    }
    if (conditions.every((condition, index) => condition === old[index]) && conditions.length === old.length)
      return node;
    const updated = client.updateStatus<Node>("nodes", { ...node, status: { ...node.status, conditions } });
    if (wasReady) {
      recorder.event(node, "Normal", {
        reason: "NodeNotReady",
        message: `Node ${node.metadata.name} status is now: NodeNotReady`,
      });
      for (const pod of [...(this.context.store.byIndex("pods", "node", node.metadata.name) as Iterable<Pod>)])
        this.markNotReady(pod);
    }
    return updated;
  }

  private markNotReady(pod: Pod): void {
    const { client, recorder, runtime } = this.context;
    const ready = podCondition(pod.status, "Ready");
    if (!ready || ready.status === "False") return;
    client.updateStatus("pods", withPodCondition(pod, { ...ready, status: "False" }, timestamp(runtime.now)));
    recorder.event(pod, "Warning", { reason: "NodeNotReady", message: "Node is not ready" });
  }

  /** NoExecute taints, one node at a time. Returns how long to wait for this node's turn, ms. */
  private taint(node: Node): number | undefined {
    const { client, runtime } = this.context;
    const now = timestamp(runtime.now);
    if (STEPS.every((step) => withNoExecute(node, step, now) === node)) return undefined;
    if (readyStatus(node) !== "True") {
      const wait = this.limiter.waitFor();
      if (wait > 0) return wait;
    }
    let current = node;
    for (const step of STEPS) {
      const tainted = withNoExecute(current, step, now);
      if (tainted !== current) current = client.update("nodes", tainted);
    }
    return undefined;
  }

  private tellRegistered(node: Node): void {
    const { name, uid } = node.metadata;
    const known = this.registered.get(name);
    if (known === uid) return;
    if (known !== undefined) this.tellRemoved(name);
    this.registered.set(name, uid);
    // What changed while it was not registered yet.
    this.context.enqueue(name);
    this.context.recorder.event(node, "Normal", {
      reason: "RegisteredNode",
      message: `Node ${name} event: Registered Node ${name} in Controller`,
    });
  }

  private tellRemoved(name: string): void {
    const uid = this.registered.get(name);
    if (uid === undefined) return;
    this.registered.delete(name);
    const gone: KubeObject = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, uid, resourceVersion: "", creationTimestamp: "" },
    };
    this.context.recorder.event(gone, "Normal", {
      reason: "RemovingNode",
      message: `Node ${name} event: Removing Node ${name} from Controller`,
    });
  }

  private nodeNamed(name: string): Node | undefined {
    return this.context.store.get("nodes", "", name) as Node | undefined;
  }

  private nodeChanged({ type, object, previous }: StoreEvent): void {
    const node = object as Node;
    const old = previous as Node | undefined;
    const { name } = node.metadata;
    if (type === "DELETED") this.lookLater(name);
    else if (!old) {
      this.context.enqueue(name, FIRST_PASS);
      this.lookLater(name);
    } else if (
      node.spec !== old.spec ||
      node.status?.conditions !== old.status?.conditions ||
      node.metadata.labels !== old.metadata.labels
    ) {
      if (this.registered.get(name) === node.metadata.uid) this.context.enqueue(name);
      if (readyStatus(node) !== readyStatus(old) || node.spec?.taints !== old.spec?.taints) this.lookLater(name);
    }
  }

  /** The first renewal starts the watch over a node; later ones are seen when it would have ended. */
  private leaseChanged({ type, object }: StoreEvent): void {
    const { namespace, name } = object.metadata;
    if (namespace !== LEASE_NAMESPACE || !this.context.store.get("nodes", "", name)) return;
    if (type === "ADDED" || readyStatus(this.nodeNamed(name) as Node) !== "True") this.lookLater(name);
  }

  /** A pod put on a node that is known to be silent cannot be ready. */
  private podChanged({ type, object, previous }: StoreEvent): void {
    const { nodeName } = (object as Pod).spec;
    if (type === "DELETED" || !nodeName || podCondition((object as Pod).status, "Ready")?.status !== "True") return;
    if (podCondition((previous as Pod | undefined)?.status, "Ready")?.status === "True") return;
    const node = this.nodeNamed(nodeName);
    if (node && readyStatus(node) === "Unknown") this.lookLater(nodeName);
  }

  private lookLater(name: string): void {
    const { now } = this.context.runtime;
    this.context.enqueue(HEALTH + name, nextTick(now + 1) - now);
  }
}

/** The next of the seconds at which upstream would look. */
function nextTick(from: number): number {
  return Math.ceil(from / PERIOD) * PERIOD;
}
