/** Names and roles of a room, over HTTP and the socket. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer;
let room: CreatedRoom;
let open: RoomConnection[];

beforeEach(async () => {
  server = await startLocalServer();
  room = await createRoom(server.url);
  open = [];
});
afterEach(async () => {
  for (const connection of open) connection.close();
  await server.close();
});

const connect = (cookie: string): Promise<RoomConnection> => openPage(server, room, { cookie, open });

async function patch(cookie: string, path: string, body: object): Promise<number> {
  const response = await fetch(`${server.url}/api/rooms/${room.id}${path}`, {
    method: "PATCH",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.status;
}

describe("ROOM-28 names and roles", () => {
  it("ROOM-28 a room's new name is told to everybody; students do not give one", async () => {
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const student = await connect(cookie);
    expect(await patch(cookie, "", { name: "mine" })).toBe(403);
    expect(await patch(room.cookie, "", { name: "  " })).toBe(400);
    expect(await patch(room.cookie, "", { name: " Week 3 " })).toBe(200);
    await until(() => student.getSnapshot().room?.name === "Week 3", "the name");
  });

  it("ROOM-28 a role counts at once, for what one does too, and the last instructor stays one", async () => {
    const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const id = body.you?.id as string;
    const student = await connect(cookie);
    await expect(student.setClock({ speed: 2 })).rejects.toThrow();
    expect(await patch(cookie, `/people/${id}`, { role: "instructor" })).toBe(403);
    expect(await patch(room.cookie, `/people/${id}`, { role: "instructor" })).toBe(200);
    await until(() => student.getSnapshot().you?.role === "instructor", "the role");
    expect((await student.setClock({ speed: 2 })).status).toBe(200);
    // Who teaches with them now may make students of all but the last.
    const teacher = [...student.getSnapshot().people.values()].find((person) => person.id !== id);
    expect(await patch(cookie, `/people/${teacher?.id}`, { role: "viewer" })).toBe(200);
    expect(await patch(room.cookie, "", { name: "again" })).toBe(403);
    expect(await patch(cookie, `/people/${id}`, { role: "student" })).toBe(400);
  });
});
