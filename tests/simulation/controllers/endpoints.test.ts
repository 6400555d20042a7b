import { describe, expect, it } from "vitest";
import type { Endpoints, EndpointSlice } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { subsetPorts } from "../../../server/simulation/controllers/endpointSlice/portOrder.ts";
import { subsetsOf } from "../../../server/simulation/controllers/endpointSlice/subsets.ts";
import { get, newCluster, pass, PODS, podManifest, send } from "../../support/clusters.ts";

const SERVICES = "/api/v1/namespaces/default/services";

const slices = (cluster: Cluster, service: string): EndpointSlice[] =>
  [
    ...cluster.store.byIndex("endpointslices.discovery.k8s.io", "service", `default/${service}`),
  ] as unknown as EndpointSlice[];

describe("Endpoints", () => {
  it("CTRL-61 have their ports in the order Kubernetes gives them", () => {
    const cluster = newCluster();
    const ports = [
      { name: "http", port: 80, targetPort: 8080 },
      { name: "p1", port: 443, targetPort: 8441, appProtocol: "https" },
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "m1", port: 9001, targetPort: 9090 },
    ];
    send(cluster, "POST", SERVICES, {
      body: { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { selector: { app: "web" }, ports } },
    });
    send(cluster, "POST", PODS, { body: podManifest("web", { labels: { app: "web" } }) });
    pass(cluster, 60);
    expect(slices(cluster, "web").map((slice) => slice.ports?.map(({ name }) => name))).toEqual([
      ["http", "dns", "p1", "m1"],
    ]);
    expect(get<Endpoints>(cluster, "endpoints", "web")?.subsets?.[0]?.ports?.map(({ name }) => name)).toEqual([
      "http",
      "p1",
      "m1",
      "dns",
    ]);
  });

  it("CTRL-61 leave a single port alone and have addresses by their text", () => {
    const port = { name: "a", port: 1, protocol: "TCP" } as const;
    expect(subsetPorts([port])).toEqual([port]);
    const pod = (ip: string) => ({
      metadata: { name: ip, uid: ip, namespace: "default", labels: {} },
      spec: { nodeName: "n", containers: [] },
      status: { phase: "Running", podIP: ip, conditions: [{ type: "Ready", status: "True" }] },
    });
    const service = { metadata: { name: "s" }, spec: { selector: {}, ports: [{ port: 80 }] } };
    const subsets = subsetsOf(service as never, [pod("10.1.1.9"), pod("10.1.1.10")] as never);
    expect(subsets[0]?.addresses?.map(({ ip }) => ip)).toEqual(["10.1.1.10", "10.1.1.9"]);
  });

  it("CTRL-62 are mirrored with all their labels when the Service loses its selector", () => {
    const cluster = newCluster();
    send(cluster, "POST", SERVICES, {
      body: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web" },
        spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
      },
    });
    send(cluster, "POST", PODS, { body: podManifest("web", { labels: { app: "web" } }) });
    pass(cluster, 60);
    send(cluster, "PATCH", `${SERVICES}/web`, {
      body: { spec: { selector: null } },
      contentType: "application/merge-patch+json",
    });
    pass(cluster, 60);
    const mirrored = () =>
      slices(cluster, "web").filter(
        ({ metadata }) =>
          metadata.labels?.["endpointslice.kubernetes.io/managed-by"] === "endpointslicemirroring-controller.k8s.io",
      );
    expect(mirrored()).toHaveLength(1);
    expect(mirrored()[0]?.metadata.labels).toMatchObject({
      "endpoints.kubernetes.io/managed-by": "endpoint-controller",
    });
    send(cluster, "PATCH", `${SERVICES}/web`, { body: { spec: { selector: { app: "web" } } } });
    pass(cluster, 60);
    expect(mirrored()).toEqual([]);
    expect(slices(cluster, "web")).toHaveLength(1);
  });
});
