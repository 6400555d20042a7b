/** A backup that takes the place of the database while the server runs, through the command, a server as operators run it, and pages that come back. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { openDatabase } from "../../server/persistence/openDatabase.ts";
import { prismaStorage } from "../../server/persistence/prismaStorage.ts";
import { QUOTA_TEXTS } from "../../server/rooms/quotas.ts";
import { until } from "../support/rooms/localServer.ts";
import { backup, command, restore } from "../support/rooms/operatorCommands.ts";
import { createRoom, freePort, joinRoom, type ServerProcess, startServer } from "../support/rooms/serverProcess.ts";

let folder: string;
let database: string;
let file: string;
let port: number;
let server: ServerProcess | undefined;
const pages: RoomConnection[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "podroom-restore-"));
  database = join(folder, "podroom.db");
  file = join(folder, "backup.db");
  port = await freePort();
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  await server?.kill();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const start = async (): Promise<string> => (server = await startServer(database, port, { env: {}, kept: true })).url;
const open = (url: string, roomId: string, cookie: string): RoomConnection => {
  const page = new RoomConnection({ roomId, url, extraHeaders: { cookie } });
  pages.push(page);
  page.connect();
  return page;
};
const phaseOf = (page: RoomConnection): string => page.getSnapshot().phase;
const names = (page: RoomConnection): readonly string[] =>
  [...(page.getSnapshot().cluster.tables.get("configmaps")?.values() ?? [])]
    .flatMap(({ metadata }) => (metadata.name.startsWith("told-") ? [metadata.name] : []))
    .sort();
const make = (clusterUrl: string, name: string): Promise<Response> =>
  fetch(`${clusterUrl}/api/v1/namespaces/default/configmaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
  });
const has = async (clusterUrl: string, name: string): Promise<boolean> =>
  (await fetch(`${clusterUrl}/api/v1/namespaces/default/configmaps/${name}`)).status === 200;
/** As if it had been made three days ago; the server ran until now. */
const makeOlder = async (backupFile: string): Promise<void> => {
  const client = createClient({ url: `file:${backupFile}` });
  for (const table of ["LogBatch", "Snapshot"])
    await client.execute(`UPDATE "${table}" SET "wall" = "wall" - 259200000`);
  await client.execute(`INSERT OR REPLACE INTO "Beat" ("id", "wall") VALUES (1, ${Date.now()})`);
  client.close();
};
/** What lies beside the database, but for what SQLite keeps open and the backup itself. */
const beside = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => !/^(podroom\.db(-wal|-shm)?|backup\.db)$/.test(name))
    .map((name) => name.replace(/before-.*/, "before-"));
const kept = (): string => join(folder, readdirSync(folder).find((name) => name.includes(".before-")) ?? "none");

describe("OPER-48 restoring while the server runs", () => {
  it("OPER-48 takes the backup, and who is in a room that it has is back by themselves", async () => {
    const url = await start();
    const room = await createRoom(url);
    const student = await joinRoom(url, room.id, { token: room.token.student, nickname: "Mina" });
    expect((await make(room.clusterUrl, "told-before")).status).toBe(201);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    expect((await make(room.clusterUrl, "told-after")).status).toBe(201);
    const late = await joinRoom(url, room.id, { token: room.token.student, nickname: "Jun" });
    const other = await createRoom(url);
    const [teacher, mina, jun, elsewhere] = [
      open(url, room.id, room.cookie),
      open(url, room.id, student.cookie),
      open(url, room.id, late.cookie),
      open(url, other.id, other.cookie),
    ];
    await until(() => pages.every((page) => phaseOf(page) === "live"), "all are in");
    expect(names(mina)).toEqual(["told-after", "told-before"]);
    const told = new Set<unknown>();
    mina.subscribe(() => told.add(mina.getSnapshot().problem?.text));
    const watch = await fetch(`${room.clusterUrl}/api/v1/configmaps?watch=true`);
    const watchEnd = watch.text().then(
      () => "ended",
      () => "cut",
    );
    const { epoch, time } = mina.getSnapshot().cluster;
    await makeOlder(file);
    const { code, text } = await restore(database, file);
    expect(text).toMatch(/restored 1 rooms .*; what was there before is .*before-.*; the server goes on with them/);
    expect(code).toBe(0);
    await until(() => [teacher, mina].every((page) => phaseOf(page) === "live"), "they are back", 15_000);
    await until(() => [jun, elsewhere].every((page) => phaseOf(page) === "refused"), "the others are told", 15_000);
    expect(told).toContainEqual(QUOTA_TEXTS.restoring);
    expect(jun.getSnapshot().problem?.code).toBe("not-allowed");
    expect(elsewhere.getSnapshot().problem?.code).toBe("unknown-room");
    // What they held is not taken for what there is now: revisions of the two do not compare.
    expect(names(mina)).toEqual(["told-before"]);
    expect(mina.getSnapshot().cluster.epoch).not.toBe(epoch);
    expect(mina.getSnapshot().cluster.time - time).toBeLessThan(3_600_000);
    expect((await make(room.clusterUrl, "told-since")).status).toBe(201);
    await until(() => names(mina).includes("told-since"), "a change after it is told");
    expect(await watchEnd).toBeTruthy();
    expect(await has(room.clusterUrl, "told-after")).toBe(false);
    expect(beside()).toEqual(["podroom.db.before-"]);
    // What was there before is whole, in one file, and can be taken back.
    const back = await restore(database, kept());
    expect(back).toMatchObject({ code: 0, text: expect.stringContaining("restored 2 rooms") });
    expect(await has(room.clusterUrl, "told-after")).toBe(true);
    expect(await has(room.clusterUrl, "told-since")).toBe(false);
  }, 90_000);

  it("OPER-48 refuses what is no whole database or of a newer version, and nobody notices", async () => {
    const url = await start();
    const room = await createRoom(url);
    expect((await make(room.clusterUrl, "told-now")).status).toBe(201);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    const page = open(url, room.id, room.cookie);
    await until(() => phaseOf(page) === "live", "it is in");
    const phases = new Set<string>();
    page.subscribe(() => phases.add(phaseOf(page)));
    const cut = join(folder, "cut.db");
    copyFileSync(file, cut);
    truncateSync(cut, 60_000);
    expect((await restore(database, cut)).code).toBe(1);
    const newer = createClient({ url: `file:${file}` });
    await newer.execute(
      `UPDATE "_prisma_migrations" SET "migration_name" = '29991231000000_later' WHERE "migration_name" LIKE '%_init'`,
    );
    newer.close();
    expect(await restore(database, file)).toMatchObject({ code: 1, text: expect.stringContaining("newer Podroom") });
    await sleep(1_500);
    expect([...phases].filter((phase) => phase !== "live")).toEqual([]);
    expect(await has(room.clusterUrl, "told-now")).toBe(true);
    expect(beside()).toEqual(["cut.db"]);
  }, 60_000);

  it("OPER-48 brings a backup of an older version up to date", async () => {
    const url = await start();
    await createRoom(url);
    const old = join(folder, "migrations");
    mkdirSync(old);
    for (const name of readdirSync("prisma/migrations").sort().slice(0, 6)) {
      mkdirSync(join(old, name));
      copyFileSync(`prisma/migrations/${name}/migration.sql`, join(old, name, "migration.sql"));
    }
    const client = await openDatabase(`file:${file}`, old);
    await client.$executeRawUnsafe(
      `INSERT INTO "Room" ("id", "name", "mode", "template", "seed", "startTime", "createdAt", "epoch") VALUES ('oldroom', 'Old', 'shared', 'course', 1, 1, 1, 'e')`,
    );
    await client.$disconnect();
    expect(await restore(database, file)).toMatchObject({ code: 0, text: expect.stringContaining("restored 1 rooms") });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const storage = prismaStorage(await openDatabase(`file:${database}`, "prisma/migrations"));
    expect((await storage.loadRooms()).map(({ id }) => id)).toEqual(["oldroom"]);
    await storage.close();
  }, 60_000);
});

describe("OPER-49 a restore that does not come to its end", () => {
  it("OPER-49 a second one is told; one that is killed while it waits changes nothing", async () => {
    let url = await start();
    const room = await createRoom(url);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    expect((await make(room.clusterUrl, "told-kept")).status).toBe(201);
    expect(await server?.stop()).toBe(0);
    // A program that makes no way.
    const holder = createClient({ url: `file:${database}` });
    await holder.execute(`SELECT count(*) FROM "Room"`);
    const first = command(database, "restore", file);
    await until(() => existsSync(`${database}.restoring`), "it asks", 20_000);
    expect(await restore(database, file)).toMatchObject({
      code: 1,
      text: expect.stringContaining("another restore is under way"),
    });
    expect(existsSync(`${database}.restoring`)).toBe(true);
    first.process.kill("SIGKILL");
    await first.ended;
    holder.close();
    url = await start();
    expect(await has(room.clusterUrl, "told-kept")).toBe(true);
    expect(beside()).toEqual([]);
    // The copy of one that was killed while a server runs: it is gone, and the server goes on.
    copyFileSync(file, `${database}.restoring`);
    await until(() => !existsSync(`${database}.restoring`), "the server removes it", 10_000);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await has(room.clusterUrl, "told-kept")).toBe(true);
    expect(beside()).toEqual([]);
  }, 90_000);

  it("OPER-49 one that was cut off between the two databases is finished by the next start", async () => {
    const url = await start();
    const room = await createRoom(url);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    expect((await make(room.clusterUrl, "told-gone")).status).toBe(201);
    await server?.stop();
    expect(await restore(database, file)).toMatchObject({ code: 0 });
    renameSync(database, `${database}.restoring`);
    await start();
    expect((await fetch(room.clusterUrl)).status).not.toBe(404);
    expect(await has(room.clusterUrl, "told-gone")).toBe(false);
    expect(beside()).toEqual(["podroom.db.before-"]);
  }, 60_000);

  it("OPER-49 a damaged database is put aside as it is", async () => {
    const url = await start();
    const room = await createRoom(url);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    await server?.stop();
    for (const rest of ["-wal", "-shm"]) rmSync(`${database}${rest}`, { force: true });
    writeFileSync(database, "no database any more, and long enough to be looked at by whoever opens it. ".repeat(100));
    expect(await restore(database, file)).toMatchObject({ code: 0 });
    expect(readFileSync(kept(), "utf8")).toMatch(/^no database any more/);
    await start();
    expect((await fetch(`${room.clusterUrl}/api/v1/namespaces/default/configmaps`)).status).toBe(200);
  }, 60_000);

  it("OPER-49 a program that does not make way is named, and nothing has changed", async () => {
    server = await startServer(database, port);
    const room = await createRoom(server.url);
    expect(await backup(database, file)).toMatchObject({ code: 0 });
    expect((await make(room.clusterUrl, "told-still")).status).toBe(201);
    // Nobody would begin this one anew.
    expect(await restore(database, file)).toMatchObject({ code: 1, text: expect.stringContaining("stop it first") });
    expect(await has(room.clusterUrl, "told-still")).toBe(true);
    expect(beside()).toEqual([]);
  }, 60_000);
});
