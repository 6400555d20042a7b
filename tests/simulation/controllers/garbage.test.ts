import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "kubetm/app:v1" }] } };

function withOwner(path: string, body: object): Cluster {
  const cluster = newCluster();
  expect(send(cluster, "POST", path, { body }).status).toBe(201);
  pass(cluster, 60);
  return cluster;
}

const SETS = "/apis/apps/v1/namespaces/default/replicasets";
const set = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "web" },
  spec: { replicas: 2, selector: { matchLabels: labels }, template },
};
const pods = (cluster: Cluster): readonly KubeObject[] => [...cluster.store.list("pods", "default")];
const owners = (cluster: Cluster): readonly unknown[] =>
  pods(cluster).flatMap(({ metadata }) => metadata.ownerReferences ?? []);
const remove = (cluster: Cluster, path: string, options: object = {}) =>
  send(cluster, "DELETE", path, { body: options });

describe("garbage", () => {
  it("CTRL-99 in the background the owner goes at once and its dependents after it", () => {
    const cluster = withOwner(SETS, set);
    expect(remove(cluster, `${SETS}/web`).body).toMatchObject({ kind: "Status", status: "Success" });
    expect(get(cluster, "replicasets.apps", "web")).toBeUndefined();
    expect(pods(cluster)).toHaveLength(2);
    pass(cluster, 60);
    expect(pods(cluster)).toEqual([]);
  });

  it("CTRL-99 in the foreground the owner waits for those that block it", () => {
    const cluster = withOwner(SETS, set);
    const answer = remove(cluster, `${SETS}/web`, { propagationPolicy: "Foreground" });
    expect(answer.body).toMatchObject({
      metadata: { finalizers: ["foregroundDeletion"], deletionTimestamp: expect.any(String) },
    });
    pass(cluster, 5);
    expect(get(cluster, "replicasets.apps", "web")).toBeDefined();
    expect(pods(cluster).every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
    pass(cluster, 60);
    expect(get(cluster, "replicasets.apps", "web")).toBeUndefined();
    expect(pods(cluster)).toEqual([]);
  });

  it("CTRL-99 orphaned dependents stay and have no owner", () => {
    const cluster = withOwner(SETS, set);
    const answer = remove(cluster, `${SETS}/web`, { propagationPolicy: "Orphan" });
    expect(answer.body).toMatchObject({ metadata: { finalizers: ["orphan"] } });
    pass(cluster, 60);
    expect(get(cluster, "replicasets.apps", "web")).toBeUndefined();
    expect([pods(cluster).length, owners(cluster)]).toEqual([2, []]);
  });

  it("CTRL-99 Jobs and ReplicationControllers leave their pods when nothing else is said", () => {
    const jobs = "/apis/batch/v1/namespaces/default/jobs";
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "job" },
      spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } },
    };
    const controllers = "/api/v1/namespaces/default/replicationcontrollers";
    const controller = {
      apiVersion: "v1",
      kind: "ReplicationController",
      metadata: { name: "rc" },
      spec: { replicas: 1, selector: labels, template },
    };
    for (const [path, body, name] of [
      [jobs, job, "job"],
      [controllers, controller, "rc"],
    ] as const) {
      const cluster = withOwner(path, body);
      remove(cluster, `${path}/${name}`);
      pass(cluster, 60);
      expect([pods(cluster).length, owners(cluster)]).toEqual([1, []]);
      const again = withOwner(path, body);
      remove(again, `${path}/${name}`, { propagationPolicy: "Background" });
      pass(again, 60);
      expect(pods(again)).toEqual([]);
    }
  });
});
