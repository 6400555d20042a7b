/** Putting a cluster back: it is noted in the log, the room stops, and goes on from a snapshot of how it was. */
import type { BilingualText } from "../protocol/messages.ts";
import type { ClusterFactory } from "./SimulatedCluster.ts";
import { makeId } from "./secrets.ts";
import type { CapturePlace } from "./snapshots/SnapshotKeeper.ts";
import { encodeSnapshot } from "./snapshots/SnapshotSeries.ts";
import type { RoomRecord, StoragePort } from "./StoragePort.ts";

export const PUTTING_BACK: BilingualText = {
  en: "the cluster is being put back",
  ko: "클러스터를 이전 상태로 되돌리고 있어요",
};

interface Around {
  readonly storage: Pick<StoragePort, "saveSnapshot" | "saveRoom">;
  readonly factory: ClusterFactory;
  readonly simulationVersion: string;
}

/**
 * Of a room that stopped at `end`; `captured`: its cluster as it was then. Time and revisions go on. Gives the room as it is
 * stored now, and its cluster.
 */
export async function putBack(
  record: RoomRecord,
  captured: unknown,
  { position, ...end }: CapturePlace,
  { storage, factory, simulationVersion }: Around,
): Promise<{ readonly record: RoomRecord; readonly cluster: unknown }> {
  // Beyond what any watch may have seen, so that whoever holds the old state has to list anew.
  const place = { ...position, steps: position.steps + 1, revision: position.revision + 1 };
  const cluster = factory.moved(captured, place);
  await storage.saveSnapshot(
    { roomId: record.id, id: makeId(), simulationVersion, ...end, position: place, kept: true },
    encodeSnapshot(cluster),
  );
  const begun = { ...record, epoch: makeId() };
  await storage.saveRoom(begun);
  return { record: begun, cluster };
}
