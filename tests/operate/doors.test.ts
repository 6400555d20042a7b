/** Who gets in, and who is out, in every door. */
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { createRoom, type CreatedRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { WebSocket } from "ws";

const PODS = "/api/v1/namespaces/default/pods";
const json = { "content-type": "application/json" };

let server: LocalServer;
let room: CreatedRoom;

interface Student {
  readonly id: string;
  readonly cookie: string;
  /** With their token. */
  readonly cluster: string;
}

const bare = (): string => room.clusterUrl.replace(/\/t\/.*/, "");

async function student(nickname: string, token = room.token.student): Promise<Student> {
  const { cookie, body, status } = await joinRoom(server.url, room.id, { token, nickname });
  expect(status).toBe(201);
  return { id: body.you?.id ?? "", cookie, cluster: await clusterOf(cookie) };
}

async function clusterOf(cookie: string): Promise<string> {
  const file = await fetch(`${server.url}/api/rooms/${room.id}/kubeconfig`, { method: "POST", headers: { cookie } });
  return /server: "([^"]*)"/.exec(await file.text())?.[1] as string;
}

const instructors = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${server.url}/api/rooms/${room.id}${path}`, {
    method,
    headers: { ...json, cookie: room.cookie },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

async function tokenOf(cluster: string): Promise<string> {
  const answer = await fetch(`${cluster}/api/v1/namespaces/default/serviceaccounts/default/token`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { status: { token: string } }).status.token;
}

const asks = async (token: string, cluster = bare()): Promise<number> =>
  (await fetch(`${cluster}/version`, { headers: { authorization: `Bearer ${token}` } })).status;

beforeAll(async () => {
  server = await startLocalServer(realWorld());
  room = await createRoom(server.url);
  await fetch(`${room.clusterUrl}${PODS}`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "nginx", ports: [{ containerPort: 80 }] }] },
    }),
  });
  let phase = "";
  await until(() => {
    void fetch(`${room.clusterUrl}${PODS}/web`)
      .then((answer) => answer.json())
      .then((pod) => {
        ({ phase } = (pod as { status: { phase: string } }).status);
      });
    return phase === "Running";
  }, "the pod runs");
}, 60_000);
afterAll(() => server.close());

/** How an upgrade to a WebSocket ends: its status, or "open". */
function upgrade(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ readonly socket: WebSocket; readonly status: number | "open"; readonly said: readonly string[] }> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), [], { headers });
  const said: string[] = [];
  socket.on("message", (data) => said.push(String(data)));
  return new Promise((done) => {
    socket.on("error", () => undefined);
    socket.once("open", () => done({ socket, status: "open", said }));
    socket.once("unexpected-response", (_request, response) =>
      done({ socket, status: response.statusCode ?? 0, said }),
    );
  });
}

describe("OPER-1 acting as others", () => {
  it("OPER-1 is heard by exec, port-forward, logs and watches, over HTTP and WebSocket", async () => {
    const as = { "impersonate-user": "nobody-at-all" };
    for (const path of [`${PODS}/web/exec?command=ls&stdout=1`, `${PODS}/web/portforward?ports=80`]) {
      expect((await upgrade(`${room.clusterUrl}${path}`, as)).status, path).toBe(403);
      const allowed = await upgrade(`${room.clusterUrl}${path}`);
      expect(allowed.status, path).not.toBe(403);
      allowed.socket.terminate();
    }
    for (const path of [`${PODS}/web/log?follow=1`, `${PODS}?watch=1`]) {
      expect((await fetch(`${room.clusterUrl}${path}`, { headers: as })).status, path).toBe(403);
      const { socket, said } = await upgrade(`${room.clusterUrl}${path}`, as);
      await until(() => said.join("").includes("nobody-at-all"), `a refusal for ${path}`);
      socket.terminate();
    }
  });

  it("OPER-1 who may not impersonate is refused in every door", async () => {
    const { cluster } = await student("Ari");
    const as = { "impersonate-user": "admin", "impersonate-group": "system:masters" };
    expect((await upgrade(`${cluster}${PODS}/web/exec?command=ls&stdout=1`, as)).status).toBe(403);
    expect((await fetch(`${cluster}${PODS}/web/log?follow=1`, { headers: as })).status).toBe(403);
  });
});

describe("OPER-2 tokens of service accounts", () => {
  it("OPER-2 end with the person who asked for them, those got by such a token as well", async () => {
    const { id, cluster } = await student("Bomi");
    const other = await student("Chan");
    const kept = await tokenOf(room.clusterUrl);
    const theirs = await tokenOf(cluster);
    expect(await asks(theirs)).toBe(200);
    expect((await instructors("DELETE", `/people/${id}`)).status).toBe(200);
    expect(await asks(theirs)).toBe(401);
    // The key is another one since: nobody keeps a token they may have read in a container.
    expect(await asks(kept)).toBe(401);
    expect(await asks(await tokenOf(other.cluster))).toBe(200);
  });

  it("OPER-2 act in the holder's name, and stand still when they are frozen", async () => {
    const { id, cluster } = await student("Dami");
    const token = await tokenOf(cluster);
    await fetch(`${room.clusterUrl}/apis/rbac.authorization.k8s.io/v1/clusterrolebindings`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "accounts" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
        subjects: [{ kind: "ServiceAccount", namespace: "default", name: "default" }],
      }),
    });
    const opened = await server.world.directory.open(room.id);
    await opened.act(
      { type: "freeze", to: [id], frozen: true, reason: "" },
      opened.people.list().find(({ role }) => role === "instructor")?.id ?? "",
    );
    const made = await fetch(`${bare()}/api/v1/namespaces/default/configmaps`, {
      method: "POST",
      headers: { ...json, authorization: `Bearer ${token}` },
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "frozen" } }),
    });
    expect(made.status).toBe(403);
    expect(await made.text()).toContain("frozen");
  });

  it("OPER-2 end when a role is taken back", async () => {
    const { id, cluster } = await student("Gaon");
    const token = await tokenOf(cluster);
    expect((await instructors("PATCH", `/people/${id}`, { role: "viewer" })).status).toBe(200);
    expect(await asks(token)).toBe(401);
    expect((await fetch(`${cluster}/version`)).status).toBe(200);
  });

  it("WIRE-22 no right in the cluster reads the key, nor ends it but the administrators'", async () => {
    const { cluster } = await student("Eun");
    await tokenOf(cluster);
    const secrets = (await (await fetch(`${room.clusterUrl}/api/v1/secrets`)).json()) as {
      items: { metadata: { name: string } }[];
    };
    expect(secrets.items.map(({ metadata }) => metadata.name).join()).not.toContain("signing");
    expect((await fetch(`${cluster}/identity`, { method: "DELETE" })).status).toBe(403);
    expect((await fetch(`${room.clusterUrl}/apis/podroom.io/v1/signingkeys`)).status).toBe(404);
  });

  it("OPER-3 a token of the room opens none of its forks", async () => {
    const token = await tokenOf(room.clusterUrl);
    const { room: fork } = await server.world.directory.fork(room.id);
    expect(await asks(token)).toBe(200);
    expect(await asks(token, `${server.url}/clusters/${fork.id}`)).toBe(401);
  });
});

describe("OPER-4 a link that is renewed", () => {
  it("OPER-4 puts out who came by the old one: cookie, kubeconfig, watches, exec", async () => {
    const mina = await student("Mina");
    const watch = await new Promise<IncomingMessage>((done) => get(`${mina.cluster}${PODS}?watch=1`, done));
    watch.resume();
    watch.on("error", () => undefined);
    const watchGone = new Promise((done) => watch.on("close", done));
    const { socket, status } = await upgrade(`${mina.cluster}${PODS}/web/portforward?ports=80`);
    expect(status).toBe("open");
    const lineGone = new Promise((done) => socket.on("close", done));
    const renewed = await instructors("POST", "/links/student", {});
    const { link, cutOff } = (await renewed.json()) as { link: string; cutOff: number };
    expect(cutOff).toBeGreaterThan(0);
    await Promise.all([watchGone, lineGone]);
    expect((await fetch(`${mina.cluster}/version`)).status).toBe(401);
    expect((await fetch(`${server.url}/api/rooms/${room.id}`, { headers: { cookie: mina.cookie } })).status).toBe(403);
    expect((await joinRoom(server.url, room.id, {}, mina.cookie)).status).toBe(403);
    expect((await joinRoom(server.url, room.id, { token: room.token.student }, mina.cookie)).status).toBe(403);
    // The instructor, who made the room, is in.
    expect((await instructors("GET", "")).status).toBe(200);
    const token = link.split("#k=")[1];
    const back = await joinRoom(server.url, room.id, { token }, mina.cookie);
    expect(back).toMatchObject({ status: 200, body: { you: { id: mina.id, role: "student" } } });
    expect((await fetch(`${await clusterOf(mina.cookie)}/version`)).status).toBe(200);
    const kept = (await (await instructors("POST", "/links/student", { keep: true })).json()) as { cutOff: number };
    expect(kept.cutOff).toBe(0);
    expect((await fetch(`${server.url}/api/rooms/${room.id}`, { headers: { cookie: mina.cookie } })).status).toBe(200);
  });

  it("OPER-4 who is out does not come back as more than the link says, and co-instructors stay", async () => {
    const second = (await (await instructors("POST", "/links/instructor", {})).json()) as { link: string };
    const token = second.link.split("#k=")[1] as string;
    const helper = await student("Helper", token);
    await instructors("POST", "/links/instructor", {});
    expect((await fetch(`${helper.cluster}/version`)).status).toBe(200);
    const link = (await (await instructors("POST", "/links/student", {})).json()) as { link: string };
    const juno = await student("Juno", link.link.split("#k=")[1]);
    await instructors("POST", "/links/student", {});
    const viewer = await joinRoom(server.url, room.id, { token: room.token.viewer }, juno.cookie);
    expect(viewer).toMatchObject({ status: 200, body: { you: { id: juno.id, role: "viewer" } } });
  });
});

describe("OPER-5 doors to pods and the network", () => {
  it("OPER-5 a policy closes the proxy, and a silent node exec", async () => {
    const proxy = `${room.clusterUrl}${PODS}/web/proxy/`;
    expect((await fetch(proxy)).status).toBe(200);
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "closed" },
      spec: { podSelector: {}, policyTypes: ["Ingress"] },
    };
    const policies = `${room.clusterUrl}/apis/networking.k8s.io/v1/namespaces/default/networkpolicies`;
    await fetch(policies, { method: "POST", headers: json, body: JSON.stringify(policy) });
    const dropped = await fetch(proxy);
    expect(dropped.status).toBe(503);
    expect(await dropped.text()).toMatch(/dial tcp [\d.]+:80: i\/o timeout/);
    await fetch(`${policies}/closed`, { method: "DELETE" });
    const { spec } = (await (await fetch(`${room.clusterUrl}${PODS}/web`)).json()) as { spec: { nodeName: string } };
    const faults = `${room.clusterUrl}/api/v1/nodes/${spec.nodeName}/faults`;
    await fetch(faults, { method: "POST", headers: json, body: JSON.stringify({ type: "partition" }) });
    const exec = await upgrade(`${room.clusterUrl}${PODS}/web/exec?command=ls&stdout=1`);
    expect(exec.status).toBe(500);
    const refused = await fetch(`${room.clusterUrl}${PODS}/web/portforward/80`, { method: "POST" });
    const { message, reason } = (await refused.json()) as { message: string; reason?: string };
    expect([message, reason]).toEqual([
      expect.stringMatching(/^error dialing backend: dial tcp [\d.]+:10250: i\/o timeout$/),
      undefined,
    ]);
    expect((await fetch(proxy)).status).toBe(503);
    await fetch(faults, { method: "DELETE" });
  });
});
