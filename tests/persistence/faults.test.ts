import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../server/persistence/openDatabase.ts";
import { prismaStorage } from "../../server/persistence/prismaStorage.ts";
import { storageError } from "../../server/persistence/storageErrors.ts";
import type { LogBatch, StoragePort } from "../../server/rooms/StoragePort.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "podroom-faults-"));
  file = join(folder, "podroom.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = async (): Promise<{ storage: StoragePort; client: Awaited<ReturnType<typeof openDatabase>> }> => {
  const client = await openDatabase(`file:${file}`, "prisma/migrations");
  return { client, storage: prismaStorage(client) };
};
const room = {
  id: "a",
  name: "a",
  mode: "shared",
  template: "course",
  seed: 1,
  startTime: 1,
  createdAt: 1,
  epoch: "e",
} as const;
const batch = (firstSeq: number, text = ""): LogBatch => ({
  roomId: "a",
  firstSeq,
  count: 1,
  entries: JSON.stringify([{ seq: firstSeq, text }]),
  end: { time: 1, steps: firstSeq, revision: firstSeq, wall: 1, speed: 1, asleep: false },
});

describe("storage faults", () => {
  it("LOG-10 waits for a locked file without holding the event loop, and loses nothing", async () => {
    const { storage } = await open();
    await storage.createRoom(room, []);
    const other = createClient({ url: `file:${file}` });
    const lock = await other.transaction("write");
    let ticks = 0;
    const probe = setInterval(() => ticks++, 5);
    const done = storage.append(batch(1));
    setTimeout(() => void lock.rollback(), 400);
    await done;
    clearInterval(probe);
    expect(ticks).toBeGreaterThan(15);
    expect(await storage.readLog("a", 1)).toEqual([batch(1)]);
    other.close();
    await storage.close();
  });

  it("LOG-11 says that the disk is full, keeps what was stored, and goes on when there is room again", async () => {
    const { storage, client } = await open();
    await storage.createRoom(room, []);
    await storage.append(batch(1));
    const pages = Number((await client.$queryRawUnsafe<{ page_count: unknown }[]>("PRAGMA page_count"))[0]?.page_count);
    await client.$queryRawUnsafe(`PRAGMA max_page_count = ${pages + 2}`);
    await expect(storage.append(batch(2, "x".repeat(200_000)))).rejects.toMatchObject({
      trouble: "full",
      message: expect.stringMatching(/disk is full.*safe/),
    });
    expect(await storage.readLog("a", 1)).toEqual([batch(1)]);
    await client.$queryRawUnsafe("PRAGMA max_page_count = 1000000");
    await storage.append(batch(2, "x".repeat(200_000)));
    expect(await storage.readLog("a", 2)).toHaveLength(1);
    await storage.close();
  });

  it("LOG-18 rooms that are made and deleted leave no open files behind", async () => {
    const { storage } = await open();
    const files = (): number =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
        } catch {
          return false;
        }
      }).length;
    if (!existsSync("/proc/self/fd")) return;
    await storage.createRoom(room, []);
    const before = files();
    for (let index = 0; index < 10; index++) {
      await storage.createRoom({ ...room, id: `room-${index}` }, []);
      await storage.deleteRoom(`room-${index}`);
    }
    expect(files()).toBe(before);
    await storage.close();
  });

  it("LOG-18 a transaction that fails is undone whole, and what comes after it is no part of it", async () => {
    const { storage } = await open();
    await storage.createRoom(room, []);
    const twice = { roomId: "b", role: "student", tokenHash: "h", createdAt: 1, came: 0 } as const;
    await expect(storage.createRoom({ ...room, id: "b" }, [twice, twice])).rejects.toMatchObject({
      name: "StorageError",
    });
    expect(await storage.loadRoom("b")).toBeUndefined();
    await storage.append(batch(1));
    await storage.close();
    const again = await open();
    expect(await again.storage.readLog("a", 1)).toEqual([batch(1)]);
    await again.storage.createRoom({ ...room, id: "b" }, [twice]);
    expect(await again.storage.loadLinks("b")).toHaveLength(1);
    await again.storage.close();
  });

  it("LOG-12 a torn last write leaves everything before it", async () => {
    const { storage } = await open();
    await storage.createRoom(room, []);
    for (let seq = 1; seq <= 20; seq++) await storage.append(batch(seq, "x".repeat(3_000)));
    // The process dies here with its last commit half on the disk: copies of the files at that instant.
    const wal = `${file}-wal`;
    const whole = statSync(wal).size;
    const copy = join(folder, "torn.db");
    const { copyFileSync } = await import("node:fs");
    for (const cut of [10, 700, 3_000]) {
      copyFileSync(file, copy);
      copyFileSync(wal, `${copy}-wal`);
      truncateSync(`${copy}-wal`, whole - cut);
      if (cut === 700) appendFileSync(`${copy}-wal`, Buffer.alloc(700, 0xa5));
      const again = prismaStorage(await openDatabase(`file:${copy}`, "prisma/migrations"));
      const kept = await again.readLog("a", 1);
      expect(kept.length).toBeGreaterThanOrEqual(18);
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => batch(index + 1, "x".repeat(3_000))));
      await again.append(batch(kept.length + 1));
      await again.close();
      for (const suffix of ["", "-wal", "-shm"]) rmSync(copy + suffix, { force: true });
    }
    await storage.close();
  });

  it("LOG-13 says so when the file is no database", async () => {
    writeFileSync(file, "this is not a database, but it is long enough to be looked at as one".repeat(100));
    await expect(open()).rejects.toMatchObject({ trouble: "damaged" });
    await expect(openDatabase("postgres://x", "prisma/migrations")).rejects.toThrow(/file:/);
  });

  it("LOG-14 batches of one moment share a commit", async () => {
    const { storage, client } = await open();
    await storage.createRoom(room, []);
    let writes = 0;
    const original = client.$executeRawUnsafe.bind(client);
    Object.defineProperty(client, "$executeRawUnsafe", {
      value: (...args: [string, ...unknown[]]) => {
        writes++;
        return original(...args);
      },
    });
    await Promise.all(Array.from({ length: 200 }, (_, index) => storage.append(batch(index + 1))));
    expect(writes).toBeLessThan(5);
    expect(await storage.readLog("a", 1)).toHaveLength(200);
    await storage.close();
  });

  it("LOG-15 puts trouble into words", () => {
    expect(storageError(new Error("SQLITE_BUSY: database is locked")).trouble).toBe("locked");
    expect(
      storageError(Object.assign(new Error("x"), { cause: { message: "database or disk is full" } })).trouble,
    ).toBe("full");
    expect(storageError("what")).toMatchObject({ trouble: "unavailable", message: expect.stringContaining("what") });
  });
});
