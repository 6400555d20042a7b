/** Waits for one object: what is there, then each change. Mirrors client-go watch UntilWithSync in what kubectl shows. */
import type { CommandContext } from "../../cli/Command.ts";
import { at, type JsonObject } from "../../json.ts";
import { type Info, itemsOf } from "../../resources/Info.ts";
import { collectionPath } from "../../rest/paths.ts";
import { type WatchEvent, watchEvents } from "../../rest/watching.ts";

/** The time was up; the message is the one of apimachinery's wait. */
export class WaitTimeout extends Error {
  constructor(on = "") {
    super(`timed out waiting for the condition${on}`);
  }
}

export interface FollowOptions {
  /** In ms since 1970; undefined: for ever. */
  readonly deadline?: number | undefined;
  /** Looks at what is there before changes are: true ends. */
  readonly first?: (object: JsonObject | undefined) => boolean;
  /** True ends. */
  readonly next: (event: WatchEvent) => boolean;
}

/** Rejects with WaitTimeout when the deadline passes first. A watch that ends begins again. */
export async function followObject(
  { session, io }: CommandContext,
  info: Info,
  { deadline, first, next }: FollowOptions,
): Promise<void> {
  const client = await session.client();
  const path = collectionPath(info.mapping, info.namespace);
  const selector: [string, string] = ["fieldSelector", `metadata.name=${info.name}`];
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  io.signal.addEventListener("abort", interrupted);
  const late =
    deadline === undefined
      ? undefined
      : io.sleep(Math.max(0, deadline - io.now()), stop.signal).then(() => {
          if (!stop.signal.aborted) throw new WaitTimeout();
        });
  const look = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const list = (await client.json("GET", path, { query: [selector] })) as JsonObject;
      const [object] = itemsOf(list);
      if (first?.(object)) return;
      if (object && next({ type: "ADDED", object })) return;
      const version = String(at(list, "metadata", "resourceVersion") ?? "");
      const query: [string, string][] = [selector, ["resourceVersion", version]];
      for await (const event of watchEvents(client, path, { query, signal: stop.signal }))
        if (event.type !== "BOOKMARK" && next(event)) return;
      await io.sleep(1000, stop.signal);
    }
    throw new WaitTimeout();
  };
  try {
    await (late ? Promise.race([look(), late]) : look());
  } finally {
    io.signal.removeEventListener("abort", interrupted);
    stop.abort();
    await late?.catch(() => undefined);
  }
}
