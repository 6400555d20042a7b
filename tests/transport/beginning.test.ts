/** What a page has of a room before there is a line to it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { io } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Beginning } from "../../components/client/beginning.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { PROTOCOL_VERSION, SERVER_EVENT, type StatePart } from "../../server/protocol/messages.ts";
import { builtFiles } from "../../server/transport/builtFiles.ts";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer;
let room: CreatedRoom;
let open: RoomConnection[];

beforeEach(async () => {
  server = await startLocalServer(undefined, {
    visitors: new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 }),
  });
  room = await createRoom(server.url);
  open = [];
});
afterEach(async () => {
  for (const connection of open) connection.close();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

const ask = (path: string, cookie: string, headers: object = {}): Promise<Response> =>
  fetch(`${server.url}/api/rooms/${room.id}${path}`, { headers: { cookie, ...headers } });
const stateOf = async (cookie: string): Promise<readonly StatePart[]> =>
  (await (await ask("/state", cookie)).json()) as readonly StatePart[];
const somebody = async (role: "student" | "viewer", nickname: string): Promise<{ cookie: string; id: string }> => {
  const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token[role], nickname });
  return { cookie, id: body.you?.id as string };
};

/** A page whose state, over HTTP, is as it was when this is called; its line is laid by `connect`. */
async function page(cookie: string, state: Beginning["state"] = stateOf(cookie)): Promise<RoomConnection> {
  const { welcome } = (await (await ask("?begin", cookie)).json()) as Required<Beginning>;
  const beginning: Beginning = { welcome, state };
  await state;
  const connection = new RoomConnection({
    roomId: room.id,
    url: server.url,
    extraHeaders: { cookie },
    beginning,
  });
  open.push(connection);
  return connection;
}
const live = (connection: RoomConnection): Promise<void> =>
  until(() => connection.getSnapshot().phase === "live", "live");
const make = async (name: string, kind = "ConfigMap"): Promise<void> => {
  const by = open.find((one) => one.getSnapshot().phase === "live") as RoomConnection;
  const body = JSON.stringify({ apiVersion: "v1", kind, metadata: { name } });
  const path = `/api/v1/namespaces/default/${kind.toLowerCase()}s`;
  expect((await by.request("POST", path, { contentType: "application/json", body })).status).toBe(201);
};
const tablesOf = (connection: RoomConnection): object =>
  Object.fromEntries(
    [...connection.getSnapshot().cluster.tables].map(([resource, table]) => [resource, [...table.values()]]),
  );

/** An answer as it comes: neither its path is put in order nor its body unpacked. */
function raw(
  url: string,
  coding: string,
  method = "GET",
): Promise<{ readonly headers: IncomingHttpHeaders; readonly text: string }> {
  const { hostname, port, origin } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": coding };
    const asked = request({ hostname, port, path: url.slice(origin.length), method, headers }, async (response) =>
      resolve({ headers: response.headers, text: await readText(response) }),
    );
    asked.on("error", reject).end();
  });
}

describe("SYNC-9 the state over HTTP", () => {
  it("SYNC-9 a page has the state, name, role and clock before its line, and by the line what it missed", async () => {
    const teacher = await page(room.cookie);
    expect(teacher.getSnapshot()).toMatchObject({ phase: "connecting", room: { id: room.id }, clock: { speed: 1 } });
    teacher.connect();
    await live(teacher);
    const { cookie } = await somebody("student", "Mina");
    const late = await page(cookie);
    await until(() => late.getSnapshot().cluster.epoch !== "", "the state");
    expect(late.getSnapshot()).toMatchObject({ phase: "connecting", you: { nickname: "Mina", role: "student" } });
    // All that a welcome tells, not a part of it: who is here, and that they are, too.
    expect([...late.getSnapshot().people.values()].map(({ online }) => online)).toEqual([true, false]);
    await make("missed");
    const tables = (): ReadonlyMap<string, unknown> => late.getSnapshot().cluster.tables;
    const [[other, before] = [""]] = [...tables()].filter(([resource]) => !/configmaps|events/.test(resource));
    late.connect();
    await live(late);
    await until(() => late.getSnapshot().cluster.tables.get("configmaps")?.has("default/missed") === true, "missed");
    // No state came over the line: what did not change is what it was.
    expect(before).toBeDefined();
    expect(tables().get(other)).toBe(before);
    const plain = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
    open.push(plain);
    plain.connect();
    await live(plain);
    expect(tablesOf(late)).toEqual(tablesOf(plain));
  });

  it("SYNC-9 a page that got no state has all by its line, and one whose state comes late waits for it", async () => {
    const none = await page(room.cookie, Promise.resolve(undefined));
    none.connect();
    await live(none);
    expect(none.getSnapshot().cluster.tables.size).toBeGreaterThan(0);
    let come: (parts: readonly StatePart[]) => void = () => undefined;
    const state = new Promise<readonly StatePart[]>((resolve) => {
      come = resolve;
    });
    const late = new RoomConnection({
      roomId: room.id,
      url: server.url,
      extraHeaders: { cookie: room.cookie },
      beginning: { state },
    });
    open.push(late);
    late.connect();
    await until(() => server.server.gateway.socketCount === 2, "a line");
    await make("meanwhile");
    expect(late.getSnapshot().phase).toBe("connecting");
    come(await stateOf(room.cookie));
    await live(late);
    expect(late.getSnapshot().cluster.tables.get("configmaps")?.has("default/meanwhile")).toBe(true);
  });

  it("SYNC-10 the room is asked for with the line itself; the last of several rooms asked for counts", async () => {
    const answer = await fetch(`${server.url}/api/rooms/${room.id}/mode`, {
      method: "PUT",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: JSON.stringify({ mode: "cluster-each" }),
    });
    expect(answer.status).toBe(200);
    const { cookie } = await somebody("student", "Mina");
    const own = await fetch(`${server.url}/api/rooms/${room.id}/cluster`, { method: "POST", headers: { cookie } });
    const { cluster } = (await own.json()) as { readonly cluster: string };
    const goes = (connection: RoomConnection): Promise<void> =>
      until(() => {
        const { phase, room: at } = connection.getSnapshot();
        return phase === "live" && at?.id === cluster;
      }, "in their own");
    const early = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
    const soon = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
    open.push(early, soon);
    early.connect();
    early.enter(cluster);
    soon.connect();
    // In the middle of joining the room.
    const stop = soon.subscribe(() => soon.getSnapshot().phase === "joining" && soon.enter(cluster));
    await Promise.all([goes(early), goes(soon)]);
    stop();
    const said: string[] = [];
    const raw = io(server.url, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { cookie: room.cookie },
      auth: { join: { type: "join", version: PROTOCOL_VERSION, room: room.id } },
    });
    raw.on(SERVER_EVENT, ({ type }: { readonly type: string }) => said.push(type));
    await until(() => said.includes("state"), "the state");
    raw.disconnect();
    for (const join of ["join", { type: "request" }, null, []]) {
      const strange = io(server.url, { transports: ["websocket"], forceNew: true, auth: { join } });
      await new Promise((resolve) => strange.once(SERVER_EVENT, resolve));
      strange.disconnect();
    }
  });

  it("SYNC-9 the state is what the cookie's person may see, and nobody's else", async () => {
    const key = { apiVersion: "v1", kind: "Secret", metadata: { name: "key", namespace: "default" } };
    room = await createRoom(server.url, { manifests: [key] });
    const resources = async (cookie: string): Promise<readonly string[]> =>
      (await stateOf(cookie)).flatMap(({ objects }) => Object.keys(objects));
    expect(await resources(room.cookie)).toContain("secrets");
    const viewer = await somebody("viewer", "Viewer");
    expect(await resources(viewer.cookie)).not.toContain("secrets");
    expect((await ask("/state", "")).status).toBe(403);
    await fetch(`${server.url}/api/rooms/${room.id}/mode`, {
      method: "PUT",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: JSON.stringify({ mode: "cluster-each" }),
    });
    // They work elsewhere.
    expect((await ask("/state", (await somebody("student", "Mina")).cookie)).status).toBe(204);
    expect((await ask("/state", room.cookie)).status).toBe(200);
  });

  it("SYNC-9 packed for whoever takes it, and whole for whoever does not", async () => {
    const packed = await ask("/state", room.cookie, { "accept-encoding": "gzip" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(packed.headers.get("cache-control")).toBe("no-store");
    const plain = await ask("/state", room.cookie, { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.json()).toEqual(await packed.json());
  });

  it("SYNC-3 SYNC-4 whoever was given another role while the line was broken gets the whole state anew", async () => {
    const teacher = await page(room.cookie);
    teacher.connect();
    await live(teacher);
    await make("key", "Secret");
    const { cookie, id } = await somebody("viewer", "Mina");
    const mina = await page(cookie);
    const promoted = await fetch(`${server.url}/api/rooms/${room.id}/people/${id}`, {
      method: "PATCH",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: JSON.stringify({ role: "instructor" }),
    });
    expect(promoted.status).toBe(200);
    mina.connect();
    await live(mina);
    await until(() => mina.getSnapshot().you?.role === "instructor", "the role");
    expect(mina.getSnapshot().cluster.tables.get("secrets")?.size).toBe(1);
    expect(tablesOf(mina)).toEqual(tablesOf(teacher));
  });

  it("OPER-33 states over HTTP are counted with those over lines, and few are read at a time", async () => {
    const { cookie } = await somebody("student", "bad");
    const statuses: number[] = [];
    for (let asked = 0; asked < 90; asked++) {
      const answer = await ask("/state", cookie);
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(80);
    expect(statuses.at(-1)).toBe(429);
    expect(await (await ask("/state", cookie)).json()).toMatchObject({ error: { code: "too-busy" } });
    expect((await ask("/state", (await somebody("student", "good")).cookie)).status).toBe(200);
  });
});

describe("OPER-19 built files", () => {
  const folder = mkdtempSync(join(tmpdir(), "podroom-built-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("OPER-19 are sent as they were packed, for good, and nothing beside them is", async () => {
    mkdirSync(join(folder, "static/chunks"), { recursive: true });
    writeFileSync(join(folder, "secret.js"), "secret");
    writeFileSync(join(folder, "static/chunks/a.js"), "plain");
    writeFileSync(join(folder, "static/chunks/a.js.gz"), Buffer.from("1f8b", "hex"));
    writeFileSync(join(folder, "static/chunks/a.js.br"), "br");
    writeFileSync(join(folder, "static/chunks/letters.woff2"), "letters");
    const files = builtFiles(join(folder, "static"), "/_next/static/");
    const pages = (_: unknown, response: { end(text: string): unknown }): void => void response.end("a page");
    const built = await startLocalServer(undefined, { files, pages });
    const kept = "public, max-age=31536000, immutable";
    try {
      const get = async (path: string, coding: string, method?: string): Promise<readonly unknown[]> => {
        const { headers, text } = await raw(`${built.url}${path}`, coding, method);
        return [headers["content-encoding"], headers["cache-control"], text];
      };
      expect(await get("/_next/static/chunks/a.js?v=1", "gzip, deflate, br")).toEqual(["br", kept, "br"]);
      expect(await get("/_next/static/chunks/a.js", "gzip, br;q=0")).toEqual(["gzip", kept, "\u001f\ufffd"]);
      expect(await get("/_next/static/chunks/a.js", "identity")).toEqual([undefined, kept, "plain"]);
      expect(await get("/_next/static/chunks/a.js", "br", "HEAD")).toEqual(["br", kept, ""]);
      expect(await get("/_next/static/chunks/letters.woff2", "br")).toEqual([undefined, kept, "letters"]);
      const { headers } = await raw(`${built.url}/_next/static/chunks/a.js`, "br");
      expect(headers).toMatchObject({
        "content-type": "application/javascript; charset=utf-8",
        "x-content-type-options": "nosniff",
        vary: "Accept-Encoding",
        "content-security-policy": "default-src 'self'",
      });
      for (const path of ["/_next/static/chunks/b.js", "/_next/static/chunks", "/_next/static/../secret.js"])
        expect((await get(path, "br"))[2], path).toBe("a page");
      expect((await get("/_next/static/%2e%2e/secret.js", "br"))[2]).toBe("a page");
    } finally {
      await built.close();
    }
  });
});
