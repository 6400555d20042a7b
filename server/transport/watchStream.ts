/** A watch as a chunked stream of JSON lines, ended when the client asked, went away, or reads too slowly. */
import { randomInt } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { WatchResult } from "../rooms/Room.ts";
import { isWatchHandle, type WatchEvent } from "../rooms/SimulatedCluster.ts";
import { encodedEvent } from "./encodedAnswers.ts";
import { eventWriter } from "./protobufBody.ts";
import type { ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { PendingWatch } from "./WatchTurns.ts";

/** Bytes that may wait for a client; beyond, the stream ends and the client lists again. */
const SLOW_BYTES = 16 * 1024 * 1024;
const BOOKMARK_EVERY_MS = 60_000;
const SHORTEST_SECONDS = 1_800;

export interface WatchStreamOptions {
  readonly open: (sink: (event: WatchEvent) => void) => Promise<WatchResult>;
  readonly headersWith: (warnings: readonly string[]) => { readonly [name: string]: string | readonly string[] };
  /** Has what waits written soon. */
  readonly ask: (watch: PendingWatch) => void;
  /** Told the bytes of what there was at the beginning. */
  readonly began: (bytes: number) => void;
}

/** Resolves when the stream is over, or at once with the API's refusal. */
export async function streamWatch(
  response: ServerResponse,
  { open, headersWith, ask, began }: WatchStreamOptions,
): Promise<ApiResponse | undefined> {
  let ended = false;
  const early: WatchEvent[] = [];
  let send = (event: WatchEvent): void => void early.push(event);
  const result = await open((event) => send(event));
  if (!isWatchHandle(result)) return result;
  if (response.destroyed) {
    result.close();
    return undefined;
  }
  const encode = result.contentType === undefined ? encodedEvent : eventWriter(result.contentType);
  const headers = headersWith(result.warnings ?? []);
  const all = result.contentType === undefined ? headers : { ...headers, "Content-Type": result.contentType };
  response.writeHead(200, all as Record<string, string | string[]>);
  response.flushHeaders();
  const pending = new PendingBytes(response);
  const bookmarks = setInterval(() => {
    const bookmark = result.bookmark();
    if (bookmark) send(bookmark);
  }, BOOKMARK_EVERY_MS).unref();
  const seconds = result.timeoutSeconds ?? randomInt(SHORTEST_SECONDS, 2 * SHORTEST_SECONDS);
  const timeout = setTimeout(() => end(), Math.min(seconds * 1000, 2 ** 31 - 1)).unref();
  const over = new Promise<void>((resolve) => {
    response.on("close", () => {
      end();
      resolve();
    });
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(bookmarks);
    clearTimeout(timeout);
    result.close();
    pending.flush();
    response.end();
  };
  send = (event): void => {
    if (ended) return;
    pending.add(encode(event));
    if (response.writableLength + pending.bytes > SLOW_BYTES) response.destroy();
    else ask(pending);
  };
  for (const event of early) send(event);
  began(pending.bytes);
  if (seconds === 0) end();
  await over;
  return undefined;
}

/** Bytes that wait for their turn. */
class PendingBytes implements PendingWatch {
  private waiting: Uint8Array[] = [];
  bytes = 0;

  constructor(private readonly response: ServerResponse) {}

  add(bytes: Uint8Array): void {
    this.waiting.push(bytes);
    this.bytes += bytes.length;
  }

  flush(): number {
    const { waiting, bytes } = this;
    [this.waiting, this.bytes] = [[], 0];
    if (bytes > 0 && !this.response.destroyed) this.response.write(joined(waiting));
    return bytes;
  }
}

let lastParts: readonly Uint8Array[] = [];
let lastWhole: Uint8Array = Buffer.alloc(0);

/** One after the other. Those who watch the same mostly wait for the same, one after the other, and share the bytes. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  if (parts.length === lastParts.length && parts.every((part, index) => part === lastParts[index])) return lastWhole;
  [lastParts, lastWhole] = [parts, Buffer.concat(parts)];
  return lastWhole;
}
