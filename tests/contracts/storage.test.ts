import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import { openDatabase } from "../../server/persistence/openDatabase.ts";
import { prismaStorage } from "../../server/persistence/prismaStorage.ts";
import { openStorageThread } from "../../server/persistence/thread/storageThread.ts";
import type {
  LessonRecord,
  LogBatch,
  Position,
  RoomRecord,
  SnapshotChunk,
  StoragePort,
} from "../../server/rooms/StoragePort.ts";

const position = (steps: number): Position => ({
  time: 1_790_000_000_000 + steps,
  steps,
  revision: steps * 3,
  wall: 1_790_000_000_500,
  speed: 1,
  asleep: false,
});
const room = (id: string): RoomRecord => ({
  id,
  name: "교실 1",
  mode: "shared",
  template: "course",
  seed: 2 ** 31 - 7,
  startTime: 1_790_000_000_000,
  createdAt: 1_790_000_000_001,
  epoch: "e1",
});
const batch = (roomId: string, firstSeq: number, count: number): LogBatch => ({
  roomId,
  firstSeq,
  count,
  entries: count
    ? JSON.stringify(Array.from({ length: count }, (_, index) => ({ seq: firstSeq + index, text: "값" })))
    : "",
  end: position(firstSeq + count),
});
async function* bytes(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield new TextEncoder().encode(chunk);
}
async function text(chunks: AsyncIterable<SnapshotChunk>): Promise<string> {
  let all = "";
  for await (const { data } of chunks) all += new TextDecoder().decode(data);
  return all;
}

interface Kind {
  readonly name: string;
  readonly open: () => Promise<StoragePort>;
  readonly reopen?: (storage: StoragePort) => Promise<StoragePort>;
}

const folders: string[] = [];
const MIGRATIONS = "prisma/migrations";
/** Built by `npm test`. */
const THREAD = resolve(".build/storage.mjs");

/** A store in a new folder; `openAt`: what opens its database. */
function inFile(name: string, openAt: (url: string) => Promise<StoragePort>): Kind {
  const open = (): Promise<StoragePort> => openAt(`file:${join(folders.at(-1) ?? "", "sub", "podroom.db")}`);
  return {
    name,
    open: () => {
      folders.push(mkdtempSync(join(tmpdir(), "podroom-storage-")));
      return open();
    },
    reopen: async (storage) => {
      await storage.close();
      return open();
    },
  };
}

const kinds: readonly Kind[] = [
  { name: "memory", open: async () => new MemoryStorage() },
  inFile("Prisma", async (url) => prismaStorage(await openDatabase(url, MIGRATIONS))),
  inFile("LOG-19 Prisma in a thread of its own", (url) => {
    const report = (problem: string, error: unknown): void => expect.unreachable(`${problem}: ${String(error)}`);
    return openStorageThread({ file: THREAD, url, migrations: MIGRATIONS, report });
  }),
];

const HEADER = { roomId: "a", id: "s1", seq: 5, simulationVersion: "v1", position: position(5), room: "{}" };

describe.each(kinds)("storage port: $name", ({ open, reopen }) => {
  let storage: StoragePort;
  beforeEach(async () => {
    storage = await open();
    await storage.createRoom(room("a"), [{ roomId: "a", role: "student", tokenHash: "01", createdAt: 1, came: 0 }]);
  });
  afterEach(async () => {
    await storage.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("LOG-1 gives back rooms as they were stored", async () => {
    expect(await storage.loadRoom("a")).toEqual(room("a"));
    expect(await storage.loadRoom("b")).toBeUndefined();
    await storage.saveRoom({ ...room("a"), epoch: "e2" });
    expect((await storage.loadRoom("a"))?.epoch).toBe("e2");
  });

  it("OPER-16 OPER-17 lists rooms with their people, last use, deletion and size", async () => {
    await storage.createRoom({ ...room("b"), deletedAt: 1_790_000_000_500 }, []);
    await storage.append(batch("a", 1, 2));
    const listed = await storage.listRooms();
    expect(listed.map(({ record }) => record)).toEqual([room("a"), { ...room("b"), deletedAt: 1_790_000_000_500 }]);
    expect(listed.map(({ people }) => people)).toEqual([0, 0]);
    expect(listed[0]?.usedAt).toBe(Math.max(room("a").createdAt, position(3).wall));
    expect(await storage.countRooms()).toBe(2);
    expect(await storage.loadRooms()).toEqual(listed.map(({ record }) => record));
    expect(await storage.roomUse("a")).toEqual({ bytes: await storage.roomSize("a"), usedAt: position(3).wall });
    expect(await storage.roomUse("b")).toEqual({ bytes: 0, usedAt: 0 });
    expect(await storage.roomSize("a")).toBe(batch("a", 1, 2).entries.length);
    await storage.saveRoom(room("b"));
    expect(await storage.loadRoom("b")).toEqual(room("b"));
  });

  it("LESSON-14 LESSON-18 keeps versions of lessons as they were saved, and what is given away of them", async () => {
    const version = (lesson: string, number: number): LessonRecord => ({
      roomId: "a",
      lesson,
      version: number,
      texts: `{"ko":"글 ${number}"}`,
      summary: "{}",
      savedAt: 1_790_000_000_000 + number,
      savedBy: "p",
    });
    for (const [lesson, number] of [
      ["b", 1],
      ["a", 1],
      ["a", 2],
    ] as const)
      await storage.addLesson(version(lesson, number));
    await expect(storage.addLesson({ ...version("a", 2), texts: "other" })).rejects.toThrow();
    const { texts, ...mark } = version("a", 1);
    const listed = await storage.listLessons("a");
    expect(listed.map(({ lesson, version: number }) => [lesson, number])).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 1],
    ]);
    expect(listed[0]).toEqual({ ...mark, size: texts.length });
    expect(await storage.loadLesson("a", "a", 2)).toEqual(version("a", 2));
    expect(await storage.loadLesson("a", "a", 3)).toBeUndefined();
    await storage.dropLessons("a", "a", [1]);
    expect(await storage.loadLesson("a", "a", 1)).toBeUndefined();
    const share = {
      roomId: "a",
      id: "s",
      tokenHash: "t",
      lessons: "[]",
      titles: '["글"]',
      createdAt: 1_790_000_000_000,
      createdBy: "p",
    };
    await storage.addLessonShare(share);
    expect(await storage.findLessonShare("t")).toEqual(share);
    expect((await storage.listLessonShares("a")).map(({ id, titles }) => [id, titles])).toEqual([["s", '["글"]']]);
    await storage.dropLessonShare("a", "s");
    expect(await storage.findLessonShare("t")).toBeUndefined();
    await storage.markLesson("a", "a", 1_790_000_000_009);
    expect((await storage.listLessons("a")).map(({ lesson, removedAt }) => [lesson, removedAt])).toEqual([
      ["a", 1_790_000_000_009],
      ["b", undefined],
    ]);
    expect(await storage.loadLesson("a", "a", 2)).toEqual({ ...version("a", 2), removedAt: 1_790_000_000_009 });
    await storage.markLesson("a", "a", undefined);
    expect(await storage.loadLesson("a", "a", 2)).toEqual(version("a", 2));
    await storage.createRoom({ ...room("trial"), trialOf: "a", ownerId: "p" }, []);
    expect(await storage.loadTrials("a")).toEqual([{ ...room("trial"), trialOf: "a", ownerId: "p" }]);
    await storage.deleteRoom("a");
    expect(await storage.listLessons("a")).toEqual([]);
  });

  it("LESSON-23 keeps drafts of lessons as they were written last", async () => {
    const draft = {
      roomId: "a",
      id: "~first1",
      base: 0,
      texts: '{"ko":"글"}',
      label: "{}",
      revision: 1_790_000_000_001,
      savedAt: 1_790_000_000_000,
      savedBy: "p",
    };
    await storage.saveLessonDraft(draft);
    await storage.saveLessonDraft({ ...draft, id: "a", base: 2 });
    const next = { ...draft, texts: '{"ko":"글 둘"}', revision: 1_790_000_000_002, removedAt: 1_790_000_000_009 };
    await storage.saveLessonDraft(next);
    expect(await storage.loadLessonDraft("a", "~first1")).toEqual(next);
    await storage.saveLessonDraft(draft);
    expect(await storage.loadLessonDraft("a", "~first1")).toEqual(draft);
    const { texts, ...mark } = draft;
    const listed = await storage.listLessonDrafts("a");
    expect(listed).toEqual([
      { ...mark, id: "a", base: 2, size: texts.length },
      { ...mark, size: texts.length },
    ]);
    await storage.dropLessonDrafts("a", ["a"]);
    expect(await storage.loadLessonDraft("a", "a")).toBeUndefined();
    expect(await storage.listLessonDrafts("b")).toEqual([]);
    await storage.deleteRoom("a");
    expect(await storage.listLessonDrafts("a")).toEqual([]);
  });

  it("LOG-2 keeps batches in order, with what they held", async () => {
    await Promise.all([
      storage.append(batch("a", 1, 2)),
      storage.append(batch("a", 3, 1)),
      storage.append(batch("a", 4, 3)),
    ]);
    expect(await storage.readLog("a", 1)).toEqual([batch("a", 1, 2), batch("a", 3, 1), batch("a", 4, 3)]);
    expect(await storage.readLog("a", 3)).toEqual([batch("a", 3, 1), batch("a", 4, 3)]);
    expect(await storage.logSize("a")).toBe(
      [batch("a", 1, 2), batch("a", 3, 1), batch("a", 4, 3)].reduce((sum, { entries }) => sum + entries.length, 0),
    );
  });

  it("LOG-3 replaces a mark by what comes next from the same place, and gives the newest mark always", async () => {
    await storage.append(batch("a", 1, 2));
    await storage.append(batch("a", 3, 0));
    await storage.append({ ...batch("a", 3, 0), end: position(77) });
    expect(await storage.readLog("a", 99)).toEqual([{ ...batch("a", 3, 0), end: position(77) }]);
    await storage.append(batch("a", 3, 1));
    expect(await storage.readLog("a", 3)).toEqual([batch("a", 3, 1)]);
  });

  it("LOG-4 never replaces commands", async () => {
    await storage.append(batch("a", 1, 2));
    await expect(storage.append({ ...batch("a", 1, 1), end: position(9) })).rejects.toThrow(/was there already/);
    expect(await storage.readLog("a", 1)).toEqual([batch("a", 1, 2)]);
  });

  it("LOG-5 a snapshot is there whole or not at all, and the newest replaces the older", async () => {
    const header = { ...HEADER, kept: false };
    expect(await storage.newestSnapshot("a")).toBeUndefined();
    await storage.saveSnapshot(header, bytes("one", "둘", ""));
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* bytes("half");
      throw new Error("torn");
    };
    await expect(storage.saveSnapshot({ ...header, id: "s2", seq: 6 }, failing())).rejects.toThrow("torn");
    const found = await storage.newestSnapshot("a");
    expect(found).toEqual({ ...header, chunks: 3 });
    expect(await text(storage.readSnapshots([found as NonNullable<typeof found>]))).toBe("one둘");
    await storage.saveSnapshot({ ...header, id: "s3", seq: 7 }, bytes("next"));
    const next = await storage.newestSnapshot("a");
    expect(next?.seq).toBe(7);
    expect(await text(storage.readSnapshots([next as NonNullable<typeof next>]))).toBe("next");
  });

  it("LOG-16 kept snapshots stay when newer ones come, until they are dropped", async () => {
    const header = { ...HEADER, kept: true };
    await storage.saveSnapshot(header, bytes("one"));
    await storage.saveSnapshot({ ...header, id: "s2", seq: 6, kept: false }, bytes("two"));
    await storage.saveSnapshot({ ...header, id: "s3", seq: 7, kept: false }, bytes("three"));
    const headers = await storage.snapshots("a");
    expect(headers.map(({ id }) => id)).toEqual(["s1", "s3"]);
    expect(await text(storage.readSnapshots([headers[0] as NonNullable<(typeof headers)[0]>]))).toBe("one");
    // What is in one is read when it is wanted only.
    expect(headers[0]).not.toHaveProperty("room");
    expect(await storage.snapshotRoom(headers[0] as NonNullable<(typeof headers)[0]>)).toBe("{}");
    await storage.dropSnapshots("a", ["s1"]);
    expect((await storage.snapshots("a")).map(({ id }) => id)).toEqual(["s3"]);
  });

  it("LOG-16 snapshots that belong together are read together, each in its order", async () => {
    const header = { roomId: "a", simulationVersion: "v1", room: "{}", kept: true };
    const many = (name: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${name}${index} `);
    const counts = { s1: 300, s2: 3, s3: 0, s4: 128 };
    for (const [index, [id, count]] of Object.entries(counts).entries()) {
      const base = id === "s1" ? {} : { base: "s1" };
      await storage.saveSnapshot(
        { ...header, ...base, id, seq: index, position: position(index) },
        bytes(...many(id, count)),
      );
    }
    const marks = await storage.snapshots("a");
    expect(marks.map(({ id, base }) => [id, base])).toEqual([
      ["s1", undefined],
      ["s2", "s1"],
      ["s3", "s1"],
      ["s4", "s1"],
    ]);
    const read: { [id: string]: string } = {};
    for await (const { id, data } of storage.readSnapshots(marks))
      read[id] = (read[id] ?? "") + new TextDecoder().decode(data);
    expect(read).toEqual({
      s1: many("s1", 300).join(""),
      s2: many("s2", 3).join(""),
      s4: many("s4", 128).join(""),
    });
  });

  it("LOG-16 a snapshot being stored is whole whatever else is stored or dropped meanwhile", async () => {
    const header = { roomId: "a", simulationVersion: "v1", room: "{}", kept: true };
    let goOn = (): void => {};
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    const half = "x".repeat(1_000_000);
    const slow = async function* (): AsyncGenerator<Uint8Array> {
      yield* bytes(half);
      await paused;
      yield* bytes("end");
    };
    const stored = storage.saveSnapshot({ ...header, id: "slow", seq: 1, position: position(1) }, slow());
    await storage.saveSnapshot({ ...header, id: "other", seq: 2, position: position(2) }, bytes("other"));
    await storage.dropSnapshots("a", ["other"]);
    goOn();
    await stored;
    const marks = await storage.snapshots("a");
    expect(marks.map(({ id }) => id)).toEqual(["slow"]);
    expect((await text(storage.readSnapshots(marks))) === `${half}end`).toBe(true);
  });

  it("LOG-17 gives the part of a log up to a time, and the first batch beyond", async () => {
    for (const [first, count] of [
      [1, 2],
      [3, 1],
      [4, 3],
    ] as const)
      await storage.append(batch("a", first, count));
    const until = async (seq: number, steps: number): Promise<number[]> =>
      (await storage.readLogUntil("a", seq, position(steps).time)).map(({ firstSeq }) => firstSeq);
    expect(await until(1, 0)).toEqual([1]);
    expect(await until(1, 3)).toEqual([1, 3]);
    expect(await until(3, 99)).toEqual([3, 4]);
    expect(await until(9, 99)).toEqual([]);
  });

  it("LOG-6 ROOM-33 ROOM-34 ROOM-36 keeps people, links and credentials of a room apart from others'", async () => {
    await storage.createRoom(room("b"), []);
    const person = {
      roomId: "a",
      id: "p",
      nickname: "민아",
      colour: 3,
      role: "student",
      secretHash: "ff",
      joinedAt: 5,
      removed: false,
    } as const;
    await storage.savePerson(person);
    await storage.savePerson({ ...person, nickname: "Mina" });
    expect(await storage.loadPeople("a")).toEqual([{ ...person, nickname: "Mina" }]);
    expect(await storage.loadPeople("b")).toEqual([]);
    await storage.savePerson({ ...person, waiting: true });
    expect(await storage.loadPeople("a")).toEqual([{ ...person, waiting: true }]);
    expect((await storage.listRooms()).find(({ record }) => record.id === "a")?.people).toBe(0);
    await storage.savePerson(person);
    expect(await storage.loadPeople("a")).toEqual([person]);
    const link = { roomId: "a", role: "student", tokenHash: "02", createdAt: 2, came: 0 } as const;
    await storage.saveLink("a", "student", { ...link, expiresAt: 1_790_000_000_000, most: 30, came: 7 });
    expect(await storage.loadLinks("a")).toEqual([{ ...link, expiresAt: 1_790_000_000_000, most: 30, came: 7 }]);
    await storage.saveLink("a", "student", link);
    expect(await storage.loadLinks("a")).toEqual([link]);
    await storage.saveLink("a", "student", { ...link, codeHash: "c0" });
    expect(await storage.loadLinks("a")).toEqual([{ ...link, codeHash: "c0" }]);
    expect([await storage.roomOfCode("c0"), await storage.roomOfCode("c1")]).toEqual(["a", undefined]);
    await storage.saveRoom({ ...room("a"), deletedAt: 7 });
    expect(await storage.roomOfCode("c0")).toBeUndefined();
    await storage.saveLink("a", "student", undefined);
    expect(await storage.loadLinks("a")).toEqual([]);
    const credential = { roomId: "a", personId: "p", tokenHash: "aa", createdAt: 1 };
    await storage.saveCredential(credential);
    expect(await storage.loadCredentials("a")).toEqual([credential]);
    await storage.deleteCredential("a", "aa");
    expect(await storage.loadCredentials("a")).toEqual([]);
    await storage.deletePerson("b", "p");
    expect(await storage.loadPeople("a")).toEqual([person]);
    await storage.deletePerson("a", "p");
    expect(await storage.loadPeople("a")).toEqual([]);
  });

  it("LOG-7 deletes a room with all that is its own", async () => {
    await storage.append(batch("a", 1, 1));
    await storage.saveSnapshot(
      { roomId: "a", id: "s", seq: 1, simulationVersion: "v", position: position(1), room: "{}", kept: false },
      bytes("x"),
    );
    await storage.deleteRoom("a");
    expect(await storage.loadRoom("a")).toBeUndefined();
    expect(await storage.readLog("a", 1)).toEqual([]);
    expect(await storage.newestSnapshot("a")).toBeUndefined();
    expect(await storage.loadLinks("a")).toEqual([]);
  });

  it("LOG-8 remembers the last beat", async () => {
    expect(await storage.lastBeat()).toBeUndefined();
    await storage.beat(1_790_000_000_123);
    await storage.beat(1_790_000_000_456);
    expect(await storage.lastBeat()).toBe(1_790_000_000_456);
  });

  // What is in memory only has nothing to open again.
  if (reopen)
    it("LOG-9 finds everything again after it was closed", async () => {
      await storage.append(batch("a", 1, 2));
      storage = await reopen(storage);
      expect(await storage.readLog("a", 1)).toEqual([batch("a", 1, 2)]);
      expect(await storage.loadRoom("a")).toEqual(room("a"));
    });
});
