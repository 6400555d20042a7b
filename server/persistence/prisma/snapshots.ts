/** Snapshots: a header and the chunks of what it holds, written and read in portions. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SnapshotHeader, SnapshotMark, SnapshotStore } from "../../rooms/StoragePort.ts";
import type { PrismaClient, Snapshot as SnapshotRow } from "../client/client.ts";
import { retryWhileLocked } from "../GroupCommit.ts";
import { positionOf } from "./position.ts";

/** Chunks of snapshots that are read, and bytes that are written, by one statement; statements hold the event loop. */
const CHUNKS_AT_ONCE = 128;
const BYTES_AT_ONCE = 128 * 1024;

export function snapshotStore(client: PrismaClient): SnapshotStore {
  /** Snapshots whose chunks are being written. */
  const saving = new Set<string>();

  /** Chunks of snapshots that are not there any more, or were never finished. */
  const dropOrphans = async (roomId: string): Promise<void> => {
    const unfinished = [...saving];
    await retryWhileLocked(() =>
      client.$executeRawUnsafe(
        `DELETE FROM "SnapshotChunk" WHERE "roomId" = ? AND "snapshotId" NOT IN (SELECT "id" FROM "Snapshot" WHERE "roomId" = ?) AND "snapshotId" NOT IN (${unfinished.map(() => "?").join(", ")})`,
        roomId,
        roomId,
        ...unfinished,
      ),
    );
  };

  return {
    async saveSnapshot(header, chunks) {
      const { roomId, id, seq, simulationVersion, room, position, kept, base = null } = header;
      let index = 0;
      let rows: { roomId: string; snapshotId: string; index: number; data: Uint8Array<ArrayBuffer> }[] = [];
      let size = 0;
      const write = async (): Promise<void> => {
        const data = rows;
        [rows, size] = [[], 0];
        if (data.length > 0) await retryWhileLocked(() => client.snapshotChunk.createMany({ data }));
      };
      saving.add(id);
      try {
        for await (const chunk of chunks) {
          rows.push({ roomId, snapshotId: id, index: index++, data: new Uint8Array(chunk) });
          size += chunk.length;
          if (size >= BYTES_AT_ONCE) await write();
        }
        await write();
        await nextTurn();
        const data = { roomId, id, seq, simulationVersion, roomState: room, chunks: index, kept, base, ...position };
        await retryWhileLocked(() => client.snapshot.create({ data }));
      } catch (error) {
        await client.snapshotChunk.deleteMany({ where: { roomId, snapshotId: id } }).catch(() => {});
        throw error;
      } finally {
        saving.delete(id);
      }
      // The older ones, and what snapshots that were never finished left behind.
      await nextTurn();
      await retryWhileLocked(() => client.snapshot.deleteMany({ where: { roomId, id: { not: id }, kept: false } }));
      await nextTurn();
      await dropOrphans(roomId);
    },

    async newestSnapshot(roomId) {
      const row = await retryWhileLocked(() =>
        client.snapshot.findFirst({ where: { roomId }, orderBy: [{ seq: "desc" }, { steps: "desc" }] }),
      );
      return row ? headerOf(row) : undefined;
    },

    async snapshots(roomId) {
      const orderBy = [{ seq: "asc" }, { steps: "asc" }] as const;
      const rows = await retryWhileLocked(() =>
        client.snapshot.findMany({ where: { roomId }, orderBy: [...orderBy], omit: { roomState: true } }),
      );
      return rows.map(markOf);
    },

    async snapshotRoom({ roomId, id }) {
      const where = { roomId_id: { roomId, id } };
      const row = await retryWhileLocked(() =>
        client.snapshot.findUniqueOrThrow({ where, select: { roomState: true } }),
      );
      return row.roomState;
    },

    async dropSnapshots(roomId, ids) {
      await retryWhileLocked(() => client.snapshot.deleteMany({ where: { roomId, id: { in: [...ids] } } }));
      await dropOrphans(roomId);
    },

    async *readSnapshots(marks) {
      for (const { roomId, ids, from } of portions(marks)) {
        const where = { roomId, snapshotId: { in: ids }, index: { gte: from, lt: from + CHUNKS_AT_ONCE } };
        const orderBy = [{ snapshotId: "asc" }, { index: "asc" }] as const;
        const rows = await retryWhileLocked(() =>
          client.snapshotChunk.findMany({ where, orderBy: [...orderBy], omit: { roomId: true } }),
        );
        for (const { snapshotId, data } of rows) yield { id: snapshotId, data };
      }
    },
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
