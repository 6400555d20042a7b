/** What the course tells of rollouts of its own image. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Deployment, ReplicaSet } from "../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { get, newCluster, pass, send } from "../support/clusters.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
  send(cluster, "POST", "/api/v1/namespaces/default/services", {
    body: { metadata: { name: "s" }, spec: { selector: { app: "d" }, ports: [{ port: 8080 }] } },
  });
});

function deploy(strategy: object): void {
  const { status } = send(cluster, "POST", DEPLOYMENTS, {
    body: {
      metadata: { name: "d" },
      spec: {
        replicas: 2,
        revisionHistoryLimit: 1,
        strategy,
        selector: { matchLabels: { app: "d" } },
        template: {
          metadata: { labels: { app: "d" } },
          spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "c", image: "kubetm/app:v1" }] },
        },
      },
    },
  });
  expect(status).toBe(201);
  // Whoever has seen the tag before has its image: what is measured is the rollout.
  for (const version of ["v2", "v3", "v1"]) {
    update(version);
    pass(cluster, 60);
  }
}
const update = (version: string): void => {
  const { status } = send(cluster, "PATCH", `${DEPLOYMENTS}/d`, {
    body: { spec: { template: { spec: { containers: [{ name: "c", image: `kubetm/app:${version}` }] } } } },
  });
  expect(status).toBe(200);
};
const version = (): string => {
  const answer = cluster.network.request({ kind: "node", name: "k8s-worker1" }, `http://${address()}:8080/version`);
  return answer.response?.body.trim() ?? "nobody";
};
const address = (): string =>
  (get(cluster, "services", "s") as unknown as { readonly spec: { readonly clusterIP: string } }).spec.clusterIP;
/** Who answers, every tenth of a second while a rollout goes on. */
function watchRollout(): readonly string[] {
  update("v2");
  return Array.from({ length: 300 }, () => {
    pass(cluster, 0.1);
    return version();
  });
}

describe("LAB-13 rollouts of the course's image", () => {
  it("LAB-13 Recreate leaves a time in which nobody answers", () => {
    deploy({ type: "Recreate" });
    const answers = watchRollout();
    expect(version()).toBe("Version : v2");
    expect([...new Set(answers)]).toEqual(["nobody", "Version : v2"]);
    const outage = answers.filter((answer) => answer === "nobody").length / 10;
    expect(outage).toBeGreaterThan(0.2);
    expect(outage).toBeLessThan(6);
  });

  it("LAB-13 a rolling update leaves none; for a while both versions answer", () => {
    deploy({ type: "RollingUpdate" });
    const answers = watchRollout();
    expect(answers).not.toContain("nobody");
    expect(answers[0]).toBe("Version : v1");
    expect(answers.at(-1)).toBe("Version : v2");
  });

  it("LAB-13 with revisionHistoryLimit 1 only the last revision before is left to go back to", () => {
    deploy({ type: "RollingUpdate" });
    update("v2");
    pass(cluster, 60);
    expect(
      get<Deployment>(cluster, "deployments.apps", "d")?.metadata.annotations?.["deployment.kubernetes.io/revision"],
    ).toBe("4");
    const revisions = ([...cluster.store.list("replicasets.apps", "default")] as ReplicaSet[]).map(
      ({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"],
    );
    expect(revisions.sort()).toEqual(["3", "4"]);
  });
});
