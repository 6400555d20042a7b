import type { KubeObject } from "../../protocol/kubernetes/index.ts";

/** The keys an object stands under in an index. Must depend on the object alone. */
export type IndexFunction = (object: KubeObject) => readonly string[];

interface Index {
  readonly keys: IndexFunction;
  readonly entries: Map<string, Map<string, KubeObject>>;
}

/** The objects of one resource, by namespace and name, with its indexes. */
export class Table {
  private readonly namespaces = new Map<string, Map<string, KubeObject>>();
  private readonly indexes = new Map<string, Index>();
  private count = 0;
  /** Grows with every write: who sees the same number again knows that nothing changed. */
  version = 0;

  constructor(readonly resource: string) {}

  get size(): number {
    return this.count;
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  sizeOf(namespace: string): number {
    return this.namespaces.get(namespace)?.size ?? 0;
  }

  *values(namespace?: string): Generator<KubeObject, void, undefined> {
    if (namespace !== undefined) {
      const objects = this.namespaces.get(namespace);
      if (objects) yield* objects.values();
      return;
    }
    for (const objects of this.namespaces.values()) yield* objects.values();
  }

  addIndex(name: string, keys: IndexFunction): void {
    if (this.indexes.has(name)) throw new Error(`index ${name} of ${this.resource} is there already`);
    const index: Index = { keys, entries: new Map() };
    this.indexes.set(name, index);
    for (const object of byRevision(this.values())) enter(index, keys(object), object);
  }

  /** Fills an empty table; the order given becomes the order of creation. */
  restore(objects: readonly KubeObject[]): void {
    this.version++;
    for (const object of objects) {
      const namespace = object.metadata.namespace ?? "";
      let inNamespace = this.namespaces.get(namespace);
      if (!inNamespace) this.namespaces.set(namespace, (inNamespace = new Map()));
      inNamespace.set(object.metadata.name, object);
    }
    this.count = objects.length;
    for (const object of byRevision(objects)) {
      for (const index of this.indexes.values()) enter(index, index.keys(object), object);
    }
  }

  byIndex(name: string, key: string): Iterable<KubeObject> {
    const index = this.indexes.get(name);
    if (!index) throw new Error(`no index ${name} of ${this.resource}`);
    return index.entries.get(key)?.values() ?? [];
  }

  put(object: KubeObject, previous: KubeObject | undefined): void {
    this.version++;
    const namespace = object.metadata.namespace ?? "";
    let objects = this.namespaces.get(namespace);
    if (!objects) this.namespaces.set(namespace, (objects = new Map()));
    objects.set(object.metadata.name, object);
    if (!previous) this.count++;
    for (const index of this.indexes.values()) {
      const keys = index.keys(object);
      if (previous) leave(index, index.keys(previous), previous);
      enter(index, keys, object);
    }
  }

  remove(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? "";
    const objects = this.namespaces.get(namespace);
    if (!objects?.delete(object.metadata.name)) return;
    this.version++;
    if (objects.size === 0) this.namespaces.delete(namespace);
    this.count--;
    for (const index of this.indexes.values()) leave(index, index.keys(object), object);
  }
}

/** Index order is the order of last write, which a snapshot can tell from the objects alone. */
function byRevision(objects: Iterable<KubeObject>): KubeObject[] {
  return [...objects].sort(
    (left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion),
  );
}

function idOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

function enter(index: Index, keys: readonly string[], object: KubeObject): void {
  const id = keys.length > 0 ? idOf(object) : "";
  for (const key of keys) {
    let objects = index.entries.get(key);
    if (!objects) index.entries.set(key, (objects = new Map()));
    objects.set(id, object);
  }
}

function leave(index: Index, keys: readonly string[], object: KubeObject): void {
  const id = keys.length > 0 ? idOf(object) : "";
  for (const key of keys) {
    const objects = index.entries.get(key);
    objects?.delete(id);
    if (objects?.size === 0) index.entries.delete(key);
  }
}
