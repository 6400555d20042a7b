import { describe, expect, it } from "vitest";
import type { ControllerRevision, Event, Pod, StatefulSet } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster, type ClusterSnapshot } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, send, START } from "../../support/clusters.ts";

const SETS = "/apis/apps/v1/namespaces/default/statefulsets";
const RESOURCE = "statefulsets.apps";

function withSet(spec: object = {}): Cluster {
  const cluster = newCluster();
  const labels = { app: "db" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx:1" }] } };
  send(cluster, "POST", SETS, {
    body: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "db" },
      spec: { serviceName: "db", replicas: 3, selector: { matchLabels: labels }, template, ...spec },
    },
  });
  return cluster;
}

const pods = (cluster: Cluster): Pod[] => [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
const names = (cluster: Cluster): string[] =>
  pods(cluster)
    .map(({ metadata }) => metadata.name)
    .sort();
const images = (cluster: Cluster): string =>
  pods(cluster)
    .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))
    .map(({ spec }) => spec.containers[0]?.image)
    .join(" ");
const setImage = (cluster: Cluster, image: string) =>
  send(cluster, "PATCH", `${SETS}/db`, {
    body: { spec: { template: { spec: { containers: [{ name: "c", image }] } } } },
  });
const scale = (cluster: Cluster, replicas: number) =>
  send(cluster, "PATCH", `${SETS}/db`, { body: { spec: { replicas } } });

/** The sets of pods there were, each once, while time went on. */
function watchNames(cluster: Cluster, seconds: number): string[] {
  const seen: string[] = [];
  for (let step = 0; step < seconds * 10; step++) {
    pass(cluster, 0.1);
    const now = names(cluster).join(" ");
    if (seen[seen.length - 1] !== now) seen.push(now);
  }
  return seen;
}

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";

/** Two pods with a claim each, and volumes for them. */
function withClaims(policy: object): Cluster {
  const cluster = withSet({
    replicas: 2,
    persistentVolumeClaimRetentionPolicy: policy,
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  });
  for (let volume = 0; volume < 4; volume++) {
    send(cluster, "POST", "/api/v1/persistentvolumes", {
      body: {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: `v${volume}` },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "/data" },
        },
      },
    });
  }
  pass(cluster, 120);
  expect(names(cluster)).toEqual(["db-0", "db-1"]);
  return cluster;
}

const claims = (cluster: Cluster): string[] =>
  [...cluster.store.list("persistentvolumeclaims", "default")].map(({ metadata }) => metadata.name).sort();
const owners = (cluster: Cluster, claim: string): string[] =>
  (cluster.store.get("persistentvolumeclaims", "default", claim)?.metadata.ownerReferences ?? []).map(
    ({ kind, name }) => `${kind}/${name}`,
  );
const uidOf = (cluster: Cluster, claim: string): string | undefined =>
  cluster.store.get("persistentvolumeclaims", "default", claim)?.metadata.uid;
const messages = (cluster: Cluster): string[] =>
  ([...cluster.store.list("events", "default")] as unknown as Event[]).map(({ message }) => message ?? "");
const revisions = (cluster: Cluster): number[] =>
  ([...cluster.store.list("controllerrevisions.apps", "default")] as ControllerRevision[]).map(
    ({ revision }) => revision,
  );

describe("StatefulSets", () => {
  it("CTRL-3 come in order and go in reverse order", () => {
    const cluster = withSet();
    expect(watchNames(cluster, 60)).toEqual(["db-0", "db-0 db-1", "db-0 db-1 db-2"]);
    scale(cluster, 1);
    expect(watchNames(cluster, 90)).toEqual(["db-0 db-1 db-2", "db-0 db-1", "db-0"]);
    expect(get<StatefulSet>(cluster, RESOURCE, "db")?.status).toMatchObject({ replicas: 1, readyReplicas: 1 });
  });

  it("CTRL-3 all at once when Parallel", () => {
    expect(watchNames(withSet({ podManagementPolicy: "Parallel" }), 5)).toEqual(["db-0 db-1 db-2"]);
  });

  it("CTRL-3 keeps names and claims", () => {
    const volumeClaimTemplates = [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ];
    const cluster = withSet({ replicas: 1, volumeClaimTemplates });
    const capacity = { storage: "1Gi" };
    send(cluster, "POST", "/api/v1/persistentvolumes", {
      body: {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: "disk" },
        spec: { capacity, accessModes: ["ReadWriteOnce"], hostPath: { path: "/d" } },
      },
    });
    pass(cluster, 60);
    const [first] = pods(cluster);
    expect(first?.status?.phase).toBe("Running");
    expect(messages(cluster)).toEqual(
      expect.arrayContaining([
        "Create Claim data-db-0 Pod db-0 in StatefulSet db success",
        "Create Pod db-0 in StatefulSet db successful",
      ]),
    );
    expect(first?.metadata.labels).toMatchObject({
      "statefulset.kubernetes.io/pod-name": "db-0",
      "apps.kubernetes.io/pod-index": "0",
      "controller-revision-hash": expect.stringMatching(/^db-[0-9a-z]+$/),
    });
    send(cluster, "DELETE", "/api/v1/namespaces/default/pods/db-0");
    pass(cluster, 90);
    const [again] = pods(cluster);
    expect(again?.metadata.uid).not.toBe(first?.metadata.uid);
    expect(again?.spec.volumes).toContainEqual({ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } });
    expect(names(cluster)).toEqual(["db-0"]);
  });

  it("CTRL-4 rolls out highest first down to the partition, and finds an old revision again", () => {
    const cluster = withSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } });
    pass(cluster, 60);
    setImage(cluster, "nginx:2");
    pass(cluster, 180);
    expect(images(cluster)).toBe("nginx:1 nginx:2 nginx:2");
    send(cluster, "PATCH", `${SETS}/db`, { body: { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } } });
    pass(cluster, 120);
    expect(images(cluster)).toBe("nginx:2 nginx:2 nginx:2");
    const before = get<StatefulSet>(cluster, RESOURCE, "db")?.status;
    expect(before?.currentRevision).toBe(before?.updateRevision);
    setImage(cluster, "nginx:1");
    pass(cluster, 300);
    expect(images(cluster)).toBe("nginx:1 nginx:1 nginx:1");
    const revisions = [...cluster.store.list("controllerrevisions.apps", "default")] as unknown as {
      readonly revision: number;
    }[];
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
  });

  it("CTRL-11 number from where they begin, and count the partition from there", () => {
    const rollingUpdate = { partition: 2 };
    const cluster = withSet({ ordinals: { start: 5 }, updateStrategy: { type: "RollingUpdate", rollingUpdate } });
    pass(cluster, 60);
    expect(names(cluster)).toEqual(["db-5", "db-6", "db-7"]);
    setImage(cluster, "nginx:2");
    pass(cluster, 180);
    expect(images(cluster)).toBe("nginx:1 nginx:1 nginx:2");
  });

  it("CTRL-12 claims go with a pod that is scaled away, when the set says so", () => {
    const cluster = withClaims({ whenScaled: "Delete", whenDeleted: "Retain" });
    expect(owners(cluster, "data-db-1")).toEqual([]);
    scale(cluster, 1);
    pass(cluster, 0.1);
    expect(owners(cluster, "data-db-1")).toEqual(["Pod/db-1"]);
    pass(cluster, 120);
    expect(claims(cluster)).toEqual(["data-db-0"]);
    scale(cluster, 2);
    pass(cluster, 60);
    expect(claims(cluster)).toEqual(["data-db-0", "data-db-1"]);
  });

  it("CTRL-12 claims go with the set, when it says so, and stay when it no longer does", () => {
    const cluster = withClaims({ whenDeleted: "Delete" });
    expect(owners(cluster, "data-db-0")).toEqual(["StatefulSet/db"]);
    const retain = { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain" } } };
    send(cluster, "PATCH", `${SETS}/db`, { body: retain });
    pass(cluster, 10);
    expect(owners(cluster, "data-db-0")).toEqual([]);
    expect(messages(cluster)).toContain("Update Pod db-0 in StatefulSet db successful");
    send(cluster, "DELETE", `${SETS}/db`);
    pass(cluster, 120);
    expect(claims(cluster)).toEqual(["data-db-0", "data-db-1"]);
    const going = withClaims({ whenDeleted: "Delete" });
    send(going, "DELETE", `${SETS}/db`);
    pass(going, 120);
    expect(claims(going)).toEqual([]);
  });

  it("CTRL-12 a claim that is being deleted holds up its pod, and is made again", () => {
    const cluster = withClaims({});
    send(cluster, "PATCH", `${CLAIMS}/data-db-1`, {
      contentType: "application/merge-patch+json",
      body: { metadata: { finalizers: ["example.com/hold"] } },
    });
    send(cluster, "DELETE", `${CLAIMS}/data-db-1`);
    const before = uidOf(cluster, "data-db-1");
    send(cluster, "DELETE", "/api/v1/namespaces/default/pods/db-1");
    pass(cluster, 60);
    expect(names(cluster)).toEqual(["db-0"]);
    expect(messages(cluster)).toContain(
      "Create Pod db-1 in StatefulSet db failed error: pvc data-db-1 is being deleted",
    );
    send(cluster, "PATCH", `${CLAIMS}/data-db-1`, {
      contentType: "application/merge-patch+json",
      body: { metadata: { finalizers: null } },
    });
    pass(cluster, 600);
    expect(names(cluster)).toEqual(["db-0", "db-1"]);
    expect(uidOf(cluster, "data-db-1")).not.toBe(before);
  });

  it("CTRL-13 replaces a pod that failed", () => {
    const cluster = withSet({ replicas: 1 });
    pass(cluster, 30);
    const [before] = pods(cluster);
    send(cluster, "PATCH", "/api/v1/namespaces/default/pods/db-0/status", { body: { status: { phase: "Failed" } } });
    pass(cluster, 60);
    const [after] = pods(cluster);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(after?.status?.phase).toBe("Running");
    expect(messages(cluster)).toContain("Delete Pod db-0 in StatefulSet db successful");
  });

  it("CTRL-14 adopts what an earlier set left, and lets go what no longer matches", () => {
    const cluster = withSet();
    pass(cluster, 60);
    const before = pods(cluster).map(({ metadata }) => metadata.uid);
    const spec = get<StatefulSet>(cluster, RESOURCE, "db")?.spec;
    send(cluster, "DELETE", `${SETS}/db`, { body: { propagationPolicy: "Orphan" } });
    pass(cluster, 10);
    const body = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "db" },
      spec: { ...spec, replicas: 2 },
    };
    send(cluster, "POST", SETS, { body });
    pass(cluster, 60);
    expect(pods(cluster).map(({ metadata }) => metadata.uid)).toEqual(before.slice(0, 2));
    expect(revisions(cluster)).toEqual([1]);
    send(cluster, "PATCH", "/api/v1/namespaces/default/pods/db-1", {
      body: { metadata: { labels: { app: "other" } } },
    });
    pass(cluster, 10);
    expect(pods(cluster)[1]?.metadata.ownerReferences).toBeUndefined();
  });

  it("CTRL-15 keeps as many old revisions as it should, all with a negative limit", () => {
    for (const [revisionHistoryLimit, kept] of [
      [1, [3, 4]],
      [-1, [1, 2, 3, 4]],
    ] as const) {
      const cluster = withSet({ replicas: 1, revisionHistoryLimit });
      pass(cluster, 30);
      for (const image of ["nginx:2", "nginx:3", "nginx:4"]) {
        setImage(cluster, image);
        pass(cluster, 90);
      }
      expect(revisions(cluster).sort()).toEqual(kept);
    }
  });

  it("SIM-1 CTRL-4 goes on the same after a restore in the middle of a rollout", () => {
    const cluster = withSet();
    pass(cluster, 60);
    setImage(cluster, "nginx:2");
    pass(cluster, 3);
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as ClusterSnapshot;
    const copy = Cluster.restore(snapshot, { seed: 1, now: START, nodes: "course", freezeObjects: true });
    for (const each of [cluster, copy]) pass(each, 200);
    expect(images(copy)).toBe("nginx:2 nginx:2 nginx:2");
    expect(copy.store.revision).toBe(cluster.store.revision);
  });
});
