/**
 * The log: what is written in every moment of a class. It goes through one hand-written statement for all rooms, so that a moment
 * costs one commit.
 */
import type { LogBatch, LogStore } from "../../rooms/StoragePort.ts";
import type { PrismaClient } from "../client/client.ts";
import { GroupCommit, retryWhileLocked } from "../GroupCommit.ts";
import { positionOf } from "./position.ts";

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

/** `idle` resolves when nothing waits to be written. */
export function logStore(client: PrismaClient): LogStore & { idle(): Promise<void> } {
  const commits = new GroupCommit<LogBatch>({
    write: (batches) => write(client, batches),
    size: ({ entries }) => entries.length + 200,
    maxSize: 8 * 1024 * 1024,
    maxItems: 1_000,
  });
  return {
    idle: () => commits.idle(),

    append: (batch) => commits.add(batch),

    async readLog(roomId, seq) {
      const rows = await retryWhileLocked(() =>
        client.$queryRawUnsafe<Record<string, unknown>[]>(
          `SELECT * FROM "LogBatch" WHERE "roomId" = ? AND ("firstSeq" + "count" > ? OR "firstSeq" = (SELECT max("firstSeq") FROM "LogBatch" WHERE "roomId" = ?)) ORDER BY "firstSeq"`,
          roomId,
          seq,
          roomId,
        ),
      );
      return rows.map((row) => batchOf(roomId, row));
    },

    async readLogUntil(roomId, seq, time) {
      const rows = await retryWhileLocked(() =>
        client.$queryRawUnsafe<Record<string, unknown>[]>(
          `SELECT * FROM "LogBatch" WHERE "roomId" = ? AND "firstSeq" + "count" > ? AND "firstSeq" <= coalesce((SELECT min("firstSeq") FROM "LogBatch" WHERE "roomId" = ? AND "firstSeq" + "count" > ? AND "time" > ?), 9e15) ORDER BY "firstSeq"`,
          roomId,
          seq,
          roomId,
          seq,
          time,
        ),
      );
      return rows.map((row) => batchOf(roomId, row));
    },

    logSize: (roomId) => logSize(client, roomId),
  };
}

export async function logSize(client: PrismaClient, roomId: string): Promise<number> {
  const rows = await retryWhileLocked(() =>
    client.$queryRawUnsafe<{ size: unknown }[]>(
      `SELECT coalesce(sum(length("entries")), 0) AS "size" FROM "LogBatch" WHERE "roomId" = ?`,
      roomId,
    ),
  );
  return Number(rows[0]?.size ?? 0);
}

async function write(client: PrismaClient, batches: readonly LogBatch[]): Promise<void> {
  // One statement may not name a row twice: of a room's marks in one group only the newest counts.
  const rows = new Map<string, LogBatch>();
  for (const batch of batches) rows.set(`${batch.roomId} ${batch.firstSeq}`, batch);
  const values: unknown[] = [];
  for (const { roomId, firstSeq, count, entries, end } of rows.values()) {
    values.push(roomId, firstSeq, count, entries, end.time, end.steps, end.revision, end.wall, end.speed, end.asleep);
  }
  const changed = await client.$executeRawUnsafe(
    APPEND_HEAD + Array.from(rows, () => APPEND_ROW).join(", ") + APPEND_TAIL,
    ...values,
  );
  if (changed !== rows.size)
    throw new Error(
      `a log batch was there already: two servers may be using one database (${changed} of ${rows.size} stored)`,
    );
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
