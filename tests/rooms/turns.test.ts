/** How rooms, and the long work that is done for them, share the event loop. */
import { setImmediate as nextLook } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SnapshotReader } from "../../server/rooms/snapshots/SnapshotReader.ts";
import { encodeSnapshot } from "../../server/rooms/snapshots/SnapshotSeries.ts";
import type { SnapshotMark } from "../../server/rooms/StoragePort.ts";
import { breathe } from "../../server/rooms/TurnScheduler.ts";

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const given: T[] = [];
  for await (const item of items) given.push(item);
  return given;
}

describe("long work", () => {
  it("ROOM-13 comes one slice between two looks of the event loop, in turn, however much there is", async () => {
    const slices: (readonly [look: number, work: number])[] = [];
    let look = 0;
    let working = 5;
    const work = async (name: number): Promise<void> => {
      for (let slice = 0; slice < 4; slice++) {
        await breathe();
        slices.push([look, name]);
      }
      working--;
    };
    for (let name = 0; name < 5; name++) void work(name);
    while (working > 0) {
      await nextLook();
      look++;
    }
    expect(new Set(slices.map(([when]) => when)).size).toBe(20);
    expect(slices.map(([, name]) => name)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
  });

  it("ROOM-13 of twenty rooms stored at a moment, none is begun before the event loop looked at everything else", async () => {
    const begunOnes = new Set<object>();
    const state = (): object => {
      const held = { list: [1, 2, 3] };
      return Object.defineProperty({}, "list", {
        enumerable: true,
        get() {
          begunOnes.add(held);
          return held.list;
        },
      });
    };
    const stored = Array.from({ length: 20 }, () => all(encodeSnapshot(state())));
    expect(begunOnes.size).toBe(0);
    const seen: number[] = [];
    for (let look = 0; look < 20; look++) {
      await nextLook();
      seen.push(begunOnes.size);
    }
    expect(seen.every((count, look) => count <= look + 1)).toBe(true);
    for (const chunks of await Promise.all(stored)) {
      const storage = {
        async *readSnapshots([mark]: readonly SnapshotMark[]) {
          for (const data of chunks) yield { id: mark?.id ?? "", data };
        },
      };
      const mark = { id: "" } as SnapshotMark;
      expect(await new SnapshotReader(storage).readNow(mark, [mark])).toEqual({ list: [1, 2, 3] });
    }
  });
});
