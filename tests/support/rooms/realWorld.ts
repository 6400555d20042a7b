/** Rooms with the simulation that people get, in a file of its own: it takes long to load. */
import { resolve } from "node:path";
import { clusterFactory } from "../../../server/clusterFactory.ts";
import type { StoragePort } from "../../../server/rooms/StoragePort.ts";
import { wallClock } from "./localServer.ts";
import { makeWorld, type World } from "./worlds.ts";

/** At the time it is; options as in `makeWorld`. */
export function realWorld(options: { readonly rbac?: true; readonly storage?: StoragePort } = {}): World {
  const factory = clusterFactory({ root: resolve(import.meta.dirname, "../../.."), freeze: true });
  return makeWorld({ clock: wallClock, factory, ...options });
}
