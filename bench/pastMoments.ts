/** Looking at any moment of a class that went on for two hours and 20,000 commands. */
import type { Room } from "../server/rooms/Room.ts";
import { DEFAULT_QUOTAS } from "../server/rooms/quotas.ts";
import { Random } from "../server/simulation/runtime/Random.ts";
import { ask, BenchFolder, DEPLOYMENTS, deployment, openDirectory, pause, PODS } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { calibrate, median } from "./measure.ts";

const TWO_HOURS = 7_200_000;
/** Commands that are asked for at the same moment: fewer than there are students, so that each has done one before the next. */
const AT_ONCE = 10;

export async function momentRows({ commands = 20_000, looks = 50, students = 30 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  // As in production.
  const directory = openDirectory(storage, { quotas: DEFAULT_QUOTAS, snapshotEvery: 1_000 });
  try {
    const { room } = await directory.create({ template: "course" });
    const start = room.clock.time;
    await room.setClock({ type: "clock", speed: 0 }, "");
    await live(room, { commands, students });
    await room.settled();
    const length = room.clock.time - start;
    const random = Random.fromSeed(7);
    const times: number[] = [];
    for (let look = 0; look < looks; look++) {
      const time = start + Math.floor((random.uint32() / 2 ** 32) * length);
      const began = performance.now();
      await room.moment(time, ({ cluster }) => cluster.store.revision);
      times.push((performance.now() - began) / 1000);
    }
    console.error(`two hours: ${room.cluster.runtime.steps} tasks; the middle moment takes ${median(times)} s`);
    return [
      benchRow(
        "history-seek",
        { value: Math.max(...times), unit: "s", baseline: calibrate() },
        { of: "value", atMost: 0.3 },
      ),
    ];
  } finally {
    await directory.closeAll();
    await storage.close();
    folder.remove();
  }
}

/** Two hours of cluster time in which students make, label and delete pods and now and then scale a Deployment. */
async function live(room: Room, { commands, students }: { readonly commands: number; readonly students: number }) {
  for (let student = 0; student < students; student++)
    await ask(room, "POST", DEPLOYMENTS, deployment(`web-${student}`, 1));
  for (let index = 0; index < commands; index += AT_ONCE) {
    const asked = Array.from({ length: AT_ONCE }, (_, place) => one(room, index + place, students));
    await Promise.all([...asked, room.setClock({ type: "clock", step: (TWO_HOURS / commands) * AT_ONCE }, "")]);
    // Two hours are longer than this: a snapshot is stored before the next is due.
    if (index % 100 === 0) await pause(100);
  }
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
