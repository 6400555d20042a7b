/**
 * When a room's snapshot is due, and how it is taken: captured at once, encoded in slices, stored after its log. Now and then
 * one is kept, so that every moment of the past is a short replay away (`history/Moments.ts`).
 */
import { makeId } from "./secrets.ts";
import { encodeSnapshot } from "./snapshotCodec.ts";
import type { SnapshotHeader, StoragePort } from "./StoragePort.ts";

/** A snapshot is also due when the log grew by this many bytes since the last. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A snapshot is due and kept when so many commands, or tasks of the cluster, came since the last kept one. */
const KEEP_AFTER = { commands: 200, steps: 2_000 } as const;
/** Kept snapshots of a room; beyond, every other one of the older half goes. */
const MOST_KEPT = 200;
/** Without commands for so long a room is calm, ms. */
const CALM_MS = 20_000;

/** What a snapshot holds at the moment it is captured. */
export interface Capture extends Pick<SnapshotHeader, "seq" | "position" | "room"> {
  /** Immutable in depth. */
  readonly cluster: unknown;
}

export interface SnapshotKeeperOptions {
  readonly roomId: string;
  readonly storage: Pick<StoragePort, "saveSnapshot" | "snapshots" | "dropSnapshots">;
  readonly simulationVersion: string;
  /** Commands between two snapshots; Infinity: there are none. */
  readonly every: number;
  readonly capture: () => Capture;
  /** Resolves when all so far is committed; false when it never will be. */
  readonly committed: () => Promise<boolean>;
  readonly report: (problem: string, error: unknown) => void;
}

/** How far a room's log is. */
export interface LogEnd {
  readonly seq: number;
  readonly bytes: number;
}

/** Where the last kept snapshot was taken. */
export interface LastKept {
  readonly seq: number;
  readonly steps: number;
}

export class SnapshotKeeper {
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly options: SnapshotKeeperOptions,
    private last: LogEnd,
    private lastKept: LastKept,
  ) {}

  /** Takes a snapshot when the log grew enough, or a moment since the last kept one would be a long replay. `steps`: tasks so far. */
  whenDue(end: LogEnd, steps: number): void {
    const commands = end.seq - this.last.seq;
    if (this.underWay || commands === 0 || this.options.every === Number.POSITIVE_INFINITY) return;
    const due = commands >= this.options.every || end.bytes - this.last.bytes >= MOST_BYTES;
    if (due || this.isKept({ seq: end.seq, steps })) this.takeInBackground(end);
  }

  private isKept({ seq, steps }: LastKept): boolean {
    return seq - this.lastKept.seq >= KEEP_AFTER.commands || steps - this.lastKept.steps >= KEEP_AFTER.steps;
  }

  /** Takes a snapshot when commands came since the last and none for a while: little then hangs on a replay. */
  whenCalm(end: LogEnd, quietMs: number): void {
    if (!this.underWay && end.seq > this.last.seq && quietMs >= CALM_MS) this.takeInBackground(end);
  }

  /** Takes one now, after the one under way. */
  async take(end: () => LogEnd): Promise<void> {
    await this.underWay?.catch(() => {});
    await this.start(end());
  }

  private takeInBackground(end: LogEnd): void {
    this.start(end).catch((error: unknown) => this.options.report("a snapshot failed; the log is whole", error));
  }

  private async thin(): Promise<void> {
    const { roomId, storage } = this.options;
    const kept = (await storage.snapshots(roomId)).filter((header) => header.kept);
    if (kept.length <= MOST_KEPT) return;
    const older = kept.slice(0, MOST_KEPT / 2).filter((_, index) => index % 2 === 1);
    await storage.dropSnapshots(
      roomId,
      older.map(({ id }) => id),
    );
  }

  private start(end: LogEnd): Promise<void> {
    const { roomId, storage, simulationVersion, capture, committed } = this.options;
    const { cluster, ...place } = capture();
    const { seq, position } = place;
    const kept = this.isKept({ seq, steps: position.steps });
    this.last = end;
    if (kept) this.lastKept = { seq, steps: position.steps };
    this.underWay = committed()
      .then(async (stored) => {
        if (!stored) return;
        await storage.saveSnapshot(
          { roomId, id: makeId(), simulationVersion, ...place, kept },
          encodeSnapshot(cluster),
        );
        if (kept) await this.thin();
      })
      .finally(() => {
        this.underWay = undefined;
      });
    return this.underWay;
  }
}
