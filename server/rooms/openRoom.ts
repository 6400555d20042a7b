/**
 * Wakes a room: the newest snapshot, then the log after it, replayed to the very task; then the time that passed for
 * people while the process was dead. Under another simulation version a replay could go elsewhere, so the snapshot alone
 * counts and the room begins a new epoch.
 */
import type { ActivityView } from "../protocol/messages.ts";
import { type ClassState, EMPTY_CLASS } from "../protocol/classroom/ClassState.ts";
import { Activity } from "./Activity.ts";
import { Classroom } from "./Classroom.ts";
import { decodeEntries, type LogEntry } from "./LogEntry.ts";
import { Pacer } from "./Pacer.ts";
import { People } from "./People.ts";
import { Room, type RoomSurroundings } from "./Room.ts";
import type { ClusterFactory, ClusterSeed, SimulatedCluster } from "./SimulatedCluster.ts";
import { makeId } from "./secrets.ts";
import { decodeSnapshot } from "./snapshotCodec.ts";
import type { LogBatch, Position, RoomRecord, SnapshotHeader } from "./StoragePort.ts";
import { breathe } from "./TurnScheduler.ts";

/** The process notes that it lives this often, ms; a crash loses at most so much of the passing of time. */
export const BEAT_MS = 10_000;
const SLICE_MS = 6;
const TASKS_AT_ONCE = 16;

class ReplayDivergence extends Error {}

interface Woken {
  readonly cluster: SimulatedCluster;
  readonly activity: Activity;
  readonly epoch: string;
}

/** What a snapshot holds of the room beside its cluster; older ones know no class. */
interface SnapshotRoom {
  readonly activity?: readonly ActivityView[];
  readonly classroom?: ClassState;
}

interface Sources {
  readonly record: RoomRecord;
  readonly factory: ClusterFactory;
  readonly around: RoomSurroundings;
  readonly snapshot: SnapshotHeader | undefined;
  readonly log: readonly LogBatch[];
}

export async function openRoom(record: RoomRecord, factory: ClusterFactory, around: RoomSurroundings): Promise<Room> {
  const { storage } = around;
  const snapshot = await storage.newestSnapshot(record.id);
  const [log, logBytes, lastBeat, people] = await Promise.all([
    storage.readLog(record.id, (snapshot?.seq ?? 0) + 1),
    storage.logSize(record.id),
    storage.lastBeat(),
    People.load({ roomId: record.id, storage, limit: around.quotas.people, wall: around.wall }),
  ]);
  const last = log[log.length - 1];
  const end = newestPosition(log, snapshot);
  const woken = await wake({ record, factory, around, snapshot, log });
  const { cluster } = woken;
  if (end) await catchUp(cluster, end.time + timeMissed(end, around.wall(), lastBeat));
  if (woken.epoch !== record.epoch) await storage.saveRoom({ ...record, epoch: woken.epoch });
  return new Room(
    {
      record: { ...record, epoch: woken.epoch },
      cluster,
      people,
      activity: woken.activity,
      classroom: classroomOf(snapshot, log),
      pacer: new Pacer(around.wall, { time: cluster.runtime.now, speed: end?.speed ?? 1 }),
      nextSeq: Math.max(last ? last.firstSeq + last.count : 1, (snapshot?.seq ?? 0) + 1),
      logBytes,
      snapshotSeq: snapshot?.seq ?? 0,
    },
    around,
  );
}

/** The options a record's cluster is made with. */
export function clusterSeed(record: RoomRecord, objectLimit: number): ClusterSeed {
  const count = Number(record.template);
  const nodes =
    Number.isInteger(count) && record.template !== "" ? count : record.template === "none" ? "none" : "course";
  return { seed: record.seed, now: record.startTime, nodes, objectLimit };
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
  const { classroom } = snapshot ? (JSON.parse(snapshot.room) as SnapshotRoom) : {};
  const room = new Classroom(classroom && { ...EMPTY_CLASS, ...classroom });
  for (const batch of log)
    for (const { seq, who, command } of decodeEntries(batch.entries))
      if (command.type === "class" && seq > (snapshot?.seq ?? 0))
        room.fold({ seq, who, at: command.at, action: command.action });
  return room;
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
  const whole = !end || end.revision <= snapshot.position.revision;
  const alone = await rebuild({ ...sources, log: [] }, "exact", whole ? undefined : end);
  return { ...alone, epoch: whole ? record.epoch : makeId() };
}

async function rebuild(
  { record, factory, around, snapshot, log }: Sources,
  mode: "exact" | "approximate",
  beyond?: Position,
): Promise<Omit<Woken, "epoch">> {
  const seed = clusterSeed(record, around.quotas.objects);
  let cluster: SimulatedCluster;
  let activity = new Activity();
  if (snapshot) {
    const value = await decodeSnapshot(around.storage.readSnapshot(snapshot));
    if (beyond) raiseRevision(value, beyond.revision);
    cluster = factory.restore(value, seed);
    activity = new Activity((JSON.parse(snapshot.room) as SnapshotRoom).activity);
  } else cluster = factory.create(seed);
  const after = snapshot?.seq ?? 0;
  let began = performance.now();
  for (const batch of log) {
    for (const entry of decodeEntries(batch.entries)) {
      if (entry.seq <= after) continue;
      await replay(cluster, entry, mode, activity);
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

async function replay(
  cluster: SimulatedCluster,
  entry: LogEntry,
  mode: "exact" | "approximate",
  activity: Activity,
): Promise<void> {
  const { command, seq, who, time } = entry;
  if (mode === "exact") await runTo(cluster, entry);
  else await catchUp(cluster, time);
  if (command.type !== "request") return;
  const before = cluster.store.revision;
  const response = cluster.apply(command, seq);
  if (cluster.store.revision !== before) activity.note({ seq, time, who, request: command.request, response });
}

/** Runs tasks up to an exact place, in slices. */
async function runTo(
  cluster: SimulatedCluster,
  { time, steps }: { readonly time: number; readonly steps: number },
): Promise<void> {
  const { runtime } = cluster;
  let began = performance.now();
  while (runtime.steps < steps) {
    // True: nothing is due any more, though more tasks were run here before.
    if (cluster.advance(time, Math.min(TASKS_AT_ONCE, steps - runtime.steps))) break;
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
  if (runtime.steps !== steps || runtime.now > time) {
    throw new ReplayDivergence(`at task ${runtime.steps}, ${runtime.now} instead of task ${steps}, ${time}`);
  }
  runtime.now = time;
}

async function catchUp(cluster: SimulatedCluster, time: number): Promise<void> {
  const target = Math.max(time, cluster.runtime.now);
  let began = performance.now();
  while (!cluster.advance(target, TASKS_AT_ONCE)) {
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
}

/** What is shown must never have a lower revision than what was shown before. */
function raiseRevision(snapshot: unknown, revision: number): void {
  const store = (snapshot as { readonly store?: { revision?: number } }).store;
  if (store && (store.revision ?? 0) < revision) store.revision = revision;
}
