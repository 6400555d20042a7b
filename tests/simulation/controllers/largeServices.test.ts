/** CTRL-60: endpoints of many pods. */
import { describe, expect, it } from "vitest";
import type { EndpointSlice } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { newCluster, pass, podManifest, send } from "../../support/clusters.ts";

const PODS = "/api/v1/namespaces/default/pods";
const SLICES = "endpointslices.discovery.k8s.io";

function clusterWith(pods: number): Cluster {
  const cluster = newCluster({ nodes: 4, freezeObjects: false });
  send(cluster, "POST", "/api/v1/namespaces/default/services", {
    body: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    },
  });
  for (let index = 0; index < pods; index++)
    send(cluster, "POST", PODS, { body: podManifest(`pod-${index}`, { labels: { app: "web" } }) });
  pass(cluster, 600);
  return cluster;
}

const label = (cluster: Cluster, index: number, app: string): void =>
  void send(cluster, "PATCH", `${PODS}/pod-${index}`, { body: { metadata: { labels: { app } } } });

function endpoints(cluster: Cluster): number {
  let count = 0;
  for (const slice of cluster.store.list(SLICES, "default")) count += (slice as EndpointSlice).endpoints?.length ?? 0;
  return count;
}

describe("CTRL-60 a Service of many pods", () => {
  it("CTRL-60 a single change is seen at once, a burst in few writes, all of it in the end", () => {
    const cluster = clusterWith(150);
    expect(endpoints(cluster)).toBe(150);
    label(cluster, 0, "other");
    cluster.advance(cluster.runtime.now);
    expect(endpoints(cluster)).toBe(149);
    let writes = 0;
    cluster.store.subscribe(SLICES, () => void writes++);
    for (let index = 1; index <= 100; index++) {
      label(cluster, index, "other");
      cluster.advance(cluster.runtime.now + 3);
    }
    pass(cluster, 1);
    expect(endpoints(cluster)).toBe(49);
    expect(writes).toBeLessThanOrEqual(8);
  });

  it("CTRL-60 one of up to 64 pods follows each change", () => {
    const cluster = clusterWith(20);
    for (let index = 0; index < 5; index++) {
      label(cluster, index, "other");
      cluster.advance(cluster.runtime.now);
      expect(endpoints(cluster)).toBe(19 - index);
    }
  });
});
