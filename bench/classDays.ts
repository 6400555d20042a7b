/**
 * Days of classes in one server: rooms come, are used by a class, sleep and are deleted. The server's clock is turned on so that
 * rooms sleep when the class has left.
 */
import { BenchFolder, pause } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { ClassOfPeople, newClass, startSchool } from "./ClassOfPeople.ts";
import { heldBytes } from "./measure.ts";

const SIZE = { students: 12, instructors: 1 };
const SLEEPS_AFTER = 2 * 3_600_000;

export async function classDayRows({
  rounds = 8,
  first = 3,
  atOnce = 2,
  speed = 60,
} = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  let turnedOn = 0;
  const bench = await startSchool(storage, () => Date.now() + turnedOn);
  try {
    const rooms: string[] = [];
    const lesson = async (): Promise<void> => {
      const made = [];
      for (let index = 0; index < atOnce; index++) made.push(await newClass(bench, SIZE));
      const inside = await ClassOfPeople.enter(
        bench.url,
        made.map(({ people }) => people),
      );
      for (const { room } of made) await room.setClock({ type: "clock", speed }, "");
      await inside.play({ from: 0, to: 300, speed });
      await inside.leave();
      const end = Date.now() + 30_000;
      while (bench.directory.awakeCount > 0) {
        if (Date.now() > end) throw new Error(`${bench.directory.awakeCount} rooms do not sleep`);
        await pause(200);
        turnedOn += SLEEPS_AFTER;
        await bench.directory.sweep();
      }
      // The next day some come back to look, and rooms of long ago go.
      const back = rooms.at(-1);
      if (back) {
        await bench.directory.open(back);
        turnedOn += SLEEPS_AFTER;
        await bench.directory.sweep();
      }
      rooms.push(...made.map(({ room }) => room.id));
      for (const old of rooms.splice(0, Math.max(0, rooms.length - 4))) await bench.directory.delete(old);
    };
    const held: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await lesson();
      held.push(heldBytes() / 2 ** 20);
      console.error(`after round ${round + 1}: ${held.at(-1)?.toFixed(1)} MB`);
    }
    return [
      benchRow(
        "class-day-memory",
        { value: held[rounds - 1] ?? Number.NaN, unit: "MB", baseline: held[first - 1] ?? Number.NaN },
        { of: "ratio", atMost: 1.1 },
      ),
    ];
  } finally {
    await bench.close();
    folder.remove();
  }
}
