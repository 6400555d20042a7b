/** When a room's snapshot is due, and how it is taken: captured at once, encoded in slices, stored after its log. */
import { makeId } from "./secrets.ts";
import { encodeSnapshot } from "./snapshotCodec.ts";
import type { SnapshotHeader, StoragePort } from "./StoragePort.ts";

/** A snapshot is also due when the log grew by this many bytes since the last. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Without commands for so long a room is calm, ms. */
const CALM_MS = 20_000;

/** What a snapshot holds at the moment it is captured. */
export interface Capture extends Pick<SnapshotHeader, "seq" | "position" | "room"> {
  /** Immutable in depth. */
  readonly cluster: unknown;
}

export interface SnapshotKeeperOptions {
  readonly roomId: string;
  readonly storage: Pick<StoragePort, "saveSnapshot">;
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

export class SnapshotKeeper {
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly options: SnapshotKeeperOptions,
    private last: LogEnd,
  ) {}

  /** Takes a snapshot when the log grew enough. */
  whenDue(end: LogEnd): void {
    const commands = end.seq - this.last.seq;
    if (this.underWay || commands === 0 || this.options.every === Number.POSITIVE_INFINITY) return;
    if (commands >= this.options.every || end.bytes - this.last.bytes >= MOST_BYTES) this.takeInBackground(end);
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

  private start(end: LogEnd): Promise<void> {
    const { roomId, storage, simulationVersion, capture, committed } = this.options;
    const { cluster, ...place } = capture();
    this.last = end;
    this.underWay = committed()
      .then((stored) =>
        stored
          ? storage.saveSnapshot({ roomId, id: makeId(), simulationVersion, ...place }, encodeSnapshot(cluster))
          : undefined,
      )
      .finally(() => {
        this.underWay = undefined;
      });
    return this.underWay;
  }
}
