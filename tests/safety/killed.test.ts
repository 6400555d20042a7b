import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { createRoom, freePort, joinRoom, startServer } from "../support/rooms/serverProcess.ts";

const seconds = Number(process.env.SOAK_SECONDS ?? 15);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CLIENTS = 4;

/** What one writer knows of a name: the last value that was acknowledged, and what may have been done since. */
interface Known {
  acknowledged: string | undefined;
  readonly uncertain: Set<string | undefined>;
}

it(`LOG-20 kill -9 at random instants under load loses nothing acknowledged or seen (SEED=${seed})`, {
  timeout: (seconds + 90) * 1000,
}, async () => {
  console.log(`kill -9 with SEED=${seed} for ${seconds} s`);
  const random = Random.fromSeed(seed);
  const chance = (below: number): number => random.uint32() % below;
  const folder = mkdtempSync(join(tmpdir(), "podroom-kill-"));
  const database = join(folder, "podroom.db");
  const port = await freePort();
  let server = await startServer(database, port);
  const room = await createRoom(server.url);
  const cookies: string[] = [room.cookie];
  for (let index = 1; index < CLIENTS; index++)
    cookies.push(
      (await joinRoom(server.url, room.id, { token: room.token.student, nickname: `student ${index}` })).cookie,
    );
  const clients = cookies.map(
    (cookie) => new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } }),
  );
  const known = new Map<string, Known>();
  /** The newest version of each object that any client was shown, by uid. */
  const seen = new Map<string, { readonly resource: string; readonly key: string; readonly revision: number }>();
  const deletions = new Set<string>();
  let newestRevision = 0;
  let newestTime = 0;
  let acknowledged = 0;
  let kills = 0;
  const problems: string[] = [];

  for (const client of clients) {
    client.subscribe(() => {
      const { cluster, phase } = client.getSnapshot();
      if (cluster.revision < newestRevisionOf.get(client)!)
        problems.push(`a client went back from ${newestRevisionOf.get(client)} to ${cluster.revision}`);
      newestRevisionOf.set(client, cluster.revision);
      newestRevision = Math.max(newestRevision, cluster.revision);
      newestTime = Math.max(newestTime, cluster.time);
      if (phase !== "live") return;
      for (const resource of ["configmaps", "pods"]) {
        for (const [key, object] of cluster.tables.get(resource) ?? []) {
          const revision = Number(object.metadata.resourceVersion);
          const before = seen.get(object.metadata.uid);
          if (!before || before.revision < revision) seen.set(object.metadata.uid, { resource, key, revision });
        }
      }
    });
  }
  const newestRevisionOf = new Map(clients.map((client) => [client, 0]));
  for (const client of clients) client.connect();

  let writing = true;
  let dying = false;
  const writer = async (client: RoomConnection, index: number): Promise<void> => {
    for (let count = 0; writing; count++) {
      if (client.getSnapshot().phase !== "live" || dying) {
        await sleep(10);
        continue;
      }
      const name = `c${index}-${chance(40)}`;
      const path = "/api/v1/namespaces/default/configmaps";
      const state = known.get(name) ?? { acknowledged: undefined, uncertain: new Set() };
      known.set(name, state);
      const value =
        state.uncertain.size === 0 && state.acknowledged !== undefined && chance(3) === 0
          ? undefined
          : `${index}.${count}`;
      const exists = state.acknowledged !== undefined;
      const body = JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default" },
        data: { value },
      });
      state.uncertain.add(value);
      deletions.add(`default/${name}`);
      try {
        const answer =
          value === undefined
            ? await client.request("DELETE", `${path}/${name}`)
            : exists
              ? await client.request("PUT", `${path}/${name}`, { contentType: "application/json", body })
              : await client.request("POST", path, { contentType: "application/json", body });
        if (answer.status < 300) {
          state.acknowledged = value;
          state.uncertain.clear();
          acknowledged++;
        } else if (answer.status !== 503) {
          // Refused for certain; a POST or PUT after an uncertain write may be, then ask what is there.
          state.uncertain.delete(value);
          const found = await client.request("GET", `${path}/${name}`);
          if (found.status === 200 || found.status === 404) {
            state.acknowledged = (found.body as { data?: { value?: string } }).data?.value;
            state.uncertain.clear();
          }
        }
      } catch {
        await sleep(5);
      }
    }
  };
  const writers = clients.map(writer);
  const pods = (async () => {
    for (let count = 0; writing; count++) {
      const body = JSON.stringify({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `pod-${count}`, namespace: "default" },
        spec: { containers: [{ name: "main", image: "nginx" }] },
      });
      await clients[0]
        ?.request("POST", "/api/v1/namespaces/default/pods", { contentType: "application/json", body })
        .catch(() => undefined);
      await sleep(150);
    }
  })();

  const end = Date.now() + seconds * 1000;
  while (Date.now() < end || kills < 3) {
    await sleep(400 + chance(1_500));
    await server.kill();
    kills++;
    const timeAtKill = newestTime;
    server = await startServer(database, port);
    dying = true;
    await until(() => clients.every((client) => client.getSnapshot().phase === "live"), 20_000);
    // What is true now, asked of the server anew.
    for (const resource of ["configmaps", "pods"]) {
      // Taken before asking: the room goes on while the answer is under way.
      const [seenBefore, newestBefore] = [new Map(seen), newestRevision];
      const list = await clients[0]!.request("GET", `/api/v1/${resource}`);
      expect(list.status).toBe(200);
      const { metadata, items } = list.body as {
        metadata: { resourceVersion: string };
        items: {
          metadata: { name: string; namespace: string; uid: string; resourceVersion: string };
          data?: { value?: string };
        }[];
      };
      if (Number(metadata.resourceVersion) < newestBefore)
        problems.push(`revision ${metadata.resourceVersion} after ${newestBefore} was seen`);
      const byUid = new Map(items.map((item) => [item.metadata.uid, item]));
      for (const [uid, shown] of seenBefore) {
        if (shown.resource !== resource) continue;
        const now = byUid.get(uid);
        if (!now && !deletions.has(shown.key))
          problems.push(`${resource} ${shown.key} was seen at ${shown.revision} and is gone`);
        if (now && Number(now.metadata.resourceVersion) < shown.revision)
          problems.push(
            `${resource} ${shown.key} was seen at ${shown.revision} and is at ${now.metadata.resourceVersion}`,
          );
      }
      if (resource !== "configmaps") continue;
      const values = new Map(items.map((item) => [item.metadata.name, item.data?.value]));
      for (const [name, { acknowledged: last, uncertain }] of known) {
        const value = values.get(name);
        if (value !== last && !uncertain.has(value))
          problems.push(`${name} was acknowledged as ${last} and is ${value}`);
      }
      for (const [name, state] of known) {
        state.acknowledged = values.get(name);
        state.uncertain.clear();
      }
    }
    const { time } = clients[0]!.getSnapshot().clock!;
    if (time < timeAtKill) problems.push(`time went back from ${timeAtKill} to ${time}`);
    if (server.output().includes("another way")) problems.push("a replay diverged");
    if (problems.length > 0) console.log(server.output().slice(0, 3_000));
    expect(problems.slice(0, 10)).toEqual([]);
    dying = false;
  }
  writing = false;
  await Promise.all([...writers, pods]);
  for (const client of clients) client.close();
  expect(await server.stop()).toBe(0);
  console.log(`${kills} kills, ${acknowledged} acknowledged writes, ${seen.size} objects seen`);
  expect(acknowledged).toBeGreaterThan(50);
  rmSync(folder, { recursive: true });
});

async function until(holds: () => boolean, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await sleep(10);
  }
}
