/** A link that gives whoever opens it a room of their own with the cluster of this one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { post } from "../support/rooms/worlds.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const PODS = "/api/v1/namespaces/default/pods";

let server: LocalServer;
let room: CreatedRoom;

beforeEach(async () => {
  server = await startLocalServer();
  room = await createRoom(server.url, { name: "Week 3" });
});
afterEach(async () => {
  expect(server.world.problems).toEqual([]);
  await server.close();
});

const call = (method: string, path: string, body?: object, cookie = ""): Promise<Response> =>
  fetch(`${server.url}/api/rooms/${room.id}/${path}`, {
    method,
    headers: { "content-type": "application/json", ...(cookie ? { cookie } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
async function makeLink(limits: object = {}): Promise<string> {
  const { link } = (await (await call("POST", "links/fork", limits, room.cookie)).json()) as { link: string };
  expect(link).toMatch(new RegExp(`^${server.url}/new\\?fork=${room.id}#k=[\\w-]{24}$`));
  return link.split("#k=")[1] as string;
}
const codeOf = async (response: Response): Promise<string | undefined> =>
  ((await response.json()) as { readonly error?: { readonly code: string } }).error?.code;

describe("ROOM-38 a fork link", () => {
  it("ROOM-38 gives a stranger a room of their own with the cluster as it is, and nothing of its people", async () => {
    const here = await server.world.directory.open(room.id);
    await here.request(
      post(PODS, { metadata: { name: "shown" }, spec: { containers: [{ name: "c", image: "nginx" }] } }),
      "",
    );
    const { body: mina } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const token = await makeLink();
    const answer = await call("POST", "fork", { token });
    expect(answer.status).toBe(201);
    const { room: made, you } = (await answer.json()) as { room: { id: string; name: string }; you: { role: string } };
    expect(made.id).not.toBe(room.id);
    expect([made.name, you.role]).toEqual(["Week 3", "instructor"]);
    const fork = await server.world.directory.open(made.id);
    expect(fork.cluster.store.get("pods", "default", "shown")).toBeDefined();
    expect(fork.people.list().map(({ id }) => id)).not.toContain(mina.you?.id);
    expect(fork.people.list()).toHaveLength(1);
    expect(await fork.pastCommands({ limit: 10 })).toEqual([]);
    expect(fork.recentActivity).toEqual([]);
    // How many took it stands beside the link; nobody came into the room by it.
    const { links } = (await (await call("GET", "links", undefined, room.cookie)).json()) as {
      links: { kind: string; came: number }[];
    };
    expect(links.find(({ kind }) => kind === "fork")?.came).toBe(1);
    expect(here.people.list()).toHaveLength(2);
  });

  it("ROOM-38 is made and ended by instructors, has an end and a number, and opens nothing else", async () => {
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    expect((await call("POST", "links/fork", {}, cookie)).status).toBe(403);
    const first = await makeLink();
    const token = await makeLink({ most: 1 });
    for (const bad of [first, room.token.student, room.token.instructor, "x"])
      expect(await codeOf(await call("POST", "fork", { token: bad }))).toBe("bad-link");
    expect(await codeOf(await call("POST", "join", { token, nickname: "Juno" }))).toBe("bad-link");
    expect((await call("POST", "fork", { token, time: 1 })).status).toBe(400);
    expect((await call("POST", "fork", { token })).status).toBe(201);
    expect(await codeOf(await call("POST", "fork", { token }))).toBe("link-used-up");
    expect((await call("DELETE", "links/fork", undefined, room.cookie)).status).toBe(200);
    expect(await codeOf(await call("POST", "fork", { token }))).toBe("bad-link");
    // Without it one has to be in the room.
    expect((await call("POST", "fork", {})).status).toBeGreaterThanOrEqual(401);
  });
});
