/** Whole classes: 30 students and 3 instructors through ten minutes of a lesson, alone and twenty of them. */
import { BenchFolder, pause } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { bareBroadcast } from "./broadcast.ts";
import { ClassOfPeople, newClass, startSchool } from "./ClassOfPeople.ts";
import type { Played } from "./classPart.ts";
import { SENT_MARK } from "./clientPart.ts";
import { LESSON_SECONDS } from "./lessonScript.ts";
import { cpuSeconds } from "./measure.ts";
import { ServerSide } from "./ServerSide.ts";

const SIZE = { students: 30, instructors: 3 };

/** Ten minutes in one, the cluster's time as fast as the people's. */
export async function lessonRows({ speed = 10 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const bench = await startSchool(await folder.storage());
  try {
    const { room, people } = await newClass(bench, SIZE);
    let sample = "";
    room.subscribe({
      onFrame: ({ from, to, time, changes }) => {
        const text = JSON.stringify({ type: "frame", from, to, time, changes });
        if (text.includes(SENT_MARK)) sample ||= text;
      },
    });
    const inside = await ClassOfPeople.enter(bench.url, [people]);
    await room.setClock({ type: "clock", speed }, "");
    await pause(1_000);
    const began = cpuSeconds();
    const played = await inside.play({ from: 0, to: LESSON_SECONDS, speed });
    const cpu = cpuSeconds() - began;
    await inside.leave();
    note("a class", played);
    const perSecond = (played.actions / LESSON_SECONDS) * speed;
    const bare = await bareBroadcast({
      clients: SIZE.students + SIZE.instructors,
      message: sample,
      pace: { perSecond, seconds: 20 },
    });
    return [
      benchRow(
        "class-30-cpu",
        { value: cpu / LESSON_SECONDS, unit: "cores", baseline: 0.3 },
        { of: "value", atMost: 0.3 },
      ),
      benchRow(
        "class-30-p99",
        { value: played.p99 / 1e3, unit: "ms", baseline: bare.p99 / 1e3 },
        { of: "value", atMost: 100 },
      ),
    ];
  } finally {
    await bench.close();
    folder.remove();
  }
}

/** Two minutes of the lesson at the speed of life: in one class, then in all of them, which did not begin together. */
export async function schoolRows({ classes = 20, from = 60, seconds = 120 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const inServer = new ServerSide(storage);
  const bench = await startSchool(storage);
  const part = { from, to: from + seconds, speed: 1 };
  try {
    const measure = async (count: number): Promise<Played & { readonly cpu: number }> => {
      const made = [];
      for (let index = 0; index < count; index++) made.push(await newClass(bench, SIZE));
      const people = made.map((each) => each.people);
      const inside = await ClassOfPeople.enter(bench.url, people);
      for (const { room } of made) inServer.follow(room);
      await inside.play({ from: 0, to: from, speed: 6 });
      inServer.restart();
      const played = await inside.play(part);
      const { cpu } = inServer.times(`${count} classes`);
      await inside.leave();
      for (const { room } of made) await bench.directory.delete(room.id);
      note(`${count} classes`, played);
      return { ...played, cpu: cpu / count };
    };
    const one = await measure(1);
    const all = await measure(classes);
    const twice = { of: "ratio", atMost: 2 } as const;
    return [
      benchRow(
        "class-20-rooms-cpu",
        { value: all.cpu / seconds, unit: "cores a class", baseline: one.cpu / seconds },
        twice,
      ),
      benchRow("class-20-rooms-p99", { value: all.p99 / 1e3, unit: "ms", baseline: one.p99 / 1e3 }, twice),
    ];
  } finally {
    inServer.stop();
    await bench.close();
    folder.remove();
  }
}

/** What a class did, for whoever reads the figures; a lesson that was refused measures nothing. */
export function note(what: string, played: Played): void {
  const { requests, refused, refusal, actions, unseen, frames, frameBytes } = played;
  if (refused > requests / 50) throw new Error(`${what}: ${refused} of ${requests} requests were refused: ${refusal}`);
  console.error(
    `${what}: ${requests} answers, ${actions} actions, ${unseen} of them not seen by all, ${frames} frames of ` +
      `${Math.round(frameBytes / Math.max(1, frames))} characters, p50 ${played.p50 / 1e3} ms, p99 ${played.p99 / 1e3} ms`,
  );
}
