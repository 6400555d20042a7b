/** HIST-6, HIST-7, HIST-8: what kept snapshots hold of each other, in a store. */
import { describe, expect, it } from "vitest";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import { thinned } from "../../server/rooms/snapshots/SnapshotKeeper.ts";
import { SnapshotReader } from "../../server/rooms/snapshots/SnapshotReader.ts";
import { encodeSnapshot, SnapshotSeries } from "../../server/rooms/snapshots/SnapshotSeries.ts";
import type { SnapshotMark } from "../../server/rooms/StoragePort.ts";
import { Late } from "../../server/simulation/store/Late.ts";
import { chooser } from "../support/randomLife.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const position = { time: 0, steps: 0, revision: 0, wall: 0, speed: 1, asleep: false };

/** Counts how often what it stands for was asked for. */
class Told extends Late {
  asked = 0;

  constructor(private readonly number: number) {
    super(["n", `event-${number}`]);
  }

  get body(): unknown {
    this.asked++;
    return { number: this.number, text: "ü".repeat(400) };
  }
}

interface World {
  tables: [string, unknown[]][];
  states: { [name: string]: [string, unknown][] };
  short: unknown[];
}

/** Changes a little here and there, as a cluster does: versions replace versions, the new is last, the oldest goes. */
function change(world: World, draw: (below: number) => number, number: number): World {
  const some = (items: readonly unknown[], make: () => unknown): unknown[] => {
    const next = [...items];
    for (let count = draw(12); count > 0; count--) next.push(make());
    if (draw(2) === 0) next.splice(0, draw(8));
    if (next.length > 0 && draw(2) === 0) next[draw(next.length)] = make();
    if (next.length > 0 && draw(3) === 0) next.splice(draw(next.length), 1);
    return next;
  };
  let made = number * 1_000;
  return {
    tables: world.tables.map(([name, items]) => [
      name,
      some(items, () => (name === "events" ? new Told(made++) : { name: `o${made++}` })),
    ]),
    states: Object.fromEntries(
      Object.entries(world.states).map(([name, pairs]) => [
        name,
        some(pairs, () => [`key-${draw(40)}`, { value: made++ }]) as [string, unknown][],
      ]),
    ),
    short: some(world.short, () => draw(100)).slice(0, 5),
  };
}

async function stored(values: readonly unknown[], storage: MemoryStorage): Promise<readonly SnapshotMark[]> {
  await storage.createRoom({ id: "r" } as never, []);
  const series = new SnapshotSeries();
  for (const [seq, value] of values.entries()) {
    const base = seq === 0 ? {} : { base: "s0" };
    const header = { roomId: "r", id: `s${seq}`, seq, simulationVersion: "v", position, room: "{}", kept: true };
    await storage.saveSnapshot({ ...header, ...base }, series.encode(header.id, value));
  }
  return storage.snapshots("r");
}

describe("HIST-6 snapshots in series", () => {
  it(`HIST-6 each is read as it was written, in whatever order, from memory and anew (seed ${SEED})`, async () => {
    for (let life = 0; life < 12; life++) {
      const draw = chooser(SEED + life);
      const storage = new MemoryStorage();
      let world: World = { tables: [], states: { a: [], b: [] }, short: [] };
      for (const name of ["pods", "events", "nodes"]) world.tables.push([name, []]);
      const values: World[] = [];
      for (let seq = 0; seq < 30; seq++) {
        for (let more = seq === 0 ? 20 : 1; more > 0; more--) world = change(world, draw, seq * 100 + more);
        values.push(world);
      }
      const marks = await stored(values, storage);
      const reader = new SnapshotReader(storage);
      for (let look = 0; look < 20; look++) {
        const mark = marks[draw(marks.length)] as SnapshotMark;
        const anew = draw(2) === 0 ? new SnapshotReader(storage) : reader;
        const read = draw(2) === 0 ? await anew.read(mark, marks) : await anew.readNow(mark, marks);
        expect(JSON.stringify(read)).toBe(JSON.stringify(values[mark.seq]));
      }
    }
  });

  it("HIST-6 only what is new is written, and HIST-8 what is late is not read with the rest", async () => {
    const events = Array.from({ length: 5_000 }, (_, index) => new Told(index));
    const more = [...events.slice(100), ...Array.from({ length: 50 }, (_, index) => new Told(9_000 + index))];
    const storage = new MemoryStorage();
    const marks = await stored([{ events }, { events: more }], storage);
    expect(events.map(({ asked }) => asked).every((asked) => asked === 1)).toBe(true);
    expect(await storage.roomSize("r")).toBeLessThan(1.1 * (await sizeOf({ events })));
    const [, last] = marks;
    const read = (await new SnapshotReader(storage).read(last as SnapshotMark, marks)) as { events: Late[] };
    expect(read.events.map(({ label }) => label)).toEqual(more.map(({ label }) => label));
    expect(read.events[4_925]?.body).toEqual(more[4_925]?.body);
  });

  it("HIST-6 a whole one is lines that older versions wrote, too", async () => {
    const value = { lists: [["long", Array.from({ length: 100 }, (_, index) => ({ index }))]], __proto__: null };
    const storage = new MemoryStorage();
    const [mark] = await stored([value], storage);
    const read = await new SnapshotReader(storage).read(mark as SnapshotMark, [mark as SnapshotMark]);
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });
});

async function sizeOf(value: unknown): Promise<number> {
  let size = 0;
  for await (const chunk of encodeSnapshot(value)) size += chunk.length;
  return size;
}

describe("HIST-7 how many stay", () => {
  it("HIST-7 the room's snapshots are bounded however long it lives, and whole series stay readable", () => {
    let kept: SnapshotMark[] = [];
    let base = "";
    for (let seq = 0; seq < 5_401; seq++) {
      const whole = seq % 27 === 0;
      if (whole) base = `s${seq}`;
      const mark = { roomId: "r", id: `s${seq}`, seq, simulationVersion: "v", position, chunks: 1, kept: true };
      kept.push(whole ? mark : { ...mark, base });
      if (!whole) continue;
      for (let gone = thinned(kept); gone.length > 0; gone = thinned(kept)) {
        const ids = new Set(gone.map(({ id }) => id));
        kept = kept.filter(({ id }) => !ids.has(id));
      }
      expect(kept.length).toBeLessThanOrEqual(1_000);
      const ids = new Set(kept.map(({ id }) => id));
      expect(kept.filter((one) => one.base !== undefined && !ids.has(one.base))).toEqual([]);
    }
    const wholes = kept.filter((mark) => mark.base === undefined);
    expect(wholes.length).toBeLessThanOrEqual(50);
    expect(kept[0]?.seq).toBe(0);
    expect(kept.at(-1)?.seq).toBe(5_400);
  });
});
