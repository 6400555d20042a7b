import { describe, expect, it } from "vitest";
import type { Event, ReplicaSet } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { newCluster, pass, send } from "../../support/clusters.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

function withDeployment(replicas: number, spec: object = {}): Cluster {
  const cluster = newCluster();
  const labels = { app: "web" };
  send(cluster, "POST", DEPLOYMENTS, {
    body: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx:1" }] } },
        ...spec,
      },
    },
  });
  pass(cluster, 60);
  return cluster;
}

const change = (cluster: Cluster, spec: object) => send(cluster, "PATCH", `${DEPLOYMENTS}/web`, { body: { spec } });
const sets = (cluster: Cluster): ReplicaSet[] => [...cluster.store.list("replicasets.apps", "default")] as ReplicaSet[];
const sizes = (cluster: Cluster): (number | undefined)[] => sets(cluster).map(({ spec }) => spec.replicas);
const told = (cluster: Cluster, reason: string): number =>
  ([...cluster.store.list("events", "default")] as unknown as Event[]).filter((event) => event.reason === reason)
    .length;

describe("Deployments", () => {
  it("CTRL-7 keep old pods while the old set's status is behind its size", () => {
    const cluster = withDeployment(8, { strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 2 } } });
    change(cluster, { template: { spec: { nodeSelector: { not: "there" } } } });
    pass(cluster, 60);
    expect(sizes(cluster).sort()).toEqual([4, 6]);
    change(cluster, { replicas: 4 });
    pass(cluster, 60);
    const old = sets(cluster).find(({ spec }) => !spec.template?.spec?.nodeSelector);
    expect(old?.status?.availableReplicas).toBe(2);
    expect(sizes(cluster).sort()).toEqual([2, 4]);
  });

  it("CTRL-8 take away what a ReplicaSet scaled by hand has made", () => {
    const cluster = withDeployment(2);
    const [name] = sets(cluster).map(({ metadata }) => metadata.name);
    const made = told(cluster, "SuccessfulCreate");
    send(cluster, "PATCH", `/apis/apps/v1/namespaces/default/replicasets/${name}/scale`, {
      body: { spec: { replicas: 4 } },
      contentType: "application/merge-patch+json",
    });
    pass(cluster, 60);
    expect(sizes(cluster)).toEqual([2]);
    expect(told(cluster, "SuccessfulCreate") - made).toBe(2);
    expect(told(cluster, "SuccessfulDelete")).toBe(2);
  });
});
