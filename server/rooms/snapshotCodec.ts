/**
 * A snapshot as compressed chunks of JSON lines, made and read in slices, so that one of thousands of pods never holds
 * the event loop. It knows nothing of what is in a snapshot: the first line is the value with each long list or map taken
 * out, and each later line puts some of their items back in place.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { breathe } from "./TurnScheduler.ts";

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Lists and maps longer than this are taken out of the first line. */
const LONG = 32;
/** Characters of a line, and of a chunk before it is compressed. */
const LINE_LENGTH = 16 * 1024;
const CHUNK_LENGTH = 512 * 1024;
const SLICE_MS = 5;

type Path = readonly (string | number)[];
interface Fill {
  readonly path: Path;
  readonly kind: "list" | "map";
  readonly items: readonly unknown[];
}

/** Compressed chunks of `value`, which must not change in depth meanwhile. */
export async function* encodeSnapshot(value: unknown): AsyncGenerator<Uint8Array> {
  let chunk = "";
  await breathe();
  let began = performance.now();
  for (const line of snapshotLines(value)) {
    chunk += line;
    if (chunk.length >= CHUNK_LENGTH) {
      yield await compress(chunk, { level: 1 });
      chunk = "";
      await breathe();
      began = performance.now();
    } else if (performance.now() - began > SLICE_MS) {
      await breathe();
      began = performance.now();
    }
  }
  yield await compress(chunk, { level: 1 });
}

export async function decodeSnapshot(chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  let value: unknown;
  let first = true;
  let began = performance.now();
  for await (const chunk of chunks) {
    const text = (await expand(chunk)).toString("utf8");
    await breathe();
    began = performance.now();
    for (let start = 0; start < text.length; ) {
      let end = text.indexOf("\n", start);
      if (end < 0) end = text.length;
      const parsed: unknown = JSON.parse(text.slice(start, end));
      if (first) value = parsed;
      else fill(value, parsed as Fill);
      first = false;
      start = end + 1;
      if (performance.now() - began > SLICE_MS) {
        await breathe();
        began = performance.now();
      }
    }
  }
  if (first) throw new Error("an empty snapshot");
  return value;
}

function* snapshotLines(value: unknown): Generator<string> {
  const taken: Fill[] = [];
  yield `${JSON.stringify(takeOut(value, [], taken))}\n`;
  for (const { path, kind, items } of taken) {
    const head = `{"path":${JSON.stringify(path)},"kind":"${kind}","items":[`;
    let line = head;
    for (const item of items) {
      line += `${line.length === head.length ? "" : ","}${JSON.stringify(item) ?? "null"}`;
      if (line.length < LINE_LENGTH) continue;
      yield `${line}]}\n`;
      line = head;
    }
    if (line.length > head.length) yield `${line}]}\n`;
  }
}

/** A copy without long lists and maps, which go to `taken`. */
function takeOut(value: unknown, path: Path, taken: Fill[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON();
  if (Array.isArray(value)) {
    if (value.length <= LONG) return value.map((item, index) => takeOut(item, [...path, index], taken));
    taken.push({ path, kind: "list", items: value });
    return [];
  }
  const entries = Object.entries(value);
  if (entries.length <= LONG) {
    return Object.fromEntries(entries.map(([key, item]) => [key, takeOut(item, [...path, key], taken)]));
  }
  taken.push({ path, kind: "map", items: entries });
  return {};
}

function fill(root: unknown, { path, kind, items }: Fill): void {
  let place = root;
  for (const key of path) place = (place as { readonly [key: string | number]: unknown })[key];
  if (kind === "list") for (const item of items) (place as unknown[]).push(item);
  else {
    // Defined, not assigned: a key may be __proto__.
    for (const [key, value] of items as readonly (readonly [string, unknown])[]) {
      Object.defineProperty(place, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
}
