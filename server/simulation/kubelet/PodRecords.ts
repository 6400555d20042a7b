/**
 * The records of all pods on nodes, and the one way to change one: a copy is worked on, then stored whole. While that
 * goes on, everybody sees the copy.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { cloneJson } from "../api/json.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { nextDue } from "./dueTimes.ts";
import type { PodRecord } from "./records.ts";

/** Whose tasks the turns of pods are. */
export const COMPONENT = "kubelet";

export class PodRecords {
  private readonly open = new Map<string, PodRecord>();

  constructor(private readonly options: { readonly runtime: Runtime; readonly store: Store }) {}

  private get all(): Map<string, PodRecord> {
    return this.options.runtime.state<PodRecord>("pods-on-nodes");
  }

  /** As it is worked on right now, otherwise as it is stored. */
  get(uid: string): PodRecord | undefined {
    return this.open.get(uid) ?? this.all.get(uid);
  }

  stored(uid: string): PodRecord | undefined {
    return this.all.get(uid);
  }

  store(record: PodRecord): void {
    this.all.set(record.uid, record);
  }

  delete(uid: string): void {
    this.all.delete(uid);
  }

  isAdmitted(uid: string): boolean {
    const record = this.all.get(uid);
    return record !== undefined && !record.failed;
  }

  /** Works on a record that is the caller's own, and stores it unless `work` throws. */
  work(record: PodRecord, work: (record: PodRecord) => void): void {
    const { uid } = record;
    this.open.set(uid, record);
    try {
      work(record);
    } finally {
      this.open.delete(uid);
    }
    this.all.set(uid, record);
  }

  /** Changes a pod's record from outside of its own turn. */
  change(pod: Pod, work: (record: PodRecord) => void): void {
    const { uid } = pod.metadata;
    const open = this.open.get(uid);
    if (open) return work(open);
    const stored = this.all.get(uid);
    if (!stored) return;
    const record = cloneJson(stored);
    this.work(record, work);
    const { runtime } = this.options;
    const due = nextDue(pod, record, runtime.now);
    if (due !== undefined) runtime.enqueue(COMPONENT, keyOf(pod), Math.max(0, due - runtime.now));
  }

  /** The object that a record is of. */
  podOf(uid: string, record: PodRecord): Pod | undefined {
    const { store } = this.options;
    for (const pod of record.ip ? store.byIndex("pods", "ip", record.ip) : [])
      if (pod.metadata.uid === uid) return pod as Pod;
    for (const pod of store.byIndex("pods", "node", record.node)) if (pod.metadata.uid === uid) return pod as Pod;
    return undefined;
  }
}

/** The key of a pod's turns. */
export function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`;
}
