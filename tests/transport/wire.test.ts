import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeEnvelope, encodeEnvelope } from "../../server/simulation/api/protobuf/envelope.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { type CreatedRoom, createRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer;
let room: CreatedRoom;
beforeAll(async () => {
  server = await startLocalServer(realWorld());
  room = await createRoom(server.url);
});
afterAll(() => server.close());

const TYPE = "application/vnd.kubernetes.protobuf";
const path = "/api/v1/namespaces/default/configmaps";
const configMap = (name: string): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data: { a: "1" },
});

async function ask(
  suffix: string,
  init: RequestInit = {},
): Promise<{ type: string; status: number; bytes: Uint8Array }> {
  const response = await fetch(`${room.clusterUrl}${suffix}`, {
    ...init,
    headers: { accept: `${TYPE},application/json`, ...init.headers },
  });
  return {
    type: response.headers.get("content-type") ?? "",
    status: response.status,
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}
const post = (object: object, headers = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": TYPE, ...headers },
  body: Buffer.from(encodeEnvelope(object) as Uint8Array),
});

describe("WIRE-3 protobuf over HTTP", () => {
  it("WIRE-3 objects, lists, Statuses and watches", async () => {
    const made = await ask(path, post(configMap("p1")));
    expect([made.status, made.type]).toEqual([201, TYPE]);
    expect(decodeEnvelope(made.bytes).object).toMatchObject(configMap("p1"));
    const list = await ask(path);
    expect(decodeEnvelope(list.bytes)).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    const refused = await ask(path, post(configMap("p1")));
    expect([refused.status, refused.type]).toEqual([409, TYPE]);
    expect(decodeEnvelope(refused.bytes).object).toMatchObject({ kind: "Status", reason: "AlreadyExists" });
    const watch = await ask(`${path}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dp1`);
    expect(watch.type).toBe(`${TYPE};stream=watch`);
    const frame = Buffer.from(watch.bytes);
    expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
    expect(decodeEnvelope(frame.subarray(frame.indexOf("k8s\0"))).object).toMatchObject(configMap("p1"));
    const gone = await ask(`${path}/p1`, {
      ...post({ apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "x" } }),
      method: "DELETE",
    });
    expect(gone.status).toBe(409);
  });

  it("WIRE-3 a Table comes as JSON", async () => {
    const accept = `${TYPE};as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io`;
    const table = await ask(path, { headers: { accept } });
    expect(table.type).toBe("application/json");
    expect(JSON.parse(Buffer.from(table.bytes).toString())).toMatchObject({ kind: "Table" });
  });

  it("WIRE-2 a broken body is refused", async () => {
    const answer = await ask(path, {
      method: "POST",
      headers: { "content-type": TYPE, accept: "*/*" },
      body: "k8s\0\n",
    });
    expect(JSON.parse(Buffer.from(answer.bytes).toString())).toMatchObject({
      code: 400,
      message: "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b3873000a)",
    });
  });

  it("WIRE-4 the log holds JSON", async () => {
    await ask(path, post(configMap("p4")));
    const opened = await server.world.directory.open(room.id);
    const found = await opened.request(
      { method: "GET", path: `${path}/p4`, user: { username: "admin", groups: ["system:masters"] } },
      "",
    );
    expect(found.body).toMatchObject(configMap("p4"));
    const page = await server.world.storage.readLog(room.id, 0);
    const logged = JSON.stringify(page);
    expect(logged).toContain("p4");
    expect(logged).not.toContain("k8s\\u0000");
  });

  it("WIRE-11 refusals come in the encoding asked for", async () => {
    const answer = await ask(`${path}/none`, { headers: { accept: "application/yaml" } });
    expect(answer.type).toBe("application/yaml");
    expect(Buffer.from(answer.bytes).toString()).toBe(
      'apiVersion: v1\ncode: 404\ndetails:\n  kind: configmaps\n  name: none\nkind: Status\nmessage: configmaps "none" not found\nmetadata: {}\nreason: NotFound\nstatus: Failure\n',
    );
  });
});

describe("WIRE-26 identities over HTTP", () => {
  it("WIRE-26 a service account's token opens this room only, and one may act as others", async () => {
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    const json = { "content-type": "application/json", accept: "application/json" };
    const send = (url: string, body: object, headers: object = {}): Promise<Response> =>
      fetch(url, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
    await send(`${room.clusterUrl}${accounts}`, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "robot" },
    });
    const asked = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const made = (await (await send(`${room.clusterUrl}${accounts}/robot/token`, asked)).json()) as {
      status: { token: string };
    };
    const authorization = `Bearer ${made.status.token}`;
    const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const whoami = async (base: string, headers: object): Promise<string> => {
      const answer = await send(`${base}/apis/authentication.k8s.io/v1/selfsubjectreviews`, review, headers);
      const { status } = (await answer.json()) as { status: { userInfo?: { username: string; groups: string[] } } };
      return `${answer.status} ${status.userInfo?.username ?? ""}`;
    };
    const bare = room.clusterUrl.replace(/\/t\/.*/, "");
    expect(await whoami(bare, { authorization })).toBe("201 system:serviceaccount:default:robot");
    const other = await createRoom(server.url);
    expect(await whoami(other.clusterUrl.replace(/\/t\/.*/, ""), { authorization })).toMatch(/^401/);
    expect(await whoami(room.clusterUrl, { "impersonate-user": "mina", "impersonate-group": "students" })).toBe(
      "201 mina",
    );
    expect(await whoami(bare, { authorization, "impersonate-user": "mina" })).toMatch(/^403/);
  });
});

describe("WIRE-30 to WIRE-32 documents", () => {
  it("WIRE-30 health, check by check", async () => {
    const get = async (path: string): Promise<string> => {
      const answer = await fetch(`${room.clusterUrl}${path}`);
      return `${answer.status} ${await answer.text()}`;
    };
    expect(await get("/livez")).toBe("200 ok");
    expect(await get("/readyz/etcd")).toBe("200 ok");
    expect(await get("/livez/none")).toMatch(/^404/);
    const verbose = await get("/readyz?verbose&exclude=etcd&exclude=none");
    expect(verbose).toContain("[+]ping ok\n[+]log ok\n[+]etcd excluded: ok\n");
    expect(verbose).toMatch(/no matches for "none"\nreadyz check passed\n$/);
  });

  it("WIRE-31 what a client has already is not sent again", async () => {
    const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    for (const [path, accept] of [
      ["/apis", aggregated],
      ["/openapi/v3/apis/apps/v1", "application/json"],
    ] as const) {
      const first = await fetch(`${room.clusterUrl}${path}`, { headers: { accept } });
      const etag = first.headers.get("etag") as string;
      expect(etag).toMatch(/^"[0-9A-F]{16}"$/);
      const again = await fetch(`${room.clusterUrl}${path}`, { headers: { accept, "if-none-match": etag } });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      const other = await fetch(`${room.clusterUrl}${path}`, { headers: { accept, "if-none-match": '"x"' } });
      expect(other.status).toBe(200);
      await other.text();
    }
  });

  it("WIRE-32 a review is no row of a table", async () => {
    const answer = await fetch(`${room.clusterUrl}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
      body: JSON.stringify({
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes: { verb: "get", resource: "pods" } },
      }),
    });
    expect(answer.status).toBe(406);
  });
});
