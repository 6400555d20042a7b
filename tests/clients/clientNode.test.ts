/** @kubernetes/client-node, unmodified, over https: informers, patches, elections, logs, ports. */
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import * as k8s from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { Candidate, codeOf, configOf, pod, Sink, untilReady } from "../support/clients/nodeClient.ts";
import { until } from "../support/rooms/localServer.ts";

let cluster: ClusterProcess;
let config: k8s.KubeConfig;
let core: k8s.CoreV1Api;
const namespace = "default";

beforeAll(async () => {
  cluster = await startCluster("--https", "--speed", "5");
  config = configOf(cluster.kubeconfig);
  core = config.makeApiClient(k8s.CoreV1Api);
  await Promise.all([
    core.createNamespacedPod({ namespace, body: pod("web") }),
    core.createNamespacedPod({
      namespace,
      body: pod("talk", {
        image: "busybox",
        ports: [],
        command: ["sh", "-c", "echo one; sleep 1; echo two; sleep 36000"],
      }),
    }),
  ]);
  await Promise.all([untilReady(core, "web"), untilReady(core, "talk")]);
});
afterAll(() => cluster?.stop());

describe("CNODE-1 informers", () => {
  it("CNODE-1 list, hear of changes, and go on over broken watches", async () => {
    const heard: string[] = [];
    const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () =>
      core.listNamespacedConfigMap({ namespace }),
    );
    for (const event of ["add", "update", "delete"] as const)
      informer.on(event, ({ metadata }) => heard.push(`${event} ${metadata?.name}`));
    informer.on("error", () => undefined);
    await informer.start();
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "a" }, data: { n: "1" } } });
    await until(() => heard.includes("add a"), "an addition");
    await core.replaceNamespacedConfigMap({
      namespace,
      name: "a",
      body: { metadata: { name: "a" }, data: { n: "2" } },
    });
    await until(() => heard.includes("update a"), "a change");
    // A new start is what a broken watch comes to.
    await informer.stop();
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "b" } } });
    await core.deleteNamespacedConfigMap({ namespace, name: "a" });
    await informer.start();
    await until(() => heard.includes("add b") && heard.includes("delete a"), "what was missed");
    expect(informer.list().map(({ metadata }) => metadata?.name)).toContain("b");
    await informer.stop();
  });

  it("CNODE-1 a watch resumes after a version, ends when asked, and tells a version that is gone", async () => {
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "later" } } });
    const watch = new k8s.Watch(config);
    const events: string[] = [];
    const run = (resourceVersion: string | undefined): Promise<unknown> =>
      new Promise((resolve) => {
        void watch.watch(
          `/api/v1/namespaces/${namespace}/configmaps`,
          { resourceVersion, timeoutSeconds: 1, allowWatchBookmarks: true },
          (type, object: { metadata?: { name?: string }; code?: number }) =>
            events.push(`${type} ${object.metadata?.name ?? object.code}`),
          resolve,
        );
      });
    await run(metadata?.resourceVersion);
    expect(events).toEqual(["ADDED later"]);
    events.length = 0;
    await run("1");
    expect(events).toEqual(["ERROR 410"]);
  });
});

describe("CNODE-2 writes", () => {
  it("CNODE-2 every kind of patch, and server-side apply with its conflicts", async () => {
    const apps = config.makeApiClient(k8s.AppsV1Api);
    const name = "patched";
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name },
        spec: {
          replicas: 1,
          selector: { matchLabels: { a: "b" } },
          template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "nginx" }] } },
        },
      },
    });
    const patch = (body: unknown, strategy: k8s.PatchStrategy, more: object = {}) =>
      apps.patchNamespacedDeployment(
        { namespace, name, body, ...more },
        k8s.setHeaderOptions("Content-Type", strategy),
      );
    await patch([{ op: "replace", path: "/spec/replicas", value: 3 }], k8s.PatchStrategy.JsonPatch);
    await patch({ metadata: { labels: { merged: "yes" } } }, k8s.PatchStrategy.MergePatch);
    await patch(
      { spec: { template: { spec: { containers: [{ name: "c", image: "httpd" }] } } } },
      k8s.PatchStrategy.StrategicMergePatch,
    );
    const after = await apps.readNamespacedDeployment({ namespace, name });
    expect([
      after.spec?.replicas,
      after.metadata?.labels?.merged,
      after.spec?.template.spec?.containers[0]?.image,
    ]).toEqual([3, "yes", "httpd"]);
    const apply = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec: { replicas: 7 } };
    await expect(patch(apply, k8s.PatchStrategy.ServerSideApply, { fieldManager: "other" })).rejects.toSatisfy(
      (error) => codeOf(error) === 409,
    );
    const forced = await patch(apply, k8s.PatchStrategy.ServerSideApply, { fieldManager: "other", force: true });
    expect(forced.spec?.replicas).toBe(7);
  });

  it("CNODE-2 objects of any kind, and errors as the server words them", async () => {
    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    const made = await objects.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "any", namespace },
      stringData: { a: "b" },
    } as k8s.KubernetesObject);
    expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    await objects.delete(made);
    await expect(core.readNamespacedSecret({ namespace, name: "any" })).rejects.toSatisfy(
      (error) =>
        codeOf(error) === 404 &&
        String((error as k8s.ApiException<string>).body).includes('secrets \\"any\\" not found'),
    );
  });
});

describe("CNODE-3 an election", () => {
  it("CNODE-3 one of three leads, and another when it goes silent", async () => {
    let now = Date.now();
    const candidates = ["a", "b", "c"].map(
      (name) => new Candidate(config, { name, lease: "leader", seconds: 15, now: () => new Date(now) }),
    );
    const round = async (who: readonly Candidate[]): Promise<readonly Candidate[]> => {
      await Promise.all(who.map((candidate) => candidate.round()));
      return who.filter(({ leads }) => leads);
    };
    const first = await round(candidates);
    expect(first).toHaveLength(1);
    for (let index = 0; index < 3; index++) {
      now += 5_000;
      expect(await round(candidates)).toEqual(first);
    }
    now += 16_000;
    const others = candidates.filter((candidate) => !first.includes(candidate));
    expect(await round(others)).toHaveLength(1);
    const lease = await config.makeApiClient(k8s.CoordinationV1Api).readNamespacedLease({ namespace, name: "leader" });
    expect(lease.spec?.leaseTransitions).toBe(1);
  });
});

describe("CNODE-6 in containers", () => {
  const run = async (
    command: string[],
    stdin: PassThrough | null = null,
  ): Promise<{ out: string; err: string; status: k8s.V1Status }> => {
    const [out, err] = [new Sink(), new Sink()];
    const status = await new Promise<k8s.V1Status>((resolve, reject) => {
      new k8s.Exec(config).exec(namespace, "web", "c", command, out, err, stdin, false, resolve).catch(reject);
    });
    return { out: out.text, err: err.text, status };
  };

  it("CNODE-6 exec tells outputs, exit codes and failures", async () => {
    expect(await run(["sh", "-c", "echo out; echo err >&2"])).toMatchObject({
      out: "out\n",
      err: "err\n",
      status: { status: "Success" },
    });
    const failed = await run(["sh", "-c", "exit 7"]);
    expect(failed.status).toMatchObject({
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "7" }] },
    });
    expect((await run(["nonsense"])).status.message).toContain("executable file not found in $PATH");
    const input = new PassThrough();
    const piped = run(["sh", "-c", "read a; read b; echo $b $a"], input);
    input.write("one\ntwo\n");
    expect((await piped).out).toBe("two one\n");
  });

  it("CNODE-6 a terminal, and attach to a shell that waits", async () => {
    await core.createNamespacedPod({
      namespace,
      body: pod("shell", { image: "busybox", ports: [], command: ["sh"], stdin: true, tty: true }),
    });
    await untilReady(core, "shell");
    const out = new Sink();
    const input = new PassThrough();
    const line = await new k8s.Attach(config).attach(namespace, "shell", "c", out, null, input, true);
    input.write("echo $((6 * 7))\n");
    await until(() => out.text.includes("42"), "the shell's answer");
    line.close();
  });

  it("CNODE-6 cp both ways", async () => {
    const [here, back] = ["sent", "back"].map((name) => mkdtempSync(join(cluster.folder, `${name}-`))) as [
      string,
      string,
    ];
    const text = "한글\n".repeat(5_000);
    writeFileSync(join(here, "text"), text);
    // It says when it has begun; the rest shows.
    await new k8s.Cp(config).cpToPod(namespace, "web", "c", here, "/tmp");
    await expect.poll(async () => (await run(["cat", "/tmp/text"])).out === text).toBe(true);
    await new k8s.Cp(config).cpFromPod(namespace, "web", "c", "text", back, "/tmp");
    const received = (): string => (existsSync(join(back, "text")) ? readFileSync(join(back, "text"), "utf8") : "");
    await until(() => received() === text, "the same text");
  });
});

describe("CNODE-4 logs and ports", () => {
  it("CNODE-4 a log, whole and followed", async () => {
    const whole = new Sink();
    await new k8s.Log(config).log(namespace, "talk", "c", whole, { tailLines: 1 });
    await until(() => whole.text === "two\n", "the last line");
    const followed = new Sink();
    await new k8s.Log(config).log(namespace, "talk", "c", followed, { follow: true });
    await until(() => followed.text === "one\ntwo\n", "the whole log");
    await core.deleteNamespacedPod({ namespace, name: "talk" });
    await until(() => followed.writableFinished, "the end of the log");
  });

  it("CNODE-4 forwards a port to a socket of one's own", async () => {
    const forward = new k8s.PortForward(config);
    const server = createServer((socket) => void forward.portForward(namespace, "web", [80], socket, null, socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answers = await Promise.all(
      ["/", "/nope"].map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).status),
    );
    expect(answers).toEqual([200, 404]);
    const socket = connect(port, "127.0.0.1");
    socket.write("no http\r\n\r\n");
    const [bytes] = (await once(socket, "data")) as [Buffer];
    expect(String(bytes)).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
    server.close();
  });

  it("CNODE-4 is told of a port nobody listens on", async () => {
    const errors = new Sink();
    const input = new PassThrough();
    const line = await new k8s.PortForward(config).portForward(namespace, "web", [9999], new Sink(), errors, input);
    await until(() => errors.text.includes("connection refused"), "the refusal");
    expect(errors.text).toMatch(/^error forwarding port 9999 to pod [0-9a-f]{64}, uid : /);
    if (typeof line !== "function") line.close();
  });
});
