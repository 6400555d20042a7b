/** Takes a room out as a file, and makes one of a file. */
import type { Room } from "../Room.ts";
import { RoomError } from "../RoomError.ts";
import type { RoomDirectory } from "../RoomDirectory.ts";
import type { CreatedRoom } from "../RoomMaker.ts";
import { decodeEntries, encodeEntries, type LogEntry } from "../LogEntry.ts";
import type { LogBatch, StoragePort } from "../StoragePort.ts";
import { makeToken } from "../secrets.ts";
import { type RoomCourse, type RoomFile, writeRoomFile } from "./roomFile.ts";

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
  const copied = (await storage.snapshots(room.id)).some((snapshot) => snapshot.seq === 0);
  if (room.record.parentId !== undefined || copied || entries.some(({ command }) => command.type === "restore"))
    throw new RoomError("bad-request", {
      en: "this cluster began as a copy or was put back, so its commands alone do not lead to it; take out the room it came from",
      ko: "복제했거나 되돌린 클러스터라서 명령 기록만으로는 다시 만들 수 없어요. 원래 방을 내보내 주세요",
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
    entries.filter(({ command }) => command.type !== "class").map((entry) => withChance(entry, () => "")),
  );
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
  const { id, epoch } = await directory.adopt(parts, (roomId, wall) => batchesOf(file, roomId, wall));
  try {
    const created = await directory.linked(id);
    return { ...created, exact: created.room.record.epoch === epoch };
  } catch (error) {
    await directory.purge(id);
    throw new RoomError(
      "bad-request",
      { en: "the commands in this file cannot be done again", ko: "이 파일의 명령을 다시 실행할 수 없어요" },
      { cause: error },
    );
  }
}

/** The log of the file, cut into batches. The room sleeps where the file ends. */
function batchesOf({ head, entries }: RoomFile, roomId: string, wall: number): readonly LogBatch[] {
  const at = ({ time, steps, revision }: RoomFile["head"]["end"]): LogBatch["end"] => ({
    time,
    steps,
    revision,
    wall,
    speed: 1,
    asleep: true,
  });
  const batches: LogBatch[] = [];
  for (let from = 0; from < entries.length; from += ENTRIES_A_BATCH) {
    const part = entries.slice(from, from + ENTRIES_A_BATCH).map((entry) => withChance(entry, makeToken));
    const { time, steps } = part.at(-1) as LogEntry;
    const end = at({ time, steps, revision: 0 });
    batches.push({ roomId, firstSeq: from + 1, count: part.length, entries: encodeEntries(part), end });
  }
  batches.push({ roomId, firstSeq: entries.length + 1, count: 0, entries: "", end: at(head.end) });
  return batches;
}
