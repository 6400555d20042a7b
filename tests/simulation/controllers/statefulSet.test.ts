import { describe, expect, it } from "vitest";
import type { Pod, StatefulSet } from "../../../server/protocol/kubernetes/index.ts";
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
