/** What ends when somebody may less than before. */
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoomMode } from "../../server/protocol/messages.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { askHttp, Wire } from "./doors.ts";

const SECRETS = "/api/v1/namespaces/default/secrets";
const ACCOUNTS = "/api/v1/namespaces/kube-system/serviceaccounts";

let server: LocalServer;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startLocalServer(realWorld({ rbac: true }));
});
afterAll(async () => {
  for (const each of open) each.close();
  await server.close();
});

interface Person {
  readonly id: string;
  readonly cookie: string;
  readonly cluster: string;
}

async function member(room: CreatedRoom, role: "instructor" | "student", nickname: string): Promise<Person> {
  const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token[role], nickname });
  const kubeconfig = await askHttp(`${server.url}/api/rooms/${room.id}/kubeconfig`, { method: "POST", cookie });
  return { id: body.you?.id ?? "", cookie, cluster: /server: "([^"]*)"/.exec(kubeconfig.text)?.[1] as string };
}

const asMaker = (room: CreatedRoom, method: string, path: string, body: object): Promise<{ status: number }> =>
  askHttp(`${server.url}/api/rooms/${room.id}${path}`, { method, cookie: room.cookie, body });
const lower = (room: CreatedRoom, { id }: Person): Promise<{ status: number }> =>
  asMaker(room, "PATCH", `/people/${id}`, { role: "student" });

/** A watch that stays open; whether it has ended. */
function watch(url: string): Promise<{ readonly ended: () => boolean }> {
  return new Promise((done) => {
    const request = get(url, (answer) => {
      let ended = false;
      answer.on("error", () => undefined);
      answer.on("close", () => (ended = true));
      answer.resume();
      expect(answer.statusCode).toBe(200);
      done({ ended: () => ended });
    });
    request.on("error", () => undefined);
    open.push({ close: () => request.destroy() });
  });
}

function wire(cookie: string): Wire {
  const made = new Wire(server.url, cookie);
  open.push(made);
  return made;
}

async function room(mode: RoomMode = "shared"): Promise<CreatedRoom> {
  return createRoom(server.url, { mode });
}

describe("ROOM-30 a lesser role", () => {
  it("ROOM-30 ends watches that were opened with the greater one, and no others", async () => {
    const class1 = await room("namespace-each");
    const [kim, lee] = [await member(class1, "instructor", "Kim"), await member(class1, "instructor", "Lee")];
    const [kims, lees] = [
      await watch(`${kim.cluster}${SECRETS}?watch=true`),
      await watch(`${lee.cluster}${SECRETS}?watch=true`),
    ];
    expect((await lower(class1, kim)).status).toBe(200);
    await until(kims.ended, "the watch ended");
    expect(lees.ended()).toBe(false);
    expect((await askHttp(`${kim.cluster}${SECRETS}`)).status).toBe(403);
  });

  it("ROOM-30 ends the view of the class", async () => {
    const class1 = await room();
    const kim = await member(class1, "instructor", "Kim");
    const tab = wire(kim.cookie);
    await tab.join(class1.id);
    const heard: string[] = [];
    tab.onMessage(({ type }) => heard.push(type));
    expect(await tab.ask({ type: "monitor", on: true })).toBe(true);
    await member(class1, "student", "Mina");
    await until(() => heard.includes("tiles"), "the first tiles");
    await lower(class1, kim);
    heard.length = 0;
    const other = wire(class1.cookie);
    await other.join(class1.id);
    let told = 0;
    other.onMessage(({ type }) => {
      if (type === "tiles") told++;
    });
    await other.ask({ type: "monitor", on: true });
    const before = told;
    const mina = await member(class1, "student", "Juno");
    await askHttp(`${mina.cluster}/api/v1/namespaces/default/configmaps`, {
      method: "POST",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
    });
    await until(() => told > before, "the other instructor is told");
    expect(heard).not.toContain("tiles");
  });

  it("ROOM-30 ends looks into students' clusters, pages already open too", async () => {
    const class1 = await room("cluster-each");
    const [kim, mina] = [await member(class1, "instructor", "Kim"), await member(class1, "student", "Mina")];
    const own = await askHttp(`${server.url}/api/rooms/${class1.id}/cluster`, {
      method: "POST",
      cookie: mina.cookie,
      body: {},
    });
    const { cluster } = JSON.parse(own.text) as { cluster: string };
    const tab = wire(kim.cookie);
    expect(await tab.join(cluster)).toBe(true);
    const read = { type: "request", method: "GET", path: "/api/v1/pods" };
    expect(await tab.ask(read)).toBe(true);
    await lower(class1, kim);
    expect(await tab.ask(read)).toBe(false);
    expect(await tab.join(cluster)).toBe(false);
  });
});

it("ROOM-26 another mode ends watches, which would go on showing what the old one let see", async () => {
  const class1 = await room();
  const mina = await member(class1, "student", "Mina");
  const seen = await watch(`${mina.cluster}${SECRETS}?watch=true`);
  await asMaker(class1, "PUT", "/mode", { mode: "namespace-each" });
  await until(seen.ended, "the watch ended");
  expect((await askHttp(`${mina.cluster}${SECRETS}?watch=true`)).status).toBe(403);
});

it("ROOM-31 the accounts of controllers, which a student could make and be, are out of reach", async () => {
  const class1 = await room();
  const mina = await member(class1, "student", "Mina");
  const account = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "clusterrole-aggregation-controller" },
  };
  const refused = await askHttp(`${mina.cluster}${ACCOUNTS}`, { method: "POST", body: account });
  expect(refused.status).toBe(403);
  expect(refused.text).toMatch(
    /ValidatingAdmissionPolicy 'podroom-students'.*denied request: this namespace is the cluster's own/,
  );
  // Even where an instructor made it.
  expect((await askHttp(`${class1.clusterUrl}${ACCOUNTS}`, { method: "POST", body: account })).status).toBe(201);
  const token = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const path = `${ACCOUNTS}/clusterrole-aggregation-controller/token`;
  expect((await askHttp(`${mina.cluster}${path}`, { method: "POST", body: token })).status).toBe(403);
  expect((await askHttp(`${class1.clusterUrl}${path}`, { method: "POST", body: token })).status).toBe(201);
});

it("ROOM-31 what runs there is neither scaled nor evicted by students, in whatever form they ask", async () => {
  const class1 = await room();
  const mina = await member(class1, "student", "Mina");
  const apps = "/apis/apps/v1/namespaces/kube-system/deployments";
  const pods = "/api/v1/namespaces/kube-system/pods";
  const web = { containers: [{ name: "web", image: "nginx" }] };
  const metadata = { name: "own", labels: { app: "own" } };
  const template = { metadata, spec: web };
  const spec = { replicas: 0, selector: { matchLabels: { app: "own" } }, template };
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec };
  const made = [
    await askHttp(`${class1.clusterUrl}${apps}`, { method: "POST", body: deployment }),
    await askHttp(`${class1.clusterUrl}${pods}`, {
      method: "POST",
      body: { apiVersion: "v1", kind: "Pod", metadata, spec: { ...web, nodeName: "k8s-worker1" } },
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "own", namespace: "kube-system" } };
  const wanted = { ...scale, spec: { replicas: 3 } };
  const applied = { "content-type": "application/apply-patch+yaml" };
  const asked = (who: string): Promise<{ readonly status: number }>[] => [
    askHttp(`${who}${apps}/own/scale`, { method: "PUT", body: wanted }),
    askHttp(`${who}${apps}/own/scale`, {
      method: "PATCH",
      headers: { "content-type": "application/merge-patch+json" },
      body: { spec: { replicas: 2 } },
    }),
    askHttp(`${who}${apps}/own/scale?fieldManager=m&force=true`, { method: "PATCH", headers: applied, body: wanted }),
    askHttp(`${who}${pods}/own/eviction`, {
      method: "POST",
      body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "own", namespace: "kube-system" } },
    }),
  ];
  const before = await askHttp(`${class1.clusterUrl}${pods}/own`);
  const refused = await Promise.all(asked(mina.cluster));
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  const left = await askHttp(`${class1.clusterUrl}${apps}/own`);
  expect(JSON.parse(left.text).spec.replicas).toBe(0);
  // Nothing of an eviction that was refused stands in the pod.
  const after = await askHttp(`${class1.clusterUrl}${pods}/own`);
  expect(after.text).not.toContain("DisruptionTarget");
  expect(before.status).toBe(200);
  const allowed = await Promise.all(asked(class1.clusterUrl));
  expect(allowed.every(({ status }) => status < 300)).toBe(true);
});

it("OPER-2 a token that was asked for in the page names its holder too, and chance signs it", async () => {
  const class1 = await room();
  const mina = await member(class1, "student", "Mina");
  const tab = wire(mina.cookie);
  await tab.join(class1.id);
  let claims: object = {};
  tab.onMessage((message) => {
    if (message.type !== "result") return;
    const { token } = (message.body as { status: { token: string } }).status;
    claims = JSON.parse(Buffer.from(token.split(".")[1] as string, "base64url").toString()) as object;
  });
  const path = "/api/v1/namespaces/default/serviceaccounts/default/token";
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} });
  expect(await tab.ask({ type: "request", method: "POST", path, contentType: "application/json", body })).toBe(true);
  expect(claims).toMatchObject({ "podroom.io/holder": mina.id });
  const [first] = await server.world.storage.readLog(class1.id, 1);
  expect(first?.entries).toMatch(/"path":"\/identity".*?"entropy":"[\w-]{24}"/);
});

it("ROOM-20 a made-up cookie does not tell a room's name", async () => {
  const class1 = await createRoom(server.url, { name: "secret seminar" });
  const list = async (cookie: string): Promise<string> => (await askHttp(`${server.url}/api/rooms`, { cookie })).text;
  expect(await list(class1.cookie)).toContain("secret seminar");
  expect(await list(`podroom-${class1.id}=abc.def`)).not.toContain("secret seminar");
});
