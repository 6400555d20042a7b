/** Rooms themselves, and what goes with them. */
import type { RoomMode } from "../../protocol/messages.ts";
import type { RoomRecord, RoomStore } from "../../rooms/StoragePort.ts";
import type { PrismaClient, Room as RoomRow } from "../client/client.ts";
import { retryWhileLocked } from "../GroupCommit.ts";

/** Positions only go on: the last batch of the log has its newest one. */
const USE = `SELECT
  (SELECT coalesce(sum(length("data")), 0) FROM "SnapshotChunk" WHERE "roomId" = ?) +
  (SELECT coalesce(sum(length("entries")), 0) FROM "LogBatch" WHERE "roomId" = ?) AS "bytes",
  max(
    coalesce((SELECT "wall" FROM "LogBatch" WHERE "roomId" = ? ORDER BY "firstSeq" DESC LIMIT 1), 0),
    coalesce((SELECT max("wall") FROM "Snapshot" WHERE "roomId" = ?), 0)
  ) AS "wall"`;

export function roomStore(client: PrismaClient): RoomStore {
  const loadRooms = async (): Promise<readonly RoomRecord[]> =>
    (await retryWhileLocked(() => client.room.findMany({ orderBy: { createdAt: "asc" } }))).map(recordOf);
  const countPeople = async (): Promise<ReadonlyMap<string, number>> => {
    const counts = await retryWhileLocked(() =>
      client.person.groupBy({ by: ["roomId"], where: { removed: false, waiting: false }, _count: true }),
    );
    return new Map(counts.map(({ roomId, _count }) => [roomId, _count]));
  };
  const roomUse: RoomStore["roomUse"] = async (roomId) => {
    const rows = await retryWhileLocked(() =>
      client.$queryRawUnsafe<{ bytes: unknown; wall: unknown }[]>(USE, roomId, roomId, roomId, roomId),
    );
    return { bytes: Number(rows[0]?.bytes ?? 0), usedAt: Number(rows[0]?.wall ?? 0) };
  };
  return {
    async createRoom(room, links) {
      await retryWhileLocked(() =>
        client.$transaction([
          client.room.create({ data: { ...room } }),
          ...links.map((link) => client.link.create({ data: { ...link } })),
        ]),
      );
    },

    async loadRoom(roomId) {
      const row = await retryWhileLocked(() => client.room.findUnique({ where: { id: roomId } }));
      return row ? recordOf(row) : undefined;
    },

    async saveRoom(room) {
      await retryWhileLocked(() =>
        client.room.update({
          where: { id: room.id },
          data: { limits: null, deletedAt: null, trialOf: null, ...room },
        }),
      );
    },

    loadRooms,
    countPeople,

    roomUse,

    async listRooms() {
      const rooms = await loadRooms();
      const [counts, log, snapshots] = await Promise.all([
        countPeople(),
        retryWhileLocked(() => client.logBatch.groupBy({ by: ["roomId"], _max: { wall: true } })),
        retryWhileLocked(() => client.snapshot.groupBy({ by: ["roomId"], _max: { wall: true } })),
      ]);
      const used = new Map<string, number>();
      for (const { roomId, _max } of [...log, ...snapshots])
        used.set(roomId, Math.max(used.get(roomId) ?? 0, _max.wall ?? 0));
      return rooms.map((record) => ({
        record,
        people: counts.get(record.id) ?? 0,
        usedAt: Math.max(used.get(record.id) ?? 0, record.createdAt),
      }));
    },

    async countRooms() {
      return retryWhileLocked(() => client.room.count());
    },

    async roomSize(roomId) {
      return (await roomUse(roomId)).bytes;
    },

    async loadForks(parentId) {
      const orderBy = { createdAt: "asc" } as const;
      return (await retryWhileLocked(() => client.room.findMany({ where: { parentId }, orderBy }))).map(recordOf);
    },

    async loadTrials(roomId) {
      const orderBy = { createdAt: "asc" } as const;
      return (await retryWhileLocked(() => client.room.findMany({ where: { trialOf: roomId }, orderBy }))).map(
        recordOf,
      );
    },

    async deleteRoom(roomId) {
      const where = { where: { roomId } };
      await retryWhileLocked(() =>
        client.$transaction([
          client.snapshotChunk.deleteMany(where),
          client.snapshot.deleteMany(where),
          client.logBatch.deleteMany(where),
          client.credential.deleteMany(where),
          client.lesson.deleteMany(where),
          client.lessonDraft.deleteMany(where),
          client.lessonShare.deleteMany(where),
          client.person.deleteMany(where),
          client.link.deleteMany(where),
          client.room.deleteMany({ where: { id: roomId } }),
        ]),
      );
    },
  };
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
