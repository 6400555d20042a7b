import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passedHeaders, withLinks } from "../../../server/transport/streams/proxyLinks.ts";
import { runningPod, startStreamServer, type StreamServer } from "../../support/streams/streamServer.ts";

const NS = "/api/v1/namespaces/default";
let server: StreamServer;

beforeAll(async () => {
  server = await startStreamServer();
  await runningPod(server, "web");
  await runningPod(server, "done", { image: "busybox", command: ["true"], ports: [] }, { restartPolicy: "Never" });
  await runningPod(server, "app", { image: "kubetm/app", ports: [{ containerPort: 8080 }] });
  for (const [name, selector, ports] of [
    ["web", { app: "web" }, [{ name: "http", port: 8080, targetPort: 80 }]],
    ["plain", { app: "web" }, [{ port: 80 }]],
    ["empty", { app: "nobody" }, [{ port: 80 }]],
  ] as const)
    await server.api("POST", `${NS}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { selector, ports },
    });
  await server.pass(5);
});
afterAll(() => server.close());

describe("STREAM-30 proxies", () => {
  it.each([
    ["pods/web", 200],
    ["pods/web:80", 200],
    ["pods/http:web:80", 200],
    ["services/web:8080", 200],
    ["services/web:http", 200],
    ["services/plain", 200],
    ["services/http:plain:80", 200],
    ["pods/app", 404],
  ])("STREAM-30 %s/proxy/ gives %i", async (name, status) => {
    const answer = await server.api("GET", `${NS}/${name}/proxy/`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.text).toContain("Welcome to nginx!");
    else expect(answer.text).toBe("Cannot GET /\n");
  });

  const refusals = [
    ["pods/a:b:c:d", 400, 'invalid pod request "a:b:c:d"'],
    ["pods/ftp:web:80", 400, 'invalid pod request "ftp:web:80"'],
    ["pods/none", 404, 'pods "none" not found'],
    ["pods/web:81", 503, /^error trying to reach service: dial tcp 20\.\d+\.\d+\.\d+:81: connect: connection refused$/],
    ["pods/https:web:80", 503, "error trying to reach service: http: server gave HTTP response to HTTPS client"],
    ["pods/done", 503, /connect: no route to host$/],
    ["services/none", 404, 'endpoints "none" not found'],
    ["services/none:80", 404, 'services "none" not found'],
    ["services/web:81", 503, 'no service port 81 found for service "web"'],
    ["services/web", 503, 'no endpoints available for service "web"'],
    ["services/empty", 503, 'no endpoints available for service "empty"'],
  ] as const;
  it.each(refusals)("STREAM-30 %s is refused with %i", async (name, status, message) => {
    const answer = await server.api("GET", `${NS}/${name}/proxy/`);
    expect(answer).toMatchObject({ status, body: { kind: "Status", code: status } });
    if (typeof message === "string") expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
  });

  it("STREAM-30 what a process is asked changes it, as any request does", async () => {
    expect((await server.api("GET", `${NS}/pods/app/proxy/health`)).status).toBe(200);
    await server.api("GET", `${NS}/pods/app/proxy/status500`);
    expect(await server.api("GET", `${NS}/pods/app/proxy/health?a=b`)).toMatchObject({ status: 500 });
    expect((await server.api("POST", `${NS}/pods/app/proxy/status200`, { any: "body" })).status).toBe(200);
    expect((await server.api("GET", `${NS}/pods/app/proxy/hostname`)).text).toBe("Hostname : app\n");
  });

  it("STREAM-30 passes on nothing that tells who asks", () => {
    const headers = {
      authorization: "Bearer x",
      cookie: "room=secret",
      host: "podroom",
      connection: "close",
      "x-custom": "kept",
      accept: "*/*",
      "sec-fetch-mode": "cors",
    };
    expect(passedHeaders({ headers } as never)).toEqual({ "x-custom": "kept", accept: "*/*" });
    const long = passedHeaders({ headers: { "x-a": "a".repeat(8_000), "x-b": "b".repeat(8_000) } } as never);
    expect(Object.keys(long)).toEqual(["x-a"]);
  });
});

describe("STREAM-31 links", () => {
  it("STREAM-31 the root without its slash is elsewhere, under the URL it was asked by", async () => {
    const response = await fetch(`${server.url}${NS}/pods/web/proxy?x=1`, { redirect: "manual" });
    expect(response.status).toBe(301);
    expect(response.headers.get("location")).toBe(`${new URL(server.url).pathname}${NS}/pods/web/proxy/?x=1`);
    expect((await fetch(`${server.url}${NS}/pods/web/proxy`)).status).toBe(200);
  });

  const answer = (body: string, more: object = {}) =>
    ({
      status: 200,
      contentType: "text/html; charset=utf-8",
      headers: {},
      warnings: [],
      raw: true,
      body,
      ...more,
    }) as const;
  const path = `${NS}/services/web/proxy/deep/page`;
  const request = { url: `/clusters/r/t/k${path}`, headers: { host: "podroom.example" } } as never;
  const base = `/clusters/r/t/k${NS}/services/web/proxy`;
  it.each([
    ['<a href="/next">', `<a href="${base}/next">`],
    ["<A class=x HREF='/next?a=b#c' >", `<A class=x HREF='${base}/next?a=b#c' >`],
    ["<img src=/a.png/>", `<img src=${base}/a.png/>`],
    ['<a href="http://podroom.example/x">', `<a href="${base}/x">`],
    ['<a href="//20.96.1.5:80/x">', `<a href="${base}/x">`],
    [`<a href="${base}/already">`, `<a href="${base}/already">`],
    ['<a href="relative">', '<a href="relative">'],
    ['<a href="https://kubernetes.io/docs">', '<a href="https://kubernetes.io/docs">'],
    ['<a title="/next">', '<a title="/next">'],
    ["<p>/next</p>", "<p>/next</p>"],
  ])("STREAM-31 %s", (page, expected) => {
    expect(withLinks(answer(page), request, path).body).toBe(expected);
    expect(withLinks(answer(page, { contentType: "text/plain" }), request, path).body).toBe(page);
  });

  it("STREAM-31 Location", () => {
    const moved = (to: string) => withLinks(answer("", { headers: { Location: to } }), request, path).headers.Location;
    expect(moved("/login")).toBe(`${base}/login`);
    expect(moved("https://elsewhere.example/login")).toBe("https://elsewhere.example/login");
  });
});

describe("STREAM-32 nodes", () => {
  it("STREAM-32 tells its health and its pods", async () => {
    expect(await server.api("GET", "/api/v1/nodes/k8s-worker1/proxy/healthz")).toMatchObject({
      status: 200,
      text: "ok",
    });
    const pods = await Promise.all(
      ["k8s-worker1", "k8s-worker2"].map((node) => server.api("GET", `/api/v1/nodes/${node}:10250/proxy/pods`)),
    );
    const names = pods.flatMap(({ body }) => (body.items ?? []).map(({ metadata }) => metadata.name));
    expect(names.sort()).toEqual(["app", "done", "web"]);
    expect((await server.api("GET", "/api/v1/nodes/k8s-worker1/proxy/else")).status).toBe(404);
    expect((await server.api("GET", "/api/v1/nodes/none/proxy/healthz")).body.message).toBe('nodes "none" not found');
  });
});
