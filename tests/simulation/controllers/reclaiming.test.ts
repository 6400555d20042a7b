import { describe, expect, it } from "vitest";
import type {
  ClusterRole,
  Event,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
} from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { conditionTaints, withSchedulingTaints } from "../../../server/simulation/controllers/node/taints.ts";
import { get, newCluster, pass, PODS, podManifest, send } from "../../support/clusters.ts";

const ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

/** A claim is bound to a volume of some source and deleted; the volume then, if it is there. */
function reclaimed(cluster: Cluster, name: string, source: object, annotations = {}): PersistentVolume | undefined {
  const spec = { accessModes: ["ReadWriteOnce"], storageClassName: name };
  send(cluster, "POST", "/api/v1/persistentvolumes", {
    body: {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, annotations },
      spec: { ...spec, ...source, capacity: { storage: "1Gi" }, persistentVolumeReclaimPolicy: "Delete" },
    },
  });
  const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
  send(cluster, "POST", claims, {
    body: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name },
      spec: { ...spec, resources: { requests: { storage: "1Gi" } } },
    },
  });
  pass(cluster, 30);
  send(cluster, "DELETE", `${claims}/${name}`);
  pass(cluster, 30);
  return get<PersistentVolume>(cluster, "persistentvolumes", name, "");
}

describe("what is left behind", () => {
  it("CTRL-82 volumes go with their claim where they can be deleted, or fail", () => {
    const cluster = newCluster();
    expect(reclaimed(cluster, "tmp", { hostPath: { path: "/tmp/x" } })).toBeUndefined();
    const by = { "pv.kubernetes.io/provisioned-by": "rancher.io/local-path" };
    expect(reclaimed(cluster, "made", { hostPath: { path: "/data" } }, by)).toBeUndefined();
    const driver = { csi: { driver: "x.example.com", volumeHandle: "h" } };
    expect(reclaimed(cluster, "driver", driver)?.status?.phase).toBe("Released");
    expect(reclaimed(cluster, "data", { hostPath: { path: "/data" } })?.status).toMatchObject({
      phase: "Failed",
      message: "host_path deleter only supports /tmp/.+ but received provided /data",
    });
    expect(reclaimed(cluster, "share", { nfs: { server: "a", path: "/" } })?.status).toMatchObject({
      phase: "Failed",
      message: 'error getting deleter volume plugin for volume "share": no deletable volume plugin matched',
    });
    const told = ([...cluster.store.list("events", "default")] as unknown as Event[]).filter(
      ({ reason }) => reason === "VolumeFailedDelete",
    );
    expect(told.map(({ involvedObject, count }) => [involvedObject.name, count])).toEqual([
      ["data", 1],
      ["share", 1],
    ]);
  });

  it("CTRL-83 a claim stays as long as a pod names it, even one that has ended", () => {
    const cluster = newCluster();
    const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    send(cluster, "POST", claims, {
      body: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    });
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    const body = podManifest("done", { spec: { volumes, restartPolicy: "Never" } });
    send(cluster, "POST", PODS, { body });
    pass(cluster, 60);
    send(cluster, "PATCH", `${PODS}/done/status`, { body: { status: { phase: "Succeeded" } } });
    send(cluster, "DELETE", `${claims}/data`);
    pass(cluster, 60);
    expect(get(cluster, "persistentvolumeclaims", "data")?.metadata.deletionTimestamp).toBeDefined();
    send(cluster, "DELETE", `${PODS}/done`);
    pass(cluster, 60);
    expect(get(cluster, "persistentvolumeclaims", "data")).toBeUndefined();
  });

  it("CTRL-84 a claim takes the default class that comes later, and tells which pod waits", () => {
    const cluster = newCluster({ nodes: "none" });
    const classes = "/apis/storage.k8s.io/v1/storageclasses";
    const storageClass = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", provisioner: "example.com/x" };
    for (const { metadata } of [...cluster.store.list("storageclasses.storage.k8s.io")])
      send(cluster, "DELETE", `${classes}/${metadata.name}`);
    send(cluster, "POST", "/api/v1/namespaces/default/persistentvolumeclaims", {
      body: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    });
    pass(cluster, 1);
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    send(cluster, "POST", classes, {
      body: { ...storageClass, metadata: { name: "late", annotations }, volumeBindingMode: "WaitForFirstConsumer" },
    });
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    send(cluster, "POST", PODS, { body: podManifest("user", { spec: { volumes } }) });
    pass(cluster, 30);
    const claim = get<PersistentVolumeClaim>(cluster, "persistentvolumeclaims", "data");
    expect(claim?.spec?.storageClassName).toBe("late");
    const told = ([...cluster.store.list("events", "default")] as unknown as Event[]).filter(
      ({ involvedObject }) => involvedObject.name === "data",
    );
    expect(told.map(({ reason, message }) => `${reason}: ${message}`)).toContain(
      "WaitForPodScheduled: waiting for pod user to be scheduled",
    );
  });

  it("NODE-6 taints stand in the order of the node's conditions", () => {
    const condition = (type: string, status = "True") => ({ type, status });
    const conditions = ["PIDPressure", "MemoryPressure", "NetworkUnavailable", "DiskPressure"].map((type) =>
      condition(type),
    );
    const node = { metadata: { name: "n" }, spec: { unschedulable: true }, status: { conditions } };
    expect(conditionTaints(node as never)).toEqual(
      ["pid-pressure", "memory-pressure", "network-unavailable", "disk-pressure", "unschedulable"].map(
        (name) => `node.kubernetes.io/${name}`,
      ),
    );
    const silent = { ...node, spec: {}, status: { conditions: [condition("Ready", "Unknown")] } };
    expect(conditionTaints(silent as never)).toEqual(["node.kubernetes.io/unreachable"]);
    const unready = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
    const before = { ...silent, spec: { taints: [unready] } };
    const both = withSchedulingTaints(before as never, "add", "now");
    expect(both.spec?.taints?.map(({ key }) => key)).toEqual([unready.key, "node.kubernetes.io/unreachable"]);
    const after = withSchedulingTaints(both, "remove", "now");
    expect(after.spec?.taints?.map(({ key }) => key)).toEqual(["node.kubernetes.io/unreachable"]);
    expect(withSchedulingTaints(after, "add", "now")).toBe(after);
  });

  it("CTRL-88 a namespace says nothing of pods it waits for", () => {
    const cluster = newCluster();
    send(cluster, "POST", "/api/v1/namespaces", {
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "old" } },
    });
    pass(cluster, 5);
    send(cluster, "POST", "/api/v1/namespaces/old/pods", {
      body: { ...podManifest("held"), metadata: { name: "held", finalizers: ["example.com/hold"] } },
    });
    send(cluster, "POST", "/api/v1/namespaces/old/configmaps", {
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", finalizers: ["example.com/hold"] } },
    });
    const remaining = () =>
      get<Namespace>(cluster, "namespaces", "old", "")?.status?.conditions?.find(
        ({ type }) => type === "NamespaceContentRemaining",
      )?.reason;
    send(cluster, "DELETE", "/api/v1/namespaces/old");
    pass(cluster, 60);
    expect(remaining()).toBe("ContentRemoved");
    send(cluster, "PATCH", "/api/v1/namespaces/old/pods/held", { body: { metadata: { finalizers: null } } });
    pass(cluster, 60);
    expect(remaining()).toBe("SomeResourcesRemain");
  });

  it("CTRL-89 a ClusterRole that gathers nothing any more has no rules at all", () => {
    const cluster = newCluster();
    const kind = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
    const clusterRoleSelectors = [{ matchLabels: { part: "yes" } }];
    send(cluster, "POST", ROLES, {
      body: { ...kind, metadata: { name: "whole" }, aggregationRule: { clusterRoleSelectors }, rules: [] },
    });
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
    send(cluster, "POST", ROLES, { body: { ...kind, metadata: { name: "part", labels: { part: "yes" } }, rules } });
    pass(cluster, 1);
    const whole = () => get<ClusterRole>(cluster, "clusterroles.rbac.authorization.k8s.io", "whole", "")?.rules;
    expect(whole()).toEqual(rules);
    send(cluster, "DELETE", `${ROLES}/part`);
    pass(cluster, 1);
    expect(whole()).toBeNull();
  });

  it("CTRL-90 a pod of a node that is gone fails at its generation and goes", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, {
      body: {
        ...podManifest("lost", { spec: { nodeName: "ghost" } }),
        metadata: { name: "lost", finalizers: ["example.com/hold"] },
      },
    });
    pass(cluster, 39);
    expect(get<Pod>(cluster, "pods", "lost")?.status?.phase).toBe("Pending");
    pass(cluster, 2);
    const lost = get<Pod>(cluster, "pods", "lost");
    expect(lost?.status).toMatchObject({ phase: "Failed", observedGeneration: 1 });
    expect(lost?.metadata.deletionTimestamp).toBeDefined();
  });
});
