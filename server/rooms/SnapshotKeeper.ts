/**
 * When a room's snapshot is due, and how it is taken: captured at once, encoded in slices, stored after its log. Often one is
 * kept, so that every moment of the past is a short replay away (`history/Moments.ts`). A kept one holds only what changed
 * since the one before, a few after each other; then a whole one comes.
 */
import { makeId } from "./secrets.ts";
import { encodeSnapshot } from "./snapshotCodec.ts";
import type { SnapshotHeader, SnapshotMark, StoragePort } from "./StoragePort.ts";

/** A snapshot is also due when the log grew by this many bytes since the last. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A snapshot is due and kept when so many commands, or tasks of the cluster, came since the last kept one. */
const KEEP_AFTER = { commands: 100, steps: 400 } as const;
/** Kept snapshots that hold changes only, between two whole ones. */
const CHANGES_IN_A_ROW = 15;
/** Kept snapshots of a room; beyond, of the older half the whole ones stay, and then every other of them. */
const MOST_KEPT = 600;
/** Captures that may wait to be stored. */
const MOST_UNDER_WAY = 4;
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
  private underWay = 0;
  private line: Promise<unknown> = Promise.resolve();
  /** The kept snapshot that was stored last, which the next can be changes of, and how many changes came in a row. */
  private base: { readonly id: string; readonly cluster: unknown; readonly changes: number } | undefined;

  constructor(
    private readonly options: SnapshotKeeperOptions,
    private last: LogEnd,
    private lastKept: LastKept,
  ) {}

  /** Takes a snapshot when the log grew enough, or a moment since the last kept one would be a long replay. `steps`: tasks so far. */
  whenDue(end: LogEnd, steps: number): void {
    const commands = end.seq - this.last.seq;
    if (this.underWay >= MOST_UNDER_WAY || commands === 0 || this.options.every === Number.POSITIVE_INFINITY) return;
    const due = commands >= this.options.every || end.bytes - this.last.bytes >= MOST_BYTES;
    if (this.isKept({ seq: end.seq, steps }) || (due && this.underWay === 0)) this.takeInBackground(end);
  }

  private isKept({ seq, steps }: LastKept): boolean {
    return seq - this.lastKept.seq >= KEEP_AFTER.commands || steps - this.lastKept.steps >= KEEP_AFTER.steps;
  }

  /** Takes a snapshot when commands came since the last and none for a while: little then hangs on a replay. */
  whenCalm(end: LogEnd, quietMs: number): void {
    if (this.underWay === 0 && end.seq > this.last.seq && quietMs >= CALM_MS) this.takeInBackground(end);
  }

  /** Takes one now, after the one under way. */
  async take(end: () => LogEnd): Promise<void> {
    await this.line;
    await this.start(end());
  }

  private takeInBackground(end: LogEnd): void {
    this.start(end).catch((error: unknown) => this.options.report("a snapshot failed; the log is whole", error));
  }

  private async thin(): Promise<void> {
    const { roomId, storage } = this.options;
    const kept = (await storage.snapshots(roomId)).filter((header) => header.kept);
    if (kept.length <= MOST_KEPT) return;
    await storage.dropSnapshots(
      roomId,
      thinned(kept).map(({ id }) => id),
    );
  }

  private start(end: LogEnd): Promise<void> {
    const { roomId, storage, simulationVersion, capture, committed } = this.options;
    const { cluster, ...place } = capture();
    const { seq, position } = place;
    const kept = this.isKept({ seq, steps: position.steps });
    this.last = end;
    if (kept) this.lastKept = { seq, steps: position.steps };
    this.underWay++;
    const stored = Promise.all([committed(), this.line]).then(async ([isCommitted]) => {
      if (!isCommitted) return;
      const base = kept && this.base && this.base.changes < CHANGES_IN_A_ROW ? this.base : undefined;
      const id = makeId();
      await storage.saveSnapshot(
        { roomId, id, simulationVersion, ...place, kept, ...(base ? { base: base.id } : {}) },
        encodeSnapshot(cluster, base?.cluster),
      );
      if (!kept) return;
      this.base = { id, cluster, changes: base ? base.changes + 1 : 0 };
      await this.thin();
    });
    this.line = stored.catch(() => {}).finally(() => this.underWay--);
    return stored;
  }
}

/** Those that go: changes nobody needs as they are older than a whole one; when there are none, every other whole one. */
function thinned(kept: readonly SnapshotMark[]): readonly SnapshotMark[] {
  const half = kept.length / 2;
  const whole = kept.findLastIndex(({ base }, index) => base === undefined && index <= half);
  const older = kept.slice(0, Math.max(0, whole));
  const changes = older.filter(({ base }) => base !== undefined);
  return changes.length > 0 ? changes : older.filter((_, index) => index % 2 === 1);
}
