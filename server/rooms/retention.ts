/** How long rooms live: those nobody used for a time are deleted, deleted ones are gone for good after their grace. */
import type { RoomDirectory } from "./RoomDirectory.ts";
import type { StoragePort } from "./StoragePort.ts";

export interface Retention {
  readonly directory: RoomDirectory;
  readonly storage: Pick<StoragePort, "listRooms">;
  /** Wall ms without use until a room is deleted; undefined: never. */
  readonly unusedFor: number | undefined;
  /** Wall ms from deletion until it is gone. */
  readonly grace: number;
  readonly wall: () => number;
}

/** A dry run nobody has come back to for so long is thrown away, ms. */
export const TRIAL_MS = 24 * 3_600_000;

/** Looks at all rooms once. Resolves to how many were deleted, and how many are gone for good. */
export async function retain({ directory, storage, unusedFor, grace, wall }: Retention): Promise<{
  readonly deleted: number;
  readonly purged: number;
}> {
  const now = wall();
  let deleted = 0;
  let purged = 0;
  for (const { record, usedAt } of await storage.listRooms()) {
    const { id, parentId, deletedAt, trialOf } = record;
    if (deletedAt !== undefined) {
      if (deletedAt + grace > now) continue;
      await directory.purge(id);
      purged++;
    } else if (trialOf !== undefined && usedAt + TRIAL_MS < now && !directory.isAwake(id)) {
      await directory.purge(id);
      purged++;
    } else if (
      unusedFor !== undefined &&
      parentId === undefined &&
      usedAt + unusedFor < now &&
      !directory.isAwake(id)
    ) {
      await directory.delete(id);
      deleted++;
    }
  }
  return { deleted, purged };
}
