/**
 * The default scheduler as a component: who is next, one decision a turn, the binding or the refusal.
 *
 * `schedulePod.ts` decides, `ClusterView.ts` knows the nodes; this file only moves pods between the queues. The view and
 * the queues are rebuilt from the store; attempts and decisions are data in the runtime's state.
 * Models kubernetes pkg/scheduler (schedule_one.go, backend/queue).
 */
import type {
  Node,
  Pod,
  PodCondition,
  PodDisruptionBudget,
  ReplicaSet,
  Service,
} from "../../protocol/kubernetes/index.ts";
import { firstSelectorKey, labelIndexKeys } from "../api/indexes.ts";
import { equalJson } from "../api/json.ts";
import { compileMap, compileSelector } from "../api/machinery/selectors.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { type ClusterLookup, ClusterView } from "./ClusterView.ts";
import { refusalMessage } from "./messages.ts";
import { preempt } from "./preemption.ts";
import { ReadyQueue } from "./ReadyQueue.ts";
import { type Decision, decide } from "./schedulePod.ts";

const COMPONENT = "scheduler";
const FLUSH_AFTER = 5 * 60_000;
const FIRST_BACKOFF = 1000;
const LONGEST_BACKOFF = 10_000;
export const DEFAULT_SCHEDULER = "default-scheduler";

/** The last decision on a pod, kept until the pod goes: what Why shows. */
export interface KeptDecision {
  readonly time: number;
  /** The node chosen; undefined for a refusal. */
  readonly node?: string;
  readonly message?: string;
  readonly nominatedNode?: string;
  readonly decision: Decision;
}

interface Attempts {
  readonly count: number;
  readonly last: number;
}

export interface SchedulerOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export class Scheduler {
  private readonly view: ClusterView;
  private readonly ready = new ReadyQueue();
  /** Refused pods that wait for something to change. */
  private readonly waiting = new Set<string>();

  constructor(private readonly options: SchedulerOptions) {
    const { runtime, store } = options;
    this.view = new ClusterView(lookupIn(store));
    runtime.register(COMPONENT, (key) => this.run(key));
    store.subscribe("pods", (event) => this.notePod(event));
    store.subscribe("nodes", (event) => this.noteNode(event));
  }

  /** Fills view and queues from the store, after a restore or a load. */
  rebuild(): void {
    const { store } = this.options;
    for (const node of store.list("nodes")) this.view.setNode(node as Node);
    for (const object of store.list("pods")) {
      const pod = object as Pod;
      if (pod.spec.nodeName) this.view.setPod(pod);
      else if (this.isOurs(pod)) {
        if (this.attempts.has(pod.metadata.uid)) this.waiting.add(keyOf(pod));
        else this.makeReady(pod);
      }
    }
  }

  decisionOn(podUid: string): KeptDecision | undefined {
    return this.decisions.get(podUid);
  }

  private get attempts(): Map<string, Attempts> {
    return this.options.runtime.state<Attempts>("scheduling-attempts");
  }

  private get decisions(): Map<string, KeptDecision> {
    return this.options.runtime.state<KeptDecision>("scheduling-decisions");
  }

  private isOurs(pod: Pod): boolean {
    const { phase } = pod.status ?? {};
    return (
      !pod.spec.nodeName &&
      (pod.spec.schedulerName ?? DEFAULT_SCHEDULER) === DEFAULT_SCHEDULER &&
      !pod.metadata.deletionTimestamp &&
      phase !== "Succeeded" &&
      phase !== "Failed"
    );
  }

  private notePod({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    const key = keyOf(pod);
    if (type === "DELETED") {
      this.view.removePod(pod.metadata.uid);
      this.ready.remove(key);
      this.waiting.delete(key);
      this.attempts.delete(pod.metadata.uid);
      this.decisions.delete(pod.metadata.uid);
      if (before?.spec.nodeName) this.wake();
      return;
    }
    if (pod.spec.nodeName) {
      const left = this.ready.remove(key) || this.waiting.delete(key);
      if (left) this.attempts.delete(pod.metadata.uid);
      this.view.setPod(pod);
      const relabelled = before !== undefined && before.metadata.labels !== pod.metadata.labels;
      const ended =
        pod.status?.phase !== before?.status?.phase &&
        (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed");
      if (relabelled || ended || before?.spec.nodeName === undefined) this.wake(ended ? undefined : concernedWithPods);
      return;
    }
    if (!this.isOurs(pod)) {
      this.ready.remove(key);
      this.waiting.delete(key);
    } else if (type === "ADDED" || before?.spec !== pod.spec || before.metadata.labels !== pod.metadata.labels)
      this.makeReady(pod);
  }

  private noteNode({ type, object, previous }: StoreEvent): void {
    const node = object as Node;
    if (type === "DELETED") return this.view.removeNode(node.metadata.name);
    const before = previous as Node | undefined;
    this.view.setNode(node);
    const matters =
      !before ||
      !equalJson(before.spec, node.spec) ||
      !equalJson(before.metadata.labels, node.metadata.labels) ||
      !equalJson(before.status?.allocatable, node.status?.allocatable);
    if (matters) this.wake();
  }

  private makeReady(pod: Pod): void {
    this.waiting.delete(keyOf(pod));
    this.ready.add(keyOf(pod), pod.spec.priority ?? 0);
    this.options.runtime.enqueue(COMPONENT, "next");
  }

  /** Something changed that may let refused pods in: each is looked at again when its back-off is over. */
  private wake(concerned?: (pod: Pod) => boolean): void {
    const { runtime } = this.options;
    for (const key of this.waiting) {
      const pod = this.podAt(key);
      if (!pod || (concerned && !concerned(pod))) continue;
      const tried = this.attempts.get(pod.metadata.uid);
      const backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.max(0, (tried?.count ?? 1) - 1));
      runtime.enqueue(COMPONENT, key, Math.max(0, (tried?.last ?? 0) + backoff - runtime.now));
    }
  }

  private run(key: string): void {
    if (key === "next") return this.next();
    const pod = this.podAt(key);
    if (pod && this.waiting.has(key)) this.makeReady(pod);
  }

  private next(): void {
    const key = this.ready.take();
    if (key === undefined) return;
    if (!this.ready.empty) this.options.runtime.enqueue(COMPONENT, "next");
    const pod = this.podAt(key);
    if (pod && this.isOurs(pod)) this.schedule(pod);
  }

  private podAt(key: string): Pod | undefined {
    const [namespace = "", name = "", uid = ""] = key.split("/");
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  private schedule(pod: Pod): void {
    const { runtime, client, recorder } = this.options;
    if (pod.spec.schedulingGates?.length) {
      this.setUnscheduled(pod, {
        reason: "SchedulingGated",
        message: "Scheduling is blocked due to non-empty scheduling gates",
      });
      return;
    }
    const decision = decide(pod, this.view);
    const { namespace = "", name, uid } = pod.metadata;
    if (decision.best.length > 0) {
      const node = (
        decision.best.length === 1 ? decision.best[0] : decision.best[runtime.random.int(decision.best.length)]
      ) as string;
      this.decisions.set(uid, { time: runtime.now, node, decision });
      client.bind(namespace, name, node);
      recorder.event(
        pod,
        "Normal",
        { reason: "Scheduled", message: `Successfully assigned ${namespace}/${name} to ${node}` },
        { action: "Binding" },
      );
      return;
    }
    this.refuse(pod, decision);
  }

  private refuse(pod: Pod, decision: Decision): void {
    const { runtime, client, recorder } = this.options;
    const preemption = preempt(pod, this.view, decision);
    const message = refusalMessage(decision, preemption);
    const { uid } = pod.metadata;
    this.waiting.add(keyOf(pod));
    this.attempts.set(uid, { count: (this.attempts.get(uid)?.count ?? 0) + 1, last: runtime.now });
    this.decisions.set(uid, {
      time: runtime.now,
      message,
      decision,
      ...(preemption.node ? { nominatedNode: preemption.node } : {}),
    });
    runtime.scheduleBackground(COMPONENT, keyOf(pod), runtime.now + FLUSH_AFTER);
    recorder.event(pod, "Warning", { reason: "FailedScheduling", message }, { action: "Scheduling" });
    this.setUnscheduled(pod, { reason: "Unschedulable", message }, preemption.node);
    for (const victim of preemption.victims) {
      const condition: PodCondition = {
        type: "DisruptionTarget",
        status: "True",
        observedGeneration: victim.metadata.generation,
        lastProbeTime: null as unknown as string,
        lastTransitionTime: timestamp(runtime.now),
        reason: "PreemptionByScheduler",
        message: "default-scheduler: preempting to accommodate a higher priority pod",
      };
      const conditions = [
        ...(victim.status?.conditions ?? []).filter(({ type }) => type !== "DisruptionTarget"),
        condition,
      ];
      client.updateStatus("pods", { ...victim, status: { ...victim.status, conditions } });
      recorder.event(
        victim,
        "Normal",
        { reason: "Preempted", message: `Preempted by pod ${uid} on node ${preemption.node}` },
        { action: "Preempting", related: pod },
      );
      client.delete("pods", victim.metadata.namespace ?? "", victim.metadata.name);
    }
  }

  private setUnscheduled(
    pod: Pod,
    why: { readonly reason: string; readonly message: string },
    nominatedNodeName?: string,
  ): void {
    const { runtime, client } = this.options;
    const conditions = pod.status?.conditions ?? [];
    const before = conditions.find(({ type }) => type === "PodScheduled");
    const lastTransitionTime = before?.status === "False" ? before.lastTransitionTime : timestamp(runtime.now);
    const condition = {
      type: "PodScheduled",
      observedGeneration: pod.metadata.generation,
      status: "False",
      lastProbeTime: null as unknown as string,
      lastTransitionTime,
      ...why,
    };
    const current = this.podAt(keyOf(pod));
    if (!current) return;
    client.updateStatus("pods", {
      ...current,
      status: {
        ...current.status,
        ...(nominatedNodeName ? { nominatedNodeName } : {}),
        conditions: [...conditions.filter(({ type }) => type !== "PodScheduled"), condition],
      },
    });
  }
}

function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`;
}

function concernedWithPods({ spec }: Pod): boolean {
  return (
    spec.affinity?.podAffinity !== undefined ||
    spec.affinity?.podAntiAffinity !== undefined ||
    spec.topologySpreadConstraints !== undefined
  );
}

/** What the view asks of the store, through its indexes. */
function lookupIn(store: Store): ClusterLookup {
  return {
    namespaceLabels: (namespace) => store.get("namespaces", "", namespace)?.metadata.labels,
    ownSelectors: (pod) => {
      const namespace = pod.metadata.namespace ?? "";
      const selectors = [];
      for (const key of labelIndexKeys(pod)) {
        for (const service of store.byIndex("services", "selector", key)) {
          const { selector } = (service as Service).spec;
          if (firstSelectorKey(selector, namespace) === key && compileMap(selector).matches(pod.metadata.labels))
            selectors.push({ matchLabels: selector });
        }
      }
      const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
      if (owner?.kind === "ReplicaSet") {
        const set = store.get("replicasets.apps", namespace, owner.name) as ReplicaSet | undefined;
        if (set) selectors.push(set.spec.selector);
      }
      return selectors;
    },
    disruptionBudgets: (namespace) =>
      [...store.list("poddisruptionbudgets.policy", namespace)].map((object) => {
        const budget = object as PodDisruptionBudget;
        return {
          matches: compileSelector(budget.spec.selector),
          disruptionsAllowed: budget.status?.disruptionsAllowed ?? 0,
          disruptedPods: Object.keys(budget.status?.disruptedPods ?? {}),
        };
      }),
  };
}
