/** What a change weighs is known in its turn: of many that wait, those behind a heavy one are not done. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { RequestRefused } from "../../components/client/Requests.ts";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { Room } from "../../server/rooms/Room.ts";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { deploymentOf } from "../support/manifests.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { post } from "../support/rooms/worlds.ts";

const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
/** As many as a person's pages and programs are let in at once by their own bytes. */
const MANY = 100;
const TOO_MANY = "too many requests; try again in a moment (요청이 너무 많아요)";

let server: LocalServer;
let room: CreatedRoom;
let opened: Room;
const open: RoomConnection[] = [];

beforeAll(async () => {
  const visitors = new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 });
  server = await startLocalServer(realWorld({ rbac: true }), { visitors });
  room = await createRoom(server.url, { mode: "shared" });
  opened = await server.world.directory.open(room.id);
  const make = (name: string, text: string): ReturnType<Room["request"]> =>
    opened.request(post(CONFIG_MAPS, { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } }), "");
  expect((await make("large", "x".repeat(1_000_000))).status).toBe(201);
  expect((await make("small", "")).status).toBe(201);
}, 60_000);
afterAll(async () => {
  for (const page of open) page.close();
  expect(server.world.problems).toEqual([]);
  await server.close();
});

async function student(nickname: string): Promise<{ readonly cookie: string; readonly token: string }> {
  const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token.student, nickname });
  return { cookie, token: await opened.people.issueCredential(body.you?.id ?? "") };
}

const body = (at: number): string => JSON.stringify({ metadata: { labels: { at: String(at) } } });

function patch({ token }: { readonly token: string }, name: string, at: number): Promise<Response> {
  return fetch(`${server.url}/clusters/${room.id}/t/${token}${CONFIG_MAPS}/${name}`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: body(at),
  });
}

const statuses = (answers: readonly Response[]): readonly number[] => answers.map(({ status }) => status);

it("OPER-30 of small patches of a large object that came at once as many are done as the rate allows", async () => {
  const [heavy, light] = [await student("heavy"), await student("light")];
  const before = opened.cluster.store.revision;
  const answers = await Promise.all(Array.from({ length: MANY }, (_, at) => patch(heavy, "large", at)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(refused).toHaveLength(MANY - 1);
  expect(opened.cluster.store.history.since(before)?.filter(({ resource }) => resource === "configmaps")).toHaveLength(
    1,
  );
  for (const answer of refused) {
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "TooManyRequests", message: TOO_MANY });
  }
  const mixed = await Promise.all([patch(light, "small", 1), patch(heavy, "small", 2), patch(light, "small", 3)]);
  expect(statuses(mixed)).toEqual([200, 429, 200]);
});

it("OPER-30 patches of a small object are all done", async () => {
  const light = await student("many");
  const answers = await Promise.all(Array.from({ length: MANY }, (_, at) => patch(light, "small", at)));
  expect(new Set(statuses(answers))).toEqual(new Set([200]));
});

it("OPER-30 a page is told the same, and its person's programs are held by it", async () => {
  const heavy = await student("page");
  const { cookie } = heavy;
  const page = await openPage(server, room, { cookie, open });
  const asked = Array.from({ length: 40 }, (_, at) =>
    page
      .request("PATCH", `${CONFIG_MAPS}/large`, { contentType: "application/merge-patch+json", body: body(at) })
      .then(({ status }) => status)
      .catch((error: unknown) => (error instanceof RequestRefused ? error.code : String(error))),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
  expect(answers.filter((answer) => answer === "too-fast")).toHaveLength(39);
  expect((await patch(heavy, "small", 1)).status).toBe(429);
});

it("OPER-30 what is large beside what a subresource answers weighs the same", async () => {
  const heavy = await student("scaler");
  const plain = deploymentOf("web", 0) as { readonly metadata: object };
  const deployment = { ...plain, metadata: { ...plain.metadata, annotations: { long: "x".repeat(200_000) } } };
  const path = "/apis/apps/v1/namespaces/default/deployments";
  expect((await opened.request(post(path, deployment), "")).status).toBe(201);
  const scale = (replicas: number): Promise<Response> =>
    fetch(`${server.url}/clusters/${room.id}/t/${heavy.token}${path}/web/scale`, {
      method: "PATCH",
      headers: { "content-type": "application/merge-patch+json" },
      body: JSON.stringify({ spec: { replicas } }),
    });
  const answers = statuses(await Promise.all(Array.from({ length: 10 }, (_, at) => scale(at % 2 ? 0 : 1))));
  // Two hundred at once, a hundred for each.
  const done = answers.filter((status) => status === 200).length;
  expect(done, String(answers)).toBeGreaterThanOrEqual(1);
  expect(done, String(answers)).toBeLessThanOrEqual(3);
  expect(new Set(answers)).toEqual(new Set([200, 429]));
});

it("OPER-30 how long a change held all others up is weighed, however small it is", async () => {
  const held: number[] = [];
  const began = performance.now();
  await opened.request(post(CONFIG_MAPS, { metadata: { name: "held" } }), "", {
    refusal: () => undefined,
    changed: (_, heldMs) => held.push(heldMs),
  });
  expect(held).toHaveLength(1);
  expect(held[0]).toBeGreaterThan(0);
  expect(held[0]).toBeLessThanOrEqual(performance.now() - began);

  const visitors = new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 });
  const after = (heldMs: number): boolean => {
    const meter = visitors.meter(room.id, `held for ${heldMs}`);
    meter.changed(100, heldMs);
    return meter.refusal() === undefined;
  };
  // Two hundred changes at once; beyond fifty ms two for each.
  expect([10, 149, 151, 1_000].map(after)).toEqual([true, true, false, false]);
});
