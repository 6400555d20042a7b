import { expect, it } from "vitest";
import type { Event, PersistentVolume, PersistentVolumeClaim } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
const VOLUMES = "/api/v1/persistentvolumes";

function makeVolume(cluster: Cluster, name: string, spec: object = {}): void {
  send(cluster, "POST", VOLUMES, {
    body: {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "hand",
        capacity: { storage: "1Gi" },
        hostPath: { path: "/data" },
        ...spec,
      },
    },
  });
}

function makeClaim(cluster: Cluster, name: string, spec: object = {}): void {
  send(cluster, "POST", CLAIMS, {
    body: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "hand",
        resources: { requests: { storage: "1Gi" } },
        ...spec,
      },
    },
  });
}

const claim = (cluster: Cluster, name: string): PersistentVolumeClaim | undefined =>
  get<PersistentVolumeClaim>(cluster, "persistentvolumeclaims", name);
const volume = (cluster: Cluster, name: string): PersistentVolume | undefined =>
  get<PersistentVolume>(cluster, "persistentvolumes", name, "");

function told(cluster: Cluster, reason: string): readonly string[] {
  return ([...cluster.store.list("events", "default")] as unknown as Event[])
    .filter((event) => event.reason === reason)
    .map(({ message }) => message ?? "");
}

it("CTRL-100 of free volumes one with the fewest access modes is taken, of those the smallest", () => {
  const cluster = newCluster();
  makeVolume(cluster, "shared", { accessModes: ["ReadWriteOnce", "ReadWriteMany"] });
  makeVolume(cluster, "large", { capacity: { storage: "5Gi" } });
  makeVolume(cluster, "small", { capacity: { storage: "2Gi" } });
  pass(cluster, 1);
  makeClaim(cluster, "one");
  pass(cluster, 1);
  expect(claim(cluster, "one")?.spec?.volumeName).toBe("small");
});

it("CTRL-100 a volume that somebody reserved is its claim's whatever its class", () => {
  const cluster = newCluster();
  makeVolume(cluster, "other", { storageClassName: "else", claimRef: { namespace: "default", name: "one" } });
  makeVolume(cluster, "free");
  pass(cluster, 1);
  makeClaim(cluster, "one", { selector: { matchLabels: { tier: "fast" } } });
  pass(cluster, 1);
  expect(claim(cluster, "one")?.spec?.volumeName).toBe("other");
});

it("CTRL-101 a volume named by a claim it does not suit stays free, and the claim says why", () => {
  const cluster = newCluster();
  makeVolume(cluster, "small");
  makeVolume(cluster, "else", { storageClassName: "else" });
  makeVolume(cluster, "raw", { volumeMode: "Block" });
  makeVolume(cluster, "once");
  makeVolume(cluster, "taken", { claimRef: { namespace: "default", name: "nobody" } });
  pass(cluster, 1);
  makeClaim(cluster, "a", { volumeName: "small", resources: { requests: { storage: "2Gi" } } });
  makeClaim(cluster, "b", { volumeName: "else" });
  makeClaim(cluster, "c", { volumeName: "raw" });
  makeClaim(cluster, "d", { volumeName: "once", accessModes: ["ReadWriteMany"] });
  makeClaim(cluster, "e", { volumeName: "taken" });
  pass(cluster, 2);
  expect(["a", "b", "c", "d", "e"].map((name) => claim(cluster, name)?.status?.phase)).toEqual(
    Array<string>(5).fill("Pending"),
  );
  expect(told(cluster, "VolumeMismatch").toSorted()).toEqual([
    'Cannot bind to requested volume "else": storageClassName does not match',
    'Cannot bind to requested volume "once": incompatible accessMode',
    'Cannot bind to requested volume "raw": incompatible volumeMode',
    'Cannot bind to requested volume "small": requested PV is too small',
  ]);
  expect(told(cluster, "FailedBinding")).toEqual(['volume "taken" already bound to a different claim.']);
});

it("CTRL-102 a volume whose claim took another one is free again", () => {
  const cluster = newCluster();
  makeVolume(cluster, "first");
  pass(cluster, 1);
  makeClaim(cluster, "one");
  pass(cluster, 1);
  const uid = claim(cluster, "one")?.metadata.uid;
  makeVolume(cluster, "second", {
    claimRef: { kind: "PersistentVolumeClaim", namespace: "default", name: "one", uid },
  });
  pass(cluster, 1);
  expect(volume(cluster, "first")?.status?.phase).toBe("Bound");
  expect(volume(cluster, "second")?.status?.phase).toBe("Available");
  expect(volume(cluster, "second")?.spec?.claimRef?.uid).toBeUndefined();
});
