/**
 * What this browser has seen happen: of each object its changes with their cause, of each cause its effects, and the pods that
 * went. Kept while the page is open, bounded; without React.
 */
import type { ClusterState } from "../../../server/protocol/clusterState.ts";
import type { KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../../server/protocol/trimmed.ts";
import { type Frame, objectKey } from "../../../server/protocol/messages.ts";
import { type ChangeNote, changeNotes, largeNotes } from "./changeNotes.ts";

export interface SeenChange {
  /** Cluster time, ms. */
  readonly time: number;
  readonly what: "made" | "changed" | "gone";
  /** The command it follows from; 0 for the cluster's own doing. */
  readonly by: number;
  readonly notes: readonly ChangeNote[];
}

/** Something that followed from a command. */
export interface Effect {
  readonly what: "made" | "placed" | "changed" | "gone";
  readonly kind: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Where a pod was placed. */
  readonly node?: string;
}

export interface GonePod {
  readonly pod: Pod;
  /** Cluster time, ms. */
  readonly at: number;
}

const CHANGES_EACH = 60;
const OBJECTS = 3_000;
const CAUSES = 300;
const EFFECTS_EACH = 200;
const GONE = 400;
const UNSEEN = /^(events|endpointslices\.|endpoints$|leases\.)/;

export class RoomHistory {
  private readonly changes = new Map<string, readonly SeenChange[]>();
  private readonly causes = new Map<number, readonly Effect[]>();
  private gonePods: readonly GonePod[] = [];
  private readonly listeners = new Set<() => void>();
  private count = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another number whenever there is more. */
  readonly version = (): number => this.count;

  of(uid: string): readonly SeenChange[] {
    return this.changes.get(uid) ?? [];
  }

  effectsOf(seq: number): readonly Effect[] {
    return this.causes.get(seq) ?? [];
  }

  gone(): readonly GonePod[] {
    return this.gonePods;
  }

  /** Takes a frame in; `before` is what was held when it came. */
  note(frame: Frame, before: ClusterState): void {
    for (const change of frame.changes) {
      if (UNSEEN.test(change.resource)) continue;
      const table = before.tables.get(change.resource);
      if (change.op === "delete") {
        const held = table?.get(objectKey(change.namespace, change.name));
        this.add(change.uid, { time: frame.time, what: "gone", by: change.by, notes: [] });
        if (!held) continue;
        this.addEffect(change.by, held, change.resource, "gone");
        if (held.kind === "Pod") this.gonePods = [...this.gonePods, { pod: held as Pod, at: frame.time }].slice(-GONE);
        continue;
      }
      const { object, by, trimmed } = change;
      const held = table?.get(objectKey(object.metadata.namespace, object.metadata.name));
      const known = held?.metadata.uid === object.metadata.uid ? held : undefined;
      if (known && Number(known.metadata.resourceVersion) >= Number(object.metadata.resourceVersion)) continue;
      const isWhole = trimmed === undefined && !(known && isTrimmed(known));
      const notes = known ? (isWhole ? changeNotes : largeNotes)(known, object) : [];
      if (known && notes.length === 0) continue;
      this.add(object.metadata.uid, { time: frame.time, what: known ? "changed" : "made", by, notes });
      if (!known) this.addEffect(by, object, change.resource, "made");
      if (notes.some(({ path, to }) => path === "spec.nodeName" && to) || (!known && (object as Pod).spec?.nodeName))
        this.addEffect(by, object, change.resource, "placed");
    }
    this.count++;
    for (const listener of this.listeners) listener();
  }

  private add(uid: string, change: SeenChange): void {
    const known = this.changes.get(uid) ?? [];
    this.changes.delete(uid);
    this.changes.set(uid, [...known, change].slice(-CHANGES_EACH));
    if (this.changes.size > OBJECTS) this.changes.delete(this.changes.keys().next().value as string);
  }

  private addEffect(by: number, object: KubeObject, resource: string, what: Effect["what"]): void {
    if (by === 0) return;
    const known = this.causes.get(by) ?? [];
    if (known.length >= EFFECTS_EACH) return;
    const { namespace = "", name } = object.metadata;
    const node = object.kind === "Pod" ? (object as Pod).spec.nodeName : undefined;
    this.causes.set(by, [...known, { what, kind: object.kind, resource, namespace, name, ...(node ? { node } : {}) }]);
    if (this.causes.size > CAUSES) this.causes.delete(this.causes.keys().next().value as number);
  }
}

/** The pod that stood where this one stands: of the same owner (and name, if names are kept), gone last before it came. */
export function predecessorOf(pod: Pod, gone: readonly GonePod[]): GonePod | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
  const made = Date.parse(pod.metadata.creationTimestamp);
  const takenBy = gone.filter(({ pod: old, at }) => {
    if (old.metadata.namespace !== pod.metadata.namespace || old.metadata.uid === pod.metadata.uid) return false;
    const sameName = old.metadata.name === pod.metadata.name;
    const sameOwner = owner !== undefined && old.metadata.ownerReferences?.some(({ uid }) => uid === owner.uid);
    const ended = Date.parse(old.metadata.deletionTimestamp ?? "") || at;
    return (sameName || (sameOwner === true && owner?.kind !== "StatefulSet")) && ended - 60_000 <= made;
  });
  return takenBy[takenBy.length - 1];
}
