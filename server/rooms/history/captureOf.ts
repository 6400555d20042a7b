import type { Position } from "../StoragePort.ts";
import type { Moment } from "./Moments.ts";

/** Where a cluster stands. */
export type Place = Pick<Position, "time" | "steps" | "revision">;

/** A moment's cluster, whole. */
export function captureOf({ cluster, time }: Moment): { readonly cluster: unknown; readonly position: Place } {
  const { steps } = cluster.runtime;
  return { cluster: cluster.snapshot(), position: { time, steps, revision: cluster.store.revision } };
}
