/** One student wears the room out; what is refused, and that the others go on. */
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestRefused } from "../../components/client/Requests.ts";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import { CLIENT_EVENT, PROTOCOL_VERSION, SERVER_EVENT } from "../../server/protocol/messages.ts";
import { STREAM_LIMITS } from "../../server/transport/streams/OpenStreams.ts";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { post } from "../support/rooms/worlds.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

let server: LocalServer;
let room: CreatedRoom;
let bad: { readonly cookie: string };
let good: RoomConnection;
const ends: (() => void)[] = [];
const open: RoomConnection[] = [];

beforeEach(async () => {
  const visitors = new Visitors({ rates: { ...DEFAULT_RATES, change: 1 }, trustedProxies: 0 });
  server = await startLocalServer(undefined, { visitors, streamLimits: { ...STREAM_LIMITS, watches: 5 } });
  room = await createRoom(server.url);
  bad = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "bad" });
  good = await page((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "good" })).cookie);
});
afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  for (const end of ends.splice(0)) end();
  await server.close();
});

const page = (cookie: string): Promise<RoomConnection> => openPage(server, room, { cookie, open });

/** The status, or the code of the refusal. */
async function make(connection: RoomConnection, name: string, text = ""): Promise<number | string> {
  const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } });
  try {
    return (await connection.request("POST", CONFIG_MAPS, { contentType: "application/json", body })).status;
  } catch (error) {
    if (error instanceof RequestRefused) return error.code;
    throw error;
  }
}

describe("OPER-30 what one person may take of a server", () => {
  it("OPER-30 changes are counted for the person, whatever pages and doors they come by", async () => {
    const pages = [await page(bad.cookie), await page(bad.cookie)];
    const asked = pages.flatMap((each, index) => Array.from({ length: 15 }, (_, at) => make(each, `m-${index}-${at}`)));
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 201).length).toBeLessThanOrEqual(22);
    expect(answers).toContain("too-fast");
    const { people } = await server.world.directory.open(room.id);
    const person = people.list().find(({ nickname }) => nickname === "bad");
    const token = await people.issueCredential(person?.id ?? "");
    const answer = await fetch(`${server.url}/clusters/${room.id}/t/${token}${CONFIG_MAPS}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "by-http" } }),
    });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "TooManyRequests" });
    expect(await make(good, "fine")).toBe(201);
  });

  it("OPER-30 large objects count by their bytes, and have to be waited off", async () => {
    const connection = await page(bad.cookie);
    expect(await make(connection, "huge", "x".repeat(60_000))).toBe(201);
    expect(await make(connection, "small")).toBe("too-fast");
    expect(await make(good, "fine")).toBe(201);
  });

  it("OPER-30 what watches are told at their beginning counts as answers", async () => {
    const visitors = new Visitors({ rates: { ...DEFAULT_RATES, person: 1 }, trustedProxies: 0 });
    const other = await startLocalServer(undefined, { visitors });
    ends.push(() => void other.close());
    const { id, token } = await createRoom(other.url);
    await joinRoom(other.url, id, { token: token.student, nickname: "many" });
    const held = await other.world.directory.open(id);
    const { people } = held;
    await held.request(post(CONFIG_MAPS, { metadata: { name: "long" }, data: { text: "x".repeat(40_000) } }), "");
    const credential = await people.issueCredential(
      people.list().find(({ nickname }) => nickname === "many")?.id ?? "",
    );
    const statuses: number[] = [];
    const open: AbortController[] = [];
    while (!statuses.includes(429)) {
      const stop = new AbortController();
      open.push(stop);
      const watch = `${other.url}/clusters/${id}/t/${credential}${CONFIG_MAPS}?watch=1`;
      statuses.push((await fetch(watch, { signal: stop.signal })).status);
    }
    for (const stop of open) stop.abort();
    // Ten requests at once would be admitted if all that they bring weighed nothing.
    expect(statuses.length, String(statuses)).toBeLessThan(10);
    expect(statuses[0]).toBe(200);
  });

  it("OPER-31 people take turns: what one asked all at once does not stand before another's", async () => {
    const { directory } = server.world;
    const opened = await directory.open(room.id);
    const [mina, juno] = await Promise.all([
      opened.people.add("student", "mina"),
      opened.people.add("student", "juno"),
    ]);
    const done: string[] = [];
    const ask = (who: typeof mina, name: string): Promise<unknown> =>
      opened
        .request({ method: "GET", path: CONFIG_MAPS, user: opened.people.userOf(who.person) }, who.person.id)
        .then(({ status }) => done.push(status === 200 ? name : String(status)));
    const flood = Array.from({ length: 300 }, (_, index) => ask(mina, `mina-${index}`));
    await Promise.all([...flood, ask(juno, "juno")]);
    expect(done.filter((name) => name !== "429").indexOf("juno")).toBeLessThanOrEqual(1);
    // Two hundred wait, the rest is refused.
    expect(done.filter((name) => name === "429")).toHaveLength(100);
    const order = done.filter((name) => name.startsWith("mina-"));
    expect(order).toEqual(Array.from({ length: 200 }, (_, index) => `mina-${index}`));
  });

  it("OPER-32 of a person's pages sixteen are open, the newest; the oldest is told", async () => {
    const first = await page(bad.cookie);
    for (let index = 0; index < 16; index++) await page(bad.cookie);
    await until(() => first.getSnapshot().phase === "refused", "closed");
    expect(first.getSnapshot().problem?.text.en).toMatch(/too many pages/);
    expect(await make(good, "fine")).toBe(201);
  });

  it("OPER-32 a page waits for four moments of the past, whatever it asks of them", async () => {
    const socket = io(server.url, {
      transports: ["websocket"],
      reconnection: false,
      extraHeaders: { cookie: bad.cookie },
      auth: { join: { type: "join", version: PROTOCOL_VERSION, room: room.id } },
    });
    ends.push(() => socket.disconnect());
    const answers: string[] = [];
    let live = false;
    socket.on(SERVER_EVENT, ({ type, last, code, text }: { type: string } & Record<string, unknown>) => {
      live ||= type === "state" && last === true;
      if (type === "result") answers.push(type);
      if (type === "error") answers.push(`${String(code)}: ${(text as { en: string }).en}`);
    });
    await until(() => live, "live");
    const at = (await server.world.directory.open(room.id)).clock.time;
    for (let id = 1; id <= 8; id++) {
      const asked = { type: "request", id, method: "GET", path: CONFIG_MAPS, at };
      socket.emit(CLIENT_EVENT, id % 2 ? { type: "moment", id, time: at } : asked);
    }
    await until(() => answers.length === 8, "all answered");
    expect(answers.filter((answer) => answer === "result")).toHaveLength(4);
    expect(answers.filter((answer) => answer === "too-fast: too many moments at a time")).toHaveLength(4);
    expect(await make(good, "fine")).toBe(201);
  });

  it("OPER-33 a page that asks for the whole state again and again is cut off, and comes back when it may", async () => {
    let states = 0;
    const open = (): Socket => {
      const options = { transports: ["websocket"], forceNew: true, reconnection: false };
      const socket = io(server.url, { ...options, extraHeaders: { cookie: bad.cookie } });
      socket.on(SERVER_EVENT, ({ type, last }: { type: string; last?: boolean }) => {
        if (type === "state" && last) states++;
      });
      socket.on("connect", () => socket.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room: room.id }));
      const again = (): void => void socket.emit(CLIENT_EVENT, { type: "resync", epoch: "another", revision: 0 });
      const timer = setInterval(() => socket.connected && again(), 260);
      ends.push(() => {
        clearInterval(timer);
        socket.disconnect();
      });
      return socket;
    };
    const sockets = Array.from({ length: 8 }, open);
    await until(() => states > 0 && sockets.some(({ disconnected }) => disconnected), "cut", 20_000);
    expect(states).toBeLessThan(60);
    expect(await make(good, "fine")).toBe(201);
  }, 30_000);

  it("OPER-33 a room nobody came into, because they asked too often, is not kept awake by them", async () => {
    good.close();
    const opened = await server.world.directory.open(room.id);
    const state = (): Promise<Response> =>
      fetch(`${server.url}/api/rooms/${room.id}/state`, { headers: { cookie: bad.cookie } });
    await expect.poll(async () => (await state()).status, { interval: 0, timeout: 20_000 }).toBe(429);
    const socket = io(server.url, {
      transports: ["websocket"],
      reconnection: false,
      extraHeaders: { cookie: bad.cookie },
      auth: { join: { type: "join", version: PROTOCOL_VERSION, room: room.id } },
    });
    ends.push(() => socket.disconnect());
    let connected = false;
    socket.on("connect", () => (connected = true));
    await until(() => connected && socket.disconnected, "cut", 10_000);
    await until(() => !opened.inUse, "left alone");
  }, 30_000);

  it("STREAM-50 a person has so many watches; more are refused until some end", async () => {
    const { people } = await server.world.directory.open(room.id);
    const person = people.list().find(({ nickname }) => nickname === "bad");
    const token = await people.issueCredential(person?.id ?? "");
    const requests: ClientRequest[] = [];
    const watch = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const url = `${server.url}/clusters/${room.id}/t/${token}${CONFIG_MAPS}?watch=1`;
        const request = get(url, { agent: false }, resolve);
        request.on("error", reject);
        requests.push(request);
      });
    const statuses = [];
    for (let index = 0; index < 6; index++) statuses.push((await watch()).statusCode);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    for (const request of requests) {
      request.on("error", () => undefined);
      request.destroy();
    }
    await expect.poll(async () => (await watch()).statusCode).toBe(200);
    for (const request of requests) request.destroy();
  });
});
