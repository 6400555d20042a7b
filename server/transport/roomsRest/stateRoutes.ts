/** The whole state of a room's cluster, for a page that begins: it is there before the page's line is. */
import { createGunzip } from "node:zlib";
import type { Room } from "../../rooms/Room.ts";
import { statesOf } from "../States.ts";
import { STATE_COST } from "../visitors.ts";
import type { Asked } from "./Asked.ts";
import { tooBusy } from "./refusals.ts";

/** So many a person may be in the middle of reading. */
const MOST_AT_ONCE = 4;
/** A reader that takes nothing for so long is left, ms. */
const IDLE_MS = 30_000;

const reading = new WeakMap<Room, Map<string, number>>();

/** A JSON list of `StatePart`s; 204 for whoever works in a cluster of their own. A line that follows joins with what it holds. */
export async function showState(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  const { response, request } = asked;
  if (room.record.parentId === undefined && room.view.mode === "cluster-each" && person.role === "student")
    return void response.writeHead(204, { "Cache-Control": "no-store" }).end();
  if (asked.options.visitors?.admitsState(room.id, person.id, STATE_COST.state) === false) throw tooBusy();
  const readers = reading.get(room) ?? new Map<string, number>();
  reading.set(room, readers);
  const open = readers.get(person.id) ?? 0;
  if (open >= MOST_AT_ONCE) throw tooBusy();
  readers.set(person.id, open + 1);
  response.once("close", () => {
    const left = (readers.get(person.id) ?? 1) - 1;
    if (left > 0) readers.set(person.id, left);
    else readers.delete(person.id);
  });
  const rights = room.rightsOf(person.id);
  const state = await statesOf(room).of(rights);
  const packed = await state.packed();
  // Meanwhile they may have been given others, or none: the line says what holds.
  if (room.rightsOf(person.id).key !== rights.key) throw tooBusy();
  if (response.destroyed) return;
  response.setTimeout(IDLE_MS, () => response.destroy());
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", Vary: "Accept-Encoding" };
  if (/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) {
    response.writeHead(200, { ...headers, "Content-Encoding": "gzip", "Content-Length": packed.length });
    return void response.end(packed);
  }
  response.writeHead(200, headers);
  const plain = createGunzip();
  plain.pipe(response);
  plain.end(packed);
}
