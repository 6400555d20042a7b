import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { SlowLine } from "../support/slowLine.ts";
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
  expect(server.world.problems).toEqual([]);
});

function connect(cookie: string): RoomConnection {
  const connection = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
  open.push(connection);
  connection.connect();
  return connection;
}
const live = (connection: RoomConnection): Promise<void> =>
  until(() => connection.getSnapshot().phase === "live", "live");
const names = (connection: RoomConnection, resource = "configmaps"): string[] => [
  ...(connection.getSnapshot().cluster.tables.get(resource)?.keys() ?? []),
];
const make = (
  connection: RoomConnection,
  name: string,
  data: object = {},
  plural = "configmaps",
): Promise<{ status: number }> =>
  connection.request("POST", `/api/v1/namespaces/default/${plural}`, {
    contentType: "application/json",
    body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data }),
  });

describe("browsers", () => {
  it("SYNC-1 gets the state, then frames, and folds to what the server holds", async () => {
    const teacher = connect(room.cookie);
    const student = connect(
      (await joinRoom(server.url, room.id, { token: room.token.student, nickname: "민아" })).cookie,
    );
    await Promise.all([live(teacher), live(student)]);
    for (let index = 0; index < 30; index++) expect((await make(student, `c${index}`)).status).toBe(201);
    await teacher.request("DELETE", "/api/v1/namespaces/default/configmaps/c3");
    const { store } = (await server.world.directory.open(room.id)).cluster;
    for (const connection of [teacher, student]) {
      await until(() => connection.getSnapshot().cluster.revision === store.revision, "all frames");
      expect(names(connection)).toEqual(
        [...store.list("configmaps")].map(({ metadata }) => `default/${metadata.name}`),
      );
      for (const [resource, table] of connection.getSnapshot().cluster.tables)
        expect([...table.values()]).toEqual([...store.list(resource)]);
    }
  });

  it("HIST-1 HIST-5 a browser looks at a moment as far as it may see, and reads what was done", async () => {
    const teacher = connect(room.cookie);
    await live(teacher);
    await make(teacher, "first");
    const here = await server.world.directory.open(room.id);
    const { time } = here.clock;
    await until(() => here.clock.time > time, "a later moment");
    await make(teacher, "second");
    const then = await teacher.moment(time);
    expect((then.objects.configmaps ?? []).map(({ metadata }) => metadata.name)).toEqual(["first"]);
    expect((await teacher.moment(9e15 - 1e15)).objects.configmaps).toHaveLength(2);
    const parts = await Promise.all(
      (["all", "objects", "events"] as const).map(async (part) =>
        Object.keys((await teacher.moment(time, part)).objects),
      ),
    );
    const [all = [], objects = [], events = []] = parts;
    expect(objects).not.toContain("events");
    expect([...objects, ...events].sort()).toEqual(all.toSorted());
    const response = await fetch(`${server.url}/api/rooms/${room.id}/history?limit=2`, {
      headers: { cookie: room.cookie },
    });
    const { commands } = (await response.json()) as { commands: { name: string; verb: string }[] };
    expect(commands.map(({ verb, name }) => `${verb} ${name}`)).toEqual(["create second", "create first"]);
    expect((await fetch(`${server.url}/api/rooms/${room.id}/history`)).status).toBe(403);
  });

  it("HIST-3 HIST-4 a room is forked and put back over HTTP, and browsers follow", async () => {
    const teacher = connect(room.cookie);
    await live(teacher);
    const send = (path: string, body: object, cookie = room.cookie): Promise<Response> =>
      fetch(`${server.url}/api/rooms/${room.id}/${path}`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const forked = await send("fork", { name: "copy" });
    expect(forked.status).toBe(201);
    expect(await forked.json()).toMatchObject({ room: { name: "copy" }, you: { role: "instructor" } });
    const student = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    expect((await send("restore", { time: 0 }, student.cookie)).status).toBe(403);
    expect((await send("restore", { time: "now" })).status).toBe(400);
  });

  it("CLASS-6 a locked room lets in those it knows, and browsers hear of what happens in the class", async () => {
    const teacher = connect(room.cookie);
    const student = connect(
      (await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" })).cookie,
    );
    await Promise.all([live(teacher), live(student)]);
    await student.act({ type: "raise-hand", question: "why?" });
    await until(() => teacher.getSnapshot().classroom.hands.length === 1, "the hand");
    await expect(student.act({ type: "lock", locked: true })).rejects.toMatchObject({ code: "not-allowed" });
    await teacher.act({ type: "lock", locked: true });
    const late = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Late" });
    expect(late.status).toBe(403);
    expect(JSON.stringify(late.body)).toContain("잠가");
    const again = connect(room.cookie);
    await live(again);
    expect(again.getSnapshot().classroom).toMatchObject({ locked: true, hands: [{ question: "why?" }] });
    expect(student.getSnapshot().classroom.locked).toBe(true);
  });

  it("SYNC-2 says who caused a change, who is here and what they look at", async () => {
    const teacher = connect(room.cookie);
    const joined = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const student = connect(joined.cookie);
    await Promise.all([live(teacher), live(student)]);
    await make(student, "mine");
    student.look({ view: "tables", resource: "pods" });
    const id = joined.body.you?.id as string;
    await until(() => teacher.getSnapshot().people.get(id)?.looking?.resource === "pods", "looking");
    await until(() => names(teacher).includes("default/mine"), "the object");
    const { activity, cluster } = teacher.getSnapshot();
    const item = activity[activity.length - 1];
    expect(item).toMatchObject({ person: id, verb: "create", resource: "configmaps", name: "mine" });
    const uid = cluster.tables.get("configmaps")?.get("default/mine")?.metadata.uid as string;
    expect(cluster.causes.get(uid)).toBe(item?.seq);
    student.close();
    await until(() => teacher.getSnapshot().people.get(id)?.online === false, "gone");
  });

  it("SYNC-3 people see what they may list, and no trace of the rest", async () => {
    const teacher = connect(room.cookie);
    const viewer = connect((await joinRoom(server.url, room.id, { token: room.token.viewer })).cookie);
    await Promise.all([live(teacher), live(viewer)]);
    await make(teacher, "hidden", {}, "secrets");
    await make(teacher, "shown");
    await until(() => names(viewer).includes("default/shown"), "the shown one");
    expect(names(viewer, "secrets")).toEqual([]);
    expect(names(teacher, "secrets")).toEqual(["default/hidden"]);
  });

  it("SYNC-4 resumes by frames after a broken line, and by the whole state when history is gone", async () => {
    const teacher = connect(room.cookie);
    const student = connect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "x" })).cookie);
    await Promise.all([live(teacher), live(student)]);
    await make(teacher, "before");
    await until(() => names(student).includes("default/before"), "before");
    const cut = (): void =>
      (student as unknown as { socket: { io: { engine: { close(): void } } } }).socket.io.engine.close();
    cut();
    await until(() => student.getSnapshot().phase === "lost", "lost");
    await make(teacher, "meanwhile");
    await until(
      () => student.getSnapshot().phase === "live" && names(student).includes("default/meanwhile"),
      "resumed",
    );
    const { store } = (await server.world.directory.open(room.id)).cluster;
    cut();
    await until(() => student.getSnapshot().phase === "lost", "lost again");
    await teacher.request("DELETE", "/api/v1/namespaces/default/configmaps/before");
    store.history.startAt(store.revision);
    await until(
      () => student.getSnapshot().phase === "live" && !names(student).includes("default/before"),
      "whole state",
    );
  });

  it("SYNC-5 a slow browser is left out and resyncs; others do not wait and memory does not grow", async () => {
    const teacher = connect(room.cookie);
    const slow = connect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "slow" })).cookie);
    await Promise.all([live(teacher), live(slow)]);
    const wire = (
      slow as unknown as { socket: { io: { engine: { transport: { ws: { pause(): void; resume(): void } } } } } }
    ).socket.io.engine.transport.ws;
    wire.pause();
    const text = "x".repeat(500_000);
    for (let index = 0; index < 60; index++) expect((await make(teacher, `big${index}`, { text })).status).toBe(201);
    const sockets = [
      ...(
        server.server.gateway as unknown as {
          io: { sockets: { sockets: Map<string, { conn: { writeBuffer: { data?: string }[] } }> } };
        }
      ).io.sockets.sockets.values(),
    ];
    const waiting = Math.max(...sockets.map(({ conn }) => conn.writeBuffer.length));
    expect(waiting).toBeLessThan(20);
    wire.resume();
    await until(() => names(slow).length >= 60, "resync", 10_000);
    const { store } = (await server.world.directory.open(room.id)).cluster;
    await until(() => slow.getSnapshot().cluster.revision === store.revision, "caught up");
  });

  it("SYNC-6 refuses strangers, other versions and unknown rooms", async () => {
    const stranger = new RoomConnection({
      roomId: room.id,
      url: server.url,
      extraHeaders: { cookie: room.cookie.slice(0, -3) + "xxx" },
    });
    open.push(stranger);
    stranger.connect();
    await until(() => stranger.getSnapshot().phase === "refused", "refused");
    expect(stranger.getSnapshot().problem?.code).toBe("not-allowed");
    expect((await joinRoom(server.url, room.id, { token: "a".repeat(24), nickname: "eve" })).status).toBe(403);
    expect((await joinRoom(server.url, "nosuchroom", { token: room.token.student, nickname: "eve" })).status).toBe(404);
    const origin = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: "https://evil.example" },
    });
    expect(origin.status).toBe(403);
  });

  it("SYNC-7 follows a pod's clock: only instructors change it, all see it", async () => {
    const teacher = connect(room.cookie);
    const student = connect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "x" })).cookie);
    await Promise.all([live(teacher), live(student)]);
    await expect(student.setClock({ speed: 0 })).rejects.toThrow(/instructors/);
    expect((await teacher.setClock({ speed: 0 })).status).toBe(200);
    await until(() => student.getSnapshot().clock?.speed === 0, "paused");
  });

  it("ROOM-20 the same browser is the same person; a stronger link promotes; a removed person is out", async () => {
    const first = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const again = await joinRoom(server.url, room.id, {}, first.cookie);
    expect(again.body.you?.id).toBe(first.body.you?.id);
    const promoted = await joinRoom(server.url, room.id, { token: room.token.instructor }, first.cookie);
    expect(promoted.body.you).toMatchObject({ id: first.body.you?.id, role: "instructor" });
    expect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "MINА" })).status).toBe(409);
    const connection = connect(first.cookie);
    await live(connection);
    const gone = await fetch(`${server.url}/api/rooms/${room.id}/people/${first.body.you?.id}`, {
      method: "DELETE",
      headers: { cookie: room.cookie },
    });
    expect(gone.status).toBe(200);
    await until(() => connection.getSnapshot().phase === "refused", "out");
    expect((await joinRoom(server.url, room.id, {}, first.cookie)).status).toBe(403);
  });

  it("ROOM-21 a renewed link replaces the old one", async () => {
    const answer = await fetch(`${server.url}/api/rooms/${room.id}/links/student`, {
      method: "POST",
      headers: { cookie: room.cookie },
    });
    const token = ((await answer.json()) as { link: string }).link.split("#k=")[1];
    expect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "old" })).status).toBe(403);
    expect((await joinRoom(server.url, room.id, { token, nickname: "new" })).status).toBe(201);
  });
});

describe("SYNC-8 what is asked while the line is broken", () => {
  const away = async (): Promise<{ readonly line: SlowLine; readonly connection: RoomConnection }> => {
    const line = await SlowLine.open(server.url, 1);
    const connection = new RoomConnection({
      roomId: room.id,
      url: line.url,
      extraHeaders: { cookie: room.cookie, origin: line.url },
    });
    open.push(connection);
    connection.connect();
    await live(connection);
    return { line, connection };
  };
  const lost = (connection: RoomConnection): Promise<void> =>
    until(() => connection.getSnapshot().phase === "lost", "lost");
  const stored = async (): Promise<number> =>
    [...(await server.world.directory.open(room.id)).cluster.store.list("configmaps")].length;

  it("SYNC-8 is sent when it is back, in its order", async () => {
    const { line, connection } = await away();
    line.cut();
    await lost(connection);
    const asked = ["a", "b", "c"].map((name) => make(connection, name));
    line.mend();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([201, 201, 201]);
    await line.close();
  });

  it("SYNC-8 is done once when the answer was lost, and answered as it was", async () => {
    const { line, connection } = await away();
    const before = await stored();
    line.swallowAnswers();
    const asked = make(connection, "once");
    const raised = connection.act({ type: "say", to: "all", text: "once" });
    while ((await stored()) === before) await new Promise((resolve) => setTimeout(resolve, 3));
    line.cut();
    await lost(connection);
    line.mend();
    expect((await asked).status).toBe(201);
    await raised;
    const said = (await server.world.directory.open(room.id)).classroom.state.messages;
    expect(said.filter(({ text }) => text === "once")).toHaveLength(1);
    // A key of another person names nothing of this one's.
    const other = connect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "B" })).cookie);
    await live(other);
    expect((await make(other, "once")).status).toBe(409);
    await line.close();
  });
});

describe("a cluster each", () => {
  it("ROOM-25 a student's page goes to the fork, where the class is heard as in the room, and comes back with the mode", async () => {
    const each = await createRoom(server.url, { mode: "cluster-each" });
    const joined = await joinRoom(server.url, each.id, { token: each.token.student, nickname: "Mina" });
    const other = await joinRoom(server.url, each.id, { token: each.token.student, nickname: "Juno" });
    const ask = (path: string, cookie: string, method = "POST", body?: object): Promise<Response> =>
      fetch(`${server.url}/api/rooms/${path}`, {
        method,
        headers: { cookie, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const { cluster } = (await (await ask(`${each.id}/cluster`, joined.cookie)).json()) as { cluster: string };
    expect(cluster).not.toBe(each.id);
    const enter = (roomId: string, cookie: string): RoomConnection => {
      const connection = new RoomConnection({ roomId, url: server.url, extraHeaders: { cookie } });
      open.push(connection);
      connection.connect();
      return connection;
    };
    const teacher = enter(each.id, each.cookie);
    const mina = enter(each.id, joined.cookie);
    await Promise.all([live(teacher), live(mina)]);
    mina.enter(cluster);
    await until(() => mina.getSnapshot().room?.id === cluster && mina.getSnapshot().phase === "live", "in the fork");
    expect((await make(mina, "mine")).status).toBe(201);
    expect(mina.getSnapshot().room).toMatchObject({ parent: each.id, owner: joined.body.you?.id });
    await mina.act({ type: "raise-hand", question: "here" });
    await until(() => teacher.getSnapshot().classroom.hands.length === 1, "the hand from the fork");
    expect(teacher.getSnapshot().people.get(joined.body.you?.id as string)?.online).toBe(true);
    await teacher.act({ type: "say", to: "all", text: "hello" });
    await until(() => mina.getSnapshot().classroom.messages.length === 1, "the word in the fork");
    const stranger = enter(cluster, other.cookie);
    await until(() => stranger.getSnapshot().phase === "refused", "no entry for others");
    expect((await ask(`${each.id}/mode`, each.cookie, "PUT", { mode: "shared" })).status).toBe(200);
    await until(() => mina.getSnapshot().home?.mode === "shared", "the mode in the fork");
  });
});
