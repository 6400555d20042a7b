import { setImmediate as nextLook } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SnapshotKeeper } from "../../server/rooms/snapshots/SnapshotKeeper.ts";
import { rest } from "../../server/rooms/TurnScheduler.ts";

/** A room whose first snapshot is due with its first command, and whose storage writes when `store` lets it. */
function keeperOf(roomId: string, store: (room: string) => Promise<void>): SnapshotKeeper {
  const position = { time: 0, steps: 0 } as never;
  return new SnapshotKeeper(
    {
      roomId,
      storage: {
        saveSnapshot: async (_header, chunks) => {
          await store(roomId);
          for await (const _ of chunks);
        },
        snapshots: () => Promise.resolve([]),
        dropSnapshots: () => Promise.resolve(),
      },
      simulationVersion: "1",
      every: 1,
      capture: () => ({ seq: 1, position, room: "{}", cluster: { room: roomId } }),
      committed: () => Promise.resolve(true),
      report: (_problem, error) => {
        throw error;
      },
    },
    { seq: 0, bytes: 0 },
    { seq: 0, steps: 0 },
  );
}

describe("snapshots that nobody waits for", () => {
  it("ROOM-13 are taken one at a time; a room that is closed takes its own once", async () => {
    const begun: string[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const store = (room: string): Promise<void> => {
      begun.push(room);
      return room === "first" ? held : Promise.resolve();
    };
    const [first, second, third] = ["first", "second", "third"].map((room) => keeperOf(room, store));
    const end = { seq: 1, bytes: 1 };
    for (const keeper of [first, second, third]) keeper?.whenDue(end, 1);
    for (let look = 0; look < 20; look++) await nextLook();
    expect(begun).toEqual(["first"]);
    const closed = second?.take(() => end);
    release();
    await closed;
    await expect.poll(() => [...begun].sort()).toEqual(["first", "second", "third"]);
  });

  it("ROOM-13 leave the event loop to the others for longer than they have it", async () => {
    let looks = 0;
    let resting = true;
    void rest().then(() => (resting = false));
    while (resting) {
      await nextLook();
      looks++;
    }
    // As `breathe` it would have been back after one.
    expect(looks).toBeGreaterThan(3);
  });
});
