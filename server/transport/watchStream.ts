/** A watch as a chunked stream of JSON lines, ended when the client asked, went away, or reads too slowly. */
import { randomInt } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { WatchResult } from "../rooms/Room.ts";
import { isWatchHandle, type WatchEvent } from "../rooms/SimulatedCluster.ts";
import { encodedEvent } from "./encodedAnswers.ts";
import { eventWriter } from "./protobufBody.ts";
import type { ApiResponse } from "../simulation/api/ApiRequest.ts";

/** Bytes that may wait for a client; beyond, the stream ends and the client lists again. */
const SLOW_BYTES = 16 * 1024 * 1024;
const BOOKMARK_EVERY_MS = 60_000;
const SHORTEST_SECONDS = 1_800;

/** Resolves when the stream is over, or at once with the API's refusal. `began`: the bytes of what there was at its beginning. */
export async function streamWatch(
  response: ServerResponse,
  open: (sink: (event: WatchEvent) => void) => Promise<WatchResult>,
  headersWith: (warnings: readonly string[]) => { readonly [name: string]: string | readonly string[] },
  began: (bytes: number) => void = () => {},
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
    response.end();
  };
  let told = 0;
  send = (event): void => {
    if (ended) return;
    const bytes = encode(event);
    told += bytes.length;
    response.write(bytes);
    if (response.writableLength > SLOW_BYTES) response.destroy();
  };
  for (const event of early) send(event);
  began(told);
  if (seconds === 0) end();
  await over;
  return undefined;
}
