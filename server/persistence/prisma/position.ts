import type { Position } from "../../rooms/StoragePort.ts";

/** Where a cluster stood, out of a row's columns. */
export function positionOf(row: { readonly [column in keyof Position]?: unknown }): Position {
  return {
    time: Number(row.time),
    steps: Number(row.steps),
    revision: Number(row.revision),
    wall: Number(row.wall),
    speed: Number(row.speed),
    asleep: Boolean(row.asleep),
  };
}
