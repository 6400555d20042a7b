import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import type { Room } from "../../server/rooms/Room.ts";
import { ownNamespaceRequests } from "../../server/rooms/modes/ownNamespace.ts";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { deploymentOf } from "../support/manifests.ts";
import { snapshotText } from "../support/snapshots.ts";
import { ADMIN, type listPods, makeWorld, post } from "../support/rooms/worlds.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const factory = clusterFactory({ root: ".", freeze: true });
const plain = (room: Room): string => snapshotText(room.cluster.snapshot());
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

const deployment = (name: string, replicas: number) =>
  post("/apis/apps/v1/namespaces/default/deployments", deploymentOf(name, replicas));
const service = (name: string) =>
  post("/api/v1/namespaces/default/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  });
const CONFIG_MAP = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "last" } };
const scale = (name: string, replicas: number) =>
  ({
    method: "PATCH",
    path: `/apis/apps/v1/namespaces/default/deployments/${name}/scale`,
    user: ADMIN,
    contentType: "application/merge-patch+json",
    body: JSON.stringify({ spec: { replicas } }),
  }) as const;

describe(`rooms over the real cluster (SEED=${seed})`, () => {
  it("ROOM-2 replays a lesson's worth of commands byte for byte, from the log and from snapshots in the middle", {
    timeout: 60_000,
  }, async () => {
    for (const snapshotEvery of [Number.POSITIVE_INFINITY, 9]) {
      const random = Random.fromSeed(seed);
      const { directory, storage, clock, problems } = makeWorld({ factory, snapshotEvery });
      const { room } = await directory.create({});
      const began = { cluster: room.cluster.runtime.now, wall: clock.now };
      const statuses: number[] = [];
      for (let index = 0; index < 120; index++) {
        const name = `web-${random.uint32() % 3}`;
        const command = [
          () => deployment(name, 1 + (random.uint32() % 5)),
          () => service(name),
          () => scale(name, random.uint32() % 6),
          () =>
            ({ method: "DELETE", path: `/apis/apps/v1/namespaces/default/deployments/${name}`, user: ADMIN }) as const,
          () =>
            post("/api/v1/namespaces/default/pods", {
              apiVersion: "v1",
              kind: "Pod",
              metadata: { name: `p-${index}` },
              spec: {
                containers: [
                  { name: "a", image: "kubetm/p8000" },
                  { name: "b", image: "kubetm/p8000" },
                ],
              },
            }),
        ][random.uint32() % 5] as () => typeof listPods;
        statuses.push((await room.request(command(), "p")).status);
        clock.now += random.uint32() % 9_000;
        await tick();
      }
      // The end of a log is its last commit: once the room has caught up, one more command makes that the present.
      while (room.cluster.runtime.now < began.cluster + clock.now - began.wall) await tick();
      await room.request(post("/api/v1/namespaces/default/configmaps", CONFIG_MAP), "p");
      await room.settled();
      expect(statuses.filter((status) => status < 300).length).toBeGreaterThan(20);
      const before = plain(room);
      const woken = await makeWorld({ storage, clock, factory, snapshotEvery }).directory.open(room.id);
      expect(plain(woken) === before).toBe(true);
      expect(problems).toEqual([]);
    }
  });
});

it("ROOM-23 RBAC decides what people may do: students edit in shared rooms and in namespaces of their own, viewers look", async () => {
  const { directory } = makeWorld({ factory });
  const status = async (
    room: Room,
    role: "instructor" | "student" | "viewer",
    method: "GET" | "POST",
    path: string,
    body?: object,
  ): Promise<number> => {
    const person =
      room.people.list().find((known) => known.role === role) ?? (await room.people.add(role, `the ${role}`)).person;
    const request = {
      method,
      path,
      user: room.people.userOf(person),
      contentType: "application/json",
      ...(body ? { body: JSON.stringify(body) } : {}),
    };
    return (await room.request(request, person.id)).status;
  };
  const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  const path = "/api/v1/namespaces/default/configmaps";
  const { room: shared } = await directory.create({});
  expect(await status(shared, "instructor", "POST", path, configMap("i"))).toBe(201);
  expect(await status(shared, "student", "POST", path, configMap("s"))).toBe(201);
  expect(await status(shared, "viewer", "POST", path, configMap("v"))).toBe(403);
  expect(await status(shared, "viewer", "GET", path)).toBe(200);
  expect(await status(shared, "viewer", "GET", "/api/v1/nodes")).toBe(200);
  expect(await status(shared, "viewer", "GET", "/api/v1/secrets")).toBe(403);
  expect(await status(shared, "student", "GET", "/api/v1/secrets")).toBe(200);
  const { room: apart } = await directory.create({ mode: "namespace-each" });
  const { person } = await apart.people.add("student", "Mina");
  for (const request of ownNamespaceRequests(person)) expect((await apart.request(request, "")).status).toBe(201);
  const own = `/api/v1/namespaces/mina-${person.id.slice(0, 4)}/configmaps`;
  expect(await status(apart, "student", "POST", own, configMap("mine"))).toBe(201);
  expect(await status(apart, "student", "POST", path, configMap("theirs"))).toBe(403);
  expect(await status(apart, "student", "GET", path)).toBe(200);
});
