/** Real kubectl against a room of the real server, while a client over Socket.IO and a browser watch. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { carryCookie, launchChromium, type Visitor, visitor } from "../support/chromium.ts";
import { Kubectl, NO_KUBECTL } from "../support/realKubectl.ts";
import { until } from "../support/rooms/localServer.ts";
import { createRoom, freePort, type ServerProcess, startServer } from "../support/rooms/serverProcess.ts";

const lab = (name: string): string => join(import.meta.dirname, "../labs/manifests", name);

/** The columns of a table kubectl printed, by their titles. */
function rows(table: string): readonly { readonly [column: string]: string }[] {
  const [head = "", ...lines] = table.trimEnd().split("\n");
  const titles = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ title: match[0], at: match.index }));
  return lines.map((line) =>
    Object.fromEntries(
      titles.map(({ title, at }, index) => [title, line.slice(at, titles[index + 1]?.at ?? line.length).trim()]),
    ),
  );
}

describe.skipIf(NO_KUBECTL)(`real kubectl${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let server: ServerProcess;
  let browser: Browser;
  let watcher: Visitor;
  let connection: RoomConnection;
  let folder: string;
  let kubectl: Kubectl;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "podroom-kubectl-"));
    const port = await freePort();
    [browser, server] = await Promise.all([launchChromium(), startServer(join(folder, "podroom.db"), port, "on")]);
    const room = await createRoom(server.url, { name: "kubectl" });
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, room.kubeconfig);
    kubectl = new Kubectl({ kubeconfig, folder });
    connection = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie: room.cookie } });
    connection.connect();
    await until(() => connection.getSnapshot().phase === "live", "the watching client is live");
    watcher = await visitor(browser);
    await carryCookie(watcher.context, room.cookie, server.url);
    await watcher.page.goto(`${server.url}/room/${room.id}?lang=en`);
    await watcher.page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
    await watcher.page.evaluate(() => Object.assign(window, { stayed: true }));
  });

  afterAll(async () => {
    connection?.close();
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const seen = (resource: string, name: string): Pod | undefined =>
    connection.getSnapshot().cluster.tables.get(resource)?.get(`default/${name}`) as Pod | undefined;
  const ready = (name: string): boolean =>
    seen("pods", name)?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

  it("KCTL-1 the list of a first lesson, and whoever watches sees every step", async () => {
    const { page } = watcher;

    // apply, with a watch open that sees the pods come.
    const watch = kubectl.start(["get", "pods", "-w"]);
    expect(await kubectl.output(["apply", "-f", lab("04-labels-six-pods.yaml")])).toBe(
      [1, 2, 3, 4, 5, 6].map((number) => `pod/pod-${number} created\n`).join(""),
    );
    expect(await kubectl.output(["apply", "-f", lab("04-labels-six-pods.yaml")])).toContain("pod/pod-1 unchanged\n");
    await kubectl.output(["wait", "--for=condition=Ready", "pod", "--all", "--timeout=50s"]);
    await until(() => [1, 2, 3, 4, 5, 6].every((number) => ready(`pod-${number}`)), "six ready pods at the client");
    await expect.poll(() => page.locator("[data-pod]").count(), { timeout: 10_000 }).toBe(6);
    await until(
      () => (watch.said().match(/pod-\d +1\/1 +Running/g) ?? []).length >= 6,
      "six running pods in the watch",
    );
    watch.stop();
    await watch.ended;
    expect(watch.said()).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\n/);
    expect(watch.said()).toMatch(/pod-1 +0\/1 +ContainerCreating/);

    // get: a table, wide, a selector, all namespaces, yaml, json.
    const wide = rows(await kubectl.output(["get", "pods", "-o", "wide"]));
    expect(Object.keys(wide[0] ?? {}).join("|")).toBe(
      "NAME|READY|STATUS|RESTARTS|AGE|IP|NODE|NOMINATED NODE|READINESS GATES",
    );
    expect(wide.map(({ NAME, READY, STATUS, IP }) => [NAME, READY, STATUS, IP])).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => [
        `pod-${number}`,
        "1/1",
        "Running",
        seen("pods", `pod-${number}`)?.status?.podIP,
      ]),
    );
    expect(rows(await kubectl.output(["get", "pods", "-l", "type=web"])).map(({ NAME }) => NAME)).toEqual([
      "pod-1",
      "pod-4",
    ]);
    const everywhere = rows(await kubectl.output(["get", "pods", "-A", "-l", "lo in (production)"]));
    expect(everywhere.map(({ NAMESPACE, NAME }) => `${NAMESPACE}/${NAME}`)).toEqual([
      "default/pod-4",
      "default/pod-5",
      "default/pod-6",
    ]);
    expect(await kubectl.output(["get", "pods", "--no-headers", "-l", "type=nobody"])).toBe("");
    const asYaml = parse(await kubectl.output(["get", "pod", "pod-1", "-o", "yaml"])) as Pod;
    const asJson = JSON.parse(await kubectl.output(["get", "pod", "pod-1", "-o", "json"])) as Pod;
    expect(asYaml).toEqual(asJson);
    expect(asJson.metadata.uid).toBe(seen("pods", "pod-1")?.metadata.uid);
    expect(asJson.apiVersion).toBe("v1");

    // label, and the Service's endpoints after it.
    await kubectl.output(["create", "-f", lab("05-services-by-label.yaml")]);
    const again = await kubectl.run(["create", "-f", lab("05-services-by-label.yaml")]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      'Error from server (AlreadyExists): error when creating "' +
        `${lab("05-services-by-label.yaml")}": services "svc-for-web" already exists`,
    );
    expect(await kubectl.output(["label", "pod", "pod-2", "type=web", "--overwrite"])).toBe("pod/pod-2 labeled\n");
    const addresses = ["pod-1", "pod-2", "pod-4"].map((name) => `${seen("pods", name)?.status?.podIP}:8080`).sort();
    await expect
      .poll(async () =>
        rows(await kubectl.output(["get", "endpoints", "svc-for-web"]))[0]
          ?.["ENDPOINTS"]?.split(",")
          .sort(),
      )
      .toEqual(addresses);
    await expect.poll(() => page.locator("[data-line='default/svc-for-web']").count()).toBe(3);

    // describe.
    const pod = await kubectl.output(["describe", "pod", "pod-1"]);
    for (const line of [
      /^Name: +pod-1$/m,
      /^Node: +k8s-worker[12]\/192\.168\.\d+\.\d+$/m,
      /^Labels: +lo=dev\n +type=web$/m,
      /^Status: +Running$/m,
      /^ +State: +Running$/m,
      /^QoS Class: +BestEffort$/m,
      /^ +Normal +Scheduled .*default-scheduler +Successfully assigned default\/pod-1 to k8s-worker[12]$/m,
      /^ +Normal +Started .*kubelet .*Container started$/m,
    ])
      expect(pod).toMatch(line);
    const node = await kubectl.output(["describe", "node", "k8s-master"]);
    expect(node).toMatch(/^Taints: +node-role\.kubernetes\.io\/control-plane:NoSchedule$/m);
    expect(node).toMatch(/^Allocated resources:$/m);
    const service = await kubectl.output(["describe", "service", "svc-for-web"]);
    expect(service).toMatch(/^Selector: +type=web$/m);
    for (const address of addresses) expect(service).toContain(address);
  }, 60_000);

  it("KCTL-2 a Deployment: create, rollout status, scale, describe, logs, delete", async () => {
    const { page } = watcher;
    await kubectl.output(["create", "-f", lab("03-deployment-recreates-pod.yaml")]);
    expect(await kubectl.output(["rollout", "status", "deployment/deployment-1", "--timeout=50s"])).toContain(
      'deployment "deployment-1" successfully rolled out\n',
    );
    expect(await kubectl.output(["scale", "deployment", "deployment-1", "--replicas=3"])).toBe(
      "deployment.apps/deployment-1 scaled\n",
    );
    await kubectl.output(["rollout", "status", "deployment/deployment-1", "--timeout=50s"]);
    const table = rows(await kubectl.output(["get", "deployments"]));
    expect(table).toMatchObject([{ NAME: "deployment-1", READY: "3/3", "UP-TO-DATE": "3", AVAILABLE: "3" }]);
    await expect.poll(() => page.locator("[data-pod^='default/deployment-1-']").count(), { timeout: 10_000 }).toBe(3);
    const described = await kubectl.output(["describe", "deployment", "deployment-1"]);
    expect(described).toMatch(/^Replicas: +3 desired \| 3 updated \| 3 total \| 3 available \| 0 unavailable$/m);
    expect(described).toMatch(/Scaled up replica set deployment-1-[a-z0-9]+ from 1 to 3$/m);

    await kubectl.output(
      ["apply", "-f", "-"],
      readFileSync(lab("02-pod-port-collision.yaml"), "utf8").replace("pod-2", "clash"),
    );
    await expect
      .poll(async () => (await kubectl.run(["logs", "clash", "-c", "container2"])).stdout, { timeout: 20_000 })
      .toContain("Error: listen EADDRINUSE: address already in use :::8000");
    const unnamed = await kubectl.run(["logs", "clash", "--container", "nobody"]);
    expect(unnamed.stderr).toContain("container nobody is not valid for pod clash");

    expect(await kubectl.output(["delete", "pod", "pod-6", "--grace-period=1"])).toMatch(/^pod "pod-6" deleted/);
    expect((await kubectl.run(["get", "pod", "pod-6"])).stderr).toBe(
      'Error from server (NotFound): pods "pod-6" not found\n',
    );
    await until(() => seen("pods", "pod-6") === undefined, "the deletion at the client");
    await expect.poll(() => page.locator("[data-pod='default/pod-6']").count()).toBe(0);
    await kubectl.output(["delete", "deployment", "deployment-1", "--wait=false"]);
    await expect
      .poll(async () => (await kubectl.run(["get", "deployments"])).stderr)
      .toBe("No resources found in default namespace.\n");
  }, 60_000);

  it("KCTL-3 api-resources and version know the server", async () => {
    const resources = rows(await kubectl.output(["api-resources"]));
    const find = (name: string) => resources.find(({ NAME }) => NAME === name);
    expect(find("pods")).toMatchObject({ SHORTNAMES: "po", APIVERSION: "v1", NAMESPACED: "true", KIND: "Pod" });
    expect(find("deployments")).toMatchObject({ SHORTNAMES: "deploy", APIVERSION: "apps/v1", KIND: "Deployment" });
    expect(await kubectl.output(["version"])).toMatch(/^Server Version: v1\.36\./m);
  }, 20_000);

  it("KCTL-4 the page that watched was never loaded again and threw nothing", async () => {
    expect(await watcher.page.evaluate(() => "stayed" in window)).toBe(true);
    expect(watcher.errors).toEqual([]);
  });
});
