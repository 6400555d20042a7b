/** HIST: the past of rooms, with the real cluster. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { Moments } from "../../server/rooms/history/Moments.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { ApiRequest } from "../../server/simulation/api/ApiRequest.ts";
import type { Store } from "../../server/simulation/store/Store.ts";
import { podManifest } from "../support/clusters.ts";
import { chooser } from "../support/randomLife.ts";
import { snapshotText } from "../support/snapshots.ts";
import { ADMIN, makeWorld, post, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const PODS = "/api/v1/namespaces/default/pods";

const world = (options: Parameters<typeof makeWorld>[0] = {}): World => makeWorld({ factory, ...options });
const makePod = (name: string): ApiRequest => post(PODS, podManifest(name, { labels: { app: name } }));
const removePod = (name: string): ApiRequest => ({ method: "DELETE", path: `${PODS}/${name}`, user: ADMIN });

interface Seen {
  readonly time: number;
  readonly text: string;
}

const textOf = (cluster: unknown): string => snapshotText(cluster as never);
/** The room when all that is due by now is done: on a busy machine it may be behind its clock, between two tasks of one moment. */
async function look(room: Room): Promise<Seen> {
  for (;;) {
    const { cluster, position } = await room.capture();
    const due = room.cluster.nextDue() ?? Number.POSITIVE_INFINITY;
    if (position.time === room.clock.time && due > position.time) return { time: position.time, text: textOf(cluster) };
  }
}
/** Pods but the cluster's own. */
const podsOf = ({ store }: { readonly store: Store }): readonly KubeObject[] =>
  [...store.list("pods")].filter(({ metadata }) => metadata.namespace !== "kube-system");
const podNames = (room: Room): string[] => podsOf(room.cluster).map(({ metadata }) => metadata.name);

/** Lets a room live through so many random commands; what it was after each. */
async function live({ clock }: World, room: Room, commands: number, draw = chooser(SEED)): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let index = 0; index < commands; index++) {
    const name = `pod-${draw(6)}`;
    await room.request(draw(3) === 0 ? removePod(name) : makePod(name), "p");
    seen.push(await look(room));
    clock.now += 1 + draw(9_000);
  }
  return seen;
}

describe("HIST-1 a moment", () => {
  it("HIST-1 is there though its snapshot goes while it is read: a newer one took its place", async () => {
    class Replacing extends MemoryStorage {
      /** What goes at the next reading. */
      goes: readonly string[] = [];

      override async *readSnapshots(
        ...[marks]: Parameters<MemoryStorage["readSnapshots"]>
      ): ReturnType<MemoryStorage["readSnapshots"]> {
        for (const id of this.goes) await this.dropSnapshots(marks[0]?.roomId ?? "", [id]);
        this.goes = [];
        yield* super.readSnapshots(marks);
      }
    }
    const storage = new Replacing();
    const here = world({ storage, snapshotEvery: 5 });
    const { room } = await here.directory.create({});
    const seen = await live(here, room, 12);
    await room.settled();
    while ((await storage.snapshots(room.id)).length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const last = seen.at(-1) as Seen;
    storage.goes = (await storage.snapshots(room.id)).map(({ id }) => id);
    expect(await room.moment(last.time, ({ cluster }) => textOf(cluster.snapshot()))).toBe(last.text);
    expect(storage.goes).toEqual([]);
  });

  it(`HIST-1 is the cluster exactly as it was, in whatever order one looks (seed ${SEED})`, {
    timeout: 600_000,
  }, async () => {
    const storage = new MemoryStorage();
    const here = world({ storage, snapshotEvery: 40 });
    const { room } = await here.directory.create({});
    const seen = await live(here, room, 150);
    const draw = chooser(SEED + 1);
    const times = [0, 149, 148, ...Array.from({ length: 12 }, () => draw(150)), 149];
    for (const index of times) {
      const { time, text } = seen[index] as Seen;
      const then = await room.moment(time, ({ cluster, exact }) => ({ text: textOf(cluster.snapshot()), exact }));
      expect(then.exact).toBe(true);
      expect(then.text === text, `moment ${index}`).toBe(true);
    }
    // Asleep and awake again, in another process.
    await here.directory.closeAll();
    const again = world({ storage, clock: here.clock });
    const woken = await again.directory.open(room.id);
    const { time, text } = seen[70] as Seen;
    expect(await woken.moment(time, ({ cluster }) => textOf(cluster.snapshot()) === text)).toBe(true);
    expect(again.problems).toEqual([]);
  });

  it("HIST-1 a capture is what was done alone: whatever was looked at meanwhile is not in it", async () => {
    const here = world();
    const { room } = await here.directory.create({});
    const read = (path: string): Promise<{ readonly status: number }> =>
      room.request({ method: "GET", path, user: ADMIN }, "p");
    const watch = await room.watch({ method: "GET", path: `${PODS}?watch=true`, user: ADMIN }, () => {});
    for (let index = 0; index < 4; index++) {
      await room.request(makePod(`pod-${index}`), "p");
      here.clock.now += 7_000;
      for (const path of [
        PODS,
        `${PODS}/pod-${index}`,
        `${PODS}/pod-${index}/log`,
        `${PODS}/pod-${index}/log?previous=true`,
        `${PODS}/nobody/log`,
        "/api/v1/events",
        "/apis/metrics.k8s.io/v1beta1/pods",
        "/apis/apps/v1/deployments?labelSelector=app%3Dnone",
      ])
        await read(path);
      const { time, text } = await look(room);
      const then = await room.moment(time, ({ cluster }) => textOf(cluster.snapshot()));
      expect(then === text, `after pod ${index}`).toBe(true);
    }
    if ("close" in watch) watch.close();
  });

  it("HIST-1 before the beginning is the beginning, after the end is now", async () => {
    const here = world();
    const { room } = await here.directory.create({});
    here.clock.now += 1_000;
    await live(here, room, 5);
    const [first, last] = [
      await room.moment(0, ({ cluster, time }) => ({ pods: podsOf(cluster).length, time })),
      await room.moment(9e15, ({ seq }) => seq),
    ];
    expect(first).toEqual({ pods: 0, time: room.record.startTime });
    expect(last).toBeGreaterThan(5);
  });

  it("HIST-2 of a version gone by is near to what was, and says that it is not exact", async () => {
    const storage = new MemoryStorage();
    const here = world({ storage, snapshotEvery: 20 });
    const { room } = await here.directory.create({});
    const seen = await live(here, room, 30);
    await here.directory.closeAll();
    const other = world({ storage, clock: here.clock, factory: { ...factory, version: "another" } });
    const woken = await other.directory.open(room.id);
    const then = await woken.moment((seen[29] as Seen).time, ({ exact, seq }) => ({ exact, seq }));
    expect(then.exact).toBe(false);
    expect(then.seq).toBeGreaterThan(0);
  });
});

describe("HIST-3 a fork", () => {
  it("HIST-3 begins as the room was, shares what neither changes, and goes its own way", async () => {
    const here = world();
    const { room } = await here.directory.create({ name: "class" });
    await room.request(makePod("a"), "p");
    here.clock.now += 60_000;
    await look(room);
    const moment = room.clock.time;
    here.clock.now += 1_000;
    await room.request(makePod("b"), "p");
    const { room: now } = await here.directory.fork(room.id);
    const { room: then, tokens } = await here.directory.fork(room.id, { time: moment, name: "earlier" });
    expect(podNames(now)).toEqual(["a", "b"]);
    expect(podNames(then)).toEqual(["a"]);
    expect(then.view.name).toBe("earlier");
    expect(then.people.list()).toEqual([]);
    expect(then.people.links.of(tokens.student)?.role).toBe("student");
    expect(now.cluster.store.get("pods", "default", "a")).toBe(room.cluster.store.get("pods", "default", "a"));
    await now.request(removePod("a"), "p");
    here.clock.now += 60_000;
    await look(now);
    expect(podNames(now)).toEqual(["b"]);
    expect(podNames(room)).toEqual(["a", "b"]);
    // It has a past of its own, from its beginning on.
    expect(await now.moment(0, ({ cluster }) => podsOf(cluster).length)).toBe(2);
    await here.directory.closeAll();
    const again = world({ storage: here.storage, clock: here.clock });
    expect(podNames(await again.directory.open(now.id))).toEqual(["b"]);
  });
});

/** A room with the pod a, a moment of then, and what was done since. */
async function beforePutBack(options: Parameters<typeof world>[0] = {}) {
  const here = world(options);
  const { room } = await here.directory.create({});
  await room.request(makePod("a"), "p");
  here.clock.now += 60_000;
  const { time } = await look(room);
  here.clock.now += 1_000;
  await room.request(makePod("undone"), "p");
  return { here, room, time };
}

describe("HIST-4 putting back", () => {
  it("HIST-4 a moment after it is as it was put back, when no snapshot tells it any more, too", async () => {
    const { here, room, time } = await beforePutBack();
    here.clock.now += 5_000;
    const back = await here.directory.restore(room.id, time, "p");
    here.clock.now += 5_000;
    await look(back);
    await back.request(makePod("later"), "p");
    await back.settled();
    const end = back.clock.time;
    const { record } = back;
    const names = (at: number): Promise<readonly string[]> =>
      new Moments({ record, factory, storage: here.storage, objectLimit: 1_000 }).at(at, ({ cluster }) =>
        podsOf(cluster).map(({ metadata }) => metadata.name),
      );
    for (const kept of [true, false]) {
      expect(await names(end), `with its snapshot: ${kept}`).toEqual(["a", "later"]);
      expect(await names(time + 2_000)).toEqual(["a", "undone"]);
      const marks = await here.storage.snapshots(room.id);
      await here.storage.dropSnapshots(
        room.id,
        marks.map(({ id }) => id),
      );
    }
  });

  it("HIST-4 the cluster is as it was, time and revisions go on, and what was undone stays in the history", async () => {
    const here = world();
    const { room } = await here.directory.create({});
    await room.request(makePod("a"), "p");
    here.clock.now += 60_000;
    const { time } = await look(room);
    here.clock.now += 1_000;
    await room.act(
      { type: "say", to: "all", text: "watch this" },
      (await room.people.add("instructor", "Kim")).person.id,
    );
    await room.request(removePod("a"), "p");
    await room.request(makePod("b"), "p");
    here.clock.now += 60_000;
    const undone = await look(room);
    here.clock.now += 1_000;
    const { revision } = room.cluster.store;
    const back = await here.directory.restore(room.id, time, "teacher");
    expect(podNames(back)).toEqual(["a"]);
    expect(back.clock.time).toBeGreaterThanOrEqual(undone.time);
    expect(back.cluster.store.revision).toBeGreaterThan(revision);
    expect(back.record.epoch).not.toBe(room.record.epoch);
    expect(back.classroom.state.messages).toHaveLength(1);
    here.clock.now += 1_000;
    await back.request(makePod("c"), "p");
    here.clock.now += 60_000;
    const after = await look(back);
    expect(await back.moment(undone.time, ({ cluster }) => textOf(cluster.snapshot()) === undone.text)).toBe(true);
    expect(await back.moment(after.time, ({ cluster }) => textOf(cluster.snapshot()) === after.text)).toBe(true);
    const crashed = world({ storage: here.storage, clock: here.clock });
    const woken = await crashed.directory.open(room.id);
    expect(podNames(woken)).toEqual(["a", "c"]);
    expect(crashed.problems).toEqual([]);
  });
});

describe("HIST-4 a put-back that is cut short, or looked at from outside", () => {
  it("HIST-4 nobody has the old cluster meanwhile, whenever they come, and nothing is done in it any more", async () => {
    const { here, room, time } = await beforePutBack();
    const opened: Promise<unknown>[] = [];
    let over = false;
    const back = here.directory.restore(room.id, time, "p").finally(() => (over = true));
    for (let come = 0; !over; come++) {
      opened.push(here.directory.open(room.id).catch((error: unknown) => error));
      opened.push(room.request(makePod(`late-${come}`), "p"));
      await new Promise(setImmediate);
    }
    const now = await back;
    await Promise.all(opened);
    expect(opened.length).toBeGreaterThan(4);
    expect(await here.directory.open(room.id)).toBe(now);
    expect(podNames(now)).toEqual(["a"]);
    await now.request(makePod("later"), "p");
    await now.settled();
    // The log says the same: nothing stands between the put-back and what came after it.
    const kept = (await now.pastCommands({ limit: 100 })).map(({ type, ...rest }) =>
      "name" in rest ? rest.name : type,
    );
    expect(kept.indexOf("restore")).toBe(kept.indexOf("later") + 1);
    const again = await world({ storage: here.storage, clock: here.clock }).directory.open(room.id);
    expect(podNames(again)).toEqual(["a", "later"]);
  });

  it.each([1_000, 1])(
    "HIST-4 one that was noted when the server ended is done when the room wakes (%i)",
    async (every) => {
      const { here, room, time } = await beforePutBack({ snapshotEvery: every });
      const { storage } = here;
      const save = storage.saveSnapshot.bind(storage);
      // Whatever else is stored, that of the put-back is not.
      storage.saveSnapshot = (header, chunks) =>
        header.position.asleep && header.kept ? Promise.reject(new Error("the disk is gone")) : save(header, chunks);
      await expect(here.directory.restore(room.id, time, "p")).rejects.toThrow("the disk is gone");
      storage.saveSnapshot = save;
      const before = room.record.epoch;
      const { directory, problems } = world({ storage, clock: here.clock });
      const woken = await directory.open(room.id);
      expect(podNames(woken)).toEqual(["a"]);
      expect(woken.record.epoch).not.toBe(before);
      await woken.request(makePod("later"), "p");
      await woken.settled();
      expect(podNames(await world({ storage, clock: here.clock }).directory.open(room.id))).toEqual(["a", "later"]);
      expect(problems).toEqual([]);
    },
  );
});

describe("HIST-5 the commands of a room's past", () => {
  it.each([
    [
      "block",
      "kind: Pod\nmetadata:\n  labels:\n    name: other\n  name: web\nspec: {containers: [{name: a, image: nginx}]}\n",
    ],
    ["flow", "kind: Pod\nmetadata: {labels: {app: b}, name: web}\nspec: {containers: [{name: a, image: nginx}]}\n"],
    ["quoted", 'kind: Pod\nmetadata:\n  name: "web"\nspec:\n  containers: [{name: a, image: nginx}]\n'],
  ])("HIST-5 name what was made, sent as YAML too (%s)", async (_, yaml) => {
    const { room } = await world().directory.create({});
    const request = { ...post(PODS, {}), contentType: "application/yaml", body: `apiVersion: v1\n${yaml}` };
    expect((await room.request(request, "p")).status).toBe(201);
    const [newest] = await room.pastCommands({ limit: 10 });
    expect(newest).toMatchObject({ type: "request", person: "p", verb: "create", resource: "pods", name: "web" });
  });
});
