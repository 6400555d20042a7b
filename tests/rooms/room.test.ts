import { describe, expect, it } from "vitest";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import type { Pod } from "../../server/protocol/kubernetes/types.generated.ts";
import { toNextChange } from "../../server/rooms/nextChange.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { ClusterFactory } from "../../server/rooms/SimulatedCluster.ts";
import { type LogBatch, StorageError } from "../../server/rooms/StoragePort.ts";
import { encodeSnapshot } from "../../server/rooms/snapshots/SnapshotSeries.ts";
import { snapshotText } from "../support/snapshots.ts";
import { fakeFactory } from "../support/rooms/FakeCluster.ts";
import { createPod, deletePod, listPods, makeWorld, post } from "../support/rooms/worlds.ts";

/** Ends at once, again and again. */
const CRASHES = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a" },
  spec: { containers: [{ name: "c", image: "busybox", command: ["false"] }] },
};

const stateOf = (room: Room): string => snapshotText(room.cluster.snapshot());
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Storage whose commits wait until they are let through. */
class GatedStorage extends MemoryStorage {
  waiting: { readonly batch: LogBatch; readonly release: () => void; readonly fail: (error: Error) => void }[] = [];
  gated = false;
  override append(batch: LogBatch): Promise<void> {
    if (!this.gated) return super.append(batch);
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, release: () => super.append(batch).then(resolve, reject), fail: reject });
    });
  }
}

describe("rooms", () => {
  it("ROOM-1 answers a command and lets others see it only after it is committed", async () => {
    const storage = new GatedStorage();
    const { directory } = makeWorld({ storage });
    const { room } = await directory.create({});
    await room.settled();
    const seen: string[] = [];
    room.subscribe({ onFrame: ({ changes }) => seen.push(...changes.map((change) => change.op)) });
    await room.watch({ method: "GET", path: "/api/v1/pods?watch=1", user: listPods.user }, () => seen.push("watch"));
    storage.gated = true;
    const answer = room.request(createPod("a"), "p").then(({ status }) => seen.push(`answer ${status}`));
    const read = room.request(listPods, "p").then(() => seen.push("read"));
    await tick();
    expect(storage.waiting).toHaveLength(1);
    expect(seen).toEqual([]);
    storage.waiting[0]?.release();
    await Promise.all([answer, read]);
    expect(seen.sort()).toEqual(["answer 201", "read", "upsert", "watch"]);
  });

  it("ROOM-2 comes back after a crash with every command, task and drawn number", async () => {
    const { directory, storage, clock } = makeWorld();
    const { room } = await directory.create({});
    for (let index = 0; index < 40; index++) {
      await room.request(createPod(`busy-${index}`), "p");
      clock.now += 137;
      if (index % 3 === 0) await room.request(deletePod(`busy-${index - 3}`), "p");
    }
    await room.settled();
    const before = { text: stateOf(room), revision: room.cluster.store.revision };
    // The process is gone; another opens the same storage at the same moment.
    const again = makeWorld({ storage, clock });
    const woken = await again.directory.open(room.id);
    expect(stateOf(woken)).toBe(before.text);
    expect(woken.cluster.store.revision).toBe(before.revision);
    expect(woken.record.epoch).toBe(room.record.epoch);
  });

  it("ROOM-3 replays from the newest snapshot the same as from the beginning", async () => {
    const { directory, storage, clock } = makeWorld({ snapshotEvery: 7 });
    const { room } = await directory.create({});
    for (let index = 0; index < 60; index++) {
      await room.request(createPod(`busy-${index}`), "p");
      clock.now += 211;
    }
    await room.request(listPods, "p");
    await room.settled();
    while (!(await storage.newestSnapshot(room.id))) await tick();
    // With what is still being stored: a newer snapshot takes the place of the one that is read.
    await room.stopForRestore();
    const snapshot = await storage.newestSnapshot(room.id);
    expect(snapshot?.seq).toBeGreaterThan(6);
    const woken = await makeWorld({ storage, clock }).directory.open(room.id);
    expect(stateOf(woken)).toBe(stateOf(room));
  });

  it("ROOM-4 under another simulation version what came after the snapshot is done again, in a new epoch, and revisions never go back", async () => {
    const { directory, storage, clock } = makeWorld();
    const { room } = await directory.create({});
    await room.request(createPod("kept"), "p");
    await directory.closeAll();
    const second = makeWorld({ storage, clock });
    const again = await second.directory.open(room.id);
    await again.request(createPod("later"), "p");
    await again.request(deletePod("kept"), "p");
    const { revision } = again.cluster.store;
    const another = makeWorld({ storage, clock, factory: fakeFactory("fake-2") });
    const third = await another.directory.open(room.id);
    expect(stateOf(third)).toBe(stateOf(again));
    expect(third.cluster.store.get("pods", "default", "later")).toBeDefined();
    expect(third.cluster.store.revision).toBeGreaterThanOrEqual(revision);
    expect(third.record.epoch).not.toBe(again.record.epoch);
    expect(another.problems).toEqual([]);
    // What goes on from there is numbered after what was done before, and there when it is opened once more.
    await third.request(createPod("after"), "p");
    await third.settled();
    const fourth = await makeWorld({ storage, clock, factory: fakeFactory("fake-2") }).directory.open(room.id);
    expect(
      ["kept", "later", "after"].map((name) => fourth.cluster.store.get("pods", "default", name) !== undefined),
    ).toEqual([false, true, true]);
  });

  it("ROOM-4 what another simulation version cannot do again leaves the room at its newest snapshot, and is reported", async () => {
    const { directory, storage, clock } = makeWorld();
    const { room } = await directory.create({});
    await room.request(createPod("kept"), "p");
    await directory.closeAll();
    const again = await makeWorld({ storage, clock }).directory.open(room.id);
    await again.request(createPod("later"), "p");
    await again.settled();
    const { revision } = again.cluster.store;
    const fake = fakeFactory("fake-2");
    const refusing: ClusterFactory = {
      ...fake,
      restore: (snapshot, seed) => {
        const cluster = fake.restore(snapshot, seed);
        cluster.apply = () => {
          throw new Error("no such verb any more");
        };
        return cluster;
      },
    };
    const another = makeWorld({ storage, clock, factory: refusing });
    const third = await another.directory.open(room.id);
    expect(third.cluster.store.get("pods", "default", "kept")).toBeDefined();
    expect(third.cluster.store.get("pods", "default", "later")).toBeUndefined();
    expect(third.cluster.store.revision).toBeGreaterThanOrEqual(revision);
    expect(another.problems.join()).toContain("cannot be done again: Error: no such verb any more");
  });

  it("ROOM-5 does not log what changed nothing", async () => {
    const { directory, storage } = makeWorld();
    const { room } = await directory.create({});
    const before = await storage.logSize(room.id);
    await room.request(listPods, "p");
    await room.request(deletePod("nobody"), "p");
    await room.settled();
    expect(await storage.logSize(room.id)).toBe(before);
  });

  it("ROOM-6 an error stops that room alone, tells its people and keeps its log", async () => {
    const { directory, problems, clock } = makeWorld();
    const [bad, good] = [(await directory.create({})).room, (await directory.create({})).room];
    await bad.request(createPod("first"), "p");
    const told: boolean[] = [];
    bad.subscribe({ onStop: (_text, failed) => told.push(failed) });
    expect((await bad.request(createPod("fail-now"), "p")).status).toBe(503);
    expect(told).toEqual([true]);
    expect(problems.join()).toContain("told to fail");
    expect((await good.request(createPod("fine"), "p")).status).toBe(201);
    await expect(directory.open(bad.id)).rejects.toThrow(/stopped/);
    clock.now += 5_000;
    const again = await directory.open(bad.id);
    expect(again.cluster.store.get("pods", "default", "first")).toBeDefined();
  });

  it("ROOM-6 an error in a reading refuses it, and the room goes on", async () => {
    const { directory, problems } = makeWorld();
    const { room } = await directory.create({});
    const read = { ...listPods, path: "/api/v1/namespaces/default/pods/fail-read" };
    expect((await room.request(read, "p")).status).toBe(500);
    expect(problems.join()).toContain("told to fail");
    expect((await room.request(createPod("after"), "p")).status).toBe(201);
  });

  it("ROOM-7 refuses what could not be stored, and shows none of it", async () => {
    const storage = new GatedStorage();
    const { directory, clock } = makeWorld({ storage });
    const { room } = await directory.create({});
    await room.settled();
    const seen: string[] = [];
    room.subscribe({ onFrame: () => seen.push("frame") });
    storage.gated = true;
    const answer = room.request(createPod("lost"), "p");
    await tick();
    storage.waiting[0]?.fail(new StorageError("full", "the disk is full"));
    const { status, body } = await answer;
    expect(status).toBe(503);
    expect((body as { message: string }).message).toMatch(/could not be saved.*저장/s);
    expect(seen).toEqual([]);
    storage.gated = false;
    clock.now += 5_000;
    const again = await directory.open(room.id);
    expect(again.cluster.store.get("pods", "default", "lost")).toBeUndefined();
  });

  it("ROOM-8 comes back at a time no earlier than anybody saw, and stands still while asleep", async () => {
    const { directory, storage, clock } = makeWorld();
    const { room } = await directory.create({});
    clock.now += 3_000;
    await directory.sweep();
    clock.now += 4_000;
    const seen = room.clock.time;
    // Killed here, started a day later.
    clock.now += 86_400_000;
    const again = makeWorld({ storage, clock });
    const woken = await again.directory.open(room.id);
    expect(woken.clock.time).toBeGreaterThanOrEqual(seen);
    expect(woken.clock.time).toBeLessThan(seen + 60_000);
    const before = woken.clock.time;
    await again.directory.closeAll();
    clock.now += 86_400_000;
    const later = await makeWorld({ storage, clock }).directory.open(room.id);
    expect(later.clock.time).toBe(before);
  });

  it("ROOM-9 pauses, steps and speeds time, across restarts", async () => {
    const { directory, storage, clock } = makeWorld();
    const { room } = await directory.create({});
    await room.request(createPod("a"), "p");
    await room.setClock({ type: "clock", speed: 0 }, "p");
    const { time } = room.clock;
    clock.now += 60_000;
    expect(room.clock.time).toBe(time);
    expect((await room.request(listPods, "p")).status).toBe(200);
    expect(room.cluster.store.get("pods", "default", "a")?.status).toBeUndefined();
    await room.setClock({ type: "clock", step: 1_500 }, "p");
    await room.request(listPods, "p");
    expect(room.cluster.store.get("pods", "default", "a")?.status).toBeDefined();
    await room.settled();
    const woken = await makeWorld({ storage, clock }).directory.open(room.id);
    expect(woken.clock.speed).toBe(0);
    await woken.setClock({ type: "clock", speed: 10 }, "p");
    const from = woken.clock.time;
    clock.now += 100;
    expect(woken.clock.time - from).toBe(1_000);
  });

  it("ROOM-9 goes on to the next change, over what changes nothing; where nothing is due that is said", async () => {
    const { directory, storage, clock } = makeWorld({ factory: clusterFactory({ root: ".", freeze: true }) });
    const { room } = await directory.create({});
    await room.setClock({ type: "clock", speed: 0 }, "p");
    await room.request(post("/api/v1/namespaces/default/pods", CRASHES), "p");
    const seen = new Set<string>();
    for (let jumps = 0; jumps < 40 && !seen.has("CrashLoopBackOff"); jumps++) {
      const { revision } = room.cluster.store;
      const { time } = await toNextChange(room, "p");
      expect(room.cluster.store.revision).toBeGreaterThan(revision);
      expect(time).toBeLessThan(clock.now + 600_000);
      seen.add(podColumns(room.cluster.store.get("pods", "default", "a") as unknown as Pod).status);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["ContainerCreating", "CrashLoopBackOff"]));
    await room.settled();
    const woken = await makeWorld({
      storage,
      clock,
      factory: clusterFactory({ root: ".", freeze: true }),
    }).directory.open(room.id);
    expect(woken.cluster.store.revision).toBe(room.cluster.store.revision);
    const quiet = (await makeWorld().directory.create({ template: "none" })).room;
    await expect(toNextChange(quiet, "p")).rejects.toMatchObject({ code: "bad-request" });
  });

  it("ROOM-10 bounds its log and its people, in two languages", async () => {
    const { directory } = makeWorld({ quotas: { logBytes: 20_000, people: 2 } });
    const { room } = await directory.create({});
    const statuses: number[] = [];
    for (let index = 0; index < 30; index++) {
      const request = post("/api/v1/namespaces/default/configmaps", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: `c${index}` },
        data: { text: "x".repeat(1000) },
      });
      statuses.push((await room.request(request, "p")).status);
    }
    expect(statuses[0]).toBe(201);
    expect(statuses[29]).toBe(403);
    await room.people.add("student", "one");
    await room.people.add("student", "two");
    await expect(room.people.add("student", "three")).rejects.toMatchObject({
      code: "too-many-people",
      text: { ko: expect.stringMatching(/2명/) },
    });
  });

  it("ROOM-11 rooms with endless work take turns, and the event loop stays free", async () => {
    const { directory, clock } = makeWorld();
    const rooms = await Promise.all([0, 1, 2].map(async () => (await directory.create({})).room));
    for (const room of rooms)
      for (let index = 0; index < 50; index++) await room.request(createPod(`busy-${index}`), "p");
    let longest = 0;
    let last = performance.now();
    const probe = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    clock.now += 3_600_000;
    const began = performance.now();
    await Promise.all(rooms.map((room) => room.request(listPods, "p")));
    const waited = performance.now() - began;
    clearInterval(probe);
    expect(longest).toBeLessThan(60);
    expect(waited).toBeLessThan(500);
  });

  it("ROOM-12 sleeps when nobody is there, and not before", async () => {
    const { directory, clock } = makeWorld();
    const { room } = await directory.create({});
    const leave = room.subscribe({});
    clock.now += 120_000;
    await directory.sweep();
    expect(directory.awakeCount).toBe(1);
    leave();
    clock.now += 120_000;
    await directory.sweep();
    expect(directory.awakeCount).toBe(0);
    expect((await directory.open(room.id)).id).toBe(room.id);
  });
});

it("ROOM-3 a snapshot that is some unseen tasks ahead of the last commit counts as it is", async () => {
  const { directory, storage, clock } = makeWorld();
  const { room } = await directory.create({});
  await room.request(createPod("a"), "p");
  await room.settled();
  const [last] = (await storage.readLog(room.id, 99)).slice(-1);
  const header = {
    roomId: room.id,
    id: "ahead",
    seq: (last?.firstSeq ?? 0) + (last?.count ?? 0) - 1,
    simulationVersion: "fake-1",
    room: '{"activity":[]}',
    kept: false,
  };
  const { runtime } = room.cluster;
  // A task that finds nothing to do.
  runtime.enqueue("start", "default/nobody");
  runtime.runNext(runtime.now);
  const position = { ...(last?.end as NonNullable<typeof last>["end"]), steps: runtime.steps, time: runtime.now };
  await storage.saveSnapshot({ ...header, position }, encodeSnapshot(room.cluster.snapshot()));
  const again = makeWorld({ storage, clock });
  const woken = await again.directory.open(room.id);
  expect(again.problems).toEqual([]);
  expect(woken.record.epoch).toBe(room.record.epoch);
  expect(stateOf(woken)).toBe(stateOf(room));
});
