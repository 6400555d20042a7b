/**
 * The cluster's objects: one global revision, tables by resource, indexes, history for watches.
 *
 * Models etcd plus the API server's watch cache. It knows no kinds and checks nothing: that is `api/`. Objects are
 * immutable; a write replaces one. Subscribers hear of each write in order, before the write returns, and may only take
 * note (enqueue), never write.
 */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { deepFreeze } from "./deepFreeze.ts";
import { History } from "./History.ts";
import { type Beside, type LateObject, LateTable, type StoredLate } from "./LateTable.ts";
import type { StoreEvent } from "./StoreEvent.ts";
import { type IndexFunction, Table } from "./Table.ts";

export type StoreListener = (event: StoreEvent) => void;

/** Who made an object and who changed it last, as command numbers (0: nobody's command). */
export interface Provenance {
  readonly created: number;
  readonly changed: number;
}

/** An object of a snapshot, as it is or to be read. */
export type StoredObject = KubeObject | StoredLate;

type AnyTable = Table<KubeObject> | LateTable;

/** Resources whose objects are many and hardly ever looked at. */
const LATE_RESOURCES: ReadonlySet<string> = new Set(["events"]);

export interface StoreSnapshot {
  readonly revision: number;
  readonly tables: readonly (readonly [resource: string, objects: readonly StoredObject[]])[];
  readonly provenance: readonly (readonly [uid: string, known: Provenance])[];
}

export interface StoreOptions {
  /** Time and cause of the write under way. */
  readonly clock: { readonly now: number; readonly cause: number };
  /** Freeze what is stored, so that a change in place throws; for tests and development. */
  readonly freeze?: boolean;
  /** How many writes the history keeps for watches to resume from. */
  readonly historyLimit?: number;
}

export class Store {
  readonly history: History;
  private currentRevision = 0;
  private readonly tables = new Map<string, AnyTable>();
  private readonly listeners = new Map<string, StoreListener[]>();
  private readonly everyListener: StoreListener[] = [];
  private readonly owned = new Map<string, Map<string, Reference>>();
  private readonly provenance = new Map<string, Provenance>();
  private notifying = false;
  /** Whoever keeps something beside each object. */
  beside: Beside | undefined;

  constructor(private readonly options: StoreOptions) {
    this.history = new History(options.historyLimit ?? 4096);
  }

  /** The resourceVersion of the newest write. */
  get revision(): number {
    return this.currentRevision;
  }

  /** Objects of all resources. */
  get size(): number {
    let size = 0;
    for (const table of this.tables.values()) size += table.size;
    return size;
  }

  /** The table of a resource, made on first use. */
  table(resource: string): AnyTable {
    let table = this.tables.get(resource);
    if (!table) this.tables.set(resource, (table = this.newTable(resource)));
    return table;
  }

  private newTable(resource: string): AnyTable {
    if (!LATE_RESOURCES.has(resource)) return new Table<KubeObject>(resource);
    const { clock, freeze } = this.options;
    return new LateTable(resource, {
      now: () => clock.now,
      freeze: (object) => (freeze ? deepFreeze(object) : object),
      beside: () => this.beside,
    });
  }

  resources(): IterableIterator<string> {
    return this.tables.keys();
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.tables.get(resource)?.get(namespace, name);
  }

  /** Objects of a resource in order of creation; of all namespaces when none is given. */
  list(resource: string, namespace?: string): Iterable<KubeObject> {
    // Whoever only looks leaves no table behind: a snapshot is what was written.
    return this.tables.get(resource)?.values(namespace) ?? [];
  }

  addIndex(resource: string, index: string, keys: IndexFunction): void {
    this.table(resource).addIndex(index, keys);
  }

  /** Of a resource whose objects are forgotten in time: the one that was written the longest ago. */
  oldest(resource: string): LateObject | undefined {
    const table = this.tables.get(resource);
    return table instanceof LateTable ? table.oldest : undefined;
  }

  /** Objects under `key` in an index of the resource, in order of their last write. */
  byIndex(resource: string, index: string, key: string): Iterable<KubeObject> {
    return this.table(resource).byIndex(index, key);
  }

  /** Where objects with an ownerReference to `uid` stand, in order of resource, namespace and name. */
  dependents(uid: string): readonly Reference[] {
    return [...(this.owned.get(uid) ?? [])]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, reference]) => reference);
  }

  provenanceOf(uid: string): Provenance | undefined {
    return this.provenance.get(uid);
  }

  /** Hears every write to `resource`, or to all with `*`. */
  subscribe(resource: string, listener: StoreListener): () => void {
    let list = this.everyListener;
    if (resource !== "*") {
      list = this.listeners.get(resource) ?? [];
      this.listeners.set(resource, list);
    }
    list.push(listener);
    return () => {
      const at = list.indexOf(listener);
      if (at >= 0) list.splice(at, 1);
    };
  }

  /**
   * Stores an object under the next revision. `draft` and its `metadata` must be fresh (nobody else's): they become the
   * stored object; all below may be shared with older versions.
   */
  put(resource: string, draft: KubeObject): KubeObject {
    const previous = this.get(resource, draft.metadata.namespace ?? "", draft.metadata.name);
    const object = this.stamp(draft);
    this.table(resource).put(object, previous);
    this.trackOwners(resource, object, previous);
    const cause = this.options.clock.cause;
    if (LATE_RESOURCES.has(resource)) {
      // Nobody asks who led to them.
    } else if (!previous) this.provenance.set(object.metadata.uid, { created: cause, changed: cause });
    else if (cause !== 0) {
      const known = this.provenance.get(object.metadata.uid);
      if (known?.changed !== cause)
        this.provenance.set(object.metadata.uid, { created: known?.created ?? 0, changed: cause });
    }
    this.emit(previous ? "MODIFIED" : "ADDED", { resource, object, previous });
    return object;
  }

  /** Removes an object; its last state gets the revision of the removal. */
  remove(resource: string, namespace: string, name: string): KubeObject | undefined {
    const previous = this.get(resource, namespace, name);
    if (!previous) return undefined;
    const object = this.stamp({ ...previous, metadata: { ...previous.metadata } });
    this.table(resource).remove(previous);
    this.trackOwners(resource, undefined, previous);
    this.emit("DELETED", { resource, object, previous });
    this.provenance.delete(previous.metadata.uid);
    return object;
  }

  /** References to all objects: cheap, since objects are immutable; encode them at leisure. */
  snapshot(): StoreSnapshot {
    return {
      revision: this.currentRevision,
      tables: [...this.tables].map(([resource, table]) => [resource, [...table.cells()]] as const),
      provenance: [...this.provenance],
    };
  }

  /** Fills an empty store from a snapshot. Nobody is notified and history starts at its revision. */
  restore(snapshot: StoreSnapshot): void {
    for (const [resource, stored] of snapshot.tables) {
      const table = this.table(resource);
      if (table instanceof LateTable) {
        for (const { label } of table.restoreLate(stored))
          if (label[4])
            this.trackOwners(
              resource,
              { metadata: { namespace: label[0], name: label[1], ownerReferences: label[4] } },
              undefined,
            );
        continue;
      }
      const objects = stored as readonly KubeObject[];
      if (this.options.freeze) for (const object of objects) deepFreeze(object);
      table.restore(objects);
      for (const object of objects) this.trackOwners(resource, object, undefined);
    }
    for (const [uid, known] of snapshot.provenance) this.provenance.set(uid, known);
    this.currentRevision = snapshot.revision;
    this.history.startAt(snapshot.revision);
  }

  /** Stores an object exactly as it is, resourceVersion included, without telling anybody. */
  load(resource: string, object: KubeObject): void {
    if (this.options.freeze) deepFreeze(object);
    const previous = this.get(resource, object.metadata.namespace ?? "", object.metadata.name);
    this.table(resource).put(object, previous);
    this.trackOwners(resource, object, previous);
    const revision = Number(object.metadata.resourceVersion);
    if (revision > this.currentRevision) {
      this.currentRevision = revision;
      this.history.startAt(revision);
    }
  }

  private stamp(draft: KubeObject): KubeObject {
    if (this.notifying) throw new Error("a store listener may not write; enqueue instead");
    dropUndefined(draft);
    dropUndefined(draft.metadata);
    (draft.metadata as { resourceVersion: string }).resourceVersion = String(++this.currentRevision);
    return this.options.freeze ? deepFreeze(draft) : draft;
  }

  private trackOwners(resource: string, object: Owned | undefined, previous: Owned | undefined): void {
    const before = previous?.metadata.ownerReferences;
    const after = object?.metadata.ownerReferences;
    if (before === after) return;
    const { namespace = "", name } = (object ?? (previous as Owned)).metadata;
    const id = `${resource}\0${namespace}\0${name}`;
    for (const owner of before ?? []) {
      const set = this.owned.get(owner.uid);
      set?.delete(id);
      if (set?.size === 0) this.owned.delete(owner.uid);
    }
    for (const owner of after ?? []) {
      let set = this.owned.get(owner.uid);
      if (!set) this.owned.set(owner.uid, (set = new Map()));
      set.set(id, { resource, namespace, name });
    }
  }

  private emit(type: StoreEvent["type"], change: Pick<StoreEvent, "resource" | "object" | "previous">): void {
    const { now: time, cause } = this.options.clock;
    const event: StoreEvent = { type, ...change, revision: this.currentRevision, time, cause };
    this.history.add(event);
    this.notifying = true;
    try {
      for (const listener of this.listeners.get(change.resource) ?? []) listener(event);
      for (const listener of this.everyListener) listener(event);
    } finally {
      this.notifying = false;
    }
  }
}

type Owned = { readonly metadata: Pick<KubeObject["metadata"], "namespace" | "name" | "ownerReferences"> };

/** Members without a value leave, so that an object is the same before and after it was written out as JSON. */
function dropUndefined(draft: object): void {
  for (const key of Object.keys(draft))
    if ((draft as Record<string, unknown>)[key] === undefined) delete (draft as Record<string, unknown>)[key];
}

/** Where an object stands. */
export interface Reference {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}
