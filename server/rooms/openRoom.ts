/**
 * Wakes a room: the newest snapshot, then the log after it, replayed to the very task; then the time that passed for
 * people while the process was dead. Under another simulation version a replay can go elsewhere: commands after the
 * snapshot are done again at their times, as well as can be, and the room begins a new epoch.
 */
import { Activity } from "./Activity.ts";
import { Classroom } from "./Classroom.ts";
import { clusterSeed, type SnapshotRoom } from "./clusterOf.ts";
import { captureOf } from "./history/captureOf.ts";
import { Moments } from "./history/Moments.ts";
import { decodeEntries } from "./LogEntry.ts";
import { Pacer } from "./Pacer.ts";
import { People } from "./People.ts";
import { putBack } from "./puttingBack.ts";
import { Room } from "./Room.ts";
import type { RoomSurroundings } from "./RoomSurroundings.ts";
import type { ClusterFactory, SimulatedCluster } from "./SimulatedCluster.ts";
import { makeId } from "./secrets.ts";
import type { LastKept } from "./snapshots/SnapshotKeeper.ts";
import { SnapshotReader } from "./snapshots/SnapshotReader.ts";
import type { LogBatch, Position, RoomRecord, SnapshotHeader, SnapshotMark } from "./StoragePort.ts";
import { catchUp, ReplayDivergence, replay, runTo } from "./replaying.ts";
import { breathe } from "./TurnScheduler.ts";

/** The process notes that it lives this often, ms; a crash loses at most so much of the passing of time. */
export const BEAT_MS = 10_000;
const SLICE_MS = 6;

interface Woken {
  readonly cluster: SimulatedCluster;
  readonly activity: Activity;
  readonly epoch: string;
}

interface Sources {
  readonly record: RoomRecord;
  readonly factory: ClusterFactory;
  readonly around: RoomSurroundings;
  readonly snapshot: SnapshotHeader | undefined;
  readonly snapshots: readonly SnapshotMark[];
  readonly log: readonly LogBatch[];
  readonly captured: unknown;
}

interface Opening extends RoomSurroundings {
  /** What the newest snapshot holds, where that is in memory; then both share what does not change. */
  readonly captured?: unknown;
  /** The room whose people and class a fork shares. */
  readonly parent?: Room;
}

export async function openRoom(record: RoomRecord, factory: ClusterFactory, around: Opening): Promise<Room> {
  const { room, restoresTo } = await openAsLogged(record, factory, around);
  if (restoresTo === undefined) return room;
  // The server ended after it was noted and before it was done.
  const { cluster } = await room.moment(restoresTo, captureOf);
  const begun = await putBack(room.record, cluster, await room.stopForRestore(), { ...around, factory });
  return (await openAsLogged(begun.record, factory, { ...around, captured: begun.cluster })).room;
}

/** `restoresTo`: the cluster time to which it was to be put back last of all. */
async function openAsLogged(
  record: RoomRecord,
  factory: ClusterFactory,
  { captured, parent, ...around }: Opening,
): Promise<{ readonly room: Room; readonly restoresTo: number | undefined }> {
  const { storage } = around;
  const snapshot = await storage.newestSnapshot(record.id);
  const [log, logBytes, lastBeat, people, snapshots] = await Promise.all([
    storage.readLog(record.id, (snapshot?.seq ?? 0) + 1),
    storage.logSize(record.id),
    storage.lastBeat(),
    parent?.people ?? People.load({ roomId: record.id, storage, limit: around.quotas.people, wall: around.wall }),
    storage.snapshots(record.id),
  ]);
  const last = log[log.length - 1];
  const end = newestPosition(log, snapshot);
  const woken = await wake({ record, factory, around, snapshot, snapshots, log, captured });
  const { cluster } = woken;
  if (end) await catchUp(cluster, end.time + timeMissed(end, around.wall(), lastBeat));
  if (woken.epoch !== record.epoch) await storage.saveRoom({ ...record, epoch: woken.epoch });
  const room = new Room(
    {
      record: { ...record, epoch: woken.epoch },
      cluster,
      people,
      activity: woken.activity,
      ...(parent ? { parent } : {}),
      classroom: parent?.classroom ?? classroomOf(snapshot, log),
      pacer: new Pacer(around.wall, { time: cluster.runtime.now, speed: end?.speed ?? 1 }),
      nextSeq: Math.max(last ? last.firstSeq + last.count : 1, (snapshot?.seq ?? 0) + 1),
      logBytes,
      snapshotSeq: snapshot?.seq ?? 0,
      lastKept: lastKept(snapshots),
      history: new Moments({ record, factory, storage, objectLimit: around.quotas.objects }),
    },
    around,
  );
  const newest = decodeEntries(log.findLast(({ count }) => count > 0)?.entries ?? "").at(-1);
  const restores = newest?.command.type === "restore" && newest.seq > (snapshot?.seq ?? 0);
  return { room, restoresTo: restores ? newest.command.to : undefined };
}

function lastKept(snapshots: readonly SnapshotMark[]): LastKept {
  const header = snapshots.filter(({ kept }) => kept).at(-1);
  return { seq: header?.seq ?? 0, steps: header?.position.steps ?? 0 };
}

/** A snapshot may be taken some tasks after the last commit: tasks that changed nothing anybody could see. */
function newestPosition(log: readonly LogBatch[], snapshot: SnapshotHeader | undefined): Position | undefined {
  const end = log[log.length - 1]?.end;
  const taken = snapshot?.position;
  if (!end || !taken) return end ?? taken;
  return end.steps > taken.steps || (end.steps === taken.steps && end.time >= taken.time) ? end : taken;
}

/** Cluster ms that people saw pass, at most, after the last commit. */
function timeMissed(end: Position, wall: number, lastBeat: number | undefined): number {
  if (end.asleep) return 0;
  const alive = Math.min(wall, Math.max(lastBeat ?? 0, end.wall) + BEAT_MS);
  return Math.floor(Math.max(0, alive - end.wall) * end.speed);
}

/** The class as it was, whichever version the cluster is of: its actions do not hang on the simulation. */
function classroomOf(snapshot: SnapshotHeader | undefined, log: readonly LogBatch[]): Classroom {
  const classroom = Classroom.of(snapshot && (JSON.parse(snapshot.room) as SnapshotRoom).classroom);
  for (const batch of log)
    for (const entry of decodeEntries(batch.entries)) if (entry.seq > (snapshot?.seq ?? 0)) classroom.foldLogged(entry);
  return classroom;
}

async function wake(sources: Sources): Promise<Woken> {
  const { record, factory, around, snapshot } = sources;
  const sameVersion = !snapshot || snapshot.simulationVersion === factory.version;
  if (sameVersion) {
    try {
      return { ...(await rebuild(sources, "exact")), epoch: record.epoch };
    } catch (error) {
      if (!(error instanceof ReplayDivergence)) throw error;
      around.report(record.id, "a replay went another way; the log is applied as well as it can be", error);
      return { ...(await rebuild(sources, "approximate")), epoch: makeId() };
    }
  }
  const end = newestPosition(sources.log, snapshot);
  if (!end || end.revision <= snapshot.position.revision)
    return { ...(await rebuild({ ...sources, log: [] }, "exact")), epoch: record.epoch };
  try {
    // A version that lives as the old one did, to the task, gives every object as it was.
    return { ...(await rebuild(sources, "exact")), epoch: makeId() };
  } catch {
    // It does not: what people did is done again at its time.
  }
  try {
    return { ...(await rebuild(sources, "approximate", end)), epoch: makeId() };
  } catch (error) {
    around.report(record.id, "what an older version did after its last snapshot cannot be done again", error);
    return { ...(await rebuild({ ...sources, log: [] }, "exact", end)), epoch: makeId() };
  }
}

async function rebuild(
  { record, factory, around, snapshot, snapshots, log, captured }: Sources,
  mode: "exact" | "approximate",
  beyond?: Position,
): Promise<Omit<Woken, "epoch">> {
  const seed = clusterSeed(record, around.quotas.objects);
  let cluster: SimulatedCluster;
  let activity = new Activity();
  if (snapshot) {
    const value = captured ?? (await new SnapshotReader(around.storage).readNow(snapshot, snapshots));
    if (beyond) raiseRevision(value, beyond.revision);
    cluster = factory.restore(value, seed);
    activity = new Activity((JSON.parse(snapshot.room) as SnapshotRoom).activity);
  } else cluster = factory.create(seed);
  const after = snapshot?.seq ?? 0;
  let began = performance.now();
  for (const batch of log) {
    for (const entry of decodeEntries(batch.entries)) {
      if (entry.seq <= after) continue;
      await replay(cluster, entry, { mode, activity });
      if (performance.now() - began < SLICE_MS) continue;
      await breathe();
      began = performance.now();
    }
  }
  const end = newestPosition(log, snapshot);
  if (end && log.length > 0 && mode === "exact") {
    await runTo(cluster, end);
    if (cluster.store.revision !== end.revision)
      throw new ReplayDivergence(`revision ${cluster.store.revision} instead of ${end.revision}`);
  }
  return { cluster, activity };
}

/** What is shown must never have a lower revision than what was shown before. */
function raiseRevision(snapshot: unknown, revision: number): void {
  const store = (snapshot as { readonly store?: { revision?: number } }).store;
  if (store && (store.revision ?? 0) < revision) store.revision = revision;
}
