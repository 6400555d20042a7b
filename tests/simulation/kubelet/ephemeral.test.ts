import { describe, expect, it } from "vitest";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

describe("KLT-14 ephemeral containers", () => {
  it("KLT-14 start beside what cannot start, once, and count for nothing", () => {
    const cluster = newCluster();
    pass(cluster, 1);
    const never = { name: "never", image: "busybox:nope!", command: ["sh"] };
    const spec = { containers: [{ ...never, image: "nginx:nope" }] };
    expect(send(cluster, "POST", PODS, { body: podManifest("p", { spec }) }).status).toBe(201);
    pass(cluster, 10);
    const added = {
      spec: { ephemeralContainers: [{ name: "look", image: "busybox", command: ["sh", "-c", "echo looked; exit 3"] }] },
    };
    expect(send(cluster, "PATCH", `${PODS}/p/ephemeralcontainers`, { body: added }).status).toBe(200);
    pass(cluster, 60);
    const { metadata, status } = get<Pod>(cluster, "pods", "p") as Pod;
    expect(status?.phase).toBe("Pending");
    expect(status?.ephemeralContainerStatuses).toMatchObject([
      { name: "look", restartCount: 0, state: { terminated: { exitCode: 3, reason: "Error" } } },
    ]);
    expect(cluster.kubelet?.logs.lines(`${metadata.uid}/look`, false)?.map(({ text }) => text)).toEqual(["looked"]);
    const events = Array.from(cluster.store.list("events", "default"), (event) => JSON.stringify(event));
    expect(events.some((event) => event.includes("spec.ephemeralContainers{look}"))).toBe(true);
  });
});
