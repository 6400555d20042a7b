/** What a room's mode gives students, with the real cluster. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Modes } from "../../server/rooms/modes/Modes.ts";
import { ownNamespaceName } from "../../server/protocol/ownNamespace.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { PersonRecord } from "../../server/rooms/StoragePort.ts";
import type { ApiRequest } from "../../server/simulation/api/ApiRequest.ts";
import { mayEnter } from "../../server/transport/entering.ts";
import { podManifest } from "../support/clusters.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });

interface Class {
  readonly world: World;
  readonly modes: Modes;
  readonly room: Room;
  readonly teacher: PersonRecord;
  readonly mina: PersonRecord;
  readonly juno: PersonRecord;
}

async function openClass(mode: "shared" | "namespace-each" | "cluster-each"): Promise<Class> {
  const world = makeWorld({ factory });
  const modes = new Modes(world.directory);
  const { room } = await world.directory.create({ name: "class", mode });
  const add = async (role: "instructor" | "student", name: string): Promise<PersonRecord> => {
    const { person } = await room.people.add(role, name);
    await modes.welcome(room, person);
    return person;
  };
  const teacher = await add("instructor", "Kim");
  return { world, modes, room, teacher, mina: await add("student", "Mina"), juno: await add("student", "주노") };
}

const as = (
  room: Room,
  person: PersonRecord,
  request: Omit<ApiRequest, "user">,
): Promise<{ status: number; body: unknown }> =>
  room.request({ ...request, user: room.people.userOf(person) }, person.id);
const make = (room: Room, person: PersonRecord, name: string, namespace = "default"): Promise<{ status: number }> =>
  as(room, person, {
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods`,
    contentType: "application/json",
    body: JSON.stringify({ ...podManifest(name), metadata: { name } }),
  });
const pods = (room: Room): string[] =>
  [...room.cluster.store.list("pods")]
    .filter(({ metadata }) => metadata.namespace !== "kube-system")
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);

it("PAGE-24 who asks what they may do only looks: nobody is told, nothing is logged, a freeze does not hinder", async () => {
  const { room, teacher, mina } = await openClass("namespace-each");
  await room.act({ type: "freeze", to: "all", frozen: true, reason: "" }, teacher.id);
  await room.settled();
  const done: string[] = [];
  const stop = room.attend({ onDone: ({ who }) => void done.push(who) });
  const before = JSON.stringify(room.cluster.runtime.random.state());
  const ask = async (namespace: string): Promise<string> => {
    const { status, body } = await as(room, mina, {
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
      contentType: "application/json",
      body: JSON.stringify({
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectRulesReview",
        spec: { namespace },
      }),
    });
    expect(status).toBe(201);
    return JSON.stringify((body as { readonly status: unknown }).status);
  };
  expect(await ask(ownNamespaceName(mina))).toMatch(/"delete"/);
  expect(await ask("default")).not.toMatch(/"delete"/);
  // No RoleBinding stands in a namespace that can be none: what counts there counts for the cluster.
  expect(await ask("-")).toMatch(/"nodes"/);
  expect((await make(room, mina, "a", ownNamespaceName(mina))).status).toBe(403);
  await room.settled();
  expect(done).toEqual([]);
  expect(JSON.stringify(room.cluster.runtime.random.state())).toBe(before);
  stop();
});

describe("ROOM-24 a namespace each", () => {
  it("ROOM-24 is made at joining, with the quota chosen; elsewhere one only looks", async () => {
    const { modes, room, mina, juno } = await openClass("shared");
    const limits = { quota: { pods: "2" }, defaults: { cpu: "100m" } };
    await modes.setMode(room, "namespace-each", limits);
    expect(room.view.limits).toEqual(limits);
    const own = ownNamespaceName(mina);
    expect(own).toMatch(/^mina-/);
    expect(ownNamespaceName(juno)).toMatch(/^juno-/);
    const { person } = await room.people.add("student", "ゆい");
    expect(ownNamespaceName(person)).toMatch(/^student-/);
    // Another nickname is no other namespace.
    expect(ownNamespaceName(await room.people.rename(mina.id, "Nina"))).toBe(own);
    expect((await make(room, mina, "a", own)).status).toBe(201);
    expect((await make(room, mina, "b", own)).status).toBe(201);
    expect((await make(room, mina, "c", own)).status).toBe(403);
    expect((await make(room, juno, "d", own)).status).toBe(403);
    expect((await make(room, mina, "e")).status).toBe(403);
    const [pod] = [...room.cluster.store.list("pods", own)] as { spec: { containers: { resources: unknown }[] } }[];
    expect(pod?.spec.containers[0]?.resources).toMatchObject({ limits: { cpu: "100m" } });
  });

  it("ROOM-27 is emptied by a reset, for those meant, and can be used again", async () => {
    const { modes, room, mina, juno, world } = await openClass("namespace-each");
    await make(room, mina, "a", ownNamespaceName(mina));
    await make(room, juno, "b", ownNamespaceName(juno));
    await modes.reset(room, { to: [mina.id] });
    world.clock.now += 60_000;
    await room.capture();
    expect(pods(room)).toEqual([`${ownNamespaceName(juno)}/b`]);
    expect((await make(room, mina, "again", ownNamespaceName(mina))).status).toBe(201);
  });
});

describe("ROOM-25 a cluster each", () => {
  it("ROOM-25 is a fork of the room's: its student edits all of it, others and the room do not see it", async () => {
    const { world, modes, room, teacher, mina, juno } = await openClass("cluster-each");
    await make(room, teacher, "given");
    expect((await make(room, mina, "not-here")).status).toBe(403);
    const [one, same] = await Promise.all([modes.clusterOf(room, mina), modes.clusterOf(room, mina)]);
    expect(one).toBe(same);
    expect(await modes.clusterOf(room, teacher)).toBe(room.id);
    const fork = await world.directory.open(one);
    expect(pods(fork)).toEqual(["default/given"]);
    expect((await make(fork, mina, "mine")).status).toBe(201);
    expect(pods(room)).toEqual(["default/given"]);
    expect(fork.people).toBe(room.people);
    expect(mayEnter(fork.record, mina)).toBe(true);
    expect(mayEnter(fork.record, teacher)).toBe(true);
    expect(mayEnter(fork.record, juno)).toBe(false);
    await fork.act({ type: "raise-hand", question: "" }, mina.id);
    expect(room.classroom.state.hands).toHaveLength(1);
    await room.act({ type: "freeze", to: "all", frozen: true, reason: "" }, teacher.id);
    expect((await make(fork, mina, "frozen")).status).toBe(403);
  });

  it("ROOM-25 wakes with its room and sleeps before it", async () => {
    const { world, modes, room, mina } = await openClass("cluster-each");
    const id = await modes.clusterOf(room, mina);
    await (await world.directory.open(id)).settled();
    await world.directory.closeAll();
    const again = makeWorld({ factory, storage: world.storage, clock: world.clock });
    const fork = await again.directory.open(id);
    expect(again.directory.awakeCount).toBe(2);
    expect(fork.people.find(mina.id)?.nickname).toBe("Mina");
    again.clock.now += 120_000;
    const parent = await again.directory.open(room.id);
    const watch = await fork.watch(
      { method: "GET", path: "/api/v1/pods?watch=1", user: room.people.userOf(mina) },
      () => {},
    );
    await again.directory.sweep();
    expect(parent.stopped).toBe(false);
    if ("close" in watch) watch.close();
    again.clock.now += 120_000;
    await again.directory.sweep();
    expect(fork.stopped).toBe(true);
    await again.directory.sweep();
    expect(parent.stopped).toBe(true);
    expect(again.problems).toEqual([]);
  });

  it("ROOM-27 is replaced by a new fork, of now or of a moment", async () => {
    const { world, modes, room, teacher, mina } = await openClass("cluster-each");
    world.clock.now += 1_000;
    await make(room, teacher, "first");
    const { time } = room.clock;
    world.clock.now += 1_000;
    await make(room, teacher, "second");
    const old = await modes.clusterOf(room, mina);
    await make(await world.directory.open(old), mina, "mess");
    const resetting = modes.reset(room, { to: "all", time });
    // A page whose cluster goes asks for another while that is made.
    const asked = modes.clusterOf(room, mina);
    await resetting;
    const fresh = await modes.clusterOf(room, mina);
    expect(fresh).not.toBe(old);
    expect(await asked).toBe(fresh);
    expect((await world.directory.forksOf(room.id)).filter(({ ownerId }) => ownerId === mina.id)).toHaveLength(1);
    expect(pods(await world.directory.open(fresh))).toEqual(["default/first"]);
    await expect(world.directory.open(old)).rejects.toMatchObject({ code: "unknown-room" });
    await world.directory.delete(room.id);
    await expect(world.directory.open(fresh)).rejects.toMatchObject({ code: "unknown-room" });
  });
});

describe("ROOM-26 changing the mode", () => {
  it("ROOM-26 changes rights at once, tells everybody, and keeps what students had", async () => {
    const { modes, room, mina } = await openClass("shared");
    const told: string[] = [];
    room.subscribe({ onRoom: ({ mode }) => told.push(mode) });
    expect((await make(room, mina, "a")).status).toBe(201);
    await modes.setMode(room, "namespace-each", undefined);
    expect((await make(room, mina, "b")).status).toBe(403);
    expect((await make(room, mina, "c", ownNamespaceName(mina))).status).toBe(201);
    await modes.setMode(room, "shared", undefined);
    expect((await make(room, mina, "d")).status).toBe(201);
    await modes.setMode(room, "namespace-each", undefined);
    expect(pods(room)).toContain(`${ownNamespaceName(mina)}/c`);
    expect(told).toEqual(["namespace-each", "shared", "namespace-each"]);
    await modes.setMode(room, "shared", undefined);
    await expect(modes.reset(room, { to: "all" })).rejects.toMatchObject({ code: "bad-request" });
  });
});
