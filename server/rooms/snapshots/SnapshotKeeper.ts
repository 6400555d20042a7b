/**
 * When a room's snapshot is due, and how it is taken: captured at once, encoded in slices, stored after its log. Those that nobody
 * waits for come one at a time, however many rooms there are, and with rests. Often one is kept, so that every moment of the past
 * is a short replay away (`history/Moments.ts`). Kept ones come in series: a whole one, and after it what changed, until that is
 * half as much again: who looks at one reads all that.
 */
import { OneAtATime } from "../OneAtATime.ts";
import { makeId } from "../secrets.ts";
import { breathe, rest } from "../TurnScheduler.ts";
import { encodeSnapshot, SnapshotSeries } from "./SnapshotSeries.ts";
import type { SnapshotHeader, SnapshotMark, StoragePort } from "../StoragePort.ts";

/** A snapshot is also due when the log grew by this many bytes since the last. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A snapshot is due and kept when so many commands, or tasks of the cluster, came since the last kept one. */
const KEEP_AFTER = { commands: 100, steps: 400 } as const;
/** Tasks after which one is due although nobody gave a command since the last. */
const STEPS_ALONE = 2_000;
/** Kept snapshots of a room, and whole ones among them; beyond, of old series only the whole one stays, and then every other. */
const MOST_KEPT = { all: 1_000, whole: 50 } as const;
/** A series ends at the latest after so many. */
const LONGEST_SERIES = 200;
/** Without commands for so long a room is calm, ms. */
const CALM_MS = 20_000;

/** Where a room stands, and its own small things. */
export type CapturePlace = Pick<SnapshotHeader, "seq" | "position" | "room">;

/** What a snapshot holds at the moment it is captured. */
export interface Capture extends CapturePlace {
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

/** The kept snapshots under way: what the next one can be changes of. */
interface Series {
  readonly base: string;
  readonly snapshots: SnapshotSeries;
  /** Bytes of the whole one, and of all changes since. */
  whole: number;
  changes: number;
  count: number;
}

/** Those of all rooms that nobody waits for. */
const inBackground = new OneAtATime();

export class SnapshotKeeper {
  private underWay: Promise<void> | undefined;
  /** Somebody waits: what is under way takes no rests, and what has not begun is left to the next. */
  private hurried = false;
  private series: Series | undefined;

  constructor(
    private readonly options: SnapshotKeeperOptions,
    private last: LogEnd,
    private lastKept: LastKept,
  ) {}

  /** Takes a snapshot when the log grew enough, or a moment since the last kept one would be a long replay. `steps`: tasks so far. */
  whenDue(end: LogEnd, steps: number): void {
    if (this.underWay || this.options.every === Number.POSITIVE_INFINITY) return;
    const commands = end.seq - this.last.seq;
    if (commands === 0 && steps - this.lastKept.steps < STEPS_ALONE) return;
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
    await this.idle();
    await this.start(end(), false);
  }

  /** Resolves when none is under way; one that is takes no rests any more. */
  async idle(): Promise<void> {
    this.hurried = true;
    try {
      while (this.underWay) await this.underWay.catch(() => {});
    } finally {
      this.hurried = false;
    }
  }

  private takeInBackground(end: LogEnd): void {
    this.start(end, true).catch((error: unknown) => this.options.report("a snapshot failed; the log is whole", error));
  }

  private async thin(): Promise<void> {
    const { roomId, storage } = this.options;
    const kept = (await storage.snapshots(roomId)).filter((header) => header.kept);
    const gone = thinned(kept);
    if (gone.length > 0)
      await storage.dropSnapshots(
        roomId,
        gone.map(({ id }) => id),
      );
  }

  private start(end: LogEnd, inLine: boolean): Promise<void> {
    const { roomId, storage, simulationVersion, capture, committed } = this.options;
    const { cluster, ...place } = capture();
    const { seq, position } = place;
    const kept = this.isKept({ seq, steps: position.steps });
    this.last = end;
    if (kept) this.lastKept = { seq, steps: position.steps };
    this.underWay = committed()
      .then(async (stored) => {
        if (!stored) return;
        const header = { roomId, id: makeId(), simulationVersion, ...place, kept };
        const save = async (): Promise<void> => {
          if (inLine && this.hurried) return;
          if (!kept) return storage.saveSnapshot(header, encodeSnapshot(cluster, this.pause));
          await this.saveInSeries(header, cluster);
          await this.thin();
        };
        await (inLine ? inBackground.run(save) : save());
      })
      .finally(() => {
        this.underWay = undefined;
      });
    return this.underWay;
  }

  private readonly pause = (): Promise<void> => (this.hurried ? breathe() : rest());

  private async saveInSeries(header: Omit<SnapshotHeader, "chunks">, cluster: unknown): Promise<void> {
    const { series: before, pause } = this;
    const goesOn = before && before.changes < before.whole / 2 && before.count < LONGEST_SERIES;
    const series = goesOn
      ? before
      : { base: header.id, snapshots: new SnapshotSeries(), whole: 0, changes: 0, count: 0 };
    // One that fails takes its series with it.
    this.series = undefined;
    let size = 0;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of series.snapshots.encode(header.id, cluster, pause)) {
        size += chunk.length;
        yield chunk;
      }
    };
    await this.options.storage.saveSnapshot(goesOn ? { ...header, base: series.base } : header, chunks());
    if (goesOn) series.changes += size;
    else series.whole = size;
    series.count++;
    this.series = series;
  }
}

/** Those that go: changes in series gone by, the oldest first; when there are none, every other whole one of the older half. */
export function thinned(kept: readonly SnapshotMark[]): readonly SnapshotMark[] {
  const whole = kept.filter(({ base }) => base === undefined);
  if (whole.length > MOST_KEPT.whole)
    return withChanges(
      kept,
      whole.slice(0, whole.length >> 1).filter((_, index) => index % 2 === 1),
    );
  if (kept.length <= MOST_KEPT.all) return [];
  const oldest = kept.find(({ base }) => base !== undefined && base !== whole.at(-1)?.id)?.base;
  return kept.filter(({ base }) => base !== undefined && base === oldest);
}

const withChanges = (kept: readonly SnapshotMark[], whole: readonly SnapshotMark[]): readonly SnapshotMark[] => {
  const ids = new Set(whole.map(({ id }) => id));
  return kept.filter(({ id, base }) => ids.has(base ?? id));
};
