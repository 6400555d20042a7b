import { describe, expect, it } from "vitest";
import type { Endpoints, EndpointSlice } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, PODS, send } from "../../support/clusters.ts";
import { create, ipOf, pod, service, webWorld } from "../network/world.ts";

const slices = (cluster: Cluster, name: string): readonly EndpointSlice[] =>
  [...(cluster.store.list("endpointslices.discovery.k8s.io", "default") as Iterable<EndpointSlice>)].filter(
    ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name,
  );
/** Of each endpoint by its pod: ready, serving, terminating. */
const conditions = (cluster: Cluster, name: string): object =>
  Object.fromEntries(
    slices(cluster, name).flatMap(({ endpoints = [] }) =>
      endpoints.map(({ targetRef, conditions: { ready, serving, terminating } = {} }) => [
        targetRef?.name,
        [ready, serving, terminating],
      ]),
    ),
  );
const addresses = (cluster: Cluster, name: string): object | undefined =>
  get<Endpoints>(cluster, "endpoints", name)?.subsets?.map((subset) => ({
    ready: subset.addresses?.map(({ ip }) => ip),
    notReady: subset.notReadyAddresses?.map(({ ip }) => ip),
  }));

describe("endpoints", () => {
  it("CTRL-95 are the pods that match, have an address and will run, each with how it is", () => {
    const cluster = webWorld();
    const containers = [
      { name: "c", image: "kubetm/app", readinessProbe: { httpGet: { path: "/never", port: 8080 } } },
    ];
    pod(cluster, "unready", "k8s-worker1", { app: "web" }, { containers });
    const done = { restartPolicy: "Never", containers: [{ name: "c", image: "busybox", command: ["true"] }] };
    pod(cluster, "done", "k8s-worker1", { app: "web" }, done);
    pod(cluster, "homeless", "", { app: "web" }, { nodeName: undefined, nodeSelector: { disk: "none" } });
    pass(cluster, 60);
    expect(conditions(cluster, "web")).toEqual({
      "web-a": [true, true, false],
      "web-b": [true, true, false],
      unready: [false, false, false],
    });
    expect(addresses(cluster, "web")).toEqual([
      {
        ready: [ipOf(cluster, "web-a"), ipOf(cluster, "web-b")].sort(),
        notReady: [ipOf(cluster, "unready")],
      },
    ]);
    send(cluster, "DELETE", `${PODS}/web-a`);
    pass(cluster, 2);
    expect(conditions(cluster, "web")).toMatchObject({ "web-a": [false, true, true] });
    pass(cluster, 60);
    expect(Object.keys(conditions(cluster, "web")).sort()).toEqual(["unready", "web-b"]);
  });

  it("CTRL-95 are ready whatever they are where the Service publishes them so", () => {
    const cluster = webWorld();
    service(cluster, "early", { selector: { app: "late" }, ports: [{ port: 80 }], publishNotReadyAddresses: true });
    const containers = [
      { name: "c", image: "kubetm/app", readinessProbe: { httpGet: { path: "/never", port: 8080 } } },
    ];
    pod(cluster, "late", "k8s-worker1", { app: "late" }, { containers });
    pass(cluster, 60);
    expect(conditions(cluster, "early")).toEqual({ late: [true, false, false] });
    expect(addresses(cluster, "early")).toEqual([{ ready: [ipOf(cluster, "late")], notReady: undefined }]);
  });

  it("CTRL-96 stand a hundred to a slice, which says of which Service it is and who keeps it", () => {
    const cluster = newCluster();
    service(cluster, "many", { selector: { app: "many" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] });
    const labels = { app: "many" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "kubetm/app:v1" }] } };
    create(cluster, "/apis/apps/v1/namespaces/default/replicasets", {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: { name: "many" },
      spec: { replicas: 150, selector: { matchLabels: labels }, template },
    });
    pass(cluster, 120);
    const found = slices(cluster, "many");
    const counts = found.map(({ endpoints = [] }) => endpoints.length);
    expect([Math.max(...counts), counts.reduce((sum, count) => sum + count, 0)]).toEqual([100, 150]);
    for (const { metadata, ports } of found) {
      expect(metadata.name).toMatch(/^many-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(metadata.generateName).toBe("many-");
      expect(metadata.labels).toMatchObject({
        "kubernetes.io/service-name": "many",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      });
      expect(ports).toEqual([{ name: "http", port: 8080, protocol: "TCP" }]);
    }
  });
});
