/** A room of 1,000 pods and 10,000 commands: how fast it wakes from its snapshot, and how fast its log replays without. */
import type { Room } from "../server/rooms/Room.ts";
import { ask, BenchFolder, growTo, openDirectory, PODS } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { calibrate } from "./measure.ts";

export async function wakingRows({ pods = 1_000, commands = 10_000 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const settings = { snapshotEvery: Number.POSITIVE_INFINITY };
  try {
    const first = openDirectory(storage, settings);
    const { room } = await first.create({ template: "20" });
    await growTo(room, pods);
    await first.closeAll();

    // Commands after the snapshot, and then a death: the directory is left as it is, its rooms never close.
    const second = openDirectory(storage, settings);
    const busy = await second.open(room.id);
    await busy.setClock({ type: "clock", speed: 0 }, "");
    await work(busy, commands);
    await busy.settled();

    const replaying = performance.now();
    const third = openDirectory(storage, settings);
    const revived = await third.open(room.id);
    const replaySeconds = (performance.now() - replaying) / 1000;
    if (revived.cluster.store.revision !== busy.cluster.store.revision) throw new Error("the replay went another way");
    await third.closeAll();

    const waking: number[] = [];
    for (let time = 0; time < 3; time++) {
      const directory = openDirectory(storage, settings);
      const began = performance.now();
      const woken = await directory.open(room.id);
      await ask(woken, "GET", `${PODS}?limit=1`);
      waking.push((performance.now() - began) / 1000);
      await directory.closeAll();
    }
    await second.closeAll().catch(() => {});
    const unit = calibrate();
    return [
      benchRow(
        "wake-1000-pods",
        { value: Math.min(...waking), unit: "s", baseline: unit },
        { of: "value", atMost: 0.5 },
      ),
      benchRow(
        "log-replay",
        { value: commands / replaySeconds, unit: "commands/s", baseline: 5_000 },
        { of: "value", atLeast: 5_000 },
      ),
    ];
  } finally {
    await storage.close();
    folder.remove();
  }
}

/** What a class does most: labels of pods, ConfigMaps made and changed, a Deployment's annotation. */
async function work(room: Room, commands: number): Promise<void> {
  const pods = Array.from(room.cluster.store.list("pods", "default"), ({ metadata }) => metadata.name);
  const maps = "/api/v1/namespaces/default/configmaps";
  for (let done = 0; done < commands; done += 100) {
    await Promise.all(
      Array.from({ length: Math.min(100, commands - done) }, (_, index) => {
        const number = done + index;
        const pod = pods[(number * 7919) % pods.length];
        if (number % 10 === 0)
          return ask(room, "POST", maps, {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: `notes-${number}` },
            data: { text: "from the blackboard" },
          });
        if (number % 10 === 5)
          return ask(room, "PATCH", `${maps}/notes-${number - 5}`, { data: { text: `changed ${number}` } });
        return ask(room, "PATCH", `${PODS}/${pod}`, { metadata: { labels: { round: String(number) } } });
      }),
    );
  }
}
