/** Rooms in SQLite through Prisma: each part of the port in a file of `prisma/`. */
import type { StoragePort } from "../rooms/StoragePort.ts";
import type { PrismaClient } from "./client/client.ts";
import { retryWhileLocked } from "./GroupCommit.ts";
import { lessonStore } from "./prisma/lessons.ts";
import { logStore } from "./prisma/log.ts";
import { peopleStore } from "./prisma/people.ts";
import { roomStore } from "./prisma/rooms.ts";
import { snapshotStore } from "./prisma/snapshots.ts";

export function prismaStorage(client: PrismaClient): StoragePort {
  const { idle, ...log } = logStore(client);
  let closed = false;
  return {
    ...roomStore(client),
    ...log,
    ...snapshotStore(client),
    ...peopleStore(client),
    ...lessonStore(client),

    async beat(wall) {
      await retryWhileLocked(() => client.beat.upsert({ where: { id: 1 }, create: { id: 1, wall }, update: { wall } }));
    },

    async lastBeat() {
      return (await retryWhileLocked(() => client.beat.findUnique({ where: { id: 1 } })))?.wall;
    },

    async close() {
      if (closed) return;
      closed = true;
      await idle();
      await client.$disconnect();
    },
  };
}
