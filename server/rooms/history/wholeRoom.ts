/** Takes a room out as a file, and makes one of a file. */
import type { Room } from "../Room.ts";
import { RoomError } from "../RoomError.ts";
import type { RoomDirectory } from "../RoomDirectory.ts";
import { decodeEntries, encodeEntries, type LogEntry } from "../LogEntry.ts";
import type { CreatedRoom, Stretch } from "../RoomMaker.ts";
import type { LogBatch, SnapshotMark, StoragePort } from "../StoragePort.ts";
import { makeToken } from "../secrets.ts";
import { type FileEntry, type RoomCourse, type RoomFile, writeRoomFile } from "./roomFile.ts";

const ENTRIES_A_BATCH = 500;

export async function exportRoom(
  room: Room,
  storage: Pick<StoragePort, "readLog" | "snapshots">,
  { simulation, course }: { readonly simulation: string; readonly course?: RoomCourse | undefined },
): Promise<Buffer> {
  const { position, seq } = await room.capture();
  await room.settled();
  const entries = (await storage.readLog(room.id, 1))
    .flatMap((batch) => decodeEntries(batch.entries))
    .filter((entry) => entry.seq <= seq);
  const snapshots = await storage.snapshots(room.id);
  if (room.record.parentId !== undefined || snapshots.some((snapshot) => snapshot.seq === 0))
    throw new RoomError("bad-request", {
      en: "this cluster began as a copy, so its commands alone do not lead to it; take out the room it came from",
      ko: "복제해서 만든 클러스터라서 명령 기록만으로는 다시 만들 수 없어요. 원래 방을 내보내 주세요",
    });
  const { name, mode, template, seed, startTime, limits } = room.record;
  const { time, steps, revision } = position;
  return writeRoomFile(
    {
      podroom: 1,
      simulation,
      name,
      mode,
      template,
      seed,
      startTime,
      ...(limits === undefined ? {} : { limits }),
      end: { time, steps, revision },
      ...(course ? { course } : {}),
    },
    entries
      .filter(({ command }) => command.type !== "class")
      .map((entry) =>
        placed(
          withChance(entry, () => ""),
          snapshots,
        ),
      ),
  );
}

/** Of an entry that put the cluster back, with where it went on: its snapshot was taken a task beyond the last one before. */
function placed(entry: LogEntry, snapshots: readonly SnapshotMark[]): FileEntry {
  if (entry.command.type !== "restore") return entry;
  const [first, second] = snapshots.filter(({ seq }) => seq === entry.seq).map(({ position }) => position);
  const on = second && first && second.time === first.time && second.steps === first.steps + 1 ? second : first;
  if (!on)
    throw new RoomError("bad-request", {
      en: "this cluster was put back so long ago that its commands alone do not lead to it any more",
      ko: "클러스터를 되돌린 지 너무 오래되어 명령 기록만으로는 다시 만들 수 없어요",
    });
  return { ...entry, on: { time: on.time, steps: on.steps, revision: on.revision } };
}

/**
 * The entry with other chance for what is secret in it. Whoever has a file must not know what the room's tokens are signed
 * with, so none stands in it, and the room made of it gets its own.
 */
function withChance(entry: LogEntry, chance: () => string): LogEntry {
  const { command } = entry;
  if (command.type !== "request" || command.request.entropy === undefined) return entry;
  return { ...entry, command: { ...command, request: { ...command.request, entropy: chance() } } };
}

/**
 * A room that lived through the file; nobody is in it. `exact`: it came where the file says; else the commands were applied
 * at their times as well as this version can.
 */
export async function importRoom(
  directory: RoomDirectory,
  file: RoomFile,
): Promise<CreatedRoom & { readonly exact: boolean }> {
  const { name, mode, template, seed, startTime, limits } = file.head;
  const parts = { name, mode, template, seed, startTime, ...(limits === undefined ? {} : { limits }) };
  const { id, epoch } = await directory.adopt(parts);
  try {
    const exact = await directory.live(id, (wall) => stretchesOf(file, id, wall));
    const created = await directory.linked(id);
    return { ...created, exact: exact && created.room.record.epoch === epoch };
  } catch (error) {
    await directory.purge(id);
    throw new RoomError(
      "bad-request",
      { en: "the commands in this file cannot be done again", ko: "이 파일의 명령을 다시 실행할 수 없어요" },
      { cause: error },
    );
  }
}

/** The log of the file, cut into batches, a stretch from each time it was put back. The room sleeps where the file ends. */
function stretchesOf({ head, entries }: RoomFile, roomId: string, wall: number): readonly Stretch[] {
  const at = ({ time, steps, revision }: RoomFile["head"]["end"]): LogBatch["end"] => ({
    time,
    steps,
    revision,
    wall,
    speed: 1,
    asleep: true,
  });
  const stretches: Stretch[] = [];
  let batches: LogBatch[] = [];
  let part: LogEntry[] = [];
  const cut = (): void => {
    const last = part.at(-1);
    if (!last) return;
    const { time, steps } = last;
    const end = at({ time, steps, revision: 0 });
    const [{ seq: firstSeq }] = part as [LogEntry];
    batches.push({ roomId, firstSeq, count: part.length, entries: encodeEntries(part), end });
    part = [];
  };
  for (const { on, ...entry } of entries) {
    part.push(withChance(entry, makeToken));
    if (part.length >= ENTRIES_A_BATCH || on) cut();
    if (!on || entry.command.type !== "restore") continue;
    // What was asked for beyond the end then was the end.
    stretches.push({ batches, then: { entry, to: Math.min(entry.command.to, entry.time), on: at(on) } });
    batches = [];
  }
  cut();
  batches.push({ roomId, firstSeq: entries.length + 1, count: 0, entries: "", end: at(head.end) });
  return [...stretches, { batches }];
}
