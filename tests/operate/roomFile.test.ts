/** A room as one file, and what is somebody's own. */
import { resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { snapshotText } from "../support/snapshots.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { makeWorld } from "../support/rooms/worlds.ts";

const clock = { now: Date.UTC(2026, 10, 28) };
let server: LocalServer;
let room: CreatedRoom;

beforeAll(async () => {
  const factory = clusterFactory({ root: resolve(import.meta.dirname, "../.."), freeze: true });
  server = await startLocalServer(makeWorld({ clock, factory }));
  room = await createRoom(server.url, { name: "taken out" });
});
afterAll(() => server.close());

const rooms = (method: string, path: string, cookie = room.cookie, body?: Uint8Array): Promise<Response> =>
  fetch(`${server.url}/api/rooms/${path}`, {
    method,
    headers: { cookie },
    ...(body ? { body: Buffer.from(body) } : {}),
  });

async function create(path: string, body: object): Promise<void> {
  const answer = await fetch(`${room.clusterUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
}

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "nginx" }] } },
  },
};

/** The file taken apart, changed, put together again. */
function changed(file: Uint8Array, change: (lines: string[]) => void): Uint8Array {
  const lines = gunzipSync(file).toString().split("\n");
  change(lines);
  return gzipSync(lines.join("\n"));
}

describe("OPER-20 OPER-21 a room as one file", () => {
  let file: Uint8Array;

  it("OPER-20 the new room is the same to the task, and lives on", async () => {
    await create("/apis/apps/v1/namespaces/default/deployments", deployment);
    clock.now += 30_000;
    await create("/api/v1/namespaces/default/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "late" },
    });
    const source = await server.world.directory.open(room.id);
    // On a busy machine the cluster is behind its clock for a moment.
    await until(() => source.cluster.runtime.now >= source.clock.time, "it caught up", 20_000);
    const answer = await rooms("GET", `${room.id}/export`);
    expect(answer.status).toBe(200);
    file = new Uint8Array(await answer.arrayBuffer());
    const before = snapshotText((await source.capture()).cluster);
    const made = (await (await rooms("POST", "import", room.cookie, file)).json()) as {
      room: { id: string; name: string };
      links: Record<string, string>;
      problems: string[];
    };
    expect(made).toMatchObject({ room: { name: "taken out" }, problems: [] });
    expect(made.room.id).not.toBe(room.id);
    const copy = await server.world.directory.open(made.room.id);
    // A text of this length is nothing to print.
    // What signs tokens is each room's own, and not in the file.
    const keyOf = (text: string): string => /"key":"([\w+/]{43}=)"/.exec(text)?.[1] as string;
    const after = snapshotText((await copy.capture()).cluster);
    expect(keyOf(after)).not.toBe(keyOf(before));
    expect(after.replace(keyOf(after), keyOf(before)) === before).toBe(true);
    expect(gunzipSync(file).toString()).not.toMatch(/"entropy":"[^"]/);
    const token = made.links.student?.split("#k=")[1];
    expect((await joinRoom(server.url, made.room.id, { token, nickname: "Mina" })).status).toBe(201);
    clock.now += 10_000;
    const pods = await copy.request(
      { method: "GET", path: "/api/v1/namespaces/default/pods", user: { username: "x", groups: ["system:masters"] } },
      "",
    );
    expect((pods.body as { items: object[] }).items).toHaveLength(3);
  });

  it("OPER-20 a cluster that was put back, and what an instructor typed for somebody, come along; twice, too", async () => {
    const back = await createRoom(server.url, { name: "put back" });
    const source = async () => server.world.directory.open(back.id);
    const make = async (name: string): Promise<void> => {
      const answer = await (await source()).request(
        {
          method: "POST",
          path: "/apis/apps/v1/namespaces/default/deployments",
          user: { username: "x", groups: ["system:masters"] },
          typedBy: "an-instructor",
          contentType: "application/json",
          body: JSON.stringify({ ...deployment, metadata: { name } }),
        },
        "a-student",
      );
      expect(answer.status).toBe(201);
      clock.now += 20_000;
      const { cluster, clock: hers } = await source();
      await until(() => cluster.runtime.now >= hers.time, "it caught up", 20_000);
    };
    const putBack = async (to: number): Promise<void> => {
      const answer = await fetch(`${server.url}/api/rooms/${back.id}/restore`, {
        method: "POST",
        headers: { cookie: back.cookie, "content-type": "application/json" },
        body: JSON.stringify({ time: to }),
      });
      expect(answer.status).toBe(200);
      clock.now += 5_000;
    };
    await make("first");
    const then = (await source()).clock.time - 1;
    await make("undone");
    await putBack(then);
    await make("second");
    await putBack(then + 21_000);
    await make("third");
    const answer = await rooms("GET", `${back.id}/export`, back.cookie);
    expect(answer.status).toBe(200);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const made = (await (await rooms("POST", "import", room.cookie, bytes)).json()) as {
      room: { id: string };
      problems: string[];
    };
    expect(made.problems).toEqual([]);
    const copy = await server.world.directory.open(made.room.id);
    const parts = (text: string): string => text.replace(/"key":"[\w+/]{43}="/, "");
    const [before, after] = await Promise.all(
      [await source(), copy].map(async (one) => parts(snapshotText((await one.capture()).cluster))),
    );
    expect(after === before).toBe(true);
    const named = (): Promise<readonly string[]> =>
      copy.moment(then, ({ cluster }) =>
        [...cluster.store.list("deployments.apps", "default")].map(({ metadata }) => metadata.name),
      );
    expect(await named()).toEqual(["first"]);
    // A file that puts back to where nothing leads, or goes on before what was done, is none.
    const on = (change: object) =>
      changed(bytes, (lines) => {
        const index = lines.findIndex((line) => line.includes('"restore"'));
        const entry = JSON.parse(lines[index] as string);
        lines[index] = JSON.stringify({ ...entry, ...change });
      });
    for (const change of [
      { on: undefined },
      { on: { time: 1, steps: 1, revision: 1 } },
      { on: { time: 8e15, steps: 5, revision: 1 } },
    ])
      expect((await rooms("POST", "import", room.cookie, on(change))).status).toBe(400);
  });

  it("OPER-20 a file of another version is applied as well as it can be, and says so", async () => {
    const other = changed(file, (lines) => {
      const head = JSON.parse(lines[0] as string);
      lines[0] = JSON.stringify({ ...head, end: { ...head.end, revision: head.end.revision + 5 } });
    });
    const made = (await (await rooms("POST", "import", room.cookie, other)).json()) as {
      room: { id: string };
      problems: string[];
    };
    expect(made.problems).toHaveLength(1);
    const copy = await server.world.directory.open(made.room.id);
    expect(copy.cluster.store.get("deployments.apps", "default", "web")).toBeDefined();
  });

  it("OPER-21 refuses what is no such file, and leaves nothing behind", async () => {
    const count = await server.world.storage.countRooms();
    const head = (change: object) => (lines: string[]) => {
      lines[0] = JSON.stringify({ ...JSON.parse(lines[0] as string), ...change });
    };
    const bad: Uint8Array[] = [
      new Uint8Array([1, 2, 3]),
      gzipSync("nonsense"),
      gzipSync(Buffer.alloc(100 * 1024 * 1024)),
      changed(file, head({ podroom: 2 })),
      changed(file, head({ template: "../../etc" })),
      changed(file, head({ end: { time: 8e15, steps: 1, revision: 1 } })),
      changed(file, head({ extra: true })),
      changed(file, (lines) => lines.reverse()),
      changed(file, (lines) => lines.splice(1, 0, lines.at(-1) as string)),
      changed(file, (lines) => (lines[1] = (lines[1] as string).replace('"DELETE"', '"WATCH"'))),
      changed(file, (lines) =>
        lines.push('{"time":0,"steps":0,"who":"","command":{"type":"class","at":1,"action":{}}}'),
      ),
    ];
    for (const [index, bytes] of bad.entries())
      expect((await rooms("POST", "import", room.cookie, bytes)).status, String(index)).toBe(400);
    expect((await rooms("POST", "import", room.cookie, new Uint8Array(17 * 1024 * 1024))).status).toBe(413);
    expect(await server.world.storage.countRooms()).toBe(count);
  });

  it("OPER-21 is for instructors, and not for clusters that began as copies", async () => {
    const mina = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Ara" });
    expect((await rooms("GET", `${room.id}/export`, mina.cookie)).status).toBe(403);
    const fork = await fetch(`${server.url}/api/rooms/${room.id}/fork`, {
      method: "POST",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: "{}",
    });
    const cookie = fork.headers.get("set-cookie")?.split(";")[0] as string;
    const { room: copied } = (await fork.json()) as { room: { id: string } };
    expect((await rooms("GET", `${copied.id}/export`, cookie)).status).toBe(400);
  });
});

describe("OPER-22 what is somebody's own", () => {
  it("OPER-22 a student gets their data, and is forgotten", async () => {
    const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Sohee" });
    const id = body.you?.id as string;
    const kubeconfig = await (await rooms("POST", `${room.id}/kubeconfig`, cookie)).text();
    const cluster = /server: "([^"]*)"/.exec(kubeconfig)?.[1] as string;
    await fetch(`${cluster}/api/v1/namespaces/default/configmaps`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "sohees" } }),
    });
    const mine = (await (await rooms("GET", `${room.id}/mine`, cookie)).json()) as {
      you: object;
      commands: { command: { request: { body: string } } }[];
    };
    expect(mine.you).toMatchObject({ id, nickname: "Sohee", role: "student" });
    expect(mine.commands).toHaveLength(1);
    expect(mine.commands[0]?.command.request.body).toContain("sohees");
    expect((await rooms("DELETE", `${room.id}/mine`, cookie)).status).toBe(200);
    expect((await rooms("GET", `${room.id}/mine`, cookie)).status).toBe(403);
    expect((await fetch(`${cluster}/version`)).status).toBe(401);
    const people = await server.world.storage.loadPeople(room.id);
    expect(people.find((person) => person.id === id)).toMatchObject({ nickname: "", removed: true });
    // No name stands in the log.
    const log = await server.world.storage.readLog(room.id, 1);
    expect(log.map(({ entries }) => entries).join("")).not.toContain("Sohee");
    expect((await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Sohee" })).status).toBe(201);
  });
});
