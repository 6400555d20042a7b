/** The real kubectl where it needs usage. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

describe.skipIf(NO_KUBECTL)(`kubectl top${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  beforeAll(async () => {
    cluster = await startCluster("--nodes", "course", "--speed", "20");
    await cluster.kubectl.output(["create", "deployment", "web", "--image=nginx"]);
    await cluster.kubectl.output(["rollout", "status", "deployment/web", "--timeout=50s"]);
  });
  afterAll(() => cluster?.stop());

  it("KLT-33 top tells the usage of pods and nodes", async () => {
    await expect
      .poll(async () => (await cluster.kubectl.run(["top", "pod", "-l", "app=web", "--no-headers"])).stdout, {
        timeout: 20_000,
      })
      .toMatch(/^web-\w+-\w+ +\d+m +\d+Mi *\n$/);
    const nodes = await cluster.kubectl.output(["top", "node"]);
    expect(nodes).toMatch(/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\)/);
    expect(nodes.trim().split("\n")).toHaveLength(4);
    const containers = await cluster.kubectl.output(["top", "pod", "--containers", "-A"]);
    expect(containers).toMatch(/NAMESPACE +POD +NAME +CPU\(cores\) +MEMORY\(bytes\)/);
  });
});
