import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer;
let room: CreatedRoom;
beforeEach(async () => {
  server = await startLocalServer();
  room = await createRoom(server.url);
});
afterEach(() => server.close());

const configMap = (name: string, text = ""): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } }),
});
const path = "/api/v1/namespaces/default/configmaps";

describe("the Kubernetes API over HTTP", () => {
  it("SYNC-20 takes the token from the path or as a bearer, and refuses others as the real server does", async () => {
    const bare = room.clusterUrl.replace(/\/t\/.*/, "");
    const token = room.clusterUrl.split("/t/")[1] as string;
    expect((await fetch(`${room.clusterUrl}${path}`)).status).toBe(200);
    expect((await fetch(`${bare}${path}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    const wrong = await fetch(`${bare}${path}`, { headers: { authorization: "Bearer wrong" } });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}\n',
    );
    expect((await fetch(`${bare}/t/wrong${path}`)).status).toBe(401);
    expect((await fetch(`${server.url}/clusters/nosuch${path}`)).status).toBe(404);
  });

  it("SYNC-21 streams a watch line by line and stops when the client goes", async () => {
    const lines: { type: string; object: { metadata: { name: string } } }[] = [];
    const response = await new Promise<IncomingMessage>((resolve) =>
      httpRequest(`${room.clusterUrl}${path}?watch=1`, resolve).end(),
    );
    let rest = "";
    response.on("data", (chunk) => {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() as string;
      for (const part of parts) lines.push(JSON.parse(part));
    });
    expect(response.headers["content-type"]).toBe("application/json");
    await fetch(`${room.clusterUrl}${path}`, configMap("seen"));
    await until(() => lines.length === 1, "the event");
    expect(lines[0]).toMatchObject({ type: "ADDED", object: { metadata: { name: "seen" } } });
    const opened = await server.world.directory.open(room.id);
    expect(opened.inUse).toBe(true);
    response.destroy();
    await until(() => !opened.inUse, "closed");
  });

  it("SYNC-22 compresses long answers for whoever takes it, and indents for people", async () => {
    await fetch(`${room.clusterUrl}${path}`, configMap("long", "x".repeat(200_000)));
    const answer = await new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve) => {
      httpRequest(`${room.clusterUrl}${path}`, { headers: { "accept-encoding": "gzip" } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      }).end();
    });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(JSON.parse(gunzipSync(answer.body).toString()).items).toHaveLength(1);
    const plain = await (
      await fetch(`${room.clusterUrl}${path}/long`, {
        headers: { "accept-encoding": "identity", "user-agent": "kubectl/v1.35" },
      })
    ).text();
    expect(plain.split("\n")).toHaveLength(2);
    const indented = await (
      await fetch(`${room.clusterUrl}${path}/long`, { headers: { "user-agent": "curl/8" } })
    ).text();
    expect(indented).toMatch(/^\{\n {2}"apiVersion"/);
  });

  it("SYNC-23 refuses bodies beyond 3 MiB and methods it does not know", async () => {
    const large = await fetch(`${room.clusterUrl}${path}`, configMap("large", "x".repeat(3 * 1024 * 1024)));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ kind: "Status", reason: "RequestEntityTooLarge", code: 413 });
  });

  it("SYNC-24 tells health, readiness and metrics", async () => {
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/podroom_rooms_awake 1/);
  });
});
