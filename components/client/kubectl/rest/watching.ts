/** Watches: events of a list or an object, one by one. */
import { StatusError, statusOf } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { Query, RestClient } from "./RestClient.ts";

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: JsonObject;
}

export interface WatchOptions {
  readonly query: Query;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Events until the server ends the watch or the signal aborts. An ERROR event is thrown as its Status. */
export async function* watchEvents(
  client: RestClient,
  path: string,
  { query, accept, signal }: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const stream = await client.open(path, {
    query: [...query, ["watch", "true"]],
    ...(accept === undefined ? {} : { accept }),
    ...(signal === undefined ? {} : { signal }),
  });
  const stop = (): void => stream.close();
  signal?.addEventListener("abort", stop);
  let rest = "";
  try {
    for await (const chunk of stream.chunks) {
      rest += chunk;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.trim() === "") continue;
        const event = JSON.parse(line) as WatchEvent;
        if (event.type === "ERROR") throw new StatusError(statusOf(event.object) ?? { message: "watch failed" });
        yield event;
      }
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    stream.close();
  }
}
