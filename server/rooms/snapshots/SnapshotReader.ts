/**
 * Reads snapshots, and remembers what was read last: what two have in common is one in memory, and one near another is read in
 * no time. What is read late is unpacked when somebody looks at it.
 */
import { Late } from "../../simulation/store/Late.ts";
import type { SnapshotMark, StoragePort } from "../StoragePort.ts";
import { breathe } from "../TurnScheduler.ts";
import {
  expand,
  isLateChunk,
  type Items,
  LateChunk,
  type LateItems,
  type Line,
  type Members,
  type Order,
  type Path,
  withoutItems,
} from "./snapshotLines.ts";

/** Series (`SnapshotMark.base`) of which something is remembered. */
const REMEMBERED = 6;
const SLICE_MS = 5;

type Storage = Pick<StoragePort, "readSnapshots">;

class LateItem extends Late {
  constructor(
    label: unknown,
    private readonly chunk: LateChunk,
    private readonly index: number,
  ) {
    super(label);
  }

  get body(): unknown {
    return this.chunk.at(this.index);
  }
}

/** Items of a list as one line gives them, read when one of them is wanted. */
interface Part {
  readonly from: number;
  readonly to: number;
  read: (() => readonly unknown[]) | undefined;
}

/** A list as far as one snapshot wrote it. */
class WrittenList {
  order: Order | undefined;
  private readonly items: unknown[] = [];
  private readonly parts: Part[] = [];

  constructor(readonly path: Path) {}

  get length(): number {
    return this.items.length;
  }

  add(count: number, read: () => readonly unknown[]): void {
    const from = this.items.length;
    this.items.length += count;
    this.parts.push({ from, to: from + count, read });
  }

  /** Puts items `from` up to `to` into a list. */
  copy(from: number, to: number, into: unknown[]): void {
    for (const part of this.partsOf(from, to)) {
      for (const [index, item] of part.read?.().entries() ?? []) this.items[part.from + index] = item;
      part.read = undefined;
    }
    for (let index = from; index < to; index++) into.push(this.items[index]);
  }

  private *partsOf(from: number, to: number): Generator<Part> {
    let [low, high] = [0, this.parts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.parts[middle] as Part).to <= from) low = middle + 1;
      else high = middle;
    }
    for (let part = this.parts[low]; part && part.from < to; part = this.parts[++low]) yield part;
  }
}

/** What one snapshot brought along. */
class Written {
  private value = "";
  private readonly late: LateChunk[] = [];
  private filled = 0;
  private readonly lists = new Map<string, WrittenList>();
  private readonly maps: Members[] = [];

  /** All that is read late. */
  get lateChunks(): readonly LateChunk[] {
    return this.late;
  }

  /** Snapshots it takes items from, itself left out. */
  get links(): readonly string[] {
    return [...this.lists.values()].flatMap(({ order }) => order?.links ?? []);
  }

  chunk(data: Uint8Array): void {
    this.lateAt(this.filled++).fill(data);
  }

  line(text: string): void {
    if (this.value === "") this.value = text;
    else this.note(text);
  }

  /** What the snapshot holds. `other`: what the snapshot with an id wrote. */
  whole(other: (id: string) => Written): unknown {
    if (this.value === "") throw new Error("an empty snapshot");
    const value: unknown = JSON.parse(this.value);
    for (const [key, written] of this.lists) {
      const list = at(value, written.path) as unknown[];
      const { order } = written;
      if (!order) written.copy(0, written.length, list);
      else {
        const sources = order.links.map((id) => other(id).lists.get(key) as WrittenList);
        for (const [of, from, to] of order.runs) (sources[of] as WrittenList).copy(from, to, list);
      }
    }
    // Defined, not assigned: a key may be __proto__.
    for (const { path, items } of this.maps)
      for (const [key, item] of items)
        Object.defineProperty(at(value, path), key, {
          value: item,
          writable: true,
          enumerable: true,
          configurable: true,
        });
    return value;
  }

  /** A late chunk comes after the first line that tells of it. */
  private lateAt(index: number): LateChunk {
    while (this.late.length <= index) this.late.push(new LateChunk());
    return this.late[index] as LateChunk;
  }

  private note(text: string): void {
    const counted = withoutItems(text);
    const line: Pick<Line, "kind" | "path"> = counted?.line ?? (JSON.parse(text) as Line);
    if (line.kind === "map") {
      this.maps.push(JSON.parse(text) as Members);
      return;
    }
    const key = JSON.stringify(line.path);
    let list = this.lists.get(key);
    if (!list) this.lists.set(key, (list = new WrittenList(line.path)));
    if (line.kind === "order") list.order = line as Order;
    else if (!counted) list.add((line as Items).items.length, () => (line as Items).items);
    else {
      const items = (): readonly unknown[] => JSON.parse(counted.items) as unknown[];
      if (line.kind === "list") list.add(counted.line.count, items);
      else {
        const { chunk: place, from } = line as LateItems;
        const chunk = this.lateAt(place);
        list.add(counted.line.count, () => items().map((label, index) => new LateItem(label, chunk, from + index)));
      }
    }
  }
}

export class SnapshotReader {
  /** What snapshots wrote, by their ids, by the whole one their series begins with; the one used last is last. */
  private readonly series = new Map<string, Map<string, Written>>();

  constructor(private readonly storage: Storage) {}

  /** What a snapshot holds; its parts must not be changed. `all`: the room's snapshots. */
  async read(mark: SnapshotMark, all: readonly SnapshotMark[]): Promise<unknown> {
    const known = this.seriesOf(mark.base ?? mark.id);
    await this.fetch([mark.id], all, known);
    const written = known.get(mark.id) as Written;
    await this.fetch(written.links, all, known);
    return written.whole((id) => known.get(id) as Written);
  }

  /** The same, with nothing left to be read late. */
  async readNow(mark: SnapshotMark, all: readonly SnapshotMark[]): Promise<unknown> {
    const value = await this.read(mark, all);
    for (const written of this.seriesOf(mark.base ?? mark.id).values())
      for (const chunk of written.lateChunks) {
        chunk.read();
        await breathe();
      }
    return value;
  }

  /** Forgets all that was read. */
  rest(): void {
    this.series.clear();
  }

  private seriesOf(base: string): Map<string, Written> {
    const known = this.series.get(base) ?? new Map<string, Written>();
    this.series.delete(base);
    this.series.set(base, known);
    for (const id of [...this.series.keys()].slice(0, -REMEMBERED)) this.series.delete(id);
    return known;
  }

  private async fetch(
    ids: readonly string[],
    all: readonly SnapshotMark[],
    known: Map<string, Written>,
  ): Promise<void> {
    const missing = new Set(ids.filter((id) => !known.has(id)));
    if (missing.size === 0) return;
    const marks = all.filter(({ id }) => missing.has(id));
    if (marks.length < missing.size) throw new Error(`of snapshots that belong together ${missing.size} are gone`);
    for (const [id, written] of await readAll(this.storage, marks)) known.set(id, written);
  }
}

async function readAll(storage: Storage, marks: readonly SnapshotMark[]): Promise<ReadonlyMap<string, Written>> {
  const all = new Map(marks.map(({ id }) => [id, new Written()]));
  await breathe();
  let began = performance.now();
  for await (const { id, data } of storage.readSnapshots(marks)) {
    const written = all.get(id) as Written;
    if (isLateChunk(data)) written.chunk(data);
    else
      for (const line of linesOf(expand(data))) {
        written.line(line);
        if (performance.now() - began <= SLICE_MS) continue;
        await breathe();
        began = performance.now();
      }
  }
  return all;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    yield text.slice(start, end);
    start = end + 1;
  }
}

function at(root: unknown, path: Path): unknown {
  let place = root;
  for (const key of path) place = (place as { readonly [key: string | number]: unknown })[key];
  return place;
}
