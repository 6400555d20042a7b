/** One command as the log keeps it: what, whose, and the exact place in the cluster's history where it was applied. */
import type { ClassAction } from "../protocol/classroom/actionSchema.ts";
import type { ClusterCommand } from "./SimulatedCluster.ts";

/** Changes how cluster time goes: speed 0 pauses, `step` lets a clock go on by so many ms. */
export interface ClockCommand {
  readonly type: "clock";
  readonly speed?: number;
  readonly step?: number;
}

/** Something in the class; `at` is wall time, ms. */
export interface ClassCommand {
  readonly type: "class";
  readonly at: number;
  readonly action: ClassAction;
}

/** The cluster was put back to how it was at cluster time `to`, ms: a snapshot goes on from here. */
export interface RestoreCommand {
  readonly type: "restore";
  readonly to: number;
}

export type RoomCommand = ClusterCommand | ClockCommand | ClassCommand | RestoreCommand;

export interface LogEntry {
  readonly seq: number;
  /** Cluster time, ms. */
  readonly time: number;
  /** Tasks run before it. */
  readonly steps: number;
  /** Person id; empty for the room itself. */
  readonly who: string;
  readonly command: RoomCommand;
}

export function encodeEntries(entries: readonly LogEntry[]): string {
  return entries.length === 0 ? "" : JSON.stringify(entries);
}

export function decodeEntries(text: string): readonly LogEntry[] {
  return text === "" ? [] : (JSON.parse(text) as LogEntry[]);
}
