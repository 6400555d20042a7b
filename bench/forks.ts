/**
 * A class of a cluster each: thirty forks of one room, held against the room itself and against what a change takes there.
 * What neither changes is to be in memory once.
 */
import { DEFAULT_QUOTAS } from "../server/rooms/quotas.ts";
import { Modes } from "../server/rooms/modes/Modes.ts";
import type { Room } from "../server/rooms/Room.ts";
import { ask, BenchFolder, growTo, openDirectory, pause, PODS } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { newPeople } from "./Clients.ts";
import { heldBytes } from "./measure.ts";

/** Objects changed in each: a pod's label, as in a lesson. */
const CHANGES = 20;

export async function forkRows({ forks = 30, size = 100 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const directory = openDirectory(storage, { quotas: DEFAULT_QUOTAS, sleepAfter: 24 * 3_600_000 });
  const modes = new Modes(directory);
  try {
    // The first of each brings what all share: code, texts, prepared statements.
    await classOf(2);
    const before = await held();
    const { room, makeForks } = await classOf(0);
    const whole = (await held()) - before;
    const made = await makeForks(forks);
    // Nothing changes any more by itself: what is measured is what people change.
    for (const each of [room, ...made]) await each.setClock({ type: "clock", speed: 0 }, "");
    const untouched = await held();
    const perFork = (untouched - before - whole) / forks;
    for (const fork of made) await change(fork);
    const changed = await held();
    const perChange = (changed - untouched) / forks;
    // What changed: the pods themselves.
    const pods = [...room.cluster.store.list("pods", "default")].slice(0, CHANGES);
    const inRoom = JSON.stringify(pods).length;
    const kB = 1e3;
    return [
      benchRow(
        "fork-untouched-memory",
        { value: perFork / kB, unit: "KB a fork", baseline: whole / kB },
        { of: "ratio", atMost: 0.2 },
      ),
      benchRow(
        "fork-change-memory",
        { value: perChange / CHANGES / kB, unit: "KB a change", baseline: inRoom / CHANGES / kB },
        { of: "ratio", atMost: 3 },
      ),
      benchRow(
        "forks-30-memory",
        { value: (changed - before - whole) / 1e6, unit: "MB", baseline: (forks * whole) / 1e6 },
        { of: "ratio", atMost: 0.25 },
      ),
    ];
  } finally {
    await directory.closeAll();
    await storage.close();
    folder.remove();
  }

  async function classOf(
    count: number,
  ): Promise<{ readonly room: Room; readonly makeForks: (count: number) => Promise<readonly Room[]> }> {
    const { room } = await directory.create({ template: "course", mode: "cluster-each" });
    await growTo(room, size);
    const makeForks = async (wanted: number): Promise<readonly Room[]> => {
      await newPeople(room, "student", wanted);
      const made: Room[] = [];
      for (const person of room.people.list()) made.push(await directory.open(await modes.clusterOf(room, person)));
      return made;
    };
    await makeForks(count);
    return { room, makeForks };
  }
}

async function held(): Promise<number> {
  await pause(3_000);
  return heldBytes();
}

async function change(room: Room): Promise<void> {
  const names = Array.from(room.cluster.store.list("pods", "default"), ({ metadata }) => metadata.name);
  for (const name of names.slice(0, CHANGES))
    await ask(room, "PATCH", `${PODS}/${name}`, { metadata: { labels: { mine: "yes" } } });
  await room.settled();
}
