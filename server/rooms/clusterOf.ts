/** What a stored room says of its cluster: the seed it grew from, and what stands beside it in a snapshot. */
import type { ClassState } from "../protocol/classroom/ClassState.ts";
import type { ActivityView } from "../protocol/messages.ts";
import type { ClusterSeed } from "./SimulatedCluster.ts";
import type { RoomRecord } from "./StoragePort.ts";

/** What a snapshot holds of the room beside its cluster; older ones know no class. */
export interface SnapshotRoom {
  readonly activity?: readonly ActivityView[];
  readonly classroom?: ClassState;
}

/** The options a record's cluster is made with. */
export function clusterSeed(record: RoomRecord, objectLimit: number): ClusterSeed {
  const count = Number(record.template);
  const nodes =
    Number.isInteger(count) && record.template !== "" ? count : record.template === "none" ? "none" : "course";
  return { seed: record.seed, now: record.startTime, nodes, objectLimit };
}
