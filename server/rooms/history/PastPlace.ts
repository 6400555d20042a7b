import type { RoomRecord } from "../StoragePort.ts";

/** A moment of a room's past, for whoever reads it from the store: all that was done up to then is there. */
export interface PastPlace {
  readonly record: RoomRecord;
  readonly objectLimit: number;
  /** Cluster time, ms. */
  readonly time: number;
}
