/** What an operator has: limits, rates, headers, retention, the admin API, backups. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../../server/environment.ts";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import { retain } from "../../server/rooms/retention.ts";
import { clientAddress, RateLimits, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { createRoom, freePort, joinRoom, startServer } from "../support/rooms/serverProcess.ts";
import { createPod, makeWorld } from "../support/rooms/worlds.ts";

const SECRET = "a secret of the operator";
const DAY = 86_400_000;
let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("OPER-14 the environment", () => {
  it("OPER-14 names all that is wrong", () => {
    expect(() =>
      readEnvironment({
        ROOMS: "0",
        ROOM_DAYS: "-1",
        ADMIN_SECRET: "short",
        EMBED_ORIGINS: "nonsense",
        TRUST_PROXY: "yes",
      }),
    ).toThrow(/ROOMS: [^]*ROOM_DAYS: |TRUST_PROXY/);
    expect(() => readEnvironment({ METRICS: "secret" })).toThrow(/METRICS: secret needs ADMIN_SECRET/);
    const environment = readEnvironment({
      ROOM_LOG_MIB: "2",
      ROOM_DAYS: "30",
      EMBED_ORIGINS: "https://a.example,https://b.example:8443",
    });
    expect(environment).toMatchObject({
      quotas: { logBytes: 2 * 1024 * 1024, objects: 50_000, people: 500 },
      unusedFor: 30 * DAY,
      grace: 7 * DAY,
      frameAncestors: ["https://a.example", "https://b.example:8443"],
    });
  });
});

describe("OPER-13 rates", () => {
  const request = (forwarded: string | undefined): IncomingMessage =>
    ({
      socket: { remoteAddress: "10.0.0.1" },
      headersDistinct: forwarded === undefined ? {} : { "x-forwarded-for": [forwarded] },
    }) as unknown as IncomingMessage;

  it("OPER-13 believes of X-Forwarded-For what its own proxies wrote", () => {
    expect(clientAddress(request("1.1.1.1, 2.2.2.2"), 0)).toBe("10.0.0.1");
    expect(clientAddress(request("1.1.1.1, 2.2.2.2"), 1)).toBe("2.2.2.2");
    expect(clientAddress(request("9.9.9.9, 1.1.1.1, 2.2.2.2"), 2)).toBe("1.1.1.1");
    expect(clientAddress(request("nonsense"), 1)).toBe("10.0.0.1");
    expect(clientAddress(request(undefined), 1)).toBe("10.0.0.1");
  });

  it("OPER-13 a bucket fills with time, and is forgotten when it is full", () => {
    let now = 0;
    const limits = new RateLimits({ burst: 2, perSecond: 1 }, () => now);
    expect([limits.take("a"), limits.take("a"), limits.take("a"), limits.take("b")]).toEqual([true, true, false, true]);
    now += 1_500;
    expect([limits.take("a"), limits.take("a")]).toEqual([true, false]);
    for (let step = 0; step < 3; step++) {
      now += 5_000;
      limits.take("c");
    }
    expect(limits.size).toBe(1);
  });

  it("OPER-13 answers 429 to an address and to a person, and health all the same", async () => {
    const rates = { address: 2, person: 0.5, change: 0.5, create: 0.02 };
    server = await startLocalServer(undefined, { visitors: new Visitors({ rates, trustedProxies: 1 }) });
    const from = (address: string): RequestInit => ({ headers: { "x-forwarded-for": address } });
    const room = await createRoom(server.url);
    await expect(createRoom(server.url)).rejects.toThrow(/429/);
    const url = `${room.clusterUrl}/api/v1/pods`;
    const answers = [];
    for (let asked = 0; asked < 6; asked++) answers.push(await fetch(url, from(`10.1.0.${asked}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await answers.at(-1)?.json()).toMatchObject({ kind: "Status", reason: "TooManyRequests", code: 429 });
    const same = [];
    for (let asked = 0; asked < 21; asked++) same.push((await fetch(`${server.url}/nothing`, from("10.2.0.1"))).status);
    expect(same.at(-1)).toBe(429);
    expect((await fetch(`${server.url}/healthz`, from("10.2.0.1"))).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/podroom_limited_requests_total [1-9]/);
  });
});

describe("OPER-10 OPER-11 OPER-12 headers", () => {
  it("OPER-10 pages have a nonce of their own each time, which Next is told", async () => {
    const told: string[] = [];
    server = await startLocalServer(undefined, {
      pages: (request, response) => {
        told.push(String(request.headers["content-security-policy"]));
        response.end("page");
      },
    });
    const forged = { headers: { "content-security-policy": "script-src 'nonce-mine'" } };
    const [one, two] = [await fetch(server.url, forged), await fetch(server.url)];
    const policy = one.headers.get("content-security-policy") ?? "";
    expect(told[0]).toBe(policy);
    expect(policy).toMatch(/^default-src 'self'; script-src 'self' 'nonce-[\w+/=]{24}'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(two.headers.get("content-security-policy")).not.toBe(policy);
    expect(one.headers.get("referrer-policy")).toBe("no-referrer");
    expect(one.headers.get("x-frame-options")).toBe("DENY");
  });

  it("OPER-11 what a cluster answers runs no script", async () => {
    server = await startLocalServer();
    const room = await createRoom(server.url);
    const answer = await fetch(`${room.clusterUrl}/api/v1/namespaces/default/pods/x/proxy/`);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'.*; sandbox$/);
    expect(policy).not.toContain("script-src");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await fetch(`${server.url}/api/rooms`)).headers.get("content-security-policy")).toMatch(
      /^default-src 'none'/,
    );
  });

  it("OPER-46 pages are only read: nothing else reaches their framework", async () => {
    const asked: string[] = [];
    server = await startLocalServer(undefined, {
      pages: (request, response) => {
        asked.push(String(request.method));
        response.end("page");
      },
    });
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const headers = { "next-action": "0".repeat(42), "next-resume": "1" };
      expect((await fetch(`${server.url}/room/x`, { method, headers })).status).toBe(405);
    }
    expect((await fetch(`${server.url}/room/x`)).status).toBe(200);
    expect((await fetch(`${server.url}/room/x`, { method: "HEAD" })).status).toBe(200);
    expect(asked).toEqual(["GET", "HEAD"]);
  });

  it("OPER-12 other origins change nothing and read nothing", async () => {
    server = await startLocalServer();
    const room = await createRoom(server.url);
    const made = await fetch(`${server.url}/api/rooms`, { method: "POST", body: "{}" });
    expect(made.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax;/);
    const headers = { cookie: room.cookie, origin: "https://elsewhere.example", "content-type": "application/json" };
    for (const [method, path] of [
      ["POST", "/kubeconfig"],
      ["POST", "/links/student"],
      ["DELETE", ""],
    ] as const) {
      const answer = await fetch(`${server.url}/api/rooms/${room.id}${path}`, { method, headers });
      expect(answer.status, path).toBe(403);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
    const socket = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers });
    expect(socket.status).toBe(403);
  });
});

describe("OPER-16 OPER-17 rooms and time", () => {
  it("OPER-16 a deleted room can be brought back until its grace is over; unused ones are deleted", async () => {
    const clock = { now: 1_790_000_000_000 };
    const storage = new MemoryStorage();
    const { directory } = makeWorld({ storage, clock, keepDeleted: true });
    const retention = { directory, storage, unusedFor: 30 * DAY, grace: 7 * DAY, wall: () => clock.now };
    const { room } = await directory.create({ name: "kept" });
    await room.request(createPod("a"), "p");
    await directory.delete(room.id);
    await expect(directory.open(room.id)).rejects.toMatchObject({ code: "unknown-room" });
    expect(await directory.describe([room.id])).toEqual([]);
    await directory.undelete(room.id);
    const again = await directory.open(room.id);
    expect(again.cluster.store.get("pods", "default", "a")).toBeDefined();
    clock.now += 31 * DAY;
    // Somebody is there: it is in use.
    expect(await retain(retention)).toEqual({ deleted: 0, purged: 0 });
    await directory.sweep();
    clock.now += 31 * DAY;
    expect(await retain(retention)).toEqual({ deleted: 1, purged: 0 });
    clock.now += 6 * DAY;
    expect(await retain(retention)).toEqual({ deleted: 0, purged: 0 });
    clock.now += 2 * DAY;
    expect(await retain(retention)).toEqual({ deleted: 0, purged: 1 });
    await expect(directory.undelete(room.id)).rejects.toMatchObject({ code: "unknown-room" });
    expect(await storage.listRooms()).toEqual([]);
  });

  it("OPER-14 a server takes so many rooms and no more", async () => {
    const { directory } = makeWorld({ mostRooms: 1 });
    await directory.create({});
    await expect(directory.create({})).rejects.toMatchObject({ code: "too-many-rooms", status: 429 });
  });

  it("OPER-17 the admin API lists, deletes and brings back, for the secret alone", async () => {
    const world = makeWorld({ keepDeleted: true });
    const { storage } = world;
    server = await startLocalServer(world, { admin: { storage, secret: SECRET }, metricsFor: "secret" });
    const { url } = server;
    const room = await createRoom(url, { name: "seen" });
    const ask = (method: string, path: string, secret = SECRET): Promise<Response> =>
      fetch(`${url}/api/admin/${path}`, { method, headers: { authorization: `Bearer ${encodeURIComponent(secret)}` } });
    expect((await ask("GET", "rooms", "wrong")).status).toBe(401);
    expect((await fetch(`${url}/api/admin/rooms`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    await server.close();
    server = await startLocalServer(makeWorld({ storage, keepDeleted: true }), {
      admin: { storage, secret: encodeURIComponent(SECRET) },
    });
    const base = server.url;
    const admin = (method: string, path: string): Promise<Response> =>
      fetch(`${base}/api/admin/${path}`, {
        method,
        headers: { authorization: `Bearer ${encodeURIComponent(SECRET)}` },
      });
    const { rooms } = (await (await admin("GET", "rooms")).json()) as { rooms: Record<string, unknown>[] };
    expect(rooms).toMatchObject([{ id: room.id, name: "seen", people: 1, awake: false }]);
    expect(rooms[0]?.bytes).toBeGreaterThan(0);
    expect((await admin("DELETE", `rooms/${room.id}`)).status).toBe(200);
    expect((await joinRoom(base, room.id, { token: room.token.student, nickname: "Mina" })).status).toBe(404);
    expect((await admin("POST", `rooms/${room.id}/undelete`)).status).toBe(200);
    expect((await joinRoom(base, room.id, { token: room.token.student, nickname: "Mina" })).status).toBe(201);
    expect((await admin("DELETE", `rooms/${room.id}?now=true`)).status).toBe(200);
    expect((await admin("POST", `rooms/${room.id}/undelete`)).status).toBe(404);
    expect((await admin("GET", "nonsense")).status).toBe(404);
  });

  it("OPER-17 without a secret there is nothing", async () => {
    server = await startLocalServer();
    expect((await fetch(`${server.url}/api/admin/rooms`)).status).toBe(404);
  });
});

describe("OPER-15 backup and restore", () => {
  const folder = mkdtempSync(join(tmpdir(), "podroom-backup-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (database: string, ...args: string[]) =>
    promisify(execFile)("node_modules/.bin/tsx", ["server/backup.ts", ...args], {
      env: { ...process.env, DATABASE_URL: `file:${database}` },
    }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );

  it("OPER-15 a room changed after the backup is as it was then; a running server is not restored over", async () => {
    const database = join(folder, "podroom.db");
    const file = join(folder, "backup.db");
    const port = await freePort();
    const running = await startServer(database, port);
    const room = await createRoom(running.url);
    const path = `${room.clusterUrl}/api/v1/namespaces/default/configmaps`;
    const make = (name: string): Promise<Response> =>
      fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
      });
    expect((await make("before")).status).toBe(201);
    expect(await run(database, "backup", file)).toMatchObject({ code: 0, text: expect.stringContaining("1 rooms") });
    expect((await run(database, "backup", file)).text).toContain("is there already");
    expect((await make("after")).status).toBe(201);
    expect(await run(database, "restore", file)).toMatchObject({
      code: 1,
      text: expect.stringContaining("stop it first"),
    });
    expect((await fetch(`${path}/after`)).status).toBe(200);
    await running.kill();
    const nonsense = join(folder, "nonsense.db");
    writeFileSync(nonsense, "this is no database at all, though it is long enough to look at");
    expect((await run(database, "restore", nonsense)).code).toBe(1);
    expect(await run(database, "restore", file)).toMatchObject({
      code: 0,
      text: expect.stringContaining("restored 1 rooms"),
    });
    expect(readdirSync(folder).some((name) => name.startsWith("podroom.db.before-"))).toBe(true);
    expect(existsSync(`${database}.restoring`)).toBe(false);
    const again = await startServer(database, port);
    try {
      expect((await fetch(`${path}/before`)).status).toBe(200);
      expect((await fetch(`${path}/after`)).status).toBe(404);
    } finally {
      await again.kill();
    }
  }, 60_000);
});
