import { describe, expect, it } from "vitest";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";
const MAPS = "/api/v1/namespaces/default/configmaps";

describe("garbage of custom resources", () => {
  it("CTRL-87 goes with its owner in the foreground, and stays when orphaned", () => {
    const cluster = newCluster();
    send(cluster, "POST", CRDS, {
      body: {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "widgets.example.com" },
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { plural: "widgets", singular: "widget", kind: "Widget" },
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
        },
      },
    });
    pass(cluster, 10);
    for (const [policy, left] of [
      ["Foreground", false],
      ["Orphan", true],
    ] as const) {
      const body = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
      const made = send(cluster, "POST", WIDGETS, { body });
      expect(made.status).toBe(201);
      const { uid } = (made.body as { metadata: { uid: string } }).metadata;
      const owner = { apiVersion: "example.com/v1", kind: "Widget", name: "w", uid, blockOwnerDeletion: true };
      send(cluster, "POST", MAPS, {
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "of-w", ownerReferences: [owner] } },
      });
      send(cluster, "DELETE", `${WIDGETS}/w?propagationPolicy=${policy}`);
      pass(cluster, 10);
      expect(get(cluster, "widgets.example.com", "w")).toBeUndefined();
      expect(get(cluster, "configmaps", "of-w") !== undefined).toBe(left);
    }
  });
});
