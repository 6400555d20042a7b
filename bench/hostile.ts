/** A class with and without a student who means harm: what the others wait. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchFolder } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { ClassOfPeople, newClass, startSchool } from "./ClassOfPeople.ts";
import type { HostileOptions } from "./hostilePart.ts";
import { startPart } from "./isolation.ts";
import { note } from "./lessons.ts";
import { cpuSeconds, percentile } from "./measure.ts";

const SIZE = { students: 31, instructors: 3 };

export async function hostileRows({ speed = 3, seconds = 120 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const commits: number[] = [];
  const append = storage.append.bind(storage);
  storage.append = async (batch) => {
    const began = performance.now();
    await append(batch);
    commits.push(performance.now() - began);
  };
  // What the machine did meanwhile shows in both.
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const tell = (what: string): void => {
    const held = [0.5, 0.99].map((p) => `${Math.round(loop.percentile(p * 100) / 1e5) / 10}`);
    const stored = [0.5, 0.99].map((p) => Math.round(percentile(commits, p)));
    console.error(`${what}: event loop ${held.join(", ")} ms, commits ${stored.join(", ")} ms (p50, p99)`);
    loop.reset();
    commits.length = 0;
  };
  const bench = await startSchool(storage);
  try {
    const { room, people } = await newClass(bench, SIZE);
    const [them, ...students] = people.students;
    if (!them) throw new Error("there is no student");
    const person = room.people.list().find(({ role }) => role === "student");
    const token = await room.people.issueCredential(person?.id ?? "");
    const others = await ClassOfPeople.enter(bench.url, [{ ...people, students }]);
    await others.play({ from: 0, to: 60, speed: 6 });
    const began = cpuSeconds();
    const quiet = await others.play({ from: 60, to: 60 + seconds, speed });
    const quietCpu = cpuSeconds() - began;
    note("without them", quiet);
    tell("without them");
    const hostile = startPart("hostile-person", {
      url: bench.url,
      room: room.id,
      cookie: them.cookie,
      namespace: them.namespace,
      token,
    } satisfies HostileOptions);
    await sleep(10_000);
    tell("as they came");
    const before = cpuSeconds();
    const flooded = await others.play({ from: 60 + seconds, to: 60 + 2 * seconds, speed });
    const floodedCpu = cpuSeconds() - before;
    note("with them", flooded);
    tell("with them");
    console.error(`CPU: ${quietCpu} s without, ${floodedCpu} s with; ${room.cluster.store.revision} revisions`);
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
    await bench.close();
    folder.remove();
  }
}
