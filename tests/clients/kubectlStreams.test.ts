/** The real kubectl's streams: port-forward in both its forms, proxy, raw proxies; over https and over http with the token in the path. */
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { request } from "node:https";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { startForwarding } from "../support/clients/forwarding.ts";
import { invocations } from "../support/clients/invocations.ts";
import { Kubectl, NO_KUBECTL } from "../support/realKubectl.ts";
import { createRoom, freePort, type ServerProcess, startServer } from "../support/rooms/serverProcess.ts";

const shop = join(import.meta.dirname, "manifests/shop.yaml");
const REFUSED =
  /error forwarding port 9999 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace/;

describe.skipIf(NO_KUBECTL)(`kubectl's streams${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  const kubectl = () => cluster.kubectl;
  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "5");
    await kubectl().output(["apply", "-f", shop]);
    await kubectl().output(["rollout", "status", "deployment/shop", "--timeout=50s"]);
  });
  afterAll(() => cluster?.stop());

  it.each([
    ["a WebSocket", {}],
    ["SPDY", { KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" }],
  ])("KCTL-30 port-forward over %s: many requests, several ports, a refusal", async (_how, env) => {
    const forwarding = await startForwarding(
      kubectl().with(env),
      ["port-forward", "deployment/shop", ":80", ":9999"],
      2,
    );
    const [web = "", nothing = ""] = forwarding.urls;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => fetch(`${web}/${index ? index : ""}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, ...Array.from({ length: 19 }, () => 404)]);
    expect(await (await fetch(web)).text()).toContain("Welcome to nginx!");
    const posted = await fetch(web, { method: "POST", body: "x".repeat(100_000) });
    expect(posted.status).toBeLessThan(500);
    await expect(fetch(nothing)).rejects.toThrow();
    const { stderr, code } = await forwarding.ended;
    expect(stderr).toMatch(REFUSED);
    expect([code, stderr.includes("lost connection to pod")]).toEqual([1, true]);
  });

  it("KCTL-30 port-forward to a Service goes to its target port", async () => {
    const forwarding = await startForwarding(kubectl(), ["port-forward", "service/shop", ":http"]);
    expect((await fetch(forwarding.urls[0] as string)).status).toBe(200);
    await forwarding.stop();
  });

  it("KCTL-31 proxy serves the API and what is behind it", async () => {
    const proxy = await startForwarding(kubectl(), ["proxy", "--port=0"]);
    const [base = ""] = proxy.urls;
    expect(((await (await fetch(`${base}/api/v1/namespaces/default/pods`)).json()) as { kind: string }).kind).toBe(
      "PodList",
    );
    const path = "/api/v1/namespaces/default/services/shop:http/proxy";
    expect(await (await fetch(`${base}${path}/`)).text()).toContain("Welcome to nginx!");
    expect((await fetch(`${base}${path}`, { redirect: "manual" })).status).toBe(301);
    await proxy.stop();
  });

  describe("KCTL-31 raw proxies and refusals", () => {
    invocations(kubectl, [
      { run: "get --raw /api/v1/namespaces/default/services/shop:80/proxy/", out: /Welcome to nginx!/ },
      { run: "get --raw /api/v1/nodes/k8s-worker1/proxy/healthz", out: "ok" },
      {
        run: "get --raw /api/v1/namespaces/default/services/none/proxy/",
        code: 1,
        err: 'Error from server (NotFound): endpoints "none" not found\n',
      },
      {
        run: "port-forward pod/nobody 8080:80",
        code: 1,
        err: 'Error from server (NotFound): pods "nobody" not found\n',
      },
      { run: "port-forward service/shop :81", code: 1, err: /Service shop does not have a service port 81/ },
    ]);
  });
});

describe.skipIf(NO_KUBECTL)("rooms over http and https", () => {
  let server: ServerProcess;
  let folder: string;
  let scratch: ClusterProcess;
  beforeAll(async () => {
    scratch = await startCluster("--nodes", "none");
    folder = scratch.folder;
  });
  afterAll(() => scratch?.stop());

  /** kubectl as a room's kubeconfig lets one use it, with one pod running. */
  const use = async (name: string, kubeconfig: string): Promise<Kubectl> => {
    const file = join(folder, name);
    writeFileSync(file, kubeconfig);
    const kubectl = new Kubectl({ kubeconfig: file, folder });
    await kubectl.output(["run", "web", "--image=nginx", "--port=80"]);
    await kubectl.output(["wait", "--for=condition=Ready", "pod/web", "--timeout=50s"]);
    return kubectl;
  };
  const works = async (kubectl: Kubectl): Promise<void> => {
    const forwarding = await startForwarding(kubectl, ["port-forward", "pod/web", ":80"]);
    expect((await fetch(forwarding.urls[0] as string)).status).toBe(200);
    await forwarding.stop();
    expect(await kubectl.output(["logs", "-f", "web", "--tail=1", "--limit-bytes=9"])).toHaveLength(9);
  };

  it("KCTL-32 over http the token is in the path, for streams as well", async () => {
    server = await startServer(join(folder, "http.db"), await freePort());
    try {
      const room = await createRoom(server.url, { name: "http" });
      expect(room.kubeconfig).toMatch(/server: "http:\/\/127\.0\.0\.1:\d+\/clusters\/\w+\/t\/[\w-]+"/);
      await works(await use("http", room.kubeconfig));
    } finally {
      await server.stop();
    }
  });

  it("KCTL-32 over https with a certificate of the operator's, the token is a bearer", async () => {
    const made = await generate([{ name: "commonName", value: "podroom" }], {
      keySize: 2048,
      algorithm: "sha256",
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
      ],
    });
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    writeFileSync(cert, made.cert);
    writeFileSync(key, made.private);
    const port = await freePort();
    server = await startServer(join(folder, "https.db"), port, { env: { TLS_CERT: cert, TLS_KEY: key } });
    try {
      expect(server.output()).toContain(`Podroom is ready: https://localhost:${port}`);
      const text = await new Promise<string>((resolve, reject) => {
        request(
          `https://127.0.0.1:${port}/api/rooms`,
          { method: "POST", ca: made.cert, headers: { "content-type": "application/json" } },
          (response) => {
            expect(String(response.headers["set-cookie"])).toContain("; Secure");
            let body = "";
            response.on("data", (chunk) => (body += String(chunk)));
            response.on("end", () => resolve(body));
          },
        )
          .on("error", reject)
          .end("{}");
      });
      const { kubeconfig } = JSON.parse(text) as { readonly kubeconfig: string };
      expect(kubeconfig).toMatch(/server: "https:\/\/127\.0\.0\.1:\d+\/clusters\/\w+"\n/);
      expect(kubeconfig).toContain("certificate-authority-data:");
      await works(await use("https", kubeconfig));
    } finally {
      await server.stop();
    }
  });
});
