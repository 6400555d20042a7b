/** How long students take to recover from faults, with the real cluster. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Drills } from "../../server/monitor/Drills.ts";
import { isReady as isPodReady } from "../../server/monitor/studentObjects.ts";
import type { Drill } from "../../server/protocol/classroom/drills.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { visibleState } from "../../server/protocol/classroom/visibility.ts";
import { ownNamespaceName } from "../../server/protocol/ownNamespace.ts";
import { Modes } from "../../server/rooms/modes/Modes.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { PersonRecord } from "../../server/rooms/StoragePort.ts";
import { podManifest } from "../support/clusters.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });

interface Class {
  world: World;
  room: Room;
  readonly modes: Modes;
  readonly kim: PersonRecord;
  readonly mina: PersonRecord;
  readonly juno: PersonRecord;
}

function worldWithDrills(options: Parameters<typeof makeWorld>[0] = {}): World {
  const world = makeWorld({ factory, ...options });
  world.directory.whenAwake(new Drills((_room, problem, error) => expect.fail(`${problem} ${String(error)}`)).attend);
  return world;
}

async function openClass(mode: "shared" | "namespace-each" | "cluster-each"): Promise<Class> {
  const world = worldWithDrills();
  const modes = new Modes(world.directory);
  const { room } = await world.directory.create({ mode });
  const add = async (name: string, role: "student" | "instructor"): Promise<PersonRecord> => {
    const { person } = await room.people.add(role, name);
    await modes.welcome(room, person);
    return person;
  };
  const kim = await add("Kim", "instructor");
  return { world, room, modes, kim, mina: await add("Mina", "student"), juno: await add("Juno", "student") };
}

async function send(
  room: Room,
  who: PersonRecord,
  method: "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<void> {
  const content = body ? { contentType: "application/json", body: JSON.stringify(body) } : {};
  const { status } = await room.request({ method, path, user: room.people.userOf(who), ...content }, who.id);
  expect(status).toBeLessThan(300);
}

/** Two ready pods of a Deployment behind a Service; all on `node`, where it is named. */
async function serve(room: Room, who: PersonRecord, namespace: string, node?: string): Promise<void> {
  await send(room, who, "POST", `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [{ name: "c", image: "kubetm/app" }],
          ...(node ? { nodeSelector: { "kubernetes.io/hostname": node } } : {}),
        },
      },
    },
  });
  await send(room, who, "POST", `/api/v1/namespaces/${namespace}/services`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, ports: [{ port: 8080 }] },
  });
}

/** Lets cluster time pass, and what is noted of it come into the log. */
async function pass(world: World, rooms: readonly Room[], seconds: number): Promise<void> {
  for (let done = 0; done < seconds; done += 5) {
    world.clock.now += 5_000;
    for (const room of rooms) await room.capture();
    for (const room of rooms) await room.settled();
    await Promise.all(rooms.map((room) => room.home.settled()));
  }
}
const drillsOf = ({ home }: Room): readonly Drill[] => home.classroom.state.drills;
const breakNode = (room: Room, who: PersonRecord, node: string, type: string): Promise<void> =>
  send(room, who, "POST", `/api/v1/nodes/${node}/faults`, { type });

describe("CLASS-60 how long students take to recover", () => {
  it("CLASS-60 CLASS-61 of a node that is lost: who was hit, when all was there again, who still waits", async () => {
    const { world, room, kim, mina, juno } = await openClass("namespace-each");
    await serve(room, mina, ownNamespaceName(mina));
    await send(
      room,
      juno,
      "POST",
      `/api/v1/namespaces/${ownNamespaceName(juno)}/pods`,
      podManifest("bare", { spec: { nodeName: "k8s-worker1" } }),
    );
    await pass(world, [room], 60);
    expect(drillsOf(room)).toEqual([]);
    const began = room.clock.time;
    await breakNode(room, kim, "k8s-worker1", "stop");
    await pass(world, [room], 5);
    expect(drillsOf(room)).toMatchObject([
      {
        by: kim.id,
        fault: "stop",
        target: "k8s-worker1",
        cluster: room.id,
        people: {
          [mina.id]: { ready: 2, served: [`${ownNamespaceName(mina)}/web`] },
          [juno.id]: { ready: 1, served: [] },
        },
      },
    ]);
    await pass(world, [room], 500);
    const people = drillsOf(room)[0]?.people ?? {};
    const [ofMina, ofJuno] = [people[mina.id], people[juno.id]];
    // Unheard for 50 s at most, then tolerated for 300 s, then made anew.
    expect((ofMina?.hit ?? 0) - began).toBeGreaterThan(30_000);
    expect((ofMina?.hit ?? 0) - began).toBeLessThan(60_000);
    expect((ofMina?.recovered ?? 0) - began).toBeGreaterThan(330_000);
    expect((ofMina?.recovered ?? 0) - began).toBeLessThan(400_000);
    expect(ofJuno?.hit).toBe(ofMina?.hit);
    expect(ofJuno?.recovered).toBeUndefined();

    // Nobody brings a bare pod back but its owner.
    await send(
      room,
      juno,
      "POST",
      `/api/v1/namespaces/${ownNamespaceName(juno)}/pods`,
      podManifest("bare-again", { spec: { nodeName: "k8s-worker2" } }),
    );
    await pass(world, [room], 20);
    expect(drillsOf(room)[0]?.people[juno.id]?.recovered).toBeGreaterThan(ofMina?.recovered ?? 0);
    await send(room, kim, "DELETE", "/api/v1/nodes/k8s-worker1/faults/stop");
    await pass(world, [room], 5);
    expect(drillsOf(room)[0]?.ended).toBeGreaterThan(began);
    expect(drillsOf(room)).toHaveLength(1);
  });

  it("CLASS-61 of a process that is killed, however soon it is back; a student's own kills are no drill", async () => {
    const { world, room, kim, mina } = await openClass("shared");
    await send(room, mina, "POST", "/api/v1/namespaces/default/pods", podManifest("pod-1", { labels: { app: "a" } }));
    await pass(world, [room], 30);
    await send(room, kim, "POST", "/api/v1/namespaces/default/pods/pod-1/faults", { type: "kill" });
    await pass(world, [room], 60);
    // A fault may stand in the path, without a body.
    await send(room, kim, "POST", "/api/v1/nodes/k8s-worker2/faults/disk");
    await pass(world, [room], 5);
    const [drill, named] = drillsOf(room);
    expect(named).toMatchObject({ fault: "disk", target: "k8s-worker2" });
    expect(drill).toMatchObject({ fault: "kill", target: "default/pod-1", ended: drill?.time });
    expect(Object.keys(drill?.people ?? {})).toEqual([mina.id]);
    expect(drill?.people[mina.id]?.recovered).toBeGreaterThanOrEqual(drill?.people[mina.id]?.hit ?? Infinity);
  });

  it("CLASS-61 a fault that begins while another's restart goes on is not over when that is", async () => {
    const { world, room, kim, mina } = await openClass("shared");
    for (const [name, nodeName] of [
      ["pod-1", "k8s-worker1"],
      ["pod-2", "k8s-worker2"],
    ] as const)
      await send(room, mina, "POST", "/api/v1/namespaces/default/pods", podManifest(name, { spec: { nodeName } }));
    await pass(world, [room], 30);
    const kill = (pod: string): Promise<void> =>
      send(room, kim, "POST", `/api/v1/namespaces/default/pods/${pod}/faults`, { type: "kill" });
    const isReady = (): boolean => isPodReady(room.cluster.store.get("pods", "default", "pod-1") as Pod);
    // Its restarts take longer each time, until one is under way.
    for (let tries = 0; isReady() && tries < 10; tries++) {
      await kill("pod-1");
      await pass(world, [room], 5);
    }
    expect(isReady()).toBe(false);
    const began = room.clock.time;
    await breakNode(room, kim, "k8s-worker2", "stop");
    const lost = (): Drill | undefined => drillsOf(room).find(({ fault }) => fault === "stop");
    for (let tries = 0; !isReady() && tries < 60; tries++) await pass(world, [room], 1);
    expect(lost()?.people[mina.id]).toMatchObject({ ready: 1, down: [expect.any(String)] });
    await pass(world, [room], 70);
    // What it took is gone though the other pod is back, and nobody makes it anew.
    expect((lost()?.people[mina.id]?.hit ?? 0) - began).toBeGreaterThan(30_000);
    expect(lost()?.people[mina.id]?.recovered).toBeUndefined();
    await send(room, kim, "DELETE", "/api/v1/nodes/k8s-worker2/faults/stop");
    await pass(world, [room], 60);
    expect(lost()?.people[mina.id]?.recovered).toBeGreaterThan(lost()?.people[mina.id]?.hit ?? Infinity);
  });

  it("CLASS-61 a fault that reaches nothing of a student leaves them untouched, whatever is back meanwhile", async () => {
    const { world, room, kim, mina } = await openClass("shared");
    for (const name of ["pod-1", "pod-2"])
      await send(
        room,
        mina,
        "POST",
        "/api/v1/namespaces/default/pods",
        podManifest(name, { spec: { nodeName: "k8s-worker1" } }),
      );
    await pass(world, [room], 30);
    await send(room, kim, "POST", "/api/v1/namespaces/default/pods/pod-1/faults", { type: "kill" });
    await breakNode(room, kim, "k8s-worker2", "pause");
    await pass(world, [room], 120);
    const [killed, paused] = drillsOf(room);
    expect(killed?.people[mina.id]?.recovered).toBeGreaterThanOrEqual(killed?.people[mina.id]?.hit ?? Infinity);
    expect(paused?.fault).toBe("pause");
    expect(paused?.people[mina.id]?.hit).toBeUndefined();
    expect(paused?.people[mina.id]?.recovered).toBeUndefined();
  });

  it("CLASS-60 CLASS-62 in a cluster each every fork is measured by itself; instructors see it, students do not", async () => {
    const { world, room, modes, kim, mina, juno } = await openClass("cluster-each");
    const forks: Room[] = [];
    for (const person of [mina, juno]) {
      const fork = await world.directory.open(await modes.clusterOf(room, person));
      await serve(fork, person, "default", "k8s-worker1");
      forks.push(fork);
    }
    await pass(world, forks, 60);
    await breakNode(forks[0] as Room, kim, "k8s-worker1", "partition");
    await pass(world, forks, 70);
    await send(forks[0] as Room, kim, "DELETE", "/api/v1/nodes/k8s-worker1/faults");
    await pass(world, forks, 30);
    expect(drillsOf(room)).toHaveLength(1);
    const [drill] = drillsOf(room);
    expect(Object.keys(drill?.people ?? {})).toEqual([mina.id]);
    expect(drill?.people[mina.id]).toMatchObject({ ready: 2, served: ["default/web"] });
    expect(drill?.people[mina.id]?.recovered).toBeGreaterThan(drill?.people[mina.id]?.hit ?? Infinity);
    const { state } = room.classroom;
    expect(visibleState(state, { id: mina.id, teaches: false }).drills).toEqual([]);
    expect(visibleState(state, { id: kim.id, teaches: true }).drills).toHaveLength(1);
  });

  it("CLASS-63 a drill goes on after the server was killed in the middle of it", async () => {
    const { world, room, kim, mina } = await openClass("namespace-each");
    await serve(room, mina, ownNamespaceName(mina), "k8s-worker1");
    await pass(world, [room], 60);
    await breakNode(room, kim, "k8s-worker1", "pause");
    await pass(world, [room], 70);
    expect(drillsOf(room)[0]?.people[mina.id]).toMatchObject({ hit: expect.any(Number) as number });
    const again = worldWithDrills({ storage: world.storage, clock: world.clock });
    const back = await again.directory.open(room.id);
    await send(back, kim, "DELETE", "/api/v1/nodes/k8s-worker1/faults/pause");
    await pass(again, [back], 30);
    expect(drillsOf(back)[0]?.people[mina.id]?.recovered).toBeGreaterThan(drillsOf(back)[0]?.time ?? Infinity);
  });
});
