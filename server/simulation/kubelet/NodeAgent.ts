/**
 * What a kubelet tells of its node: ready, or nothing at all while a fault keeps it silent; memory and disk that are full; and
 * that it is back. Models kubernetes pkg/kubelet/nodestatus and its heartbeats.
 *
 * A kubelet that is heard renews its Lease in vain here: nobody would see a difference, so nothing is written. Only when it
 * falls silent the Lease appears as it was last renewed, and goes when the kubelet is back.
 */
import { FAULTS_ANNOTATION } from "../../protocol/faults.ts";
import type { Lease, Node, NodeCondition } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import { faultsOf, isSilent } from "../controllerkit/faults.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const COMPONENT = "kubelet-node-status";
const START = "kubelet-node-start";
const LEASES = "leases.coordination.k8s.io";
const LEASE_NAMESPACE = "kube-node-lease";
const LEASE_SECONDS = 40;
const RENEWAL = 10_000;
/** How long the network of a new machine takes to be there. */
const NETWORK_SETUP = 5000;

export interface NodeAgentOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** The node's kubelet works again; `rebooted` when all its processes ended meanwhile. */
  readonly resume: (node: string, rebooted: boolean) => void;
}

/** How a node is when its kubelet was last looked at: plain data. */
interface Standing {
  readonly silent: boolean;
  readonly stopped: boolean;
}

export class NodeAgent {
  private readonly standings: Map<string, Standing>;

  constructor(private readonly options: NodeAgentOptions) {
    const { runtime, store } = options;
    this.standings = runtime.state("node-standings");
    runtime.register(COMPONENT, (name) => this.sync(name));
    runtime.register(START, (name) => this.start(name));
    store.subscribe("nodes", (event) => this.note(event));
  }

  /** Whether the kubelet of a node does nothing now. */
  isSilent(name: string): boolean {
    return isSilent(this.options.store.get("nodes", "", name));
  }

  private note({ type, object, previous }: StoreEvent): void {
    const { name, annotations } = object.metadata;
    if (type !== "DELETED" && isStarting(object as Node) && !isStarting(previous as Node | undefined)) {
      this.options.runtime.enqueue(START, name);
      return this.options.runtime.enqueue(COMPONENT, name, NETWORK_SETUP);
    }
    if (annotations?.[FAULTS_ANNOTATION] === previous?.metadata.annotations?.[FAULTS_ANNOTATION] && type !== "DELETED")
      return;
    this.options.runtime.enqueue(COMPONENT, name);
  }

  private sync(name: string): void {
    const { store } = this.options;
    const node = store.get("nodes", "", name) as Node | undefined;
    const before = this.standings.get(name);
    if (!node) {
      this.standings.delete(name);
      if (before?.silent) this.dropLease(name);
      return;
    }
    const silent = isSilent(node);
    // A node that once stopped has rebooted whatever else is broken by the time it is back.
    const stopped = faultsOf(node).stop !== undefined || (before?.stopped === true && silent);
    if (silent) {
      this.standings.set(name, { silent, stopped });
      if (!before?.silent) this.leaveLease(name);
      return;
    }
    this.standings.delete(name);
    const current = this.tell(node);
    if (!before?.silent) return;
    this.dropLease(name);
    this.welcome(current, before.stopped);
    this.options.resume(name, before.stopped);
  }

  /** The Lease as it was renewed before the kubelet fell silent. */
  private leaveLease(name: string): void {
    const { client, store, runtime } = this.options;
    if (store.get(LEASES, LEASE_NAMESPACE, name)) return;
    const renewed = runtime.now - (runtime.now % RENEWAL);
    client.create<Lease>(LEASES, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace: LEASE_NAMESPACE },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: LEASE_SECONDS,
        renewTime: timestamp(renewed).replace("Z", ".000000Z"),
      },
    });
  }

  private dropLease(name: string): void {
    this.options.client.delete(LEASES, LEASE_NAMESPACE, name);
  }

  /** Conditions by what is full; Ready, since this is told at all. */
  private tell(node: Node): Node {
    const { client, recorder, runtime } = this.options;
    const { memory, disk } = faultsOf(node);
    const now = timestamp(runtime.now);
    const wanted: readonly (readonly [type: string, status: string, reason: string, message: string])[] = [
      memory === undefined
        ? ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"]
        : ["MemoryPressure", "True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"],
      disk === undefined
        ? ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"]
        : ["DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"],
      ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
      ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
    ];
    const old = node.status?.conditions ?? [];
    const conditions: NodeCondition[] = [...old];
    const changed: string[] = [];
    for (const [type, status, reason, message] of wanted) {
      const at = conditions.findIndex((condition) => condition.type === type);
      const known = conditions[at];
      if (known?.status === status) continue;
      const next = { type, status, lastHeartbeatTime: now, lastTransitionTime: now, reason, message };
      if (at < 0) conditions.push(next);
      else conditions[at] = next;
      changed.push(type === "Ready" ? "NodeReady" : reason);
    }
    if (changed.length === 0) return node;
    const told = client.updateStatus<Node>("nodes", { ...node, status: { ...node.status, conditions } });
    for (const reason of changed)
      recorder.event(
        node,
        "Normal",
        { reason, message: `Node ${node.metadata.name} status is now: ${reason}` },
        { host: node.metadata.name },
      );
    return told;
  }

  /** The first things a kubelet tells of its node. */
  private start(name: string): void {
    const node = this.options.store.get("nodes", "", name) as Node | undefined;
    if (!node) return;
    const tell = (reason: string, message: string): void =>
      this.options.recorder.event(node, "Normal", { reason, message }, { host: name });
    tell("Starting", "Starting kubelet.");
    for (const reason of ["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID"])
      tell(reason, `Node ${name} status is now: ${reason}`);
  }

  private welcome(node: Node, rebooted: boolean): void {
    const { recorder } = this.options;
    const { name } = node.metadata;
    recorder.event(node, "Normal", { reason: "Starting", message: "Starting kubelet." }, { host: name });
    if (rebooted)
      recorder.event(
        node,
        "Warning",
        { reason: "Rebooted", message: `Node ${name} has been rebooted, boot id: ${node.metadata.uid}` },
        { host: name },
      );
  }
}

/** A machine that has registered and waits for its network. */
function isStarting(node: Node | undefined): boolean {
  return node?.status?.conditions?.find(({ type }) => type === "Ready")?.reason === "KubeletNotReady";
}
