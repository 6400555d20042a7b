/**
 * A table of objects that are many, come to be forgotten, and are hardly ever looked at (Events): from a snapshot each is read
 * when it is first asked for. No index is of them, and nobody asks whose command they go back to.
 */
import type { KubeObject, OwnerReference } from "../../protocol/kubernetes/index.ts";
import { type Labelled, Late } from "./Late.ts";
import { Table } from "./Table.ts";

/** `at`: cluster time of the last write, ms. */
export type LateLabel = readonly [
  namespace: string,
  name: string,
  revision: number,
  at: number,
  owners?: readonly OwnerReference[],
];

export interface LateBody {
  readonly object: KubeObject;
  /** What is kept beside the object, see `Beside`. */
  readonly beside?: unknown;
}

/** Whoever keeps something beside each object that has to come back with it. */
export interface Beside {
  of(object: KubeObject): unknown;
  /** `object` came back, and with it what was kept beside it. */
  restored(object: KubeObject, beside: unknown): void;
}

export type StoredLate = Labelled<LateLabel, LateBody>;

export const isLate = (object: KubeObject | StoredLate): object is StoredLate => "label" in object;

export class LateObject extends Late<LateLabel, LateBody> {
  private known: KubeObject | undefined;
  private origin: StoredLate | undefined;

  /** Of an object that is there, or of one that will be read. */
  constructor(
    label: LateLabel,
    from: KubeObject | StoredLate,
    private readonly table: LateTable,
  ) {
    super(label);
    if (isLate(from)) this.origin = from;
    else this.known = from;
  }

  get at(): number {
    return this.label[3];
  }

  get object(): KubeObject {
    if (this.known) return this.known;
    const { object, beside } = (this.origin as StoredLate).body;
    this.known = this.table.read(object, beside);
    this.origin = undefined;
    return this.known;
  }

  get body(): LateBody {
    if (!this.known && this.origin) return this.origin.body;
    return { object: this.object, beside: this.table.beside?.of(this.object) };
  }
}

export class LateTable extends Table<LateObject> {
  /** All in the order of their last write, and some that are not up to date any more, from `oldestPlace` on; made when first asked for. */
  private line: LateObject[] | undefined;
  private oldestPlace = 0;

  constructor(
    resource: string,
    private readonly options: {
      readonly now: () => number;
      readonly freeze: (object: KubeObject) => KubeObject;
      readonly beside: () => Beside | undefined;
    },
  ) {
    super(resource);
  }

  get beside(): Beside | undefined {
    return this.options.beside();
  }

  /** The object whose last write is the longest ago. */
  get oldest(): LateObject | undefined {
    this.line ??= [...this.cells()].sort(
      ({ label: left }, { label: right }) => left[3] - right[3] || left[2] - right[2],
    );
    for (; this.oldestPlace < this.line.length; this.oldestPlace++) {
      const entry = this.line[this.oldestPlace] as LateObject;
      if (this.cell(entry.label[0], entry.label[1]) === entry) return entry;
    }
    return undefined;
  }

  /** An object came back from a snapshot. */
  read(object: KubeObject, beside: unknown): KubeObject {
    const frozen = this.options.freeze(object);
    this.beside?.restored(frozen, beside);
    return frozen;
  }

  override *values(namespace?: string): Generator<KubeObject, void, undefined> {
    for (const entry of this.cells(namespace)) yield entry.object;
  }

  /** Fills an empty table; objects as they are come from snapshots of older versions. */
  restoreLate(items: Iterable<KubeObject | StoredLate>): readonly LateObject[] {
    const entries = Array.from(items, (item) =>
      isLate(item) ? new LateObject(item.label, item, this) : this.pack(item),
    );
    this.fill(entries, ({ label }) => label);
    return entries;
  }

  override addIndex(name: string): void {
    throw new Error(`no index ${name}: objects of ${this.resource} are not read before somebody asks`);
  }

  protected override unpack(entry: LateObject): KubeObject {
    return entry.object;
  }

  protected override pack(object: KubeObject): LateObject {
    const { namespace = "", name, resourceVersion, ownerReferences: owners } = object.metadata;
    const head = [namespace, name, Number(resourceVersion), this.options.now()] as const;
    const entry = new LateObject(owners && owners.length > 0 ? [...head, owners] : head, object, this);
    if (this.line) {
      this.line.push(entry);
      if (this.oldestPlace > 1_024 && this.oldestPlace > this.line.length >> 1) {
        this.line = this.line.slice(this.oldestPlace);
        this.oldestPlace = 0;
      }
    }
    return entry;
  }
}
