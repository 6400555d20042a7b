/** Looking at any moment of a class that went on for two hours and 20,000 commands. */
import { join } from "node:path";
import type { Room } from "../server/rooms/Room.ts";
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { DEFAULT_QUOTAS } from "../server/rooms/quotas.ts";
import { Random } from "../server/simulation/runtime/Random.ts";
import type { Past } from "../server/transport/past/Past.ts";
import { PastWorker } from "../server/transport/past/PastWorker.ts";
import { pastHere } from "../server/transport/past/pastHere.ts";
import { ask, BenchFolder, DEPLOYMENTS, deployment, openDirectory, PODS, ROOT } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { longestHold } from "./longestHold.ts";
import { calibrate, median } from "./measure.ts";

const TWO_HOURS = 7_200_000;
/** Somebody drags the slider back in steps of so many cluster ms. */
const DRAG_STEP = 20_000;
/** Commands that are asked for at the same moment: fewer than there are students, so that each has done one before the next. */
const AT_ONCE = 10;

export async function momentRows({ commands = 20_000, looks = 50, students = 30 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const stored = snapshotsStored(storage);
  // As in production.
  const report = (_: string, problem: string, error: unknown): void => console.error(problem, error);
  const past = new PastWorker({ file: join(ROOT, ".build/past.mjs"), database: folder.database, report });
  const directory = openDirectory(storage, { quotas: DEFAULT_QUOTAS, snapshotEvery: 1_000 });
  try {
    const { room } = await directory.create({ template: "course" });
    const start = room.clock.time;
    await room.setClock({ type: "clock", speed: 0 }, "");
    await live(room, { commands, students, stored });
    await room.settled();
    const length = room.clock.time - start;
    const random = Random.fromSeed(7);
    const times = Array.from({ length: looks }, () => start + Math.floor((random.uint32() / 2 ** 32) * length));
    const { person } = await room.people.add("instructor", "Bench");
    const view = (past: Past, time: number) => past.view(room, person.id, time, "objects");
    // A page that opens the history asks for its beginning first.
    await view(past, 0);
    const seeks: number[] = [];
    await inTurn(times, async (time) => {
      const began = performance.now();
      await view(past, time);
      seeks.push((performance.now() - began) / 1000);
    });
    const dragged: number[] = [];
    for (let step = 0; step < looks; step++) {
      const began = performance.now();
      await view(past, start + 0.8 * length - step * DRAG_STEP);
      dragged.push((performance.now() - began) / 1000);
    }
    // Apart from what is measured by the clock: looking for holds takes a processor.
    const held = await longestHold(inTurn(times, (time) => view(past, time)));
    const heldHere = await longestHold(inTurn(times, (time) => view(pastHere, time)));
    console.error(
      `two hours: ${room.cluster.runtime.steps} tasks, ${(await storage.roomSize(room.id)) / 1e6} MB; a moment takes ${median(seeks)} s, ` +
        `${seeks.filter((time) => time <= 0.3).length} of ${looks} at most 0.3 s, the slowest ${Math.max(...seeks)} s; ` +
        `dragging back ${median(dragged)} s a step, at most ${Math.max(...dragged)}`,
    );
    return [
      benchRow(
        "history-seek",
        // What somebody waits: CPU would count the collector's helpers, which run beside.
        { value: Math.max(...seeks), unit: "s", baseline: calibrate() },
        { of: "value", atMost: 0.3 },
      ),
      benchRow("history-hold", { value: held, unit: "ms", baseline: heldHere }, { of: "ratio", atMost: 0.5 }),
    ];
  } finally {
    await past.close();
    await directory.closeAll();
    await storage.close();
    folder.remove();
  }
}

/** Two hours of cluster time in which students make, label and delete pods and now and then scale a Deployment. */
async function live(
  room: Room,
  {
    commands,
    students,
    stored,
  }: { readonly commands: number; readonly students: number; readonly stored: () => Promise<void> },
) {
  for (let student = 0; student < students; student++)
    await ask(room, "POST", DEPLOYMENTS, deployment(`web-${student}`, 1));
  for (let index = 0; index < commands; index += AT_ONCE) {
    const asked = Array.from({ length: AT_ONCE }, (_, place) => one(room, index + place, students));
    await Promise.all([...asked, room.setClock({ type: "clock", step: (TWO_HOURS / commands) * AT_ONCE }, "")]);
    // Two hours are longer than this: a snapshot is stored before the next is due.
    await stored();
  }
}

/** Resolves when no snapshot is on its way into `storage`. */
function snapshotsStored(storage: StoragePort): () => Promise<void> {
  const save = storage.saveSnapshot.bind(storage);
  let line: Promise<unknown> = Promise.resolve();
  storage.saveSnapshot = (header, chunks) => {
    const saved = save(header, chunks);
    line = Promise.allSettled([line, saved]);
    return saved;
  };
  return async () => void (await line);
}

async function one(room: Room, index: number, students: number): Promise<void> {
  const student = index % students;
  const turn = Math.floor(index / students);
  const name = `pod-${student}-${Math.floor(turn / 4)}`;
  if (turn % 4 === 0) await ask(room, "POST", PODS, pod(name));
  else if (turn % 4 === 1) await ask(room, "PATCH", `${PODS}/${name}`, { metadata: { labels: { turn: `${turn}` } } });
  else if (turn % 4 === 2)
    await ask(room, "PATCH", `${DEPLOYMENTS}/web-${student}`, { spec: { replicas: 1 + (turn % 3) } });
  else await ask(room, "DELETE", `${PODS}/${name}`);
}

const pod = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: "own" } },
  spec: { containers: [{ name: "c", image: "nginx" }] },
});

async function inTurn<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  for (const one of all) await act(one);
}
