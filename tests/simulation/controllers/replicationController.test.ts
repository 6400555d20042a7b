import { describe, expect, it } from "vitest";
import type { Pod, ReplicationController } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, PODS, podManifest, send } from "../../support/clusters.ts";

const PATH = "/api/v1/namespaces/default/replicationcontrollers";
const labels = { app: "rc" };

function withController(cluster: Cluster, replicas: number): Cluster {
  send(cluster, "POST", PATH, {
    body: {
      apiVersion: "v1",
      kind: "ReplicationController",
      metadata: { name: "rc" },
      spec: {
        replicas,
        selector: labels,
        template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx" }] } },
      },
    },
  });
  return cluster;
}

const pods = (cluster: Cluster): Pod[] => [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
const owned = (cluster: Cluster): string[] =>
  pods(cluster)
    .filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === "ReplicationController")
    .map(({ metadata }) => metadata.name);

describe("ReplicationControllers", () => {
  it("CTRL-20 keep the number of pods up and down", () => {
    const cluster = withController(newCluster(), 3);
    pass(cluster, 60);
    expect(get<ReplicationController>(cluster, "replicationcontrollers", "rc")?.status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    send(cluster, "DELETE", `${PODS}/${owned(cluster)[0]}`);
    pass(cluster, 90);
    expect(owned(cluster)).toHaveLength(3);
    send(cluster, "PATCH", PATH.concat("/rc"), { body: { spec: { replicas: 1 } } });
    pass(cluster, 90);
    expect(owned(cluster)).toHaveLength(1);
  });

  it("CTRL-20 adopt what matches and give back what does not", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("lone", { labels, image: "nginx" }) });
    pass(cluster, 10);
    withController(cluster, 2);
    pass(cluster, 10);
    expect(owned(cluster)).toContain("lone");
    expect(owned(cluster)).toHaveLength(2);
    send(cluster, "PATCH", `${PODS}/lone`, { body: { metadata: { labels: { app: "other" } } } });
    pass(cluster, 10);
    expect(owned(cluster)).toHaveLength(2);
    expect(owned(cluster)).not.toContain("lone");
    expect(get<Pod>(cluster, "pods", "lone")?.metadata.ownerReferences).toBeUndefined();
  });
});
