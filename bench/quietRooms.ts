/** A hundred rooms of ten pods each, standing for a thousand: what they hold of memory, what they cost while nothing happens, and asleep. */
import type { Room } from "../server/rooms/Room.ts";
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { ask, BenchFolder, DEPLOYMENTS, deployment, openDirectory, pause } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { cpuSeconds, heldBytes } from "./measure.ts";

export async function quietRoomsRows({ rooms = 100, pods = 10, seconds = 5 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const stored = roomsStored(storage);
  const directory = openDirectory(storage, { sleepAfter: 24 * 3_600_000 });
  try {
    // The first room brings what all share.
    const made = [await newRoom(directory, pods)];
    const before = heldBytes();
    while (made.length < rooms) {
      const some = Math.min(10, rooms - made.length);
      made.push(...(await Promise.all(Array.from({ length: some }, () => newRoom(directory, pods)))));
    }
    for (const room of made.splice(0)) await quiet(room, pods);
    // What they do once they are calm is not what they cost while nothing happens.
    await waitFor(() => stored.size === rooms, "a room was not stored");
    await pause(1_000);
    const bytes = (heldBytes() - before) / (rooms - 1);
    const idle = await shareOfCore(seconds);
    await directory.closeAll();
    const asleep = await shareOfCore(3);
    const left = Math.max(0, (heldBytes() - before) / (rooms - 1));
    const empty = await shareOfCore(1);
    return [
      benchRow(
        "quiet-room-memory",
        { value: bytes / 1e6, unit: "MB a room", baseline: 0.4 },
        { of: "value", atMost: 0.4 },
      ),
      benchRow("quiet-rooms-cpu", { value: idle, unit: "% of a core", baseline: 1 }, { of: "value", atMost: 1 }),
      benchRow(
        "asleep-rooms-cpu",
        { value: asleep, unit: "% of a core", baseline: Math.max(empty, 0.05) },
        { of: "value", atMost: 0.2 },
      ),
      benchRow(
        "asleep-room-memory",
        { value: left / 1e6, unit: "MB a room", baseline: bytes / 1e6 },
        { of: "ratio", atMost: 0.05 },
      ),
    ];
  } finally {
    await storage.close();
    folder.remove();
  }
}

async function newRoom(directory: ReturnType<typeof openDirectory>, pods: number): Promise<Room> {
  const { room } = await directory.create({});
  await ask(room, "POST", DEPLOYMENTS, deployment("web", pods));
  return room;
}

/** Rooms of which a snapshot was stored. */
function roomsStored(storage: StoragePort): ReadonlySet<string> {
  const rooms = new Set<string>();
  const save = storage.saveSnapshot.bind(storage);
  storage.saveSnapshot = async (header, chunks) => {
    await save(header, chunks);
    rooms.add(header.roomId);
  };
  return rooms;
}

async function waitFor(holds: () => boolean, otherwise: string): Promise<void> {
  const end = Date.now() + 90_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(otherwise);
    await pause(100);
  }
}

/** Waits until all pods of a room are ready. */
async function quiet(room: Room, pods: number): Promise<void> {
  const ready = (): number | undefined => {
    const status = room.cluster.store.get("deployments.apps", "default", "web")?.status;
    return (status as { readonly readyReplicas?: number } | undefined)?.readyReplicas;
  };
  await waitFor(() => ready() === pods, "a room's pods did not become ready");
}

async function shareOfCore(seconds: number): Promise<number> {
  const began = cpuSeconds();
  await pause(seconds * 1000);
  return ((cpuSeconds() - began) / seconds) * 100;
}
