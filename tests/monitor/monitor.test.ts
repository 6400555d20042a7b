/** The instructors' view, with the real cluster. */
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Monitors } from "../../server/monitor/Monitors.ts";
import type { Problem, Tile } from "../../server/protocol/monitor.ts";
import { Modes } from "../../server/rooms/modes/Modes.ts";
import { ownNamespaceName } from "../../server/protocol/ownNamespace.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { PersonRecord } from "../../server/rooms/StoragePort.ts";
import { podManifest } from "../support/clusters.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });

interface Class {
  readonly world: World;
  readonly room: Room;
  readonly modes: Modes;
  readonly monitors: Monitors;
  readonly mina: PersonRecord;
  readonly juno: PersonRecord;
  readonly tiles: Map<string, Tile>;
  /** Every batch of tiles told. */
  readonly told: string[][];
  readonly stop: () => void;
}

async function watchClass(mode: "shared" | "namespace-each" | "cluster-each"): Promise<Class> {
  const world = makeWorld({ factory });
  const monitors = new Monitors(world.directory, (_room, problem, error) => expect.fail(`${problem} ${String(error)}`));
  world.directory.whenAwake(monitors.attend);
  const modes = new Modes(world.directory);
  const { room } = await world.directory.create({ mode });
  const add = async (name: string): Promise<PersonRecord> => {
    const { person } = await room.people.add("student", name);
    await modes.welcome(room, person);
    return person;
  };
  const [mina, juno] = [await add("Mina"), await add("Juno")];
  const tiles = new Map<string, Tile>();
  const told: string[][] = [];
  const stop = monitors.of(room).watch((batch) => {
    told.push(batch.map(({ person }) => person));
    for (const tile of batch) tiles.set(tile.person, { problems: tiles.get(tile.person)?.problems ?? [], ...tile });
  });
  await vi.waitFor(() => expect(tiles.size).toBe(2));
  return { world, room, modes, monitors, mina, juno, tiles, told, stop };
}

const post = (room: Room, who: PersonRecord, path: string, body: object): Promise<{ status: number }> =>
  room.request(
    {
      method: "POST",
      path,
      user: room.people.userOf(who),
      contentType: "application/json",
      body: JSON.stringify(body),
    },
    who.id,
  );
const pod = (
  room: Room,
  who: PersonRecord,
  name: string,
  options: object = {},
  namespace = "default",
): Promise<unknown> => post(room, who, `/api/v1/namespaces/${namespace}/pods`, podManifest(name, options));

/** Lets cluster time pass, then the second after which tiles are told. */
async function pass({ world, room }: Pick<Class, "world" | "room">, seconds: number): Promise<void> {
  for (let done = 0; done < seconds; done += 10) {
    world.clock.now += 10_000;
    await room.capture();
  }
  await room.settled();
  vi.advanceTimersByTime(1_000);
}
const keys = (tile: Tile | undefined): string[] => (tile?.problems ?? []).map(({ key }: Problem) => key);

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("MONITOR-1 MONITOR-2 what is not well", () => {
  it("MONITOR-1 MONITOR-2 is said in Kubernetes' words, the same for the same trouble", async () => {
    const it = await watchClass("namespace-each");
    const { room, mina, juno, tiles } = it;
    const [own, other] = [ownNamespaceName(mina), ownNamespaceName(juno)];
    await pod(room, mina, "wrong", { image: "kubetm/init:nope" }, own);
    await pod(room, juno, "wrong-too", { image: "kubetm/init:nope" }, other);
    await post(room, mina, `/api/v1/namespaces/${own}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "twice", labels: { app: "twice" } },
      spec: { containers: ["a", "b"].map((name) => ({ name, image: "kubetm/p8000" })) },
    });
    await post(room, mina, `/api/v1/namespaces/${own}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "svc" },
      spec: { selector: { type: "twice" }, ports: [{ port: 80 }] },
    });
    await post(room, juno, `/api/v1/namespaces/${other}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "large" },
      spec: {
        containers: [{ name: "c", image: "kubetm/init", resources: { requests: { memory: "64Gi" } } }],
      },
    });
    await pass(it, 120);
    expect(keys(tiles.get(mina.id)).sort()).toEqual([
      "crash:EADDRINUSE",
      "image:kubetm/init:nope",
      "selects-nothing:type",
    ]);
    expect(keys(tiles.get(juno.id)).sort()).toEqual(["image:kubetm/init:nope", "pending:Insufficient memory"]);
    const collision = tiles.get(mina.id)?.problems.find(({ kind }) => kind === "crash");
    expect(collision).toMatchObject({ resource: "pods", name: "twice", namespace: own });
    it.stop();
  });
});

describe("MONITOR-3 whose it is", () => {
  it("MONITOR-3 in a shared room that of whoever made it, or made its maker; in forks the fork's", async () => {
    const shared = await watchClass("shared");
    await post(shared.room, shared.mina, "/apis/apps/v1/namespaces/default/deployments", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "kubetm/init" }] } },
      },
    });
    await pod(shared.room, shared.juno, "single");
    await pass(shared, 60);
    expect(shared.tiles.get(shared.mina.id)).toMatchObject({ pods: 2, ready: 2, problems: [] });
    expect(shared.tiles.get(shared.juno.id)?.running).toEqual(["default/single"]);
    expect(shared.tiles.get(shared.mina.id)?.running).toHaveLength(2);
    expect(shared.tiles.get(shared.juno.id)).toMatchObject({ pods: 1, last: { verb: "create", name: "single" } });
    shared.stop();

    const each = await watchClass("cluster-each");
    const fork = await each.world.directory.open(await each.modes.clusterOf(each.room, each.mina));
    await pod(fork, each.mina, "mine");
    await pass({ world: each.world, room: fork }, 60);
    expect(each.tiles.get(each.mina.id)).toMatchObject({ cluster: fork.id, pods: 1, ready: 1 });
    expect(each.tiles.get(each.juno.id)).toMatchObject({ pods: 0 });
    each.stop();
  });

  it("MONITOR-3 whoever has no cluster of their own yet is at none: not at the room's; one that sleeps is named", async () => {
    const each = await watchClass("cluster-each");
    expect(each.tiles.get(each.juno.id)?.cluster).toBeUndefined();
    const id = await each.modes.clusterOf(each.room, each.juno);
    await pass(each, 10);
    expect(each.tiles.get(each.juno.id)?.cluster).toBe(id);
    each.stop();
    await each.world.directory.closeAll();
    each.tiles.clear();
    const { storage, clock } = each.world;
    const again = makeWorld({ factory, storage, clock });
    const home = await again.directory.open(each.room.id);
    const monitors = new Monitors(again.directory, (_room, problem, error) =>
      expect.fail(`${problem} ${String(error)}`),
    );
    const stop = monitors.of(home).watch((batch) => {
      for (const tile of batch) each.tiles.set(tile.person, { problems: [], ...tile });
    });
    await vi.waitFor(() => expect(each.tiles.size).toBe(2));
    expect(again.directory.awakeForks(home.id)).toEqual([]);
    expect(each.tiles.get(each.juno.id)?.cluster).toBe(id);
    expect(each.tiles.get(each.mina.id)?.cluster).toBeUndefined();
    stop();
  });
});

describe("MONITOR-4 how often", () => {
  it("MONITOR-4 once a second at most, only of whom something changed, and not at all when nobody watches", async () => {
    const it = await watchClass("namespace-each");
    const { room, mina, juno, told } = it;
    await pass(it, 30);
    told.length = 0;
    await room.request(
      {
        method: "POST",
        path: "/api/v1/namespaces/default/pods",
        user: room.people.userOf(mina),
        contentType: "application/json",
        body: JSON.stringify(podManifest("refused")),
      },
      mina.id,
    );
    await room.settled();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([[mina.id]]);
    expect(it.tiles.get(mina.id)?.last?.refused).toMatch(/forbidden/);
    told.length = 0;
    for (let index = 0; index < 20; index++) await pod(room, juno, `p${index}`, {}, ownNamespaceName(juno));
    await room.settled();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(1);
    it.stop();
    told.length = 0;
    await pod(room, juno, "unseen", {}, ownNamespaceName(juno));
    await room.settled();
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual([]);
    // Who looks again sees what was done meanwhile.
    const again = new Map<string, Tile>();
    const stop = it.monitors.of(room).watch((batch) => {
      for (const tile of batch) again.set(tile.person, { problems: [], ...tile });
    });
    await vi.waitFor(() => expect(again.size).toBe(2));
    expect(again.get(juno.id)?.last).toEqual({ verb: "create", resource: "pods", name: "unseen" });
    expect(again.get(mina.id)?.last).toBeUndefined();
    stop();
  });
});
