/** What a page is told of an object of 1 MB that somebody makes or changes, to 34 pages. */
import { ask, BenchFolder, pause, startServer } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { Clients, newPeople } from "./Clients.ts";

const PATH = "/api/v1/namespaces/default/configmaps";
const SIZE = 1_000_000;

export async function largeObjectRows({ clients = 34, rounds = 10 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const bench = await startServer(await folder.storage());
  try {
    const { room } = await bench.directory.create({ template: "20" });
    const pages = await Clients.start({
      url: bench.url,
      cookies: await newPeople(room, "student", clients),
      room: room.id,
    });
    await pages.count();
    for (let round = 0; round < rounds; round++) {
      const name = `large-${round}`;
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text: "x".repeat(SIZE) } };
      await ask(room, "POST", PATH, object);
      await ask(room, "PATCH", `${PATH}/${name}`, { metadata: { labels: { again: name } } });
    }
    await pause(1_000);
    const { bytes } = await pages.counted();
    await pages.end();
    return [
      benchRow(
        "large-object-frame",
        { value: bytes / clients / rounds / 2 / 1e3, unit: "KB", baseline: SIZE / 1e3 },
        { of: "ratio", atMost: 0.02 },
      ),
    ];
  } finally {
    await bench.close();
    folder.remove();
  }
}
