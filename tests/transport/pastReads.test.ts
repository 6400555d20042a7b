/** What a page reads while it shows a moment of the past: a real cluster, the page's own end of the line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import { openDatabase } from "../../server/persistence/openDatabase.ts";
import { prismaStorage } from "../../server/persistence/prismaStorage.ts";
import { PastWorker } from "../../server/transport/past/PastWorker.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import type { World } from "../support/rooms/worlds.ts";

const PODS = "/api/v1/namespaces/default/pods";
/** Built by `npm test`. */
const READER = resolve(".build/past.mjs");
const folder = mkdtempSync(join(tmpdir(), "podroom-past-"));
const open: RoomConnection[] = [];

afterAll(() => {
  for (const connection of open) connection.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly world: World;
  readonly server: LocalServer;
  close(): Promise<void>;
}

/** Rooms in a file; `reader`: what a thread of its own runs that reads their past. */
async function startPlace(name: string, reader?: string): Promise<Place> {
  const database = `file:${join(folder, `${name}.db`)}`;
  const storage = prismaStorage(await openDatabase(database, "prisma/migrations"));
  const world = realWorld({ storage });
  const report = (_: string, problem: string): void => void world.problems.push(problem);
  const past = reader === undefined ? undefined : new PastWorker({ file: reader, database, report });
  const server = await startLocalServer(world, past ? { past } : {});
  return {
    world,
    server,
    async close() {
      await server.close();
      await past?.close();
      await storage.close();
      expect(world.problems).toEqual([]);
    },
  };
}

describe.each([
  { where: "in the server's thread", reader: undefined },
  { where: "in a thread of its own", reader: READER },
])("HIST-9 HIST-10 reading the past $where", ({ reader }) => {
  let place: Place;
  let server: LocalServer;
  beforeAll(async () => {
    place = await startPlace(reader === undefined ? "here" : "thread", reader);
    ({ server } = place);
  });
  afterAll(() => place.close());

  it("HIST-9 LOGS-12 what a page reads is of the moment it shows; what does something is refused", async () => {
    const room = await createRoom(server.url, {
      manifests: [
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "then", namespace: "default" },
          spec: { containers: [{ name: "c", image: "busybox", command: ["sh", "-c", "echo as it was; sleep 3600"] }] },
        },
      ],
    });
    const teacher = await openPage(server, room, { cookie: room.cookie, open });
    const read = async (path: string): Promise<{ status: number; body: unknown }> => teacher.request("GET", path);
    const log = async (): Promise<unknown> => (await read(`${PODS}/then/log`)).body;
    const here = await server.world.directory.open(room.id);
    await here.setClock({ type: "clock", speed: 0 }, "");
    await here.setClock({ type: "clock", step: 60_000 }, "");
    await expect.poll(log).toMatch(/\S/);
    const { time } = here.clock;
    const said = await log();
    const decision = (await read(`${PODS}/then/scheduling`)).body;
    expect(decision).toMatchObject({ kind: "SchedulingDecision" });
    await here.setClock({ type: "clock", step: 1_000 }, "");
    await teacher.request("DELETE", `${PODS}/then?gracePeriodSeconds=0`);
    expect((await read(`${PODS}/then`)).status).toBe(404);

    await teacher.showMoment(time);
    expect((await read(`${PODS}/then`)).body).toMatchObject({ metadata: { name: "then" } });
    expect((await read(`${PODS}/then/scheduling`)).body).toEqual(decision);
    expect(await log()).toBe(said);
    let followed = "";
    const stop = teacher.followLog(
      { namespace: "default", pod: "then", container: "c" },
      {
        onText: (text) => {
          followed += text;
        },
        onEnd: (end) => expect(end).toBe("not to be"),
      },
    );
    await until(() => followed === said, "the log of then");
    stop();
    await expect(teacher.request("DELETE", `${PODS}/then`)).rejects.toThrow("looking at the past");
    // Whoever serves it would hear of a request in the cluster.
    await expect(read("/outside/curl?url=then")).rejects.toThrow("go back to now");
    teacher.showNow();
    expect((await read(`${PODS}/then`)).status).toBe(404);
  });

  it("HIST-9 nobody reads what they might not see then, however much a page asks at once", async () => {
    const room = await createRoom(server.url, {
      manifests: [
        { apiVersion: "v1", kind: "Secret", metadata: { name: "key", namespace: "default" }, stringData: { a: "b" } },
      ],
    });
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.viewer, nickname: "보기" });
    const viewer = await openPage(server, room, { cookie, open });
    const { time } = (await server.world.directory.open(room.id)).clock;
    await viewer.showMoment(time);
    const secret = "/api/v1/namespaces/default/secrets/key";
    // One after the other: of all a page shows of a moment nothing is refused.
    const answers = await Promise.all(Array.from({ length: 12 }, () => viewer.request("GET", secret)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 403));
  });
});

describe("HIST-10 the thread that reads the past", () => {
  it("HIST-10 when it dies whoever waits is told, and the next look has another; nothing else is touched", async () => {
    const dies = join(folder, "dies");
    const file = join(folder, "past.mjs");
    writeFileSync(dies, "");
    writeFileSync(
      file,
      `import { existsSync, rmSync } from "node:fs";
       import { parentPort } from "node:worker_threads";
       const dies = ${JSON.stringify(dies)};
       if (existsSync(dies)) parentPort.once("message", () => (rmSync(dies), process.exit(1)));
       else await import(${JSON.stringify(pathToFileURL(READER).href)});`,
    );
    const place = await startPlace("dying", file);
    const room = await createRoom(place.server.url);
    const teacher = await openPage(place.server, room, { cookie: room.cookie, open });
    const { time } = (await place.world.directory.open(room.id)).clock;
    await expect(teacher.showMoment(time)).rejects.toThrow("could not be read");
    expect((await teacher.request("GET", PODS)).status).toBe(200);
    await teacher.showMoment(time);
    expect(teacher.getSnapshot().past?.exact).toBe(true);
    await place.close();
  });
});
