import { describe, expect, it } from "vitest";
import type { Namespace, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, send } from "../../support/clusters.ts";

const NAMESPACES = "/api/v1/namespaces";

function withNamespace(): Cluster {
  const cluster = newCluster();
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } };
  expect(send(cluster, "POST", NAMESPACES, { body }).status).toBe(201);
  pass(cluster, 2);
  return cluster;
}

function add(cluster: Cluster, resource: string, object: object): void {
  expect(send(cluster, "POST", `${NAMESPACES}/team/${resource}`, { body: object }).status).toBe(201);
}

const settings = (finalizers: readonly string[] = []): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", finalizers },
});
const team = (cluster: Cluster): Namespace | undefined => get<Namespace>(cluster, "namespaces", "team", "");
const condition = (cluster: Cluster, type: string) =>
  team(cluster)?.status?.conditions?.find((each) => each.type === type);

describe("namespaces", () => {
  it("CTRL-97 are there from the start, each with its account and the cluster's certificate", () => {
    const cluster = withNamespace();
    const names = [...cluster.store.list("namespaces")].map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(["default", "kube-node-lease", "kube-public", "kube-system"]));
    for (const name of names) {
      expect(get(cluster, "serviceaccounts", "default", name)).toBeDefined();
      expect(get(cluster, "configmaps", "kube-root-ca.crt", name)).toBeDefined();
    }
    for (const [resource, name] of [
      ["serviceaccounts", "default"],
      ["configmaps", "kube-root-ca.crt"],
    ] as const) {
      send(cluster, "DELETE", `${NAMESPACES}/team/${resource}/${name}`);
      pass(cluster, 2);
      expect(get(cluster, resource, name, "team")).toBeDefined();
    }
  });

  it("CTRL-98 end in rounds: pods first, then the rest, then they themselves", () => {
    const cluster = withNamespace();
    add(cluster, "pods", podManifest("slow", { image: "kubetm/app:v1" }));
    add(cluster, "configmaps", settings());
    pass(cluster, 60);
    const deleted = send(cluster, "DELETE", `${NAMESPACES}/team`);
    expect(deleted.body).toMatchObject({ spec: { finalizers: ["kubernetes"] }, status: { phase: "Terminating" } });
    const refused = send(cluster, "POST", `${NAMESPACES}/team/configmaps`, { body: settings() });
    expect(refused).toMatchObject({ status: 403 });
    expect(JSON.stringify(refused.body)).toContain(
      "unable to create new content in namespace team because it is being terminated",
    );
    pass(cluster, 6);
    expect(get<Pod>(cluster, "pods", "slow", "team")?.metadata.deletionTimestamp).toBeDefined();
    expect(get(cluster, "configmaps", "settings", "team")).toBeDefined();
    expect(condition(cluster, "NamespaceDeletionDiscoveryFailure")).toMatchObject({
      status: "False",
      reason: "ResourcesDiscovered",
      message: "All resources successfully discovered",
    });
    pass(cluster, 90);
    expect(team(cluster)).toBeUndefined();
    expect(get(cluster, "configmaps", "settings", "team")).toBeUndefined();
  });

  it("CTRL-98 say whose finalizers hold them up", () => {
    const cluster = withNamespace();
    add(cluster, "configmaps", settings(["example.com/keep"]));
    send(cluster, "DELETE", `${NAMESPACES}/team`);
    pass(cluster, 60);
    expect(condition(cluster, "NamespaceFinalizersRemaining")).toMatchObject({
      status: "True",
      reason: "SomeFinalizersRemain",
      message: "Some content in the namespace has finalizers remaining: example.com/keep in 1 resource instances",
    });
    expect(condition(cluster, "NamespaceContentRemaining")?.message).toBe(
      "Some resources are remaining: configmaps. has 1 resource instances",
    );
    const free = { body: { metadata: { finalizers: null } } };
    expect(send(cluster, "PATCH", `${NAMESPACES}/team/configmaps/settings`, free).status).toBe(200);
    pass(cluster, 60);
    expect(team(cluster)).toBeUndefined();
  });
});
