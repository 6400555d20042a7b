import type { KubeObject } from "../../protocol/kubernetes/index.ts";

/** The keys an object stands under in an index. Must depend on the object alone. */
export type IndexFunction = (object: KubeObject) => readonly string[];

interface Index {
  readonly keys: IndexFunction;
  readonly entries: Map<string, Map<string, KubeObject>>;
}

/** Where an object stands in its table. */
type Place = readonly [namespace: string, name: string, ...more: unknown[]];

/** The objects of one resource, by namespace and name, with its indexes. `Cell`: what is held of an object. */
export class Table<Cell = KubeObject> {
  private readonly namespaces = new Map<string, Map<string, Cell>>();
  private readonly indexes = new Map<string, Index>();
  private count = 0;
  /** Grows with every write: who sees the same number again knows that nothing changed. */
  version = 0;

  constructor(readonly resource: string) {}

  get size(): number {
    return this.count;
  }

  get(namespace: string, name: string): KubeObject | undefined {
    const cell = this.cell(namespace, name);
    return cell === undefined ? undefined : this.unpack(cell);
  }

  sizeOf(namespace: string): number {
    return this.namespaces.get(namespace)?.size ?? 0;
  }

  values(namespace?: string): Generator<KubeObject, void, undefined> {
    return this.cells(namespace) as Generator<unknown, void, undefined> as Generator<KubeObject, void, undefined>;
  }

  /** What is held of each object, in order of creation. */
  *cells(namespace?: string): Generator<Cell, void, undefined> {
    if (namespace !== undefined) {
      const cells = this.namespaces.get(namespace);
      if (cells) yield* cells.values();
      return;
    }
    for (const cells of this.namespaces.values()) yield* cells.values();
  }

  addIndex(name: string, keys: IndexFunction): void {
    if (this.indexes.has(name)) throw new Error(`index ${name} of ${this.resource} is there already`);
    const index: Index = { keys, entries: new Map() };
    this.indexes.set(name, index);
    for (const object of byRevision(this.values())) enter(index, keys(object), object);
  }

  /** Fills an empty table; the order given becomes the order of creation. */
  restore(objects: readonly KubeObject[]): void {
    this.fill(
      objects.map((object) => this.pack(object)),
      (_, index) => {
        const { namespace = "", name } = (objects[index] as KubeObject).metadata;
        return [namespace, name];
      },
    );
    if (this.indexes.size === 0) return;
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
    let cells = this.namespaces.get(namespace);
    if (!cells) this.namespaces.set(namespace, (cells = new Map()));
    cells.set(object.metadata.name, this.pack(object));
    if (!previous) this.count++;
    for (const index of this.indexes.values()) {
      const keys = index.keys(object);
      if (previous) leave(index, index.keys(previous), previous);
      enter(index, keys, object);
    }
  }

  remove(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? "";
    const cells = this.namespaces.get(namespace);
    if (!cells?.delete(object.metadata.name)) return;
    this.version++;
    if (cells.size === 0) this.namespaces.delete(namespace);
    this.count--;
    for (const index of this.indexes.values()) leave(index, index.keys(object), object);
  }

  protected cell(namespace: string, name: string): Cell | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  /** Fills an empty table without telling the indexes. */
  protected fill(cells: readonly Cell[], placeOf: (cell: Cell, index: number) => Place): void {
    this.version++;
    for (const [index, cell] of cells.entries()) {
      const [namespace, name] = placeOf(cell, index);
      let inNamespace = this.namespaces.get(namespace);
      if (!inNamespace) this.namespaces.set(namespace, (inNamespace = new Map()));
      inNamespace.set(name, cell);
    }
    this.count = cells.length;
  }

  protected pack(object: KubeObject): Cell {
    return object as unknown as Cell;
  }

  protected unpack(cell: Cell): KubeObject {
    return cell as unknown as KubeObject;
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
