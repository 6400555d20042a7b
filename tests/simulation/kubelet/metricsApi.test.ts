import { describe, expect, it } from "vitest";
import { newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

const METRICS = "/apis/metrics.k8s.io/v1beta1";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

function settled() {
  const cluster = newCluster();
  send(cluster, "POST", PODS, { body: podManifest("web", { labels: { app: "web" } }) });
  send(cluster, "POST", PODS, { body: podManifest("other", { labels: { app: "other" } }) });
  pass(cluster, 60);
  return cluster;
}

describe("metrics.k8s.io", () => {
  it("KLT-32 serves usage of pods: lists, selectors, one of them", () => {
    const cluster = settled();
    const list = send(cluster, "GET", `${METRICS}/namespaces/default/pods`).body as {
      kind: string;
      items: { metadata: { name: string } }[];
    };
    expect(list.kind).toBe("PodMetricsList");
    expect(list.items.map(({ metadata }) => metadata.name)).toEqual(["other", "web"]);
    const chosen = send(cluster, "GET", `${METRICS}/pods?labelSelector=app%3Dweb`).body as typeof list;
    expect(chosen.items).toHaveLength(1);
    expect(send(cluster, "GET", `${METRICS}/namespaces/default/pods/web`).body).toMatchObject({
      kind: "PodMetrics",
      window: "15s",
      containers: [
        { name: "c", usage: { cpu: expect.stringMatching(/^\d+n$/), memory: expect.stringMatching(/^\d+Ki$/) } },
      ],
    });
    expect(send(cluster, "GET", `${METRICS}/namespaces/default/pods/none`).status).toBe(404);
    expect(send(cluster, "GET", `${METRICS}/namespaces/kube-public/pods/web`).status).toBe(404);
  });

  it("KLT-33 serves usage of nodes, as tables too, and is found by discovery", () => {
    const cluster = settled();
    const nodes = send(cluster, "GET", `${METRICS}/nodes`).body as {
      items: { metadata: { name: string }; usage: object }[];
    };
    expect(nodes.items.map(({ metadata }) => metadata.name)).toEqual(["k8s-master", "k8s-worker1", "k8s-worker2"]);
    const table = send(cluster, "GET", `${METRICS}/nodes`, { accept: TABLE }).body as { rows: { cells: unknown[] }[] };
    expect(table.rows[0]?.cells[0]).toBe("k8s-master");
    const { resources } = send(cluster, "GET", METRICS).body as { resources: { name: string }[] };
    expect(resources.map(({ name }) => name)).toEqual(["nodes", "pods"]);
    expect(send(cluster, "GET", "/openapi/v3/apis/metrics.k8s.io/v1beta1").status).toBe(200);
    expect(send(newCluster({ nodes: 2 }), "GET", METRICS).status).toBe(404);
  });
});
