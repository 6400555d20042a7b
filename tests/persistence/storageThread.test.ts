/** The thread that stores rooms when it dies or cannot open its database; what it does otherwise: tests/contracts/storage.test.ts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStorageThread } from "../../server/persistence/thread/storageThread.ts";
import type { StoragePort } from "../../server/rooms/StoragePort.ts";
import { createPod, listPods, makeWorld } from "../support/rooms/worlds.ts";

/** Built by `npm test`. */
const THREAD = resolve(".build/storage.mjs");
/** The thread is hit by a sign of life at this wall time. */
const FATAL = 13;

let folder: string;
let url: string;
let reported: string[];
const open: StoragePort[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "podroom-thread-"));
  url = `file:${join(folder, "podroom.db")}`;
  reported = [];
});
afterEach(async () => {
  for (const storage of open.splice(0)) await storage.close();
  rmSync(folder, { recursive: true });
});

async function openMortal(): Promise<StoragePort> {
  const file = join(folder, "mortal.mjs");
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";
     import ${JSON.stringify(pathToFileURL(THREAD).href)};
     parentPort.on("message", ({ call, args }) => {
       if (call === "beat" && args[0] === ${FATAL}) throw new Error("hit");
     });`,
  );
  const report = (problem: string): void => void reported.push(problem);
  const storage = await openStorageThread({ file, url, migrations: "prisma/migrations", report });
  open.push(storage);
  return storage;
}

describe("a thread that stores rooms", () => {
  it("LOG-19 dies: who waits hears of it, what was acknowledged is there, and the next call begins another", async () => {
    const storage = await openMortal();
    await storage.beat(1);
    const hit = storage.beat(FATAL);
    const behind = storage.beat(2);
    await expect(hit).rejects.toMatchObject({ name: "StorageError", trouble: "unavailable" });
    await expect(behind).rejects.toMatchObject({ trouble: "unavailable" });
    expect(reported).toEqual(["the thread that stores the rooms failed"]);
    expect(await storage.lastBeat()).toBe(1);
    await storage.beat(3);
    expect(await storage.lastBeat()).toBe(3);
  });

  it("LOG-19 dies while a snapshot is under way: nothing of that is there", async () => {
    const storage = await openMortal();
    const world = makeWorld({ storage });
    const { room } = await world.directory.create({ template: "course" });
    await room.settled();
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      await storage.beat(FATAL).catch(() => {});
      yield new Uint8Array(10);
    };
    const position = { time: 1, steps: 1, revision: 1, wall: 1, speed: 1, asleep: false };
    const header = { roomId: room.id, id: "s", seq: 0, simulationVersion: "v", room: "{}", kept: true, position };
    await expect(storage.saveSnapshot(header, pieces())).rejects.toMatchObject({ trouble: "unavailable" });
    expect((await storage.snapshots(room.id)).map(({ id }) => id)).not.toContain("s");
    await world.directory.closeAll();
  });

  it("LOG-19 dies under a class: the room stops, and opens again with all that was answered", async () => {
    const storage = await openMortal();
    const world = makeWorld({ storage });
    const { room } = await world.directory.create({ template: "course" });
    const create = async (name: string): Promise<number> => {
      const { status } = await (await world.directory.open(room.id)).request(createPod(name), "");
      return status;
    };
    expect(await create("before")).toBe(201);
    const stopped = new Promise<void>((done) => room.subscribe({ onStop: () => done() }));
    const hit = storage.beat(FATAL).catch(() => {});
    const lost = await create("while");
    await hit;
    expect(lost).toBe(503);
    await stopped;
    // A room that failed rests before it is opened again.
    world.clock.now += 60_000;
    expect(await create("after")).toBe(201);
    const again = await world.directory.open(room.id);
    expect(again).not.toBe(room);
    const { body } = await again.request(listPods, "");
    expect(JSON.stringify(body)).toContain("before");
    expect(JSON.stringify(body)).toContain("after");
    await world.directory.closeAll();
  });

  it("LOG-13 LOG-19 a file that is no database is refused at start as without a thread", async () => {
    writeFileSync(url.slice("file:".length), "nothing of a database ".repeat(100));
    await expect(openMortal()).rejects.toMatchObject({ name: "StorageError", trouble: "damaged" });
  });

  it("LOG-19 closed, it begins no other", async () => {
    const storage = await openMortal();
    await storage.close();
    await expect(storage.beat(4)).rejects.toMatchObject({ trouble: "unavailable" });
    await storage.close();
  });
});
