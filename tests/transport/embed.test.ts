/** A room shown inside another page: by a link of its own, to be looked at, without its people. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestRefused } from "../../components/client/Requests.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const BLOG = "https://blog.example";
let server: LocalServer;
let room: CreatedRoom;
let open: RoomConnection[];

beforeEach(async () => {
  server = await startLocalServer(undefined, {
    security: { development: false, frameAncestors: [BLOG] },
    pages: (_request, response) => response.end("page"),
  });
  room = await createRoom(server.url, { name: "Week 3" });
  open = [];
});
afterEach(async () => {
  for (const connection of open) connection.close();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

function connect(how: { readonly cookie?: string; readonly embed?: string }): RoomConnection {
  const { cookie, embed } = how;
  const connection = new RoomConnection({
    roomId: room.id,
    url: server.url,
    ...(embed === undefined ? {} : { embed }),
    ...(cookie === undefined ? {} : { extraHeaders: { cookie } }),
  });
  open.push(connection);
  connection.connect();
  return connection;
}
const phase = (connection: RoomConnection, wanted: string): Promise<void> =>
  until(() => connection.getSnapshot().phase === wanted, wanted);
const add = (connection: RoomConnection, name: string, plural = "pods"): Promise<{ status: number }> =>
  connection.request("POST", `/api/v1/namespaces/default/${plural}`, {
    contentType: "application/json",
    body: JSON.stringify({ apiVersion: "v1", kind: plural === "pods" ? "Pod" : "ConfigMap", metadata: { name } }),
  });

async function call(method: string, path: string, cookie = room.cookie): Promise<Response> {
  return fetch(`${server.url}/api/rooms/${room.id}/${path}`, {
    method,
    headers: { cookie, "content-type": "application/json" },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
}
async function embedToken(): Promise<string> {
  const { link } = (await (await call("POST", "links/embed")).json()) as { link: string };
  expect(link).toMatch(new RegExp(`^${server.url}/room/${room.id}/embed#k=[\\w-]{24}$`));
  return link.split("#k=")[1] as string;
}

describe("ROOM-32 an embedded view", () => {
  it("ROOM-32 shows the cluster live and tells nothing of people", async () => {
    const said: string[] = [];
    const viewer = connect({ embed: await embedToken() });
    const { socket } = viewer as unknown as { socket: { onAny(listener: (...all: unknown[]) => void): void } };
    socket.onAny((...all) => said.push(JSON.stringify(all)));
    await phase(viewer, "live");
    const teacher = connect({ cookie: room.cookie });
    await phase(teacher, "live");
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "민아" });
    const student = connect({ cookie });
    await phase(student, "live");
    student.look({ view: "map" });
    await add(student, "hidden", "configmaps");
    await add(student, "shown");
    await teacher.setClock({ speed: 0 });
    await until(() => viewer.getSnapshot().cluster.tables.get("pods")?.has("default/shown") === true, "the pod");
    await until(() => viewer.getSnapshot().clock?.speed === 0, "the clock");
    const { cluster, people, activity, room: shown } = viewer.getSnapshot();
    expect(shown?.name).toBe("Week 3");
    expect([people.size, activity.length]).toEqual([0, 0]);
    expect(cluster.tables.get("configmaps")?.size ?? 0).toBe(0);
    expect(said.join("\n")).not.toMatch(/민아|Instructor|hidden|"type":"(person|activity|class)/);
    // Nor are others told of it.
    expect(student.getSnapshot().people.size).toBe(2);
  });

  it("ROOM-32 changes and asks nothing", async () => {
    const viewer = connect({ embed: await embedToken() });
    await phase(viewer, "live");
    const tries = [
      () => add(viewer, "mine"),
      () => viewer.request("GET", "/api/v1/pods"),
      () => viewer.setClock({ speed: 0 }),
      () => viewer.moment(1),
      () => viewer.act({ type: "raise-hand", question: "hello" }),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toBeInstanceOf(RequestRefused);
    expect(viewer.getSnapshot().phase).toBe("live");
  });

  it("ROOM-32 only its own link opens it, and its link opens nothing else", async () => {
    const token = await embedToken();
    for (const wrong of ["", "a".repeat(24), room.token.instructor, room.token.viewer]) {
      const stranger = connect({ embed: wrong });
      await phase(stranger, "refused");
    }
    expect((await joinRoom(server.url, room.id, { token, nickname: "Sly" })).status).toBe(403);
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    for (const [method, path] of [
      ["POST", "links/embed"],
      ["DELETE", "links/embed"],
      ["GET", "embed"],
    ] as const)
      expect((await call(method, path, cookie)).status).toBe(403);
  });

  it("ROOM-32 a new link, or none, ends what the old one opened", async () => {
    const first = connect({ embed: await embedToken() });
    await phase(first, "live");
    const second = connect({ embed: await embedToken() });
    await phase(first, "refused");
    await phase(second, "live");
    expect((await call("DELETE", "links/embed")).status).toBe(200);
    await phase(second, "refused");
    expect(second.getSnapshot().problem?.text.en).toMatch(/embed link does not work/);
    expect(await (await call("GET", "embed")).json()).toEqual({ origins: [BLOG], link: false });
  });
});

describe("OPER-10 frames", () => {
  it("OPER-10 one page is shown in frames, of the operator's origins only", async () => {
    const headers = async (path: string): Promise<readonly (string | null | undefined)[]> => {
      const response = await fetch(`${server.url}${path}`);
      const policy = response.headers.get("content-security-policy") ?? "";
      return [/frame-ancestors ([^;]*)/.exec(policy)?.[1], response.headers.get("x-frame-options")];
    };
    expect(await headers(`/room/${room.id}/embed?theme=dark`)).toEqual([`'self' ${BLOG}`, null]);
    for (const path of ["/", `/room/${room.id}`, `/room/${room.id}/monitor`, "/new", `/room/${room.id}/embed/x`])
      expect(await headers(path)).toEqual(["'none'", "DENY"]);
  });
});
