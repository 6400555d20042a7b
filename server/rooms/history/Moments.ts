/**
 * A room's past, read only: its cluster as it was at any cluster time. From the newest kept snapshot before that time the log
 * is replayed up to it; a cluster that stands a little earlier goes on from where it is. Nothing here touches the room.
 */
import { Activity } from "../Activity.ts";
import { Classroom } from "../Classroom.ts";
import { clusterSeed, type SnapshotRoom } from "../clusterOf.ts";
import { decodeEntries, type LogEntry } from "../LogEntry.ts";
import { OneAtATime } from "../OneAtATime.ts";
import { catchUp, ReplayDivergence, type ReplayMode, replay } from "../replaying.ts";
import { QUOTA_TEXTS } from "../quotas.ts";
import { RoomError } from "../RoomError.ts";
import type { ClusterFactory, SimulatedCluster } from "../SimulatedCluster.ts";
import { SnapshotReader } from "../snapshots/SnapshotReader.ts";
import type { RoomRecord, SnapshotMark, StoragePort } from "../StoragePort.ts";

/** Clusters of the past that are held ready, for going on from. */
const HELD = 3;
/** How often a moment is looked for when snapshots go while they are read. */
const TRIES = 5;
/** Requests for moments that may wait. */
const MOST_WAITING = 30;

export interface Moment {
  /** Cluster time, ms. */
  readonly time: number;
  /** The last command before it. */
  readonly seq: number;
  /** Valid until the next moment is asked for: look, do not keep. */
  readonly cluster: SimulatedCluster;
  readonly activity: Activity;
  readonly classroom: Classroom;
  /** False: another version of Podroom recorded it, and what happened between commands may have been otherwise. */
  readonly exact: boolean;
}

interface Cursor {
  time: number;
  seq: number;
  mode: ReplayMode;
  cluster: SimulatedCluster;
  readonly activity: Activity;
  readonly classroom: Classroom;
}

export interface MomentsOptions {
  readonly record: RoomRecord;
  readonly factory: ClusterFactory;
  readonly storage: Pick<StoragePort, "snapshots" | "snapshotRoom" | "readSnapshots" | "readLogUntil">;
  readonly objectLimit: number;
}

export class Moments {
  private cursors: Cursor[] = [];
  /** The room's snapshots when they were last asked for: there may be newer ones, and some of these may be gone. */
  private listed: readonly SnapshotMark[] = [];
  private readonly snapshots: SnapshotReader;
  private readonly looks = new OneAtATime();
  private waiting = 0;

  constructor(private readonly options: MomentsOptions) {
    this.snapshots = new SnapshotReader(options.storage);
  }

  /**
   * Hands the moment at cluster time `time` to `look`, one at a time. Times before the beginning give the beginning. `before`: the
   * moment is of the log up to that command, which is left out with all after it.
   */
  at<T>(time: number, look: (moment: Moment) => T | Promise<T>, before = Number.POSITIVE_INFINITY): Promise<T> {
    if (this.waiting >= MOST_WAITING) return Promise.reject(new RoomError("too-busy", QUOTA_TEXTS.waiting));
    this.waiting++;
    return this.looks
      .run(async () => {
        const cursor = await this.reach(time, before);
        return look({ ...cursor, exact: cursor.mode === "exact" });
      })
      .finally(() => this.waiting--);
  }

  /** Forgets the clusters held ready. */
  rest(): void {
    this.cursors = [];
    this.listed = [];
    this.snapshots.rest();
  }

  private async reach(asked: number, before: number): Promise<Cursor> {
    const newest = this.listed.at(-1);
    if (!newest || asked >= newest.position.time) await this.list();
    for (let left = TRIES; ; ) {
      const snapshots = this.listed;
      try {
        return await this.reachFrom(snapshots, asked, before);
      } catch (error) {
        // The room goes on meanwhile: a newer snapshot takes the place of one that is not kept.
        await this.list();
        const still = new Set(this.listed.map(({ id }) => id));
        if (--left === 0 || snapshots.every(({ id }) => still.has(id))) throw error;
      }
    }
  }

  private async list(): Promise<void> {
    this.listed = await this.options.storage.snapshots(this.options.record.id);
  }

  private async reachFrom(all: readonly SnapshotMark[], asked: number, before: number): Promise<Cursor> {
    const headers = all.filter(({ seq }) => seq < before);
    // A fork begins with a snapshot.
    const first = headers[0]?.seq === 0 ? headers[0].position.time : this.options.record.startTime;
    const time = Math.max(asked, first);
    const base = newestBefore(headers, time);
    const near = this.cursors
      .filter(
        ({ time: at, seq }) =>
          at <= time && seq < before && seq >= (base?.seq ?? 0) && at >= (base?.position.time ?? 0),
      )
      .sort((left, right) => right.time - left.time)[0];
    const starts = [
      ...(near ? [() => Promise.resolve(near)] : []),
      () => this.cursorAt(base, headers, "exact"),
      () => this.cursorAt(base, headers, "approximate"),
    ];
    for (const start of starts) {
      const cursor = await start();
      try {
        return this.hold(await this.goOn(cursor, time, before));
      } catch (error) {
        // It stood at the very time of a command, or another version recorded that.
        if (!(error instanceof ReplayDivergence)) throw error;
        this.cursors = this.cursors.filter((other) => other !== cursor);
      }
    }
    throw new ReplayDivergence(`no way to ${time}`);
  }

  private hold(cursor: Cursor): Cursor {
    this.cursors = [cursor, ...this.cursors.filter((other) => other !== cursor)].slice(0, HELD);
    return cursor;
  }

  private async cursorAt(
    header: SnapshotMark | undefined,
    all: readonly SnapshotMark[],
    mode: ReplayMode,
  ): Promise<Cursor> {
    const { record, factory, storage, objectLimit } = this.options;
    const seed = clusterSeed(record, objectLimit);
    if (!header)
      return {
        time: record.startTime,
        seq: 0,
        mode,
        cluster: factory.create(seed),
        activity: new Activity(),
        classroom: new Classroom(),
      };
    const room = JSON.parse(await storage.snapshotRoom(header)) as SnapshotRoom;
    return {
      time: header.position.time,
      seq: header.seq,
      mode: header.simulationVersion === factory.version ? mode : "approximate",
      cluster: factory.restore(await this.snapshots.read(header, all), seed),
      activity: new Activity(room.activity),
      classroom: Classroom.of(room.classroom),
    };
  }

  private async goOn(cursor: Cursor, time: number, before: number): Promise<Cursor> {
    const { record, storage } = this.options;
    const batches = await storage.readLogUntil(record.id, cursor.seq + 1, time);
    for (const { entries } of batches)
      for (const entry of decodeEntries(entries)) {
        if (entry.seq <= cursor.seq) continue;
        if (entry.time > time || entry.seq >= before) break;
        await this.apply(cursor, entry);
        if (entry.command.type === "restore") await this.putBack(cursor, entry.command.to);
      }
    await catchUp(cursor.cluster, time);
    cursor.time = time;
    return cursor;
  }

  /** Where the snapshot is gone from which the cluster went on when it was put back, that is done again. */
  private async putBack(cursor: Cursor, to: number): Promise<void> {
    const { record, factory, objectLimit } = this.options;
    const { time, cluster } = cursor;
    await catchUp(cluster, time);
    const place = { time, steps: cluster.runtime.steps + 1, revision: cluster.store.revision + 1 };
    const then = await this.reach(Math.min(to, time - 1), cursor.seq);
    const moved = factory.moved(then.cluster.snapshot(), place);
    cursor.cluster = factory.restore(moved, clusterSeed(record, objectLimit));
    cursor.mode = "approximate";
  }

  private async apply(cursor: Cursor, entry: LogEntry): Promise<void> {
    await replay(cursor.cluster, entry, cursor);
    cursor.classroom.foldLogged(entry);
    cursor.seq = entry.seq;
    cursor.time = entry.time;
  }
}

function newestBefore(headers: readonly SnapshotMark[], time: number): SnapshotMark | undefined {
  return headers.filter(({ position }) => position.time <= time).at(-1);
}
