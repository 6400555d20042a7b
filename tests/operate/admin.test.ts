/** The operator's API behind its secret: signing in, what is seen, what is done, and who is kept out. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../../server/environment.ts";
import type { AdminOverview, AdminRoom } from "../../server/protocol/admin.ts";
import { Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";
import type { HttpServerOptions } from "../../server/transport/httpServer.ts";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";

const SECRET = "a-secret-of-the-operator";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RATES = { address: 1_000, person: 1_000, change: 1_000, create: 1_000 };

let world: World;
let server: LocalServer;
const noted: string[] = [];

async function start(more: Partial<HttpServerOptions> = {}, settings = readEnvironment({}).shown): Promise<void> {
  server = await startLocalServer(world, {
    admin: {
      storage: world.storage,
      secret: SECRET,
      grace: 7 * DAY,
      version: "1.2.3",
      settings,
      note: (what, room) => noted.push(`${what} ${room}`),
    },
    ...more,
  });
}

beforeEach(() => {
  world = makeWorld({ keepDeleted: true });
  noted.length = 0;
});
afterEach(() => server.close());

interface Asked extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

const ask = (method: string, path: string, { headers, ...more }: Asked = {}): Promise<Response> =>
  fetch(`${server.url}/api/admin/${path}`, { method, headers: { ...headers }, ...more });

const signIn = (secret: unknown = SECRET, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  ask("POST", "session", { body: JSON.stringify({ secret }), headers });

const cookieOf = (answer: Response): string => answer.headers.get("set-cookie")?.split(";")[0] ?? "";
const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code;

/** What a signed-in browser asks. */
async function operator(): Promise<(method: string, path: string, more?: Asked) => Promise<Response>> {
  const cookie = cookieOf(await signIn());
  return (method, path, more = {}) => ask(method, path, { ...more, headers: { cookie, ...more.headers } });
}

const roomsSeen = async (answer: Response): Promise<readonly AdminRoom[]> =>
  ((await answer.json()) as { rooms: AdminRoom[] }).rooms;

describe("OPER-40 signing in", () => {
  it("OPER-40 the secret becomes a cookie that no script reads and no other site sends; it is not in it", async () => {
    await start();
    const answer = await signIn();
    expect(answer.status).toBe(201);
    const header = answer.headers.get("set-cookie") ?? "";
    expect(header).toMatch(/^podroom_operator=[\w-]{24}; Path=\/api\/admin; HttpOnly; SameSite=Strict; Max-Age=3600$/);
    expect(header).not.toContain(SECRET);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({
      session: { now: world.clock.now, expiresAt: world.clock.now + HOUR },
    });
    const cookie = cookieOf(answer);
    expect((await ask("GET", "rooms", { headers: { cookie } })).status).toBe(200);
    expect((await ask("GET", "rooms", { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    expect((await ask("GET", "rooms")).status).toBe(401);
    // As before there was a page.
    expect((await ask("GET", "rooms", { headers: { authorization: `Bearer ${SECRET}` } })).status).toBe(200);
  });

  it("OPER-40 over https the cookie is sent over https alone", async () => {
    await start({ publicUrl: "https://podroom.example" });
    expect((await signIn()).headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("OPER-40 whatever is not the secret lets nobody in", async () => {
    await start();
    for (const secret of ["", "wrong", SECRET.slice(1), `${SECRET} `, 7, null, [SECRET]]) {
      const answer = await signIn(secret);
      expect([answer.status, answer.headers.get("set-cookie")], String(secret)).toEqual([401, null]);
      expect(await codeOf(answer)).toBe("wrong-secret");
    }
    expect((await ask("POST", "session", { body: "{" })).status).toBe(401);
    expect((await ask("POST", "session", { body: "x".repeat(5_000) })).status).toBe(413);
    expect(noted).toContain("somebody tried a wrong secret of the operator ");
  });

  it("OPER-40 a session ends an hour after the last change, and after twelve in any case; reading keeps nobody in", async () => {
    await start();
    const as = await operator();
    for (let read = 0; read < 3; read++) {
      world.clock.now += 0.3 * HOUR;
      expect((await as("GET", "overview")).status).toBe(200);
    }
    world.clock.now += 0.2 * HOUR;
    expect((await as("GET", "overview")).status).toBe(401);
    const again = await operator();
    let hours = 0;
    for (; hours < 20; hours += 0.9) {
      const answer = await again("PUT", "session");
      if (answer.status === 401) break;
      expect(cookieOf(answer)).toMatch(/^podroom_operator=/);
      world.clock.now += 0.9 * HOUR;
    }
    expect(hours).toBeGreaterThan(11);
    expect(hours).toBeLessThan(13);
  });

  it("OPER-40 signing out ends the session for whoever else has its cookie; a new server knows none", async () => {
    await start();
    const as = await operator();
    const out = await as("DELETE", "session");
    expect(out.headers.get("set-cookie")).toMatch(/^podroom_operator=; .*Max-Age=0/);
    expect((await as("GET", "overview")).status).toBe(401);
    const other = await operator();
    const before = world;
    await server.close();
    world = makeWorld({ storage: before.storage, keepDeleted: true });
    await start();
    expect((await other("GET", "overview")).status).toBe(401);
  });

  it("OPER-40 a page elsewhere changes nothing with the cookie, and reads nothing", async () => {
    await start();
    const as = await operator();
    const room = await createRoom(server.url);
    const headers = { origin: "https://elsewhere.example" };
    for (const [method, path] of [
      ["DELETE", `rooms/${room.id}`],
      ["DELETE", `rooms/${room.id}?now=true`],
      ["POST", `rooms/${room.id}/undelete`],
      ["POST", `rooms/${room.id}/instructor-link`],
      ["PUT", "session"],
      ["DELETE", "session"],
      ["POST", "session"],
    ] as const) {
      const answer = await as(method, path, { headers });
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await as("GET", "rooms", { headers })).headers.get("access-control-allow-origin")).toBeNull();
    expect(await roomsSeen(await as("GET", "rooms"))).toMatchObject([{ id: room.id, awake: true }]);
    expect((await as("DELETE", `rooms/${room.id}`, { headers: { origin: server.url } })).status).toBe(200);
  });
});

describe("OPER-41 guessing the secret", () => {
  it("OPER-41 ten wrong ones of an address at once, by whichever door; then not even the right one is looked at", async () => {
    await start({ visitors: new Visitors({ rates: RATES, trustedProxies: 1 }), metricsFor: "secret" });
    const from = (address: string) => ({ "x-forwarded-for": address });
    const as = await operator();
    for (let guess = 0; guess < 4; guess++) expect((await signIn(`wrong ${guess}`, from("10.1.0.1"))).status).toBe(401);
    const bearer = (secret: string, address: string) => ({ ...from(address), authorization: `Bearer ${secret}` });
    for (let guess = 0; guess < 3; guess++)
      expect((await ask("GET", "rooms", { headers: bearer("wrong", "10.1.0.1") })).status).toBe(401);
    for (let guess = 0; guess < 3; guess++)
      expect((await fetch(`${server.url}/metrics`, { headers: bearer("wrong", "10.1.0.1") })).status).toBe(401);
    const late = await signIn(SECRET, from("10.1.0.1"));
    expect([late.status, await codeOf(late)]).toEqual([429, "too-many"]);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("GET", "rooms", { headers: bearer(SECRET, "10.1.0.1") })).status).toBe(429);
    expect((await fetch(`${server.url}/metrics`, { headers: bearer(SECRET, "10.1.0.1") })).status).toBe(401);
    // Others, and who is in already, are not held up; what is right costs nothing.
    expect((await as("GET", "rooms", { headers: from("10.1.0.1") })).status).toBe(200);
    for (let time = 0; time < 15; time++)
      expect((await ask("GET", "rooms", { headers: bearer(SECRET, "10.1.0.2") })).status).toBe(200);
  });
});

describe("OPER-42 what an operator sees", () => {
  it("OPER-42 rooms with their people, size, last use, whether awake, and when a deleted one is gone for good", async () => {
    await start();
    const as = await operator();
    const room = await createRoom(server.url, { name: "seen", mode: "cluster-each" });
    await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const gone = await createRoom(server.url, { name: "gone" });
    await as("DELETE", `rooms/${gone.id}`);
    const now = world.clock.now;
    const [first, second] = await roomsSeen(await as("GET", "rooms"));
    expect(first).toMatchObject({ id: room.id, name: "seen", mode: "cluster-each", people: 2, awake: true });
    expect(second).toMatchObject({ id: gone.id, deletedAt: now, goneAt: now + 7 * DAY, awake: false });
    expect(first?.deletedAt).toBeUndefined();
  });

  it("OPER-42 sizes of rooms that sleep are read once, those of rooms awake once a minute", async () => {
    const asked: string[] = [];
    const { storage } = world;
    const roomUse = storage.roomUse.bind(storage);
    storage.roomUse = (id) => {
      asked.push(id);
      return roomUse(id);
    };
    await start();
    const as = await operator();
    const room = await createRoom(server.url, { name: "one" });
    const look = async (): Promise<number> => {
      asked.length = 0;
      const [seen] = await roomsSeen(await as("GET", "rooms"));
      expect(seen?.bytes).toBe(await storage.roomSize(room.id));
      return asked.length;
    };
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    world.clock.now += 61_000;
    expect(await look()).toBe(1);
    world.clock.now += 61_000;
    await world.directory.sweep();
    expect(world.directory.isAwake(room.id)).toBe(false);
    expect(await look()).toBe(1);
    world.clock.now += 600_000;
    expect(await look()).toBe(0);
    await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    expect(await look()).toBe(1);
  });

  it("OPER-42 health by the names and numbers of /metrics, whether the server is ready, its version", async () => {
    let trouble: Error | undefined;
    await start({
      ready: async () => {
        if (trouble) throw trouble;
      },
    });
    const as = await operator();
    await createRoom(server.url);
    const overview = (await (await as("GET", "overview")).json()) as AdminOverview;
    expect(overview).toMatchObject({ version: "1.2.3", ready: true, grace: 7 * DAY, now: world.clock.now });
    const text = await (await fetch(`${server.url}/metrics`)).text();
    for (const name of ["podroom_rooms_awake", "podroom_limited_requests_total", "process_start_time_seconds"] as const)
      expect(text).toContain(`\n${name} ${overview.metrics[name]}\n`);
    expect(overview.metrics.podroom_rooms_awake).toBe(1);
    trouble = new Error("the disk is full");
    expect(((await (await as("GET", "overview")).json()) as AdminOverview).ready).toBe("the disk is full");
  });

  it("OPER-42 a database that fails is told in words, and to the log", async () => {
    await start();
    const as = await operator();
    world.storage.loadRooms = () => Promise.reject(new Error("the disk is gone"));
    const answer = await as("GET", "rooms");
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      error: { code: "internal", text: { en: expect.any(String), ko: expect.any(String) } },
    });
    expect(world.problems.join("\n")).toContain("the disk is gone");
  });

  it("OPER-42 the limits in force, what of them the environment says, and no secret of it", async () => {
    const environment = {
      ADMIN_SECRET: SECRET,
      ROOMS: "12",
      TLS_KEY: "/keys/server.pem",
      TLS_CERT: "/keys/server.crt",
      DATABASE_URL: "file:/srv/rooms.db",
    };
    await start({}, readEnvironment(environment).shown);
    const as = await operator();
    const answer = await (await as("GET", "overview")).text();
    for (const hidden of [SECRET, "/keys", "/srv"]) expect(answer).not.toContain(hidden);
    const { settings } = JSON.parse(answer) as AdminOverview;
    expect(settings.find(({ name }) => name === "ROOMS")).toEqual({
      name: "ROOMS",
      value: "12",
      usual: "10000",
      given: true,
    });
    expect(settings.find(({ name }) => name === "ROOM_DAYS")).toMatchObject({ value: "", usual: "", given: false });
  });
});

describe("OPER-43 what an operator does", () => {
  it("OPER-43 deletes, brings back, deletes for good; of what is not there it says so", async () => {
    await start();
    const as = await operator();
    const room = await createRoom(server.url);
    expect((await as("DELETE", `rooms/${room.id}`)).status).toBe(200);
    expect((await as("POST", `rooms/${room.id}/undelete`)).status).toBe(200);
    expect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" })).status).toBe(201);
    expect((await as("DELETE", `rooms/${room.id}?now=true`)).status).toBe(200);
    for (const [method, path] of [
      ["DELETE", `rooms/${room.id}`],
      ["DELETE", `rooms/${room.id}?now=true`],
      ["POST", `rooms/${room.id}/undelete`],
      ["POST", `rooms/${room.id}/instructor-link`],
    ] as const) {
      const answer = await as(method, path);
      expect([answer.status, await codeOf(answer)], `${method} ${path}`).toEqual([404, "unknown-room"]);
    }
    expect(noted.filter((line) => line.endsWith(room.id))).toHaveLength(3);
  });
});

describe("OPER-44 a link for instructors who lost theirs", () => {
  const open: RoomConnection[] = [];
  afterEach(() => {
    for (const page of open.splice(0)) page.close();
  });

  it("OPER-44 lets in as an instructor, in the sight of all in the room; the one before lets nobody in", async () => {
    await start();
    const as = await operator();
    const room = await createRoom(server.url, { name: "Week 3" });
    const mina = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const [teacher, student] = [
      await openPage(server, room, { cookie: room.cookie, open }),
      await openPage(server, room, { cookie: mina.cookie, open }),
    ];
    const { link } = (await (await as("POST", `rooms/${room.id}/instructor-link`)).json()) as { link: string };
    expect(link.startsWith(`${server.url}/room/${room.id}#k=`)).toBe(true);
    const links = (page: RoomConnection) => page.getSnapshot().classroom.operatorLinks;
    for (const page of [teacher, student]) await until(() => links(page).length === 1, "the room hears of it");
    expect(links(student)).toEqual([{ seq: expect.any(Number), at: world.clock.now, time: expect.any(Number) }]);
    const token = link.split("#k=")[1];
    const came = await joinRoom(server.url, room.id, { token, nickname: "Jihoon" });
    expect([came.status, came.body.you?.role]).toEqual([201, "instructor"]);
    const late = await joinRoom(server.url, room.id, { token: room.token.instructor, nickname: "Sua" });
    expect(late.status).toBe(403);
    // Nobody is put out.
    for (const page of [teacher, student]) expect(page.getSnapshot().phase).toBe("live");
    // It is there for whoever comes back later.
    await world.directory.closeAll();
    world = makeWorld({ storage: world.storage, clock: world.clock });
    const again = await world.directory.open(room.id);
    expect(again.classroom.state.operatorLinks).toHaveLength(1);
    await world.directory.closeAll();
  });

  it("OPER-44 there is none for a deleted room, nor for a student's copy", async () => {
    await start();
    const as = await operator();
    const room = await createRoom(server.url, { mode: "cluster-each" });
    const mina = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const made = await fetch(`${server.url}/api/rooms/${room.id}/cluster`, {
      method: "POST",
      headers: { cookie: mina.cookie },
    });
    expect(made.status).toBeLessThan(300);
    const copy = (await roomsSeen(await as("GET", "rooms"))).find(({ parent }) => parent === room.id);
    expect((await as("POST", `rooms/${copy?.id}/instructor-link`)).status).toBe(400);
    await as("DELETE", `rooms/${room.id}`);
    expect((await as("POST", `rooms/${room.id}/instructor-link`)).status).toBe(404);
  });

  it("OPER-44 nobody in a room can say so in the operator's place", async () => {
    await start();
    const room = await createRoom(server.url);
    const page = await openPage(server, room, { cookie: room.cookie, open });
    page.act({ type: "operator-link" } as never).catch(() => undefined);
    await page.act({ type: "lock", locked: true });
    await until(() => page.getSnapshot().classroom.locked, "what came after it");
    expect(page.getSnapshot().classroom.operatorLinks).toEqual([]);
  });
});
