/** What all rooms of a process share. */
import type { Quotas } from "./quotas.ts";
import type { MayList } from "./rights.ts";
import type { StoragePort } from "./StoragePort.ts";
import type { TurnScheduler } from "./TurnScheduler.ts";

export interface RoomSurroundings {
  readonly storage: StoragePort;
  readonly turns: TurnScheduler;
  readonly quotas: Quotas;
  /** Wall clock, ms. */
  readonly wall: () => number;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** Commands between two snapshots. */
  readonly snapshotEvery: number;
  /** Whether a user may list a resource; left out: by RBAC. */
  readonly mayList?: MayList;
  readonly simulationVersion: string;
}
