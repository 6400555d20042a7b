/** A thousand rooms of ten pods each: what they hold of memory, what they cost while nothing happens, and asleep. */
import { ask, BenchFolder, DEPLOYMENTS, deployment, openDirectory, pause } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { cpuSeconds, heldBytes } from "./measure.ts";

export async function quietRoomsRows({ rooms = 1_000, pods = 10, seconds = 10 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const directory = openDirectory(storage, { sleepAfter: 24 * 3_600_000 });
  try {
    // The first room brings what all share.
    await newRoom(directory, pods);
    const before = heldBytes();
    for (let made = 1; made < rooms; made += 10) {
      await Promise.all(Array.from({ length: Math.min(10, rooms - made) }, () => newRoom(directory, pods)));
    }
    await pause(6_000);
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
        { of: "ratio", atMost: 0.02 },
      ),
    ];
  } finally {
    await storage.close();
    folder.remove();
  }
}

async function newRoom(directory: ReturnType<typeof openDirectory>, pods: number): Promise<void> {
  const { room } = await directory.create({});
  await ask(room, "POST", DEPLOYMENTS, deployment("web", pods));
}

async function shareOfCore(seconds: number): Promise<number> {
  const began = cpuSeconds();
  await pause(seconds * 1000);
  return ((cpuSeconds() - began) / seconds) * 100;
}
