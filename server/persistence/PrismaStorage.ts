/**
 * Rooms in SQLite through Prisma. What is written in every moment of a class, the log, goes through one hand-written
 * statement for all rooms, so that a moment costs one commit; all else through Prisma's models.
 */
import type { LinkKind, Role, RoomMode } from "../protocol/messages.ts";
import type {
  CredentialRecord,
  LessonDraftMark,
  LessonDraftRecord,
  LessonMark,
  LessonRecord,
  LessonShareRecord,
  LinkRecord,
  LogBatch,
  PersonRecord,
  Position,
  RoomRecord,
  RoomSummary,
  SnapshotChunk,
  SnapshotHeader,
  SnapshotMark,
  StoragePort,
} from "../rooms/StoragePort.ts";
import type { PrismaClient, Room as RoomRow, Snapshot as SnapshotRow } from "./client/client.ts";
import { GroupCommit, retryWhileLocked } from "./GroupCommit.ts";

const COLUMNS = [
  "roomId",
  "firstSeq",
  "count",
  "entries",
  "time",
  "steps",
  "revision",
  "wall",
  "speed",
  "asleep",
] as const;
const APPEND_HEAD = `INSERT INTO "LogBatch" (${COLUMNS.map((column) => `"${column}"`).join(", ")}) VALUES `;
const APPEND_ROW = `(${COLUMNS.map(() => "?").join(", ")})`;
// A batch without commands gives way to the next one from the same place; commands are never replaced.
const APPEND_TAIL = ` ON CONFLICT ("roomId", "firstSeq") DO UPDATE SET ${COLUMNS.slice(2)
  .map((column) => `"${column}" = excluded."${column}"`)
  .join(", ")} WHERE "LogBatch"."count" = 0`;

/** Chunks of snapshots that are read, and bytes that are written, by one statement. */
const CHUNKS_AT_ONCE = 128;
const BYTES_AT_ONCE = 512 * 1024;

export class PrismaStorage implements StoragePort {
  private readonly log: GroupCommit<LogBatch>;
  private closed = false;
  /** Snapshots whose chunks are being written. */
  private readonly saving = new Set<string>();

  constructor(private readonly client: PrismaClient) {
    this.log = new GroupCommit({
      write: (batches) => this.write(batches),
      size: ({ entries }) => entries.length + 200,
      maxSize: 8 * 1024 * 1024,
      maxItems: 1_000,
    });
  }

  async createRoom(room: RoomRecord, links: readonly LinkRecord[]): Promise<void> {
    await this.safely(() =>
      this.client.$transaction([
        this.client.room.create({ data: { ...room } }),
        ...links.map((link) => this.client.link.create({ data: { ...link } })),
      ]),
    );
  }

  async loadRoom(roomId: string): Promise<RoomRecord | undefined> {
    const row = await this.safely(() => this.client.room.findUnique({ where: { id: roomId } }));
    return row ? recordOf(row) : undefined;
  }

  async saveRoom(room: RoomRecord): Promise<void> {
    await this.safely(() =>
      this.client.room.update({
        where: { id: room.id },
        data: { limits: null, deletedAt: null, trialOf: null, ...room },
      }),
    );
  }

  async listRooms(): Promise<readonly RoomSummary[]> {
    const rooms = await this.safely(() => this.client.room.findMany({ orderBy: { createdAt: "asc" } }));
    const [people, log, snapshots] = await Promise.all([
      this.safely(() =>
        this.client.person.groupBy({ by: ["roomId"], where: { removed: false, waiting: false }, _count: true }),
      ),
      this.safely(() => this.client.logBatch.groupBy({ by: ["roomId"], _max: { wall: true } })),
      this.safely(() => this.client.snapshot.groupBy({ by: ["roomId"], _max: { wall: true } })),
    ]);
    const counts = new Map(people.map(({ roomId, _count }) => [roomId, _count]));
    const used = new Map<string, number>();
    for (const { roomId, _max } of [...log, ...snapshots])
      used.set(roomId, Math.max(used.get(roomId) ?? 0, _max.wall ?? 0));
    return rooms.map((row) => ({
      record: recordOf(row),
      people: counts.get(row.id) ?? 0,
      usedAt: Math.max(used.get(row.id) ?? 0, row.createdAt),
    }));
  }

  async countRooms(): Promise<number> {
    return this.safely(() => this.client.room.count());
  }

  async roomSize(roomId: string): Promise<number> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<{ size: unknown }[]>(
        `SELECT coalesce(sum(length("data")), 0) AS "size" FROM "SnapshotChunk" WHERE "roomId" = ?`,
        roomId,
      ),
    );
    return Number(rows[0]?.size ?? 0) + (await this.logSize(roomId));
  }

  async loadForks(parentId: string): Promise<readonly RoomRecord[]> {
    const orderBy = { createdAt: "asc" } as const;
    return (await this.safely(() => this.client.room.findMany({ where: { parentId }, orderBy }))).map(recordOf);
  }

  async deleteRoom(roomId: string): Promise<void> {
    const where = { where: { roomId } };
    await this.safely(() =>
      this.client.$transaction([
        this.client.snapshotChunk.deleteMany(where),
        this.client.snapshot.deleteMany(where),
        this.client.logBatch.deleteMany(where),
        this.client.credential.deleteMany(where),
        this.client.lesson.deleteMany(where),
        this.client.lessonDraft.deleteMany(where),
        this.client.lessonShare.deleteMany(where),
        this.client.person.deleteMany(where),
        this.client.link.deleteMany(where),
        this.client.room.deleteMany({ where: { id: roomId } }),
      ]),
    );
  }

  append(batch: LogBatch): Promise<void> {
    return this.log.add(batch);
  }

  async readLog(roomId: string, seq: number): Promise<readonly LogBatch[]> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<Record<string, unknown>[]>(
        `SELECT * FROM "LogBatch" WHERE "roomId" = ? AND ("firstSeq" + "count" > ? OR "firstSeq" = (SELECT max("firstSeq") FROM "LogBatch" WHERE "roomId" = ?)) ORDER BY "firstSeq"`,
        roomId,
        seq,
        roomId,
      ),
    );
    return rows.map((row) => batchOf(roomId, row));
  }

  async readLogUntil(roomId: string, seq: number, time: number): Promise<readonly LogBatch[]> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<Record<string, unknown>[]>(
        `SELECT * FROM "LogBatch" WHERE "roomId" = ? AND "firstSeq" + "count" > ? AND "firstSeq" <= coalesce((SELECT min("firstSeq") FROM "LogBatch" WHERE "roomId" = ? AND "firstSeq" + "count" > ? AND "time" > ?), 9e15) ORDER BY "firstSeq"`,
        roomId,
        seq,
        roomId,
        seq,
        time,
      ),
    );
    return rows.map((row) => batchOf(roomId, row));
  }

  async logSize(roomId: string): Promise<number> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<{ size: unknown }[]>(
        `SELECT coalesce(sum(length("entries")), 0) AS "size" FROM "LogBatch" WHERE "roomId" = ?`,
        roomId,
      ),
    );
    return Number(rows[0]?.size ?? 0);
  }

  async saveSnapshot(header: Omit<SnapshotHeader, "chunks">, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { roomId, id, seq, simulationVersion, room, position, kept, base = null } = header;
    let index = 0;
    let rows: { roomId: string; snapshotId: string; index: number; data: Uint8Array<ArrayBuffer> }[] = [];
    let size = 0;
    const write = async (): Promise<void> => {
      const data = rows;
      [rows, size] = [[], 0];
      if (data.length > 0) await this.safely(() => this.client.snapshotChunk.createMany({ data }));
    };
    this.saving.add(id);
    try {
      for await (const chunk of chunks) {
        rows.push({ roomId, snapshotId: id, index: index++, data: new Uint8Array(chunk) });
        size += chunk.length;
        if (size >= BYTES_AT_ONCE) await write();
      }
      await write();
      const data = { roomId, id, seq, simulationVersion, roomState: room, chunks: index, kept, base, ...position };
      await this.safely(() => this.client.snapshot.create({ data }));
    } catch (error) {
      await this.client.snapshotChunk.deleteMany({ where: { roomId, snapshotId: id } }).catch(() => {});
      throw error;
    } finally {
      this.saving.delete(id);
    }
    // The older ones, and what snapshots that were never finished left behind.
    await this.safely(() => this.client.snapshot.deleteMany({ where: { roomId, id: { not: id }, kept: false } }));
    await this.dropOrphans(roomId);
  }

  async newestSnapshot(roomId: string): Promise<SnapshotHeader | undefined> {
    const row = await this.safely(() =>
      this.client.snapshot.findFirst({ where: { roomId }, orderBy: [{ seq: "desc" }, { steps: "desc" }] }),
    );
    return row ? headerOf(row) : undefined;
  }

  async snapshots(roomId: string): Promise<readonly SnapshotMark[]> {
    const orderBy = [{ seq: "asc" }, { steps: "asc" }] as const;
    const rows = await this.safely(() =>
      this.client.snapshot.findMany({ where: { roomId }, orderBy: [...orderBy], omit: { roomState: true } }),
    );
    return rows.map(markOf);
  }

  async snapshotRoom({ roomId, id }: SnapshotMark): Promise<string> {
    const where = { roomId_id: { roomId, id } };
    const row = await this.safely(() => this.client.snapshot.findUniqueOrThrow({ where, select: { roomState: true } }));
    return row.roomState;
  }

  async dropSnapshots(roomId: string, ids: readonly string[]): Promise<void> {
    await this.safely(() => this.client.snapshot.deleteMany({ where: { roomId, id: { in: [...ids] } } }));
    await this.dropOrphans(roomId);
  }

  async *readSnapshots(marks: readonly SnapshotMark[]): AsyncIterable<SnapshotChunk> {
    for (const { roomId, ids, from } of portions(marks)) {
      const where = { roomId, snapshotId: { in: ids }, index: { gte: from, lt: from + CHUNKS_AT_ONCE } };
      const orderBy = [{ snapshotId: "asc" }, { index: "asc" }] as const;
      const rows = await this.safely(() =>
        this.client.snapshotChunk.findMany({ where, orderBy: [...orderBy], omit: { roomId: true } }),
      );
      for (const { snapshotId, data } of rows) yield { id: snapshotId, data };
    }
  }

  async savePerson(person: PersonRecord): Promise<void> {
    const where = { roomId_id: { roomId: person.roomId, id: person.id } };
    await this.safely(() =>
      this.client.person.upsert({
        where,
        create: { ...person },
        update: { cutOff: false, waiting: false, linkHash: null, namespace: null, ...person },
      }),
    );
  }

  async deletePerson(roomId: string, id: string): Promise<void> {
    await this.safely(() => this.client.person.deleteMany({ where: { roomId, id } }));
  }

  async loadPeople(roomId: string): Promise<readonly PersonRecord[]> {
    const rows = await this.safely(() =>
      this.client.person.findMany({ where: { roomId }, orderBy: { joinedAt: "asc" } }),
    );
    return rows.map(({ linkHash, cutOff, waiting, namespace, ...row }) => ({
      ...row,
      role: row.role as Role,
      ...(linkHash === null ? {} : { linkHash }),
      ...(cutOff ? { cutOff } : {}),
      ...(waiting ? { waiting } : {}),
      ...(namespace === null ? {} : { namespace }),
    }));
  }

  async saveLink(roomId: string, role: LinkKind, link: LinkRecord | undefined): Promise<void> {
    if (!link) await this.safely(() => this.client.link.deleteMany({ where: { roomId, role } }));
    else {
      const where = { roomId_role: { roomId, role } };
      await this.safely(() =>
        this.client.link.upsert({
          where,
          create: { ...link },
          update: { codeHash: null, expiresAt: null, most: null, ...link },
        }),
      );
    }
  }

  async loadLinks(roomId: string): Promise<readonly LinkRecord[]> {
    const rows = await this.safely(() => this.client.link.findMany({ where: { roomId } }));
    return rows.map(({ codeHash, expiresAt, most, ...row }) => ({
      ...row,
      role: row.role as LinkKind,
      ...(codeHash === null ? {} : { codeHash }),
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(most === null ? {} : { most }),
    }));
  }

  async roomOfCode(codeHash: string): Promise<string | undefined> {
    const where = { codeHash, room: { deletedAt: null } };
    return (await this.safely(() => this.client.link.findFirst({ where, select: { roomId: true } })))?.roomId;
  }

  async saveCredential(credential: CredentialRecord): Promise<void> {
    await this.safely(() => this.client.credential.create({ data: { ...credential } }));
  }

  async deleteCredential(roomId: string, tokenHash: string): Promise<void> {
    await this.safely(() => this.client.credential.deleteMany({ where: { roomId, tokenHash } }));
  }

  async loadCredentials(roomId: string): Promise<readonly CredentialRecord[]> {
    return this.safely(() => this.client.credential.findMany({ where: { roomId }, orderBy: { createdAt: "asc" } }));
  }

  async addLesson(lesson: LessonRecord): Promise<void> {
    await this.safely(() => this.client.lesson.create({ data: { ...lesson } }));
  }

  async listLessons(roomId: string): Promise<readonly LessonMark[]> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<Record<string, unknown>[]>(
        `SELECT "lesson", "version", "summary", "savedAt", "savedBy", "removedAt", length("texts") AS "size" FROM "Lesson" WHERE "roomId" = ? ORDER BY "lesson", "version"`,
        roomId,
      ),
    );
    return rows.map((row) => ({
      roomId,
      lesson: String(row.lesson),
      version: Number(row.version),
      summary: String(row.summary),
      savedAt: Number(row.savedAt),
      savedBy: String(row.savedBy),
      ...removal(row.removedAt),
      size: Number(row.size),
    }));
  }

  async loadLesson(roomId: string, lesson: string, version: number): Promise<LessonRecord | undefined> {
    const where = { roomId_lesson_version: { roomId, lesson, version } };
    const row = await this.safely(() => this.client.lesson.findUnique({ where }));
    if (!row) return undefined;
    const { removedAt, ...record } = row;
    return { ...record, ...removal(removedAt) };
  }

  async dropLessons(roomId: string, lesson: string, versions: readonly number[]): Promise<void> {
    await this.safely(() =>
      this.client.lesson.deleteMany({ where: { roomId, lesson, version: { in: [...versions] } } }),
    );
  }

  async markLesson(roomId: string, lesson: string, removedAt: number | undefined): Promise<void> {
    const data = { removedAt: removedAt ?? null };
    await this.safely(() => this.client.lesson.updateMany({ where: { roomId, lesson }, data }));
  }

  async saveLessonDraft(draft: LessonDraftRecord): Promise<void> {
    const { roomId, id, ...rest } = draft;
    const update = { ...rest, removedAt: draft.removedAt ?? null };
    await this.safely(() =>
      this.client.lessonDraft.upsert({
        where: { roomId_id: { roomId, id } },
        create: { roomId, id, ...update },
        update,
      }),
    );
  }

  async listLessonDrafts(roomId: string): Promise<readonly LessonDraftMark[]> {
    const rows = await this.safely(() =>
      this.client.$queryRawUnsafe<Record<string, unknown>[]>(
        `SELECT "id", "base", "label", "revision", "savedAt", "savedBy", "removedAt", length("texts") AS "size" FROM "LessonDraft" WHERE "roomId" = ? ORDER BY "id"`,
        roomId,
      ),
    );
    return rows.map((row) => ({
      roomId,
      id: String(row.id),
      base: Number(row.base),
      label: String(row.label),
      revision: Number(row.revision),
      savedAt: Number(row.savedAt),
      savedBy: String(row.savedBy),
      ...removal(row.removedAt),
      size: Number(row.size),
    }));
  }

  async loadLessonDraft(roomId: string, id: string): Promise<LessonDraftRecord | undefined> {
    const row = await this.safely(() => this.client.lessonDraft.findUnique({ where: { roomId_id: { roomId, id } } }));
    if (!row) return undefined;
    const { removedAt, ...record } = row;
    return { ...record, ...removal(removedAt) };
  }

  async dropLessonDrafts(roomId: string, ids: readonly string[]): Promise<void> {
    await this.safely(() => this.client.lessonDraft.deleteMany({ where: { roomId, id: { in: [...ids] } } }));
  }

  async addLessonShare(share: LessonShareRecord): Promise<void> {
    await this.safely(() => this.client.lessonShare.create({ data: { ...share } }));
  }

  async listLessonShares(roomId: string): Promise<readonly Omit<LessonShareRecord, "lessons">[]> {
    const orderBy = { createdAt: "asc" } as const;
    return this.safely(() => this.client.lessonShare.findMany({ where: { roomId }, orderBy, omit: { lessons: true } }));
  }

  async findLessonShare(tokenHash: string): Promise<LessonShareRecord | undefined> {
    return (await this.safely(() => this.client.lessonShare.findUnique({ where: { tokenHash } }))) ?? undefined;
  }

  async dropLessonShare(roomId: string, id: string): Promise<void> {
    await this.safely(() => this.client.lessonShare.deleteMany({ where: { roomId, id } }));
  }

  async loadTrials(roomId: string): Promise<readonly RoomRecord[]> {
    const orderBy = { createdAt: "asc" } as const;
    return (await this.safely(() => this.client.room.findMany({ where: { trialOf: roomId }, orderBy }))).map(recordOf);
  }

  async beat(wall: number): Promise<void> {
    await this.safely(() => this.client.beat.upsert({ where: { id: 1 }, create: { id: 1, wall }, update: { wall } }));
  }

  async lastBeat(): Promise<number | undefined> {
    return (await this.safely(() => this.client.beat.findUnique({ where: { id: 1 } })))?.wall;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.log.idle();
    await this.client.$disconnect();
  }

  /** Chunks of snapshots that are not there any more, or were never finished. */
  private async dropOrphans(roomId: string): Promise<void> {
    const saving = [...this.saving];
    await this.safely(() =>
      this.client.$executeRawUnsafe(
        `DELETE FROM "SnapshotChunk" WHERE "roomId" = ? AND "snapshotId" NOT IN (SELECT "id" FROM "Snapshot" WHERE "roomId" = ?) AND "snapshotId" NOT IN (${saving.map(() => "?").join(", ")})`,
        roomId,
        roomId,
        ...saving,
      ),
    );
  }

  private async write(batches: readonly LogBatch[]): Promise<void> {
    // One statement may not name a row twice: of a room's marks in one group only the newest counts.
    const rows = new Map<string, LogBatch>();
    for (const batch of batches) rows.set(`${batch.roomId} ${batch.firstSeq}`, batch);
    const values: unknown[] = [];
    for (const { roomId, firstSeq, count, entries, end } of rows.values()) {
      values.push(roomId, firstSeq, count, entries, end.time, end.steps, end.revision, end.wall, end.speed, end.asleep);
    }
    const changed = await this.client.$executeRawUnsafe(
      APPEND_HEAD + Array.from(rows, () => APPEND_ROW).join(", ") + APPEND_TAIL,
      ...values,
    );
    if (changed !== rows.size)
      throw new Error(
        `a log batch was there already: two servers may be using one database (${changed} of ${rows.size} stored)`,
      );
  }

  private safely<T>(action: () => Promise<T>): Promise<T> {
    return retryWhileLocked(action);
  }
}

/** What was removed has a time. */
function removal(at: unknown): { readonly removedAt?: number } {
  return at === null || at === undefined ? {} : { removedAt: Number(at) };
}

function recordOf({ parentId, ownerId, limits, deletedAt, trialOf, ...row }: RoomRow): RoomRecord {
  return {
    ...row,
    mode: row.mode as RoomMode,
    ...(parentId === null ? {} : { parentId }),
    ...(ownerId === null ? {} : { ownerId }),
    ...(limits === null ? {} : { limits }),
    ...(deletedAt === null ? {} : { deletedAt }),
    ...(trialOf === null ? {} : { trialOf }),
  };
}

function headerOf(row: SnapshotRow): SnapshotHeader {
  return { ...markOf(row), room: row.roomState };
}

function markOf(row: Omit<SnapshotRow, "roomState">): SnapshotMark {
  const { roomId, id, seq, simulationVersion, chunks, kept, base } = row;
  const whole = { roomId, id, seq, simulationVersion, chunks, kept, position: positionOf(row) };
  return base === null ? whole : { ...whole, base };
}

/** What is read by one statement each: some small snapshots, or a part of a large one. */
function* portions(
  marks: readonly SnapshotMark[],
): Generator<{ readonly roomId: string; readonly ids: string[]; readonly from: number }> {
  let ids: string[] = [];
  let count = 0;
  for (const [index, { roomId, id, chunks }] of marks.entries()) {
    ids.push(id);
    count += chunks;
    const next = marks[index + 1];
    if (next && count + next.chunks <= CHUNKS_AT_ONCE) continue;
    for (let from = 0; from < Math.max(count, 1); from += CHUNKS_AT_ONCE) yield { roomId, ids, from };
    [ids, count] = [[], 0];
  }
}

function batchOf(roomId: string, row: { readonly [column: string]: unknown }): LogBatch {
  return {
    roomId,
    firstSeq: Number(row.firstSeq),
    count: Number(row.count),
    entries: String(row.entries),
    end: positionOf(row),
  };
}

function positionOf(row: { readonly [column in keyof Position]?: unknown }): Position {
  return {
    time: Number(row.time),
    steps: Number(row.steps),
    revision: Number(row.revision),
    wall: Number(row.wall),
    speed: Number(row.speed),
    asleep: Boolean(row.asleep),
  };
}
