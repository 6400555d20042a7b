/** Every action, tried by everybody, in a room of each mode, at the server's own doors. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOM_MODES, type RoomMode } from "../../server/protocol/messages.ts";
import { openSchool } from "../support/rooms/lessonDesk.ts";
import type { Row } from "./Row.ts";
import { type Actor, Scene } from "./Scene.ts";
import { TABLE } from "./table.ts";

const server = openSchool();
const scenes = new Map<RoomMode, Scene>();

beforeAll(async () => {
  for (const mode of ROOM_MODES) scenes.set(mode, await Scene.open(server.url, mode));
}, 120_000);
afterAll(() => {
  for (const scene of scenes.values()) scene.close();
});

function expected({ may }: Row, { kind }: Actor, mode: RoomMode): boolean {
  if (kind === "student" || kind === "viewer") return may[kind][mode];
  return may[kind];
}

describe.each(ROOM_MODES)("%s", (mode) => {
  for (const { title, rows } of TABLE)
    for (const row of rows)
      it(`ROOM-29 ${title}: who ${row.action} (${row.door})`, async () => {
        const scene = scenes.get(mode) as Scene;
        const found: { [who: string]: boolean } = {};
        const wanted: { [who: string]: boolean } = {};
        // The weakest first: what is refused must not have been done when the others come.
        for (const actor of scene.actors.toReversed()) {
          wanted[actor.name] = expected(row, actor, mode);
          found[actor.name] = await row.ask(actor, scene);
        }
        expect(found).toEqual(wanted);
      });
});

it("ROOM-29 nothing of it broke anything", () => expect(server.world.problems).toEqual([]));
