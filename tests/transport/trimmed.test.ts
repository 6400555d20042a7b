/** Large objects on their way to pages: what of them travels, and how the rest is had. */
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterAt } from "../../components/client/Past.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { Doings } from "../../components/room/doing/Doings.ts";
import { objectThen, wholeObject } from "../../components/room/whole/wholeObject.ts";
import { compareClusters, linesBetween } from "../../components/time/compareClusters.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { type Frame, PROTOCOL_VERSION, SERVER_EVENT, type StatePart } from "../../server/protocol/messages.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { isTrimmed, wholeSize } from "../../server/protocol/trimmed.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

type WithData = KubeObject & { readonly data: { readonly [key: string]: string } };

const PATH = "/api/v1/namespaces/default/configmaps";
const TEXT = "x".repeat(1_000_000);
const at = { resource: "configmaps", namespace: "default", name: "big" };
let server: LocalServer;
let room: CreatedRoom;
let ends: (() => void)[];

beforeEach(async () => {
  server = await startLocalServer(realWorld({ rbac: true }));
  room = await createRoom(server.url);
  ends = [];
});
afterEach(async () => {
  for (const end of ends) end();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

async function page(cookie = room.cookie): Promise<RoomConnection> {
  const connection = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
  ends.push(() => connection.close());
  connection.connect();
  await until(() => connection.getSnapshot().phase === "live", "live");
  return connection;
}
/** As kubectl makes it. */
async function make(name = "big", text = TEXT): Promise<void> {
  const answer = await fetch(`${room.clusterUrl}${PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, labels: { app: "shop" } },
      data: { text, color: "blue" },
    }),
  });
  expect(answer.status).toBe(201);
}
async function relabel(app: string): Promise<void> {
  const answer = await fetch(`${room.clusterUrl}${PATH}/big`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ metadata: { labels: { app } } }),
  });
  expect(answer.status).toBe(200);
}
const held = (connection: RoomConnection, name = "big"): WithData | undefined =>
  connection.getSnapshot().cluster.tables.get("configmaps")?.get(`default/${name}`) as WithData | undefined;
const shows = (connection: RoomConnection, app = "shop"): Promise<void> =>
  until(() => held(connection)?.metadata.labels?.["app"] === app, `app=${app}`);
const stored = async (name = "big"): Promise<WithData | undefined> =>
  (await server.world.directory.open(room.id)).cluster.store.get("configmaps", "default", name) as WithData | undefined;

describe("SYNC-11 large objects", () => {
  it("SYNC-11 a ConfigMap of 1 MB comes as a small frame that says so, and a GET has all of it", async () => {
    const frames: { readonly frame: Frame; readonly bytes: number }[] = [];
    const raw: Socket = io(server.url, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { cookie: room.cookie },
      auth: { join: { type: "join", version: PROTOCOL_VERSION, room: room.id } },
    });
    ends.push(() => raw.disconnect());
    let live = false;
    raw.on(SERVER_EVENT, (message: Frame | StatePart) => {
      if (message.type === "state" && message.last) live = true;
      if (message.type === "frame") frames.push({ frame: message, bytes: JSON.stringify(message).length });
    });
    const teacher = await page();
    await until(() => live, "the state");
    await make();
    await shows(teacher);
    const ofBig = (): typeof frames =>
      frames.filter(({ frame }) =>
        frame.changes.some((one) => one.op === "upsert" && one.object.metadata.name === "big"),
      );
    await until(() => ofBig().length > 0, "the frame");
    expect(ofBig()[0]?.bytes).toBeLessThan(2_000);
    const object = held(teacher) as WithData;
    expect(object.data).toEqual({ text: "", color: "blue" });
    expect(wholeSize(object)).toBe(JSON.stringify(await stored()).length);
    const whole = (await wholeObject(teacher, "configmaps", object)) as WithData;
    expect(whole.data.text).toBe(TEXT);
    expect(whole.metadata).toMatchObject({ uid: object.metadata.uid, labels: { app: "shop" } });
    expect(isTrimmed(whole)).toBe(false);
    // It says so of a version that is large, not for ever.
    const shorter = await teacher.request("PATCH", `${PATH}/big`, {
      contentType: "application/merge-patch+json",
      body: JSON.stringify({ data: { text: "short" } }),
    });
    expect(shorter.status).toBe(200);
    await until(() => held(teacher)?.data.text === "short", "the short one");
    expect(isTrimmed(held(teacher) as WithData)).toBe(false);
  });

  it("SYNC-11 a state tells of them as frames do, over the line and over HTTP; so does what was missed", async () => {
    for (let at = 0; at < 5; at++) await make(at === 0 ? "big" : `big-${at}`);
    const answer = await fetch(`${server.url}/api/rooms/${room.id}/state`, { headers: { cookie: room.cookie } });
    const text = await answer.text();
    const parts = JSON.parse(text) as readonly StatePart[];
    expect(text.length).toBeLessThan(400_000);
    expect(parts.flatMap(({ trimmed = {} }) => Object.values(trimmed))).toHaveLength(5);
    const teacher = await page();
    expect([isTrimmed(held(teacher) as WithData), held(teacher)?.data]).toEqual([true, { text: "", color: "blue" }]);
    expect(isTrimmed(teacher.getSnapshot().cluster.tables.get("nodes")?.values().next().value as KubeObject)).toBe(
      false,
    );
    teacher.close();
    await relabel("missed");
    teacher.connect();
    await until(() => teacher.getSnapshot().phase === "live", "back");
    await shows(teacher, "missed");
    expect(isTrimmed(held(teacher) as WithData)).toBe(true);
  });

  it("SYNC-12 a moment of the past tells of them in the same way, and one of its objects comes whole", async () => {
    const teacher = await page();
    await make();
    await shows(teacher);
    const here = await server.world.directory.open(room.id);
    const { time } = here.clock;
    await until(() => here.clock.time > time, "a later moment");
    await relabel("later");
    await teacher.request("PATCH", `${PATH}/big`, {
      contentType: "application/merge-patch+json",
      body: JSON.stringify({ data: { text: `${"x".repeat(500_000)}\nanother`, color: "red" } }),
    });
    const [then, now] = [clusterAt(await teacher.moment(time)), clusterAt(await teacher.moment(9e15 - 1e15))];
    const object = then.tables.get("configmaps")?.get("default/big") as WithData;
    expect([isTrimmed(object), object.metadata.labels]).toEqual([true, { app: "shop" }]);
    await teacher.showMoment(time);
    // What is asked of a page that shows the past is asked of the past.
    const whole = (await wholeObject(teacher, "configmaps", held(teacher) as WithData)) as WithData;
    expect(whole.data).toEqual({ text: TEXT, color: "blue" });
    teacher.showNow();
    await expect(objectThen(teacher, time, { ...at, name: "none" })).rejects.toThrow('configmaps "none" not found');
    // Their lines are told from the wholes.
    expect(compareClusters(then, now)).toEqual([{ ...at, how: "changed", lines: [], large: true }]);
    expect(compareClusters(then, then)).toEqual([]);
    const later = await objectThen(teacher, 9e15 - 1e15, at);
    const differing = linesBetween("configmaps", whole, later).filter(({ kind }) => kind !== "same");
    expect(differing.map(({ text }) => text.trim().slice(0, 12))).toEqual([
      "color: blue",
      `text: ${"x".repeat(6)}`,
      "color: red",
      "text: |-",
      "x".repeat(12),
      "another",
      "app: shop",
      "app: later",
    ]);
  });

  it("SYNC-12 of a moment nobody gets an object whole that they may not see", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "key", namespace: "default" } };
    room = await createRoom(server.url, { manifests: [{ ...secret, stringData: { text: TEXT } }] });
    const viewer = await page(
      (await joinRoom(server.url, room.id, { token: room.token.viewer, nickname: "Viewer" })).cookie,
    );
    const key = { resource: "secrets", namespace: "default", name: "key" };
    expect((await viewer.moment(9e15 - 1e15, key)).objects).toEqual({});
    const teacher = await page();
    expect((await teacher.moment(9e15 - 1e15, key)).objects["secrets"]).toHaveLength(1);
  });

  it("PAGE-28 what is done with a large object is taken back with all that it had", async () => {
    const teacher = await page();
    await make();
    await shows(teacher);
    const ended: string[] = [];
    const doings = new Doings(teacher, { onSlow: () => {}, onEnd: (_, { kind }) => ended.push(kind) });
    const done = (count: number): Promise<void> => until(() => ended.length === count, "done");
    const patch = (body: object) =>
      ({
        method: "PATCH",
        path: `${PATH}/big`,
        contentType: "application/merge-patch+json",
        body: JSON.stringify(body),
      }) as const;
    await doings.perform({ title: "a", target: at, request: patch({ data: { text: "lost", color: "red" } }) });
    expect((await stored())?.data).toEqual({ text: "lost", color: "red" });
    expect(doings.undo(String)).toBeUndefined();
    await done(2);
    expect((await stored())?.data).toEqual({ text: TEXT, color: "blue" });
    await until(() => isTrimmed(held(teacher) as WithData), "large again");
    await doings.perform({ title: "b", target: at, request: { method: "DELETE", path: `${PATH}/big` } });
    expect(await stored()).toBeUndefined();
    expect(doings.undo(String)).toBeUndefined();
    await done(4);
    expect((await stored())?.data).toEqual({ text: TEXT, color: "blue" });
  });

  it("PAGE-28 without it there is no way back, and that is said", async () => {
    const teacher = await page();
    await make();
    await shows(teacher);
    // Whoever may list but not get.
    const deaf = Object.create(teacher) as RoomConnection;
    deaf.request = (method, path, options) =>
      method === "GET"
        ? Promise.resolve({ status: 403, contentType: "", warnings: [], body: { message: "forbidden" } })
        : teacher.request(method, path, options);
    const object = held(teacher) as WithData;
    await expect(wholeObject(deaf, "configmaps", object)).rejects.toThrow("forbidden");
    const doings = new Doings(deaf, { onSlow: () => {}, onEnd: () => {} });
    await doings.perform({ title: "a", target: at, request: { method: "DELETE", path: `${PATH}/big` } });
    expect(await stored()).toBeUndefined();
    expect(doings.undo(String)).toBe("large");
  });
});
