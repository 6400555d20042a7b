/** The whole HTTP side in this process, on a free port, over rooms of a test's world. */
import type { AddressInfo } from "node:net";
import {
  createPodroomServer,
  type HttpServerOptions,
  type PodroomServer,
} from "../../../server/transport/httpServer.ts";
import { makeWorld, type World } from "./worlds.ts";

export interface LocalServer {
  readonly url: string;
  readonly world: World;
  readonly server: PodroomServer;
  close(): Promise<void>;
}

/** The time it is. */
export const wallClock = {
  get now() {
    return Date.now();
  },
} as { now: number };

export async function startLocalServer(
  world: World = makeWorld({ clock: wallClock }),
  more: Partial<HttpServerOptions> = {},
): Promise<LocalServer> {
  const server = createPodroomServer({
    directory: world.directory,
    publicUrl: undefined,
    pages: undefined,
    ready: async () => void (await world.storage.lastBeat()),
    report: (_room, problem, error) =>
      world.problems.push(`${problem}: ${error instanceof Error ? error.stack : String(error)}`),
    ...more,
  });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`,
    world,
    server,
    async close() {
      await world.directory.closeAll();
      await server.close();
    },
  };
}

export async function until(holds: () => boolean, what: string, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it did not happen in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
