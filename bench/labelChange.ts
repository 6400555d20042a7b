/** One label change that a Service notices, in clusters of three sizes, watched by 30 clients. */
import type { Room } from "../server/rooms/Room.ts";
import { ask, BenchFolder, growTo, pause, PODS, service, startServer } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { Clients, newPeople } from "./Clients.ts";
import { cpuSeconds, median } from "./measure.ts";

const IDLE_MS = 1_000;

export async function labelChangeRows({
  sizes = [100, 1_000, 5_000],
  clients = 30,
  changes = 150,
  rounds = 4,
} = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const bench = await startServer(await folder.storage());
  try {
    const { room } = await bench.directory.create({ template: "20" });
    await ask(room, "POST", "/api/v1/namespaces/default/services", service("picked", { picked: "yes" }));
    const cookies = await newPeople(room, "viewer", clients);
    const costs: number[] = [];
    for (const size of sizes) {
      const pods = await growTo(room, size);
      const watching = await Clients.start({ url: bench.url, cookies, room: room.id });
      await costOf(room, pods, changes);
      const measured: number[] = [];
      for (let round = 0; round < rounds; round++) measured.push(await costOf(room, pods, changes));
      costs.push(median(measured));
      await watching.end();
    }
    const [least = Number.NaN, ...larger] = costs;
    return larger.map((cost, index) =>
      benchRow(
        `label-change-${sizes[index + 1]}-pods`,
        { value: cost, unit: "µs CPU", baseline: least },
        { of: "ratio", atMost: 1.5 },
      ),
    );
  } finally {
    await bench.close();
    folder.remove();
  }
}

/** Microseconds of CPU a change, endpoints and frames that follow included; what the room costs without is taken off. */
async function costOf(room: Room, pods: readonly string[], changes: number): Promise<number> {
  const idle = cpuSeconds();
  await pause(IDLE_MS);
  const idlePerMs = (cpuSeconds() - idle) / IDLE_MS;
  const began = cpuSeconds();
  const start = performance.now();
  for (let change = 0; change < changes; change++) {
    const name = pods[(change * 7919) % pods.length] as string;
    const picked =
      room.cluster.store.get("pods", "default", name)?.metadata.labels?.["picked"] === "yes" ? null : "yes";
    await ask(room, "PATCH", `${PODS}/${name}`, { metadata: { labels: { picked } } });
  }
  await pause(1_500);
  await room.settled();
  const own = cpuSeconds() - began - (performance.now() - start) * idlePerMs;
  return (own / changes) * 1e6;
}
