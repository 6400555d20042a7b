import { beforeEach, describe, expect, it } from "vitest";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});
function run(name: string, container: object, more: object = {}): void {
  const { status, body } = send(cluster, "POST", PODS, {
    body: podManifest(name, { spec: { containers: [{ name: "c", ...container }], ...more } }),
  });
  expect(status, JSON.stringify(body)).toBe(201);
}
const status = (name: string) => get<Pod>(cluster, "pods", name)?.status?.containerStatuses?.[0];
const log = (name: string, more = ""): string => String(send(cluster, "GET", `${PODS}/${name}/log${more}`).body);
const ask = (name: string, rest: string) =>
  cluster.network.request(
    { kind: "node", name: "k8s-master" },
    `http://${get<Pod>(cluster, "pods", name)?.status?.podIP}${rest}`,
  );

describe("images", () => {
  it("KLT-50 web servers give the files they have, mounted ones too", () => {
    send(cluster, "POST", "/api/v1/namespaces/default/configmaps", {
      body: { metadata: { name: "page" }, data: { "index.html": "mine" } },
    });
    run("plain", { image: "nginx" });
    run(
      "mounted",
      { image: "nginx:1.27", volumeMounts: [{ name: "v", mountPath: "/usr/share/nginx/html" }] },
      { volumes: [{ name: "v", configMap: { name: "page" } }] },
    );
    run("told", {
      image: "nginx",
      command: ["sh", "-c", "echo told > /usr/share/nginx/html/index.html && exec nginx -g 'daemon off;'"],
    });
    run("python", { image: "python:3.12-slim", command: ["python3", "-m", "http.server", "8000"], workingDir: "/tmp" });
    pass(cluster, 60);
    expect(ask("plain", "/").response?.body).toContain("Welcome to nginx!");
    expect(ask("plain", "/none").response?.status).toBe(404);
    expect(ask("mounted", "/").response?.body).toBe("mine");
    expect(ask("told", "/").response?.body).toBe("told\n");
    expect(ask("python", ":8000/").response?.body).toContain("Directory listing for /");
    expect(log("plain")).toContain('"GET /none HTTP/1.1" 404');
  });

  it("KLT-51 databases want a password, tell of it and back off; with one they listen", () => {
    run("mysql", { image: "mysql:8" });
    run("postgres", { image: "postgres:16" });
    run("good", { image: "mysql:8", env: [{ name: "MYSQL_ROOT_PASSWORD", value: "x" }] });
    pass(cluster, 60);
    expect(log("mysql", "?previous=true")).toContain("Database is uninitialized and password option is not specified");
    expect(status("mysql")?.restartCount ?? 0).toBeGreaterThan(0);
    expect(log("postgres", "?previous=true")).toContain("You must specify POSTGRES_PASSWORD");
    expect(status("good")).toMatchObject({ ready: true, restartCount: 0 });
    expect(ask("good", ":3306/").exitCode).toBe(52);
  });

  it("KLT-52 agnhost has its faces", () => {
    run("net", { image: "registry.k8s.io/e2e-test-images/agnhost:2.47", args: ["netexec", "--http-port=80"] });
    run("name", { image: "registry.k8s.io/e2e-test-images/agnhost:2.47", args: ["serve-hostname"] });
    run("curl", { image: "curlimages/curl", args: ["-s", "localhost:1"] }, { restartPolicy: "Never" });
    pass(cluster, 60);
    expect(ask("net", "/hostname").response?.body).toBe("net");
    expect(ask("net", "/echo?msg=hi&code=418").response).toMatchObject({ status: 418, body: "hi" });
    expect(ask("name", ":9376/").response?.body).toBe("name");
    ask("net", "/exit?code=3");
    pass(cluster, 10);
    expect(status("net")?.lastState?.terminated?.exitCode).toBe(3);
    expect(status("curl")?.state?.terminated?.exitCode).toBe(7);
  });

  it("KLT-53 an instructor's image does what its description says", () => {
    send(cluster, "POST", "/api/v1/namespaces", { body: { metadata: { name: "podroom" } } });
    const describe = (name: string, data: object) =>
      send(cluster, "POST", "/api/v1/namespaces/podroom/configmaps", {
        body: { metadata: { name, labels: { "podroom.io/image": "" } }, data },
      });
    describe("shop", {
      image: "shop/web",
      tags: "v1 v2",
      size: "300Mi",
      ports: "9000",
      startup: "5",
      log: "booting\nready",
      env: "DB_HOST",
      responses: "GET /version 200 $version\nGET /health 503 broken\n* 200 $hostname",
    });
    describe("bad", { image: "shop/bad", ports: "99999" });
    run("web", { image: "shop/web:v2", env: [{ name: "DB_HOST", value: "x" }] });
    run("unset", { image: "shop/web:v1" });
    run("tag", { image: "shop/web:v3" });
    run("bad", { image: "shop/bad:v1" });
    pass(cluster, 60);
    expect(ask("web", ":9000/version").response?.body).toBe("v2\n");
    expect(ask("web", ":9000/health").response).toMatchObject({ status: 503, body: "broken\n" });
    expect(ask("web", ":9000/x").response?.body).toBe("web\n");
    expect(log("web")).toContain("booting\nready");
    expect(log("unset", "?previous=true")).toBe("DB_HOST is not set\n");
    expect(status("tag")?.state?.waiting?.reason).toMatch(/ImagePull/);
    expect(status("bad")?.state?.waiting?.message).toContain("ConfigMap podroom/bad: ports: 99999 is no port");
  });

  it("KLT-53 a described image answers gRPC's health protocol at the ports it says", () => {
    send(cluster, "POST", "/api/v1/namespaces", { body: { metadata: { name: "podroom" } } });
    send(cluster, "POST", "/api/v1/namespaces/podroom/configmaps", {
      body: {
        metadata: { name: "g", labels: { "podroom.io/image": "" } },
        data: { image: "shop/grpc", ports: "8080", grpc: "9090" },
      },
    });
    for (const port of [9090, 8080])
      run(`at-${port}`, { image: "shop/grpc:v1", readinessProbe: { grpc: { port }, periodSeconds: 1 } });
    pass(cluster, 30);
    expect(status("at-9090")?.ready).toBe(true);
    expect(status("at-8080")?.ready).toBe(false);
  });

  it("KLT-55 an image behind a login is pulled with a pull secret only", () => {
    send(cluster, "POST", "/api/v1/namespaces", { body: { metadata: { name: "podroom" } } });
    send(cluster, "POST", "/api/v1/namespaces/podroom/configmaps", {
      body: {
        metadata: { name: "p", labels: { "podroom.io/image": "" } },
        data: { image: "registry.example.com/app", login: "me:secret" },
      },
    });
    const config = (login: string): string =>
      btoa(JSON.stringify({ auths: { "registry.example.com": { auth: btoa(login) } } }));
    for (const [name, login] of [
      ["good", "me:secret"],
      ["wrong", "me:guess"],
    ] as const)
      send(cluster, "POST", "/api/v1/namespaces/default/secrets", {
        body: {
          metadata: { name },
          type: "kubernetes.io/dockerconfigjson",
          data: { ".dockerconfigjson": config(login) },
        },
      });
    run("none", { image: "registry.example.com/app:1.0" });
    run("wrong", { image: "registry.example.com/app:1.0" }, { imagePullSecrets: [{ name: "wrong" }] });
    run("good", { image: "registry.example.com/app:1.0" }, { imagePullSecrets: [{ name: "good" }] });
    pass(cluster, 60);
    expect(status("good")?.ready).toBe(true);
    for (const name of ["none", "wrong"]) expect(status(name)?.state?.waiting?.message).toContain("pull access denied");
  });

  it("KLT-54 a name that is nearly one of Docker's library is no image, and no pull of it works", () => {
    for (const [name, image] of [
      ["swapped", "ngnix"],
      ["more", "nginxx:1.27"],
      ["less", "busybo"],
      ["changed", "docker.io/library/postgras"],
    ] as const)
      run(name, { image });
    run("elsewhere", { image: "example.com/ngnix" });
    run("real", { image: "mono" });
    pass(cluster, 60);
    for (const name of ["swapped", "more", "less", "changed"]) {
      expect(status(name)?.state?.waiting?.reason, name).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
      expect(status(name)?.state?.waiting?.message, name).toContain("pull access denied, repository does not exist");
    }
    for (const name of ["elsewhere", "real"]) expect(status(name)?.ready, name).toBe(true);
  });

  it("KLT-54 what an image is told to run and has no model of runs quietly and says so", () => {
    run("unknown", { image: "example.com/team/app:1.0" });
    pass(cluster, 30);
    expect(status("unknown")?.ready).toBe(true);
    expect(log("unknown")).toContain("no model of example.com/team/app:1.0");
  });
});
