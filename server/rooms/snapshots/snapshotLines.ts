/**
 * What a stored snapshot is made of: gzipped chunks of lines of JSON, and between them chunks of what is read late.
 *
 * The first line is the value with each long list taken out, by its path in the value; each later line gives some items of a
 * list, or its order: which items of this snapshot and of earlier ones make it up. A list without an order is all its items
 * one after the other.
 */
import { isAscii } from "node:buffer";
import { gunzipSync } from "node:zlib";

export type Path = readonly (string | number)[];

/** `count` stands before them, so that nobody has to read items that are not wanted; snapshots of older versions have none. */
export interface Items {
  readonly path: Path;
  readonly kind: "list";
  readonly count?: number;
  readonly items: readonly unknown[];
}

export interface Members {
  readonly path: Path;
  readonly kind: "map";
  readonly items: readonly (readonly [key: string, value: unknown])[];
}

/** Items that are read late: of each its label, and where in a late chunk (counted within the snapshot) the first stands. */
export interface LateItems {
  readonly path: Path;
  readonly kind: "late";
  readonly chunk: number;
  readonly from: number;
  readonly count: number;
  readonly items: readonly unknown[];
}

/** Items `from` up to `to` of the list at the same path of snapshot `of`: a place in the order's `links`. */
export type Run = readonly [of: number, from: number, to: number];

export interface Order {
  readonly path: Path;
  readonly kind: "order";
  /** Ids of snapshots. */
  readonly links: readonly string[];
  readonly runs: readonly Run[];
}

export type Line = Items | Members | LateItems | Order;

const ITEMS = ',"items":[';

/** A line without its items, and their text as a JSON array; undefined for a line that has none, or no count of them. */
export function withoutItems(
  line: string,
):
  | { readonly line: Omit<Items | LateItems, "items"> & { readonly count: number }; readonly items: string }
  | undefined {
  const end = line.indexOf(ITEMS);
  if (end < 0) return undefined;
  const head = JSON.parse(`${line.slice(0, end)}}`) as Items | LateItems;
  const { count } = head;
  return count === undefined ? undefined : { line: { ...head, count }, items: line.slice(end + ITEMS.length - 1, -1) };
}

/** How a late chunk begins; the others begin as gzip does. */
const LATE_MARK = 0x4c;

export const lateChunk = (compressed: Uint8Array): Uint8Array => Buffer.concat([Buffer.of(LATE_MARK), compressed]);

/** A late chunk: its items are read when the first of them is asked for. */
export class LateChunk {
  private items: readonly unknown[] | undefined;
  private bytes: Uint8Array | undefined;

  /** `chunk`: as it was stored. */
  fill(chunk: Uint8Array): void {
    this.bytes = chunk;
  }

  at(index: number): unknown {
    return this.read()[index];
  }

  read(): readonly unknown[] {
    if (!this.items) {
      this.items = JSON.parse(expand((this.bytes as Uint8Array).subarray(1))) as unknown[];
      this.bytes = undefined;
    }
    return this.items;
  }
}

export const isLateChunk = (chunk: Uint8Array): boolean => chunk[0] === LATE_MARK;

/** Chunks are small: nothing waits long for one, and no other thread is as fast. */
export function expand(chunk: Uint8Array): string {
  // Its last four bytes say how long it is.
  const length = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength).getUint32(chunk.byteLength - 4, true);
  const bytes = gunzipSync(chunk, { chunkSize: Math.min(Math.max(length + 1, 1_024), LONGEST) });
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

/** Bytes of a chunk that are made room for at once. */
const LONGEST = 4 * 1024 * 1024;
