import { describe, expect, it } from "vitest";
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";

function claim(cluster: Cluster, name: string, mode = "ReadWriteOnce"): void {
  const body = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: [mode], resources: { requests: { storage: "1Gi" } } },
  };
  expect(send(cluster, "POST", CLAIMS, { body }).status).toBe(201);
}

function user(cluster: Cluster, name: string, claimName: string): void {
  const spec = { volumes: [{ name: "v", persistentVolumeClaim: { claimName } }] };
  send(cluster, "POST", PODS, { body: podManifest(name, { image: "kubetm/app", spec }) });
}

describe("dynamic provisioning", () => {
  it("CTRL-80 makes a volume on the node of the first pod, and takes it away with the claim", () => {
    const cluster = newCluster();
    claim(cluster, "data");
    pass(cluster, 60);
    expect(get<PersistentVolumeClaim>(cluster, "persistentvolumeclaims", "data")?.status?.phase).toBe("Pending");
    user(cluster, "writer", "data");
    pass(cluster, 60);
    const bound = get<PersistentVolumeClaim>(cluster, "persistentvolumeclaims", "data");
    const pod = get<Pod>(cluster, "pods", "writer");
    expect([bound?.status?.phase, bound?.spec?.volumeName, pod?.status?.phase]).toEqual([
      "Bound",
      `pvc-${bound?.metadata.uid}`,
      "Running",
    ]);
    const volume = get<PersistentVolume>(cluster, "persistentvolumes", bound?.spec?.volumeName ?? "", "");
    expect(volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms?.[0]?.matchExpressions?.[0]?.values).toEqual([
      pod?.spec.nodeName,
    ]);
    send(cluster, "DELETE", `${PODS}/writer`);
    pass(cluster, 60);
    send(cluster, "DELETE", `${CLAIMS}/data`);
    pass(cluster, 60);
    expect([...cluster.store.list("persistentvolumes")]).toEqual([]);
  });

  it("CTRL-81 refuses access modes a folder does not have, again and again", () => {
    const cluster = newCluster();
    claim(cluster, "shared", "ReadWriteMany");
    user(cluster, "writer", "shared");
    pass(cluster, 60);
    const events = [...cluster.store.list("events", "default")] as unknown as { reason: string; message: string }[];
    expect(events.find(({ reason }) => reason === "ProvisioningFailed")?.message).toBe(
      'failed to provision volume with StorageClass "local-path": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
    );
    expect(get<Pod>(cluster, "pods", "writer")?.status?.phase).toBe("Pending");
  });
});
