/**
 * The default scheduler as a component: who is next, a few decisions a turn, the binding or the refusal.
 *
 * `schedulePod.ts` decides, `ClusterView.ts` knows the nodes, `SchedulingQueue.ts` who waits, `hints.ts` what for; this file
 * puts them together. The view is rebuilt from the store; places in the queue, decisions and reservations are data in the
 * runtime's state. Not here: what a plugin thinks of a node (`plugins/`).
 * Models kubernetes pkg/scheduler/schedule_one.go and eventhandlers.go.
 */
import type { Node, PersistentVolumeClaim, Pod, StorageClass } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { ClusterView } from "./ClusterView.ts";
import { kept, type KeptNodes, type VolumeChoice } from "./Decision.ts";
import type { ExplainedDecision } from "../../protocol/scheduling.ts";
import { explain } from "./explain.ts";
import { type ClusterChange, listenersTo, mayHelp } from "./hints.ts";
import { refusalMessage } from "./messages.ts";
import { profileOf } from "./PodProfile.ts";
import { type Preemption, preempt } from "./preemption.ts";
import { SchedulingQueue, type Waiting } from "./SchedulingQueue.ts";
import { decide, type Outcome } from "./schedulePod.ts";
import { CLAIMS, CLASSES, DRIVERS, lookupIn, VOLUMES } from "./storeLookup.ts";
import { BIND_LOOK, BIND_TIMEOUT, type Reservation, VolumeBinder } from "./VolumeBinder.ts";
import { Verdicts } from "./Verdicts.ts";
import { type Asked, whatIf } from "./whatIf.ts";

const COMPONENT = "scheduler";
/** Refused pods are looked at again after this long, whatever happened. */
const FLUSH_AFTER = 5 * 60_000;
/** A pod that backs off is taken early when nobody is next; what happens in one moment is waited for. */
const IDLE_DELAY = 10;
/** Decisions in a row before controllers get a turn: a scheduler is quicker than they are. */
const DECISIONS = 16;
const NEXT = "next";
const IDLE = "idle";
/** Pods among which preemption begins at a random one: a smaller cluster is searched whole. */
const SEARCHED_WHOLE = 100;
export const DEFAULT_SCHEDULER = "default-scheduler";

/** The last decision on a pod, kept until the pod goes. */
interface KeptDecision extends Omit<ExplainedDecision, "decision"> {
  readonly decision: KeptNodes;
}

export interface SchedulerOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export class Scheduler {
  private readonly view: ClusterView;
  private readonly queue: SchedulingQueue;
  private readonly volumes: VolumeBinder;
  private readonly verdicts: Verdicts;

  constructor(private readonly options: SchedulerOptions) {
    const { runtime, store } = options;
    this.view = new ClusterView(lookupIn(store));
    this.queue = new SchedulingQueue(runtime.state<Waiting>("scheduling-queue"));
    this.volumes = new VolumeBinder(store, options.client);
    this.verdicts = new Verdicts(options);
    runtime.register(COMPONENT, (key) => this.run(key));
    store.subscribe("pods", (event) => this.notePod(event));
    store.subscribe("nodes", (event) => this.noteNode(event));
    store.subscribe(CLAIMS, (event) => this.noteClaim(event));
    store.subscribe(VOLUMES, ({ type }) => type !== "DELETED" && this.wake({ about: "volume" }));
    store.subscribe(
      CLASSES,
      ({ type, object }) => type !== "DELETED" && this.wake({ about: "class", storageClass: object as StorageClass }),
    );
    store.subscribe(DRIVERS, ({ type }) => type !== "DELETED" && this.wake({ about: "drivers" }));
  }

  /** Fills view and queue from store and state, after a restore or a load. */
  rebuild(): void {
    const { store } = this.options;
    for (const key of [...this.queue.keys()]) if (!this.podAt(key)) this.queue.remove(key);
    this.queue.rebuild();
    for (const node of store.list("nodes")) this.view.setNode(node as Node);
    for (const object of store.list("pods")) {
      const pod = object as Pod;
      const key = keyOf(pod);
      const reserved = this.reservations.get(key);
      if (pod.spec.nodeName) this.view.setPod(pod);
      else if (reserved) this.view.setPod(assumed(pod, reserved.node));
      else if (isOurs(pod)) {
        this.view.nominate(pod, pod.status?.nominatedNodeName);
        if (!this.queue.of(key)) this.enqueue(pod);
      }
    }
  }

  decisionOn(pod: Pod): ExplainedDecision | undefined {
    const decision = this.decisions.get(pod.metadata.uid);
    return decision && { ...decision, decision: explain(decision.decision, pod, this.view) };
  }

  /** What would be decided on the pod now if it asked for so much; changes nothing. */
  whatIf(pod: Pod, requests: Asked): ExplainedDecision {
    const { store, runtime } = this.options;
    const placeOf = (other: Pod): string | undefined =>
      other.spec.nodeName ?? this.reservations.get(keyOf(other))?.node;
    return whatIf(pod, requests, { store, now: runtime.now, placeOf });
  }

  private get decisions(): Map<string, KeptDecision> {
    return this.options.runtime.state<KeptDecision>("scheduling-decisions");
  }

  private get reservations(): Map<string, Reservation> {
    return this.options.runtime.state<Reservation>("scheduling-reservations");
  }

  // What happens in the cluster

  private notePod({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    if (type === "DELETED") this.noteGone(pod);
    else if (pod.spec.nodeName) this.notePlaced(pod, before);
    else this.noteUnplaced(pod, before);
  }

  private noteGone(pod: Pod): void {
    const key = keyOf(pod);
    const { uid } = pod.metadata;
    const placed = this.view.nodeOf(uid) !== undefined;
    this.view.removePod(uid);
    this.queue.remove(key);
    this.reservations.delete(key);
    this.decisions.delete(uid);
    if (placed || pod.status?.nominatedNodeName) this.wake({ about: "gone", pod });
  }

  private notePlaced(pod: Pod, before: Pod | undefined): void {
    const { uid } = pod.metadata;
    const wasPlaced = this.view.nodeOf(uid) !== undefined;
    if (!wasPlaced || before?.spec.nodeName === undefined) {
      const key = keyOf(pod);
      this.queue.remove(key);
      this.reservations.delete(key);
    }
    this.view.setPod(pod);
    const isPlaced = this.view.nodeOf(uid) !== undefined;
    if (wasPlaced && !isPlaced) this.wake({ about: "gone", pod });
    else if (!wasPlaced && isPlaced) this.wake({ about: "placed", pod });
    else if (before && (before.metadata.labels !== pod.metadata.labels || before.spec !== pod.spec))
      this.wake({ about: "changed", pod, before });
  }

  private noteUnplaced(pod: Pod, before: Pod | undefined): void {
    const key = keyOf(pod);
    if (this.reservations.has(key)) return;
    if (!isOurs(pod)) {
      this.queue.remove(key);
      this.view.removePod(pod.metadata.uid);
      return;
    }
    this.view.nominate(pod, pod.status?.nominatedNodeName);
    const entry = this.queue.of(key);
    if (!entry || !before) {
      if (!before || !isOurs(before)) this.enqueue(pod);
      return;
    }
    if (before.spec === pod.spec && before.metadata.labels === pod.metadata.labels) return;
    if (gated(before) !== gated(pod)) this.enqueue(pod);
    else if (entry.place === "waiting") this.wakeOne(key, entry, { about: "self", pod, before });
  }

  private noteNode({ type, object, previous }: StoreEvent): void {
    const node = object as Node;
    if (type === "DELETED") {
      this.view.removeNode(node.metadata.name);
      this.wake({ about: "nodeGone", node });
      return;
    }
    const before = previous as Node | undefined;
    this.view.setNode(node);
    if (before === undefined) this.wake({ about: "node", node });
    else if (nodeDiffers(before, node)) this.wake({ about: "node", node, before });
  }

  private noteClaim({ type, object }: StoreEvent): void {
    const claim = object as PersistentVolumeClaim;
    const { namespace = "", name } = claim.metadata;
    for (const [key, { claims, until }] of this.reservations) {
      if (claims.includes(name) && key.startsWith(`${namespace}/`))
        this.options.runtime.enqueue(COMPONENT, key, this.untilLook(until));
    }
    if (type !== "DELETED") this.wake({ about: "claim", claim });
  }

  /** Something changed that may let refused pods in. */
  private wake(change: ClusterChange): void {
    for (const plugin of listenersTo(change)) {
      const keys = this.queue.refusedBy(plugin);
      if (keys.size === 0) continue;
      for (const key of [...keys]) {
        const pod = this.podAt(key);
        if (pod && mayHelp(plugin, { pod, profile: profileOf(pod), lookup: this.view.lookup }, change))
          this.requeue(key);
      }
    }
  }

  private wakeOne(key: string, { plugins }: Waiting, change: Extract<ClusterChange, { readonly about: "self" }>): void {
    const { pod } = change;
    const refused = { pod, profile: profileOf(pod), lookup: this.view.lookup };
    if (plugins.some((plugin) => mayHelp(plugin, refused, change))) this.requeue(key);
  }

  // Whose turn it is

  private enqueue(pod: Pod): void {
    const key = keyOf(pod);
    const priority = pod.spec.priority ?? 0;
    if (gated(pod)) return this.queue.addGated(key, priority);
    this.queue.add(key, priority);
    this.options.runtime.enqueue(COMPONENT, NEXT);
  }

  private requeue(key: string): void {
    const { runtime } = this.options;
    this.queue.requeue(key, runtime.now);
    this.turn();
  }

  private turn(): void {
    const { runtime } = this.options;
    if (this.queue.hasActive) runtime.enqueue(COMPONENT, NEXT);
    else if (this.queue.hasBackingOff) runtime.enqueue(COMPONENT, IDLE, IDLE_DELAY);
  }

  private run(key: string): void {
    if (key === NEXT || key === IDLE) return this.next(key);
    if (this.reservations.has(key)) return this.settle(key);
    const entry = this.queue.of(key);
    if (entry?.place === "waiting" && !entry.plugins.includes("SchedulingGates")) this.requeue(key);
  }

  private next(key: typeof NEXT | typeof IDLE): void {
    if (key === NEXT && !this.queue.hasActive) return this.turn();
    for (let decided = 0; decided === 0 || (decided < DECISIONS && this.queue.hasActive); decided++) {
      const taken = this.queue.take();
      if (!taken) return;
      // Whoever backs off goes on taking turns; the moment was waited for already.
      if (this.queue.hasActive) this.options.runtime.enqueue(COMPONENT, NEXT);
      else if (this.queue.hasBackingOff) this.options.runtime.enqueue(COMPONENT, IDLE);
      const pod = this.podAt(taken.key);
      if (pod && isOurs(pod)) this.schedule(pod, taken.entry);
    }
  }

  private podAt(key: string): Pod | undefined {
    const [namespace = "", name = "", uid = ""] = key.split("/");
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  // One decision

  private schedule(pod: Pod, entry: Waiting): void {
    const { runtime } = this.options;
    const outcome = decide(pod, this.view, { start: this.verdicts.searchStart });
    const { decision, filters, looked } = outcome;
    const { nodes, best } = decision;
    if (nodes.length > 0) this.verdicts.searchStart = (this.verdicts.searchStart + looked) % nodes.length;
    if (best.length === 0) return this.refuse(pod, entry, outcome);
    const place = (best.length === 1 ? best[0] : best[runtime.random.int(best.length)]) as number;
    const node = nodes[place] as string;
    this.decisions.set(pod.metadata.uid, { time: runtime.now, node, decision: kept(decision, place) });
    const info = this.view.node(node);
    const choice = info && filters.volumesFor(info);
    if (choice) this.reserve(pod, node, choice);
    else this.verdicts.place(pod, node);
  }

  private refuse(pod: Pod, entry: Waiting, outcome: Outcome): void {
    const { runtime } = this.options;
    const { decision } = outcome;
    const preemption = this.tryPreemption(outcome);
    const message = refusalMessage(decision, preemption?.text ?? "");
    const key = keyOf(pod);
    const plugins =
      decision.nodes.length === 0 ? ["NoNodes"] : [...new Set(decision.refusals.map(({ plugin }) => plugin))];
    this.queue.refuse(key, { priority: entry.priority, attempts: entry.attempts + 1, now: runtime.now, plugins });
    runtime.scheduleBackground(COMPONENT, key, runtime.now + FLUSH_AFTER);
    const nominatedNode = preemption?.node;
    this.decisions.set(pod.metadata.uid, {
      time: runtime.now,
      message,
      decision: kept(decision),
      ...(nominatedNode ? { nominatedNode } : undefined),
    });
    this.verdicts.refuse(pod, message, preemption?.tried ? (nominatedNode ?? "") : undefined);
    if (nominatedNode === undefined) return;
    this.unnominateLess(pod, nominatedNode);
    for (const victim of preemption?.victims ?? []) this.verdicts.evict(victim, pod, nominatedNode);
  }

  private tryPreemption(outcome: Outcome): Preemption | undefined {
    const { nodes, refusedByAll } = outcome.decision;
    if (nodes.length === 0 || refusedByAll) return undefined;
    return preempt(outcome, nodes.length > SEARCHED_WHOLE ? this.options.runtime.random.next() : 0);
  }

  /** Less important pods that were promised the node look elsewhere. */
  private unnominateLess(pod: Pod, node: string): void {
    const { priority } = profileOf(pod);
    for (const [uid, other] of [...(this.view.nominatedOn(node) ?? [])]) {
      if (uid !== pod.metadata.uid && other.profile.priority < priority) this.verdicts.unnominate(other.pod);
    }
  }

  // Claims that are bound before their pod

  private reserve(pod: Pod, node: string, choice: VolumeChoice): void {
    const { runtime } = this.options;
    const key = keyOf(pod);
    const until = runtime.now + BIND_TIMEOUT;
    this.view.setPod(assumed(pod, node));
    // Before anything is written: the pod's own changes no longer bring it back into the queue.
    const provisioned = choice.provision;
    this.reservations.set(key, { node, until, provisioned, claims: [...Object.keys(choice.bind), ...provisioned] });
    this.verdicts.nominate(pod, node);
    const claims = this.volumes.start(pod, node, choice);
    if (claims.length === 0) return this.bindReserved(pod, node);
    this.reservations.set(key, { node, until, provisioned, claims });
    runtime.schedule(COMPONENT, key, until);
  }

  /** Claims are looked at once a second from when their binding began. */
  private untilLook(until: number): number {
    return (until - this.options.runtime.now) % BIND_LOOK || BIND_LOOK;
  }

  /** Looks at the claims a pod waits for: all bound, given back, or still under way. */
  private settle(key: string): void {
    const { runtime } = this.options;
    const reservation = this.reservations.get(key) as Reservation;
    const { node, until, claims } = reservation;
    const pod = this.podAt(key);
    const { namespace = "" } = pod?.metadata ?? {};
    if (
      !pod ||
      runtime.now >= until ||
      claims.some((claim) => this.volumes.wasGivenBack(namespace, claim, reservation))
    )
      this.giveUp(key);
    else if (claims.every((claim) => this.volumes.isReady(namespace, claim))) this.bindReserved(pod, node);
    else runtime.schedule(COMPONENT, key, until);
  }

  private bindReserved(pod: Pod, node: string): void {
    const key = keyOf(pod);
    this.reservations.delete(key);
    this.options.runtime.cancel(COMPONENT, key);
    this.verdicts.place(pod, node);
  }

  private giveUp(key: string): void {
    const pod = this.podAt(key);
    this.reservations.delete(key);
    this.options.runtime.cancel(COMPONENT, key);
    if (!pod) return;
    this.view.removePod(pod.metadata.uid);
    this.wake({ about: "gone", pod });
    if (isOurs(pod)) this.enqueue(pod);
  }
}

function keyOf({ metadata: { namespace, name, uid } }: Pod): string {
  return `${namespace}/${name}/${uid}`;
}

const gated = ({ spec }: Pod): boolean => (spec.schedulingGates?.length ?? 0) > 0;

const assumed = (pod: Pod, nodeName: string): Pod => ({ ...pod, spec: { ...pod.spec, nodeName } });

/** Whether a pod waits for this scheduler and no other. */
function isOurs({ spec, metadata, status }: Pod): boolean {
  return (
    !spec.nodeName &&
    (spec.schedulerName ?? DEFAULT_SCHEDULER) === DEFAULT_SCHEDULER &&
    !metadata.deletionTimestamp &&
    status?.phase !== "Succeeded" &&
    status?.phase !== "Failed"
  );
}

function nodeDiffers(before: Node, node: Node): boolean {
  return (
    !equalJson(before.spec, node.spec) ||
    !equalJson(before.metadata.labels, node.metadata.labels) ||
    !equalJson(before.status?.allocatable, node.status?.allocatable)
  );
}
