/**
 * Writes snapshots of one room one after the other, each in slices so that one of thousands of pods never holds the event
 * loop. It knows nothing of what is in a snapshot. Of a long list only those items are written that the snapshot before had
 * not; the others are told by where they stand in the snapshot that wrote them (`snapshotLines.ts`). Items are the same when
 * they are the same object, or pairs of the same key and the same value: nothing is compared in depth.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Late } from "../../simulation/store/Late.ts";
import { breathe } from "../TurnScheduler.ts";
import { type LateItems, lateChunk, type Order, type Path, type Run } from "./snapshotLines.ts";

const compress = promisify(gzip);

/** Lists longer than this are taken out of the first line, and maps that are much longer. */
const LONG = 8;
const LONG_MAP = 1_024;
/** Characters of a line, and of a chunk before it is compressed. */
const LINE_LENGTH = 16 * 1024;
const CHUNK_LENGTH = 256 * 1024;
/** Small, since whoever asks for one of its items reads all. */
const LATE_CHUNK_LENGTH = 128 * 1024;
const SLICE_MS = 3;
/** Items of a list that are looked at between two looks at the clock. */
const LOOKED_AT = 1_024;

/** A list of the snapshot before, and where each of its items was written. */
interface Known {
  readonly items: readonly unknown[];
  readonly of: readonly string[];
  readonly places: readonly number[];
}

interface Taken {
  readonly path: Path;
  readonly kind: "list" | "map";
  readonly items: readonly unknown[];
}

export class SnapshotSeries {
  private known = new Map<string, Known>();

  /**
   * Compressed chunks of the snapshot `id`; the value must not change in depth, ever. To be read to the end, one after the other.
   * `pause`: between two slices.
   */
  async *encode(id: string, value: unknown, pause: () => Promise<void> = breathe): AsyncGenerator<Uint8Array> {
    const writer = new Writer();
    const known = new Map<string, Known>();
    await pause();
    let began = performance.now();
    for (const _ of this.write(id, value, writer, known)) {
      for (const chunk of writer.full()) {
        yield await compressed(chunk);
        await pause();
        began = performance.now();
      }
      if (performance.now() - began <= SLICE_MS) continue;
      await pause();
      began = performance.now();
    }
    for (const chunk of writer.rest()) yield await compressed(chunk);
    this.known = known;
  }

  private *write(id: string, value: unknown, writer: Writer, known: Map<string, Known>): Generator<void> {
    const taken: Taken[] = [];
    writer.line(takeOut(value, [], taken));
    for (const { path, kind, items } of taken) {
      if (kind === "map") yield* writer.items(path, kind, items);
      else {
        const key = JSON.stringify(path);
        known.set(key, yield* this.list(id, path, items, this.known.get(key), writer));
      }
    }
  }

  private *list(
    id: string,
    path: Path,
    items: readonly unknown[],
    before: Known | undefined,
    writer: Writer,
  ): Generator<void, Known> {
    const find = finder(before?.items ?? []);
    const of: string[] = [];
    const places: number[] = [];
    const fresh: unknown[] = [];
    for (const [index, item] of items.entries()) {
      if (index % LOOKED_AT === LOOKED_AT - 1) yield;
      const place = find(item);
      if (place === undefined) {
        of.push(id);
        places.push(fresh.length);
        fresh.push(item);
      } else {
        of.push((before as Known).of[place] as string);
        places.push((before as Known).places[place] as number);
      }
    }
    yield* writer.items(path, "list", fresh);
    if (before && fresh.length < items.length) writer.line(orderOf(path, of, places));
    return { items, of, places };
  }
}

/** A snapshot on its own. */
export function encodeSnapshot(value: unknown, pause?: () => Promise<void>): AsyncGenerator<Uint8Array> {
  return new SnapshotSeries().encode("", value, pause);
}

interface Chunk {
  readonly text: string;
  readonly late: boolean;
}

async function compressed({ text, late }: Chunk): Promise<Uint8Array> {
  const bytes = await compress(text, { level: 1 });
  return late ? lateChunk(bytes) : bytes;
}

/** Gathers lines, and late items beside them. */
class Writer {
  private lines = "";
  private late = "";
  private lateChunks = 0;
  private lateCount = 0;
  private readonly ready: Chunk[] = [];

  line(value: unknown): void {
    this.add(JSON.stringify(value));
  }

  private add(line: string): void {
    this.lines += `${line}\n`;
    if (this.lines.length < CHUNK_LENGTH) return;
    this.ready.push({ text: this.lines, late: false });
    this.lines = "";
  }

  /** Stops after each line. */
  *items(path: Path, kind: "list" | "map", items: readonly unknown[]): Generator<void> {
    let texts: string[] = [];
    let length = 0;
    let labels: unknown[] = [];
    const flush = (): void => {
      if (texts.length > 0) {
        const head = `"path":${JSON.stringify(path)},"kind":"${kind}","count":${texts.length}`;
        this.add(`{${head},"items":[${texts.join(",")}]}`);
        [texts, length] = [[], 0];
      }
      if (labels.length === 0) return;
      const from = this.lateCount - labels.length;
      const count = labels.length;
      this.line({ path, kind: "late", chunk: this.lateChunks, from, count, items: labels } satisfies LateItems);
      labels = [];
    };
    for (const item of items) {
      if (item instanceof Late) {
        if (texts.length > 0) flush();
        labels.push(item.label);
        this.late += `${this.lateCount++ === 0 ? "" : ","}${JSON.stringify(item.body)}`;
        if (this.late.length >= LATE_CHUNK_LENGTH) {
          flush();
          this.endLate();
        }
      } else {
        if (labels.length > 0) flush();
        const text = JSON.stringify(item) ?? "null";
        texts.push(text);
        length += text.length;
        if (length < LINE_LENGTH) continue;
        flush();
      }
      yield;
    }
    flush();
    yield;
  }

  *full(): Generator<Chunk> {
    yield* this.ready.splice(0);
  }

  *rest(): Generator<Chunk> {
    this.endLate();
    if (this.lines !== "") this.ready.push({ text: this.lines, late: false });
    yield* this.ready.splice(0);
  }

  private endLate(): void {
    if (this.lateCount === 0) return;
    this.ready.push({ text: `[${this.late}]`, late: true });
    [this.late, this.lateCount] = ["", 0];
    this.lateChunks++;
  }
}

function orderOf(path: Path, of: readonly string[], places: readonly number[]): Order {
  const links: string[] = [];
  const runs: Run[] = [];
  let [link, from, to] = ["", 0, -1];
  const end = (): void => {
    if (to < 0) return;
    if (!links.includes(link)) links.push(link);
    runs.push([links.indexOf(link), from, to]);
  };
  for (const [index, place] of places.entries()) {
    const id = of[index] as string;
    if (id === link && place === to) to++;
    else {
      end();
      [link, from, to] = [id, place, place + 1];
    }
  }
  end();
  return { path, kind: "order", links, runs };
}

/** Where an item stands in a list: mostly the next place; the index of all is made when that is not so. */
function finder(items: readonly unknown[]): (item: unknown) => number | undefined {
  let places: Map<unknown, number> | undefined;
  let next = 0;
  return (item) => {
    if (items.length === 0) return undefined;
    if (next >= items.length || !same(items[next], item)) {
      places ??= new Map(items.map((other, place) => [keyOf(other), place]));
      const place = places.get(keyOf(item));
      if (place === undefined || !same(items[place], item)) return undefined;
      next = place;
    }
    return next++;
  };
}

const isPair = (item: unknown): item is readonly [unknown, unknown] => Array.isArray(item) && item.length === 2;
const keyOf = (item: unknown): unknown => (isPair(item) ? item[0] : item);

function same(left: unknown, right: unknown): boolean {
  return left === right || (isPair(left) && isPair(right) && left[0] === right[0] && left[1] === right[1]);
}

/** Whether a long list is one of lists, as tables are. */
const hasLists = (list: readonly unknown[]): boolean =>
  list.length <= LONG_MAP && list.some((item) => isPair(item) && Array.isArray(item[1]) && item[1].length > LONG);

/** A copy without long lists and maps, which go to `taken`. */
function takeOut(value: unknown, path: Path, taken: Taken[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON();
  if (Array.isArray(value)) {
    if (value.length <= LONG ? !(value[0] instanceof Late) : hasLists(value))
      return value.map((item, index) => takeOut(item, [...path, index], taken));
    taken.push({ path, kind: "list", items: value });
    return [];
  }
  const entries = Object.entries(value);
  if (entries.length <= LONG_MAP)
    return Object.fromEntries(entries.map(([key, item]) => [key, takeOut(item, [...path, key], taken)]));
  taken.push({ path, kind: "map", items: entries });
  return {};
}
