/** The course's images as its students know them, and those everybody knows. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { parseTimestamp } from "../../../server/simulation/runtime/time.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";
import { container, script } from "../../shell/terminal.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, parts: object, spec: object = {}): void {
  const { status, body } = send(cluster, "POST", PODS, {
    body: podManifest(name, { spec: { containers: [{ name: "c", ...parts }], ...spec } }),
  });
  expect(status, JSON.stringify(body)).toBe(201);
}
const pod = (name: string): Pod => get<Pod>(cluster, "pods", name) as Pod;
const status = (name: string) => pod(name).status?.containerStatuses?.[0];
const log = (name: string, more = ""): string => String(send(cluster, "GET", `${PODS}/${name}/log${more}`).body);
const ask = (name: string, rest: string) =>
  cluster.network.request({ kind: "node", name: "k8s-master" }, `http://${pod(name).status?.podIP}${rest}`);
const body = (name: string, rest: string): string | undefined => ask(name, rest).response?.body;

describe("KLT-20 the course's images", () => {
  it.each(["kubetm", "tmkube"])("KLT-20 %s/p8000 and p8080 tell their port for any path", (owner) => {
    for (const port of [8000, 8080]) run(`p${port}`, { image: `${owner}/p${port}` });
    pass(cluster, 30);
    for (const port of [8000, 8080])
      for (const path of ["/", "/any/path?q=1"])
        expect(body(`p${port}`, `:${port}${path}`)).toBe(`containerPort : ${port}`);
  });

  it("KLT-20 the same port twice: Node's words in the log, exit 1", () => {
    run(
      "p",
      {},
      {
        containers: [
          { name: "container1", image: "kubetm/p8000" },
          { name: "container2", image: "kubetm/p8000" },
        ],
      },
    );
    pass(cluster, 15);
    const lines = log("p", "?container=container2").split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "events.js:177",
      "      throw er; // Unhandled 'error' event",
      "      ^",
      "",
      "Error: listen EADDRINUSE: address already in use :::8000",
    ]);
    expect(lines).toContain("    at Object.<anonymous> (/port8000.js:7:3)");
    expect(lines).toContain("  code: 'EADDRINUSE',");
    expect(lines).toContain("  port: 8000");
  });

  it.each([
    ["kubetm/app:v1", "v1"],
    ["kubetm/app:v2", "v2"],
    ["kubetm/app:v3", "v3"],
    ["kubetm/app", "v1"],
    ["tmkube/app:v2", "v2"],
    ["kubetm/init", "v1"],
  ])("KLT-20 %s tells its host, its version and its health, which can be broken and mended", (image, version) => {
    run("p", { image });
    pass(cluster, 30);
    expect(body("p", ":8080/hostname")).toBe("Hostname : p\n");
    expect(body("p", ":8080/version")).toBe(`Version : ${version}\n`);
    expect(ask("p", ":8080/health").response).toMatchObject({ status: 200, body: "p is Running\n" });
    expect(body("p", ":8080/status500")).toBe("Status Code has Changed to 500\n");
    expect(ask("p", ":8080/health").response).toMatchObject({ status: 500, body: "p : Internal Server Error\n" });
    ask("p", ":8080/status200");
    expect(ask("p", ":8080/health").response?.status).toBe(200);
  });

  it("KLT-20 a tag that there is not cannot be pulled", () => {
    run("p", { image: "kubetm/app:newest" });
    pass(cluster, 20);
    expect(status("p")?.state?.waiting?.reason).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
  });

  it("KLT-20 init has bash, curl and mount; without a tag it is pulled each time, in some seconds", async () => {
    run("p", { image: "kubetm/init" });
    pass(cluster, 30);
    const { out } = await script(
      cluster,
      container("p"),
      "bash -c 'echo $0'; curl -s localhost:8080/hostname; mount | head -1",
      1,
    );
    expect(out).toMatch(/^bash\nHostname : p\noverlay /);
    expect(pod("p").spec.containers[0]?.imagePullPolicy).toBe("Always");
    for (let index = 0; index < 5; index++) {
      run(`more${index}`, { image: "kubetm/init" });
      pass(cluster, 20);
    }
    const pulled = ([...cluster.store.list("events")] as Event[]).filter(({ reason }) => reason === "Pulled");
    expect(pulled).toHaveLength(6);
    for (const { message } of pulled) {
      const [, amount, unit] = /in ([\d.]+)(m?s) /.exec(message ?? "") ?? [];
      const seconds = Number(amount) / (unit === "ms" ? 1000 : 1);
      expect(seconds).toBeGreaterThan(0.8);
      expect(seconds).toBeLessThan(6.5);
    }
  });

  it.each([
    ["its grace of 30 s", {}, 30, 33],
    ["a grace of its own", { terminationGracePeriodSeconds: 3 }, 3, 6],
    ["no grace", { terminationGracePeriodSeconds: 0 }, 0, 3],
  ])("KLT-20 none minds SIGTERM: a deletion takes %s", (_title, spec, least, most) => {
    run("p", { image: "kubetm/app" }, spec);
    pass(cluster, 30);
    const began = cluster.runtime.now;
    send(cluster, "DELETE", `${PODS}/p`);
    while (get(cluster, "pods", "p") && cluster.runtime.now - began < 60_000) pass(cluster, 0.1);
    const took = (cluster.runtime.now - began) / 1000;
    expect(took).toBeGreaterThanOrEqual(least);
    expect(took).toBeLessThan(most);
  });

  it("KLT-20 the course's cluster: its nodes, 20.96.0.0/12 for pods, 10.96.0.0/12 for Services", () => {
    expect(([...cluster.store.list("nodes")] as Node[]).map(({ metadata }) => metadata.name)).toEqual([
      "k8s-master",
      "k8s-worker1",
      "k8s-worker2",
    ]);
    run("p", { image: "kubetm/p8000" });
    pass(cluster, 20);
    expect(pod("p").status?.podIP).toMatch(/^20\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
    const service = send(cluster, "POST", "/api/v1/namespaces/default/services", {
      body: { metadata: { name: "s" }, spec: { selector: { a: "b" }, ports: [{ port: 80 }] } },
    }).body as { readonly spec: { readonly clusterIP: string } };
    expect(service.spec.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
  });
});

describe("KLT-80 images everybody knows", () => {
  it.each<[string, object, string, number, RegExp]>([
    ["nginx:1.27-alpine", {}, "/", 200, /Welcome to nginx!/],
    ["httpd:2.4", {}, "/", 200, /It works!/],
    ["registry.k8s.io/echoserver:1.10", {}, ":8080/", 200, /Hostname: p\n[\s\S]*pod IP:\t20\./],
    ["traefik/whoami:v1.10", {}, "/", 200, /^Hostname: p\nIP: 127\.0\.0\.1\nIP: 20\./],
    ["stefanprodan/podinfo:6.5.0", {}, ":9898/", 200, /"version": "6\.5\.0"/],
    ["registry.k8s.io/hpa-example", {}, "/", 200, /^OK!$/],
    ["registry.k8s.io/e2e-test-images/agnhost:2.47", { args: ["netexec"] }, ":8080/hostname", 200, /^p$/],
    ["registry.k8s.io/e2e-test-images/agnhost:2.47", { args: ["serve-hostname"] }, ":9376/", 200, /^p$/],
    [
      "registry.k8s.io/e2e-test-images/agnhost:2.47",
      { args: ["porter"], env: [{ name: "SERVE_PORT_81", value: "x" }] },
      ":81/",
      200,
      /./,
    ],
    ["python:3.12", { command: ["python3", "-m", "http.server", "8000"] }, ":8000/", 200, /Directory listing/],
  ])("KLT-80 %s with %j answers", (image, parts, url, code, expected) => {
    run("p", { image, ...parts });
    pass(cluster, 40);
    expect(status("p")).toMatchObject({ ready: true, restartCount: 0 });
    expect(ask("p", url).response?.status).toBe(code);
    expect(body("p", url)).toMatch(expected);
  });

  it.each<[string, object, RegExp]>([
    ["redis:7", {}, /Ready to accept connections/],
    ["mysql:8.4", { env: [{ name: "MYSQL_ROOT_PASSWORD", value: "x" }] }, /ready for connections/],
    ["mariadb:11", { env: [{ name: "MARIADB_ROOT_PASSWORD", value: "x" }] }, /ready for connections/],
    ["postgres:16", { env: [{ name: "POSTGRES_PASSWORD", value: "x" }] }, /ready to accept connections/],
    ["mongo:7", {}, /Waiting for connections/],
    ["registry.k8s.io/e2e-test-images/agnhost:2.47", { args: ["pause"] }, /Paused/],
    ["busybox:1.36", { command: ["sh", "-c", "echo here; sleep infinity"] }, /^here$/m],
    ["registry.k8s.io/busybox:1.27.2", { command: ["sh", "-c", "echo here; sleep infinity"] }, /^here$/m],
    ["alpine:3.20", { command: ["sh", "-c", "cat /etc/alpine-release; sleep infinity"] }, /^3\.20/m],
    ["ubuntu:24.04", { command: ["bash", "-c", "grep -c Ubuntu /etc/os-release; sleep infinity"] }, /^[1-9]/m],
  ])("KLT-80 %s with %j runs and says so", (image, parts, expected) => {
    run("p", { image, ...parts });
    pass(cluster, 60);
    expect(status("p")).toMatchObject({ ready: true, restartCount: 0 });
    expect(log("p")).toMatch(expected);
  });

  it("KLT-80 pause sleeps and ends in order; hello-world says hello and is done; curl asks and ends with its code", () => {
    run("pause", { image: "registry.k8s.io/pause:3.10" });
    run("hello", { image: "hello-world" }, { restartPolicy: "Never" });
    run("curl", { image: "curlimages/curl:8.10.1", args: ["-s", "http://localhost:1"] }, { restartPolicy: "Never" });
    pass(cluster, 60);
    expect(status("pause")?.ready).toBe(true);
    expect(log("hello")).toContain("Hello from Docker!");
    expect(status("hello")?.state?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
    expect(status("curl")?.state?.terminated?.exitCode).toBe(7);
    const began = parseTimestamp(String(status("pause")?.state?.running?.startedAt));
    expect(began).toBeGreaterThan(0);
    send(cluster, "DELETE", `${PODS}/pause`);
    pass(cluster, 3);
    expect(get(cluster, "pods", "pause")).toBeUndefined();
  });

  it("KLT-80 a shell's image without a command ends at once: there is nothing to read", () => {
    run("p", { image: "busybox" });
    pass(cluster, 20);
    expect(status("p")?.lastState?.terminated ?? status("p")?.state?.terminated).toMatchObject({
      exitCode: 0,
      reason: "Completed",
    });
  });
});
