/** While a room of 5,000 pods stores a snapshot: how long the event loop is held at a time. */
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { longestHold } from "./longestHold.ts";
import { ask, BenchFolder, growTo, openDirectory, pause, PODS } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { median } from "./measure.ts";

export async function snapshotRows({ pods = 5_000, snapshots = 7 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  let finished: (() => void) | undefined;
  const watched: StoragePort = new Proxy(storage, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      const method = member.bind(target) as (...args: unknown[]) => unknown;
      if (key !== "saveSnapshot") return method;
      return async (...args: unknown[]) => {
        await method(...args);
        finished?.();
      };
    },
  });
  try {
    const first = openDirectory(storage, { snapshotEvery: Number.POSITIVE_INFINITY });
    const { room: made } = await first.create({ template: "20" });
    await growTo(made, pods);
    await first.closeAll();
    // Each command is now followed by a snapshot.
    const second = openDirectory(watched, { snapshotEvery: 1 });
    const room = await second.open(made.id);
    let stored = new Promise<void>((done) => (finished = done));
    await room.setClock({ type: "clock", speed: 0 }, "");
    await stored;
    const holds: number[] = [];
    const idle: number[] = [];
    for (let count = 0; count < snapshots; count++) {
      (globalThis as { gc?: () => void }).gc?.();
      await pause(50);
      idle.push(await longestHold(pause(200)));
      stored = new Promise<void>((done) => (finished = done));
      const hold = longestHold(stored);
      await ask(room, "POST", PODS, {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `mark-${count}` },
        spec: { nodeName: "nowhere", containers: [{ name: "c", image: "nginx" }] },
      });
      holds.push(await hold);
    }
    await second.closeAll();
    return [
      benchRow(
        "snapshot-hold-5000-pods",
        { value: median(holds), unit: "ms", baseline: median(idle) },
        { of: "value", atMost: 20 },
      ),
    ];
  } finally {
    await storage.close();
    folder.remove();
  }
}
