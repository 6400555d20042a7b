/**
 * All rooms as their operator looks at them. How large a room is and when it was used last takes reading through what it stored; that does
 * not change while it sleeps, so it is read once, and of rooms that are awake once a minute.
 */
import type { AdminRoom } from "../../protocol/admin.ts";
import type { RoomDirectory } from "../../rooms/RoomDirectory.ts";
import type { RoomRecord, StoragePort } from "../../rooms/StoragePort.ts";

/** ms. */
const AWAKE_FOR = 60_000;

interface Use {
  readonly bytes: number;
  readonly usedAt: number;
  /** Wall ms; undefined: as long as the room sleeps. */
  readonly until: number | undefined;
}

export interface LedgerOptions {
  readonly directory: RoomDirectory;
  readonly storage: Pick<StoragePort, "loadRooms" | "countPeople" | "roomUse">;
  /** ms from a room's deletion until it is gone. */
  readonly grace: number;
}

export class RoomLedger {
  private readonly uses = new Map<string, Use>();
  private reading: Promise<readonly AdminRoom[]> | undefined;

  constructor(private readonly options: LedgerOptions) {
    options.directory.whenAwake(({ id }) => void this.uses.delete(id));
  }

  /** Oldest first, deleted ones included. Those who ask at once are answered together. */
  list(): Promise<readonly AdminRoom[]> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<readonly AdminRoom[]> {
    const { directory, storage, grace } = this.options;
    const [records, people] = await Promise.all([storage.loadRooms(), storage.countPeople()]);
    const rooms: AdminRoom[] = [];
    const known = new Set<string>();
    // One after the other: the server has more to do.
    for (const record of records) {
      const { id, name, mode, createdAt, parentId, trialOf, deletedAt } = record;
      const { bytes, usedAt } = await this.useOf(record);
      known.add(id);
      rooms.push({
        ...{ id, name, mode, createdAt, bytes, usedAt },
        people: people.get(id) ?? 0,
        awake: directory.isAwake(id),
        ...(parentId === undefined ? {} : { parent: parentId }),
        ...(trialOf === undefined ? {} : { trialOf }),
        ...(deletedAt === undefined ? {} : { deletedAt, goneAt: deletedAt + grace }),
      });
    }
    for (const id of this.uses.keys()) if (!known.has(id)) this.uses.delete(id);
    return rooms;
  }

  private async useOf({ id, createdAt }: RoomRecord): Promise<Use> {
    const { directory, storage } = this.options;
    const before = this.uses.get(id);
    if (before && (before.until === undefined || before.until > directory.now)) return before;
    const wasAwake = directory.isAwake(id);
    const { bytes, usedAt } = await storage.roomUse(id);
    const asleep = !wasAwake && !directory.isAwake(id);
    const until = asleep ? undefined : directory.now + AWAKE_FOR;
    const use = { bytes, usedAt: Math.max(createdAt, usedAt), until };
    this.uses.set(id, use);
    return use;
  }
}
