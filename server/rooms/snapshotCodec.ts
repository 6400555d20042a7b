/**
 * A snapshot as compressed chunks of JSON lines, made and read in slices, so that one of thousands of pods never holds
 * the event loop. It knows nothing of what is in a snapshot: the first line is the value with each long list or map taken
 * out, and each later line puts some of their items back in place. Of a snapshot whose `base` is known only the changes are
 * written: runs of items that a list shares with the base's are told by their places there.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { LateList } from "../simulation/runtime/LateList.ts";
import { againstBase } from "./againstBase.ts";
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
  readonly kind: "list" | "map" | "late";
  readonly items: readonly unknown[];
}
/** So many items of a late list stand in the next line, which is not read. */
interface Late {
  readonly path: Path;
  readonly kind: "late";
  readonly count: number;
}
/** Items of the list in the same place of the base. */
interface Shared {
  readonly path: Path;
  readonly kind: "shared";
  readonly from: number;
  readonly to: number;
}

/** Compressed chunks of `value`, which must not change in depth meanwhile, as `base` must not. */
export async function* encodeSnapshot(value: unknown, base?: unknown): AsyncGenerator<Uint8Array> {
  let chunk = "";
  let began = performance.now();
  for (const line of snapshotLines(value, base)) {
    chunk += line;
    if (chunk.length >= CHUNK_LENGTH) {
      yield await compress(chunk, { level: 1 });
      chunk = "";
      began = performance.now();
    } else if (performance.now() - began > SLICE_MS) {
      await breathe();
      began = performance.now();
    }
  }
  yield await compress(chunk, { level: 1 });
}

/** `base`: as it was decoded; the value shares with it what did not change. */
export async function decodeSnapshot(chunks: AsyncIterable<Uint8Array>, base?: unknown): Promise<unknown> {
  let value: unknown;
  let first = true;
  let began = performance.now();
  for await (const chunk of chunks) {
    const text = (await expand(chunk)).toString("utf8");
    began = performance.now();
    for (let start = 0; start < text.length; ) {
      let end = text.indexOf("\n", start);
      if (end < 0) end = text.length;
      const parsed: unknown = JSON.parse(text.slice(start, end));
      if (first) value = parsed;
      else if ((parsed as Late).kind === "late") {
        start = end + 1;
        end = text.indexOf("\n", start);
        lateAt(value, (parsed as Late).path).add(text.slice(start, end), (parsed as Late).count);
      } else fill(value, parsed as Fill | Shared, base);
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

function* snapshotLines(value: unknown, base: unknown): Generator<string> {
  const taken: Fill[] = [];
  yield `${JSON.stringify(takeOut(value, [], taken))}\n`;
  for (const { path, kind, items } of taken) {
    const before = kind === "map" ? undefined : at(base, path);
    const there = before instanceof LateList ? [...before] : before;
    if (!Array.isArray(there)) yield* fillLines(path, kind, items);
    else
      for (const part of againstBase(items, there)) {
        if (Array.isArray(part)) yield* fillLines(path, kind, part);
        else yield part === undefined ? "" : `${JSON.stringify({ path, kind: "shared", ...part })}\n`;
      }
  }
}

function* fillLines(path: Path, kind: Fill["kind"], items: readonly unknown[]): Generator<string> {
  let line = "";
  let count = 0;
  const whole = (): string =>
    kind === "late"
      ? `${JSON.stringify({ path, kind, count })}\n[${line}]\n`
      : `{"path":${JSON.stringify(path)},"kind":"${kind}","items":[${line}]}\n`;
  for (const item of items) {
    line += `${count === 0 ? "" : ","}${JSON.stringify(item) ?? "null"}`;
    count++;
    if (line.length < LINE_LENGTH) continue;
    yield whole();
    line = "";
    count = 0;
  }
  if (count > 0) yield whole();
}

/** A copy without long lists and maps, which go to `taken`. */
function takeOut(value: unknown, path: Path, taken: Fill[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof LateList) {
    taken.push({ path, kind: "late", items: [...value] });
    return [];
  }
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

function fill(root: unknown, line: Fill | Shared, base: unknown): void {
  const place = at(root, line.path);
  if (line.kind === "shared") {
    const list = at(base, line.path) as readonly unknown[] | LateList;
    if (list instanceof LateList) lateAt(root, line.path).share(list, line.from, line.to);
    else for (let index = line.from; index < line.to; index++) (place as unknown[]).push(list[index]);
  } else if (line.kind === "list") for (const item of line.items) (place as unknown[]).push(item);
  else {
    // Defined, not assigned: a key may be __proto__.
    for (const [key, value] of line.items as readonly (readonly [string, unknown])[]) {
      Object.defineProperty(place, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
}

/** The late list in a place, which begins as an empty one of any kind. */
function lateAt(root: unknown, path: Path): LateList {
  const found = at(root, path);
  if (found instanceof LateList) return found;
  const list = new LateList();
  const parent = at(root, path.slice(0, -1)) as { [key: string | number]: unknown };
  parent[path.at(-1) as string | number] = list;
  return list;
}

function at(root: unknown, path: Path): unknown {
  let place = root;
  for (const key of path) place = (place as { readonly [key: string | number]: unknown } | undefined)?.[key];
  return place;
}
