/** What the scheduler writes: bindings, refusals, and the end of pods that make room. */
import type { Pod, PodCondition } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";

interface VerdictOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

/** An event's note is cut here. */
const LONGEST_NOTE = 1024;
const CUT = " ...";

export class Verdicts {
  constructor(private readonly options: VerdictOptions) {}

  /** Where the next search for nodes begins. */
  get searchStart(): number {
    return this.options.runtime.state<number>("scheduling-search").get("start") ?? 0;
  }

  set searchStart(start: number) {
    this.options.runtime.state<number>("scheduling-search").set("start", start);
  }

  /** Binds a pod. */
  place(pod: Pod, node: string): void {
    const { client, recorder } = this.options;
    const { namespace = "", name } = pod.metadata;
    client.bind(namespace, name, node);
    recorder.event(
      pod,
      "Normal",
      { reason: "Scheduled", message: `Successfully assigned ${namespace}/${name} to ${node}` },
      { action: "Binding" },
    );
  }

  /** Says why a pod is not placed. `nominatedNodeName`: "" takes a promise back, undefined leaves it. */
  refuse(pod: Pod, message: string, nominatedNodeName: string | undefined): void {
    const { recorder } = this.options;
    const note = message.length > LONGEST_NOTE ? `${message.slice(0, LONGEST_NOTE - CUT.length)}${CUT}` : message;
    recorder.event(pod, "Warning", { reason: "FailedScheduling", message: note }, { action: "Scheduling" });
    this.setUnscheduled(pod, message, nominatedNodeName);
  }

  /** Ends a pod that has to make room. */
  evict(victim: Pod, preemptor: Pod, node: string): void {
    const { client, recorder, runtime } = this.options;
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
      { reason: "Preempted", message: `Preempted by pod ${preemptor.metadata.uid} on node ${node}` },
      { action: "Preempting", related: preemptor },
    );
    client.delete("pods", victim.metadata.namespace ?? "", victim.metadata.name);
  }

  /** Shows which node a pod is going to, when its binding takes a while. */
  nominate(pod: Pod, node: string): void {
    const current = this.current(pod);
    if (!current || current.status?.nominatedNodeName === node) return;
    this.options.client.updateStatus("pods", { ...current, status: { ...current.status, nominatedNodeName: node } });
  }

  /** Takes a promised node back. */
  unnominate(pod: Pod): void {
    const current = this.current(pod);
    if (!current?.status?.nominatedNodeName) return;
    const { nominatedNodeName: _, ...status } = current.status;
    this.options.client.updateStatus("pods", { ...current, status });
  }

  private current({ metadata: { namespace = "", name, uid } }: Pod): Pod | undefined {
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  private setUnscheduled(pod: Pod, message: string, nominatedNodeName: string | undefined): void {
    const { runtime, client } = this.options;
    const current = this.current(pod);
    if (!current) return;
    const conditions = current.status?.conditions ?? [];
    const before = conditions.find(({ type }) => type === "PodScheduled");
    const condition: PodCondition = {
      type: "PodScheduled",
      observedGeneration: current.metadata.generation,
      status: "False",
      lastProbeTime: null as unknown as string,
      lastTransitionTime: before?.status === "False" ? before.lastTransitionTime : timestamp(runtime.now),
      reason: "Unschedulable",
      message,
    };
    const promised = nominatedNodeName ?? current.status?.nominatedNodeName ?? "";
    if (before && equalJson(before, condition) && promised === (current.status?.nominatedNodeName ?? "")) return;
    const { nominatedNodeName: _, ...status } = current.status ?? {};
    client.updateStatus("pods", {
      ...current,
      status: {
        ...status,
        ...(promised === "" ? undefined : { nominatedNodeName: promised }),
        conditions: [...conditions.filter(({ type }) => type !== "PodScheduled"), condition],
      },
    });
  }
}
