/** The real helm with a chart of the test's: hooks, waiting, Secrets as storage. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { runHelm } from "../support/realHelm.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

const chart = join(import.meta.dirname, "manifests/chart");

describe.skipIf(NO_KUBECTL)(`HELM-1 helm${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "10");
  });
  afterAll(() => cluster?.stop());

  const helm = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runHelm(args, cluster);
    if (code !== 0) throw new Error(`helm ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  };
  const colour = (): Promise<string> =>
    cluster.kubectl.output(["get", "configmap", "shop-settings", "-o", "jsonpath={.data.colour}"]);

  it("HELM-1 installs, with hooks, and waits", async () => {
    expect(await helm("install", "shop", chart, "--wait", "--timeout", "60s")).toContain("STATUS: deployed");
    expect(await cluster.kubectl.output(["get", "deploy", "shop", "-o", "jsonpath={.status.readyReplicas}"])).toBe("1");
    expect((await cluster.kubectl.run(["get", "job", "shop-before"])).stderr).toContain("NotFound");
    expect(await helm("list", "-o", "json")).toMatch(/"name":"shop".*"revision":"1".*"status":"deployed"/);
  });

  it("HELM-1 runs the chart's test, with its log", async () => {
    const told = await helm("test", "shop", "--logs", "--timeout", "60s");
    expect(told).toContain("Phase:          Succeeded");
    expect(told).toContain("tested");
  });

  it("HELM-1 upgrades, keeps history, rolls back", async () => {
    await helm("upgrade", "shop", chart, "--set", "replicas=2,colour=green", "--wait", "--timeout", "60s");
    expect(await colour()).toBe("green");
    expect(await helm("get", "values", "shop", "-o", "json")).toBe('{"colour":"green","replicas":2}\n');
    await helm("rollback", "shop", "1", "--wait", "--timeout", "60s");
    expect(await colour()).toBe("blue");
    const history = JSON.parse(await helm("history", "shop", "-o", "json")) as {
      revision: number;
      status: string;
      description: string;
    }[];
    expect(history.map(({ revision, status, description }) => `${revision} ${status} ${description}`)).toEqual([
      "1 superseded Install complete",
      "2 superseded Upgrade complete",
      "3 deployed Rollback to 1",
    ]);
    expect(await helm("status", "shop")).toContain("REVISION: 3");
  });

  it("HELM-1 refuses what is there already, and takes all of it away", async () => {
    const again = await runHelm(["install", "shop", chart], cluster);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("a name that is still in use")]);
    expect(await helm("template", "shop", chart)).toContain("kind: Deployment");
    expect(await helm("uninstall", "shop", "--wait", "--timeout", "60s")).toContain('release "shop" uninstalled');
    expect((await cluster.kubectl.run(["get", "deploy,svc,cm,secret", "-l", "app=shop", "-o", "name"])).stdout).toBe(
      "",
    );
    expect(await cluster.kubectl.output(["get", "secrets", "-l", "owner=helm", "-o", "name"])).toBe("");
  });
});
