/** A class with and without a student who means harm: what the others wait. */
import { setTimeout as sleep } from "node:timers/promises";
import { BenchFolder } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { ClassOfPeople, newClass, startSchool } from "./ClassOfPeople.ts";
import type { HostileOptions } from "./hostilePart.ts";
import { startPart } from "./isolation.ts";
import { note } from "./lessons.ts";
import { ServerSide } from "./ServerSide.ts";

const SIZE = { students: 31, instructors: 3 };

export async function hostileRows({ speed = 3, seconds = 270 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const inServer = new ServerSide(storage);
  const bench = await startSchool(storage);
  try {
    const { room, people } = await newClass(bench, SIZE);
    const [them, ...students] = people.students;
    if (!them) throw new Error("there is no student");
    const person = room.people.list().find(({ role }) => role === "student");
    const token = await room.people.issueCredential(person?.id ?? "");
    const others = await ClassOfPeople.enter(bench.url, [{ ...people, students }]);
    inServer.follow(room);
    await others.play({ from: 0, to: 60, speed: 6 });
    inServer.restart();
    const quiet = await others.play({ from: 60, to: 60 + seconds, speed });
    note("without them", quiet);
    inServer.times("without them");
    const hostile = startPart("hostile-person", {
      url: bench.url,
      room: room.id,
      cookie: them.cookie,
      namespace: them.namespace,
      token,
    } satisfies HostileOptions);
    inServer.restart();
    await sleep(10_000);
    inServer.times("as they came");
    inServer.restart();
    const flooded = await others.play({ from: 60 + seconds, to: 60 + 2 * seconds, speed });
    note("with them", flooded);
    inServer.times("with them");
    hostile.kill("SIGKILL");
    await others.leave();
    await sleep(2_000);
    return [
      benchRow(
        "hostile-student",
        { value: flooded.p99 / 1e3, unit: "ms", baseline: quiet.p99 / 1e3 },
        { of: "ratio", atMost: 1.5 },
      ),
    ];
  } finally {
    inServer.stop();
    await bench.close();
    folder.remove();
  }
}
