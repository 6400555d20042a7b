import { describe, expect, it } from "vitest";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";

describe("usage of CPU and memory", () => {
  it("KLT-30 is that of the last whole window of 15 s, and rests when nothing happens", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("web", { image: "kubetm/app" }) });
    pass(cluster, 60);
    const usage = () => cluster.kubelet?.usage.ofPod("default", "web");
    const idle = usage();
    expect(idle?.containers[0]).toMatchObject({ name: "c" });
    expect(idle?.window).toBe(15_000);
    expect(cluster.kubelet?.usage.changesAt("default", "web")).toBeUndefined();
    const ip = get<Pod>(cluster, "pods", "web")?.status?.podIP;
    const told: string[] = [];
    cluster.kubelet?.usage.subscribe((namespace, name) => told.push(`${namespace}/${name}`));
    for (let index = 0; index < 1500; index++)
      cluster.network.request({ kind: "node", name: "k8s-master" }, `${ip}:8080/health`);
    expect(told[0]).toBe("default/web");
    const at = cluster.kubelet?.usage.changesAt("default", "web") ?? 0;
    cluster.advance(at);
    expect(usage()?.containers[0]?.cpu ?? 0).toBeGreaterThan(40_000_000);
    pass(cluster, 60);
    expect(usage()?.containers).toEqual(idle?.containers);
  });

  it("KLT-31 there is none of a container that has not run for a whole window", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("web") });
    pass(cluster, 10);
    expect(get<Pod>(cluster, "pods", "web")?.status?.phase).toBe("Running");
    expect(cluster.kubelet?.usage.ofPod("default", "web")).toBeUndefined();
    expect(cluster.kubelet?.usage.changesAt("default", "web")).toBeDefined();
  });
});
