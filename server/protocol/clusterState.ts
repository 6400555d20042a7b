/**
 * What a browser knows of the cluster, folded from state parts and frames by pure functions: tables share structure
 * between versions, so whoever shows one resource redraws only when that table is another.
 */
import type { KubeObject } from "./kubernetes/index.ts";
import { type Change, type Frame, objectKey, type StatePart, type TrimmedSizes } from "./messages.ts";
import { markTrimmed } from "./trimmed.ts";

/** Objects of one resource by `namespace/name`, in order of creation. */
export type ObjectTable = ReadonlyMap<string, KubeObject>;

export interface ClusterState {
  /** Revisions of different epochs cannot be compared. Empty before the first state. */
  readonly epoch: string;
  /** By which rights it was seen, as the server calls them. Empty before the first state. */
  readonly rights: string;
  readonly revision: number;
  /** Cluster time in ms when this was so. */
  readonly time: number;
  /** Keys are group resources: `pods`, `deployments.apps`. */
  readonly tables: ReadonlyMap<string, ObjectTable>;
  /** uid → the newest command known to have led to a change of the object. */
  readonly causes: ReadonlyMap<string, number>;
  /** The parts of a state that is still coming. */
  readonly pending: readonly StatePart[];
}

export const EMPTY_STATE: ClusterState = {
  epoch: "",
  rights: "",
  revision: 0,
  time: 0,
  tables: new Map(),
  causes: new Map(),
  pending: [],
};

/** Takes a part in; what is shown changes as a whole when the last one is there. A part out of order starts over. */
export function applyStatePart(state: ClusterState, part: StatePart): ClusterState {
  const known = part.part === 0 ? [] : state.pending;
  if (known.length !== part.part) return { ...state, pending: [] };
  const parts = [...known, part];
  if (!part.last) return { ...state, pending: parts };
  const tables = new Map<string, Map<string, KubeObject>>();
  for (const { objects, trimmed } of parts) {
    markAll(objects, trimmed);
    for (const [resource, list] of Object.entries(objects)) {
      let table = tables.get(resource);
      if (!table) tables.set(resource, (table = new Map()));
      for (const object of list) table.set(objectKey(object.metadata.namespace, object.metadata.name), object);
    }
  }
  const causes = new Map(Object.entries(part.causes ?? {}));
  const { epoch, rights, revision, time } = part;
  return { epoch, rights, revision, time, tables, causes, pending: [] };
}

/** Marks objects as the server says they are, see trimmed.ts. */
export function markAll(objects: StatePart["objects"], trimmed: TrimmedSizes | undefined): void {
  if (!trimmed) return;
  for (const list of Object.values(objects))
    for (const object of list) {
      const size = trimmed[object.metadata.uid];
      if (size !== undefined) markTrimmed(object, size);
    }
}

/** Whether `frame` follows on what is held; if not, frames are missing and a resync is due. */
export function follows(state: ClusterState, frame: Frame): boolean {
  return frame.from <= state.revision;
}

/** Folds a frame in. Changes that are held already (older or equal revision) change nothing, so repeats do no harm. */
export function applyFrame(state: ClusterState, frame: Frame): ClusterState {
  if (frame.to <= state.revision) return frame.time > state.time ? { ...state, time: frame.time } : state;
  const tables = new Map(state.tables);
  const fresh = new Map<string, Map<string, KubeObject>>();
  const causes = new Map(state.causes);
  for (const change of frame.changes) {
    let table = fresh.get(change.resource);
    if (!table) {
      table = new Map(tables.get(change.resource));
      fresh.set(change.resource, table);
      tables.set(change.resource, table);
    }
    applyChange(table, change, causes);
  }
  return { ...state, revision: frame.to, time: Math.max(frame.time, state.time), tables, causes };
}

function applyChange(table: Map<string, KubeObject>, change: Change, causes: Map<string, number>): void {
  if (change.op === "delete") {
    const key = objectKey(change.namespace, change.name);
    const held = table.get(key);
    if (held && Number(held.metadata.resourceVersion) < change.revision) table.delete(key);
    causes.delete(change.uid);
    return;
  }
  const { metadata } = change.object;
  const key = objectKey(metadata.namespace, metadata.name);
  const held = table.get(key);
  if (held && Number(held.metadata.resourceVersion) >= Number(metadata.resourceVersion)) return;
  // A new object under an old name goes to the end, as a list in order of creation has it.
  if (held && held.metadata.uid !== metadata.uid) table.delete(key);
  if (change.trimmed !== undefined) markTrimmed(change.object, change.trimmed);
  table.set(key, change.object);
  if (change.by !== 0) causes.set(metadata.uid, change.by);
}
