import { describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { exportNamespace, exportSeen } from "../../../components/sharing/exportManifest.ts";
import { askOf, forkLink, manifestLink } from "../../../components/sharing/newRoomLink.ts";
import { packText, unpackText } from "../../../components/sharing/packText.ts";
import type { ObjectTable } from "../../../server/protocol/clusterState.ts";
import { objectKey } from "../../../server/protocol/messages.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { newCluster, pass, podManifest, send } from "../../support/clusters.ts";

const LABELS = { app: "web" };
const template = { metadata: { labels: LABELS }, spec: { containers: [{ name: "c", image: "kubetm/init" }] } };
const job = {
  template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "kubetm/init" }] } },
};
const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** Kind → path and object. */
const WRITTEN: readonly (readonly [string, object])[] = [
  ["/api/v1/namespaces/shop/pods", podManifest("alone", { labels: LABELS })],
  ["/api/v1/namespaces/shop/configmaps", { metadata: { name: "settings" }, data: { a: "1" } }],
  ["/api/v1/namespaces/shop/secrets", { metadata: { name: "key" }, type: "Opaque", data: { a: "MQ==" } }],
  ["/api/v1/namespaces/shop/serviceaccounts", { metadata: { name: "robot" } }],
  [
    "/api/v1/namespaces/shop/services",
    { metadata: { name: "web" }, spec: { selector: LABELS, ports: [{ port: 80 }] } },
  ],
  [
    "/api/v1/namespaces/shop/services",
    { metadata: { name: "headless" }, spec: { clusterIP: "None", selector: LABELS, ports: [{ port: 80 }] } },
  ],
  ["/api/v1/namespaces/shop/persistentvolumeclaims", { metadata: { name: "data" }, spec: claim }],
  [
    "/apis/apps/v1/namespaces/shop/deployments",
    { metadata: { name: "web" }, spec: { replicas: 2, selector: { matchLabels: LABELS }, template } },
  ],
  [
    "/apis/apps/v1/namespaces/shop/statefulsets",
    {
      metadata: { name: "db" },
      spec: {
        serviceName: "headless",
        selector: { matchLabels: LABELS },
        template,
        volumeClaimTemplates: [{ metadata: { name: "disk" }, spec: claim }],
      },
    },
  ],
  ["/apis/batch/v1/namespaces/shop/jobs", { metadata: { name: "once" }, spec: job }],
  [
    "/apis/batch/v1/namespaces/shop/cronjobs",
    { metadata: { name: "often" }, spec: { schedule: "*/5 * * * *", jobTemplate: { spec: job } } },
  ],
];

const PLURALS: { readonly [kind: string]: string } = {
  Namespace: "namespaces",
  ConfigMap: "configmaps",
  Secret: "secrets",
  ServiceAccount: "serviceaccounts",
  Service: "services",
  Pod: "pods",
  PersistentVolumeClaim: "persistentvolumeclaims",
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  Job: "jobs",
  CronJob: "cronjobs",
};

function tablesOf(cluster: Cluster): ReadonlyMap<string, ObjectTable> {
  const tables = new Map<string, ObjectTable>();
  for (const resource of cluster.store.resources())
    tables.set(
      resource,
      new Map(
        [...cluster.store.list(resource)].map((object) => [
          objectKey(object.metadata.namespace, object.metadata.name),
          object,
        ]),
      ),
    );
  return tables;
}

describe("TIME-7 a namespace as YAML", () => {
  test("TIME-7 another cluster takes it in its order and gives it out as the same", () => {
    const source = newCluster();
    send(source, "POST", "/api/v1/namespaces", { body: { metadata: { name: "shop" } } });
    pass(source, 1);
    for (const [path, object] of WRITTEN) {
      const { status, body } = send(source, "POST", path, { body: object });
      expect(status, JSON.stringify(body)).toBe(201);
    }
    pass(source, 400);
    const exported = exportNamespace(tablesOf(source), "shop");
    const names = exported.map(({ kind, metadata }) => `${String(kind)}/${(metadata as { name: string }).name}`);
    expect(names).toEqual([
      "Namespace/shop",
      "ServiceAccount/robot",
      "Secret/key",
      "ConfigMap/settings",
      "PersistentVolumeClaim/data",
      "PersistentVolumeClaim/disk-db-0",
      "Service/headless",
      "Service/web",
      "Pod/alone",
      "Deployment/web",
      "StatefulSet/db",
      "Job/once",
      "CronJob/often",
    ]);
    const text = exported.map((object) => stringify(object, { lineWidth: 0 })).join("---\n");
    for (const set of [
      "uid",
      "resourceVersion",
      "creationTimestamp",
      "managedFields",
      "status:",
      "nodeName",
      "ownerRef",
    ])
      expect(text.split("\n").filter((line) => line.includes(set))).toEqual([]);
    expect(text).not.toMatch(/clusterIP: (?!None)|kube-api-access|volumeName|controller-uid|podroom/);

    const other = newCluster({ seed: 2 });
    for (const document of parseAllDocuments(text)) {
      const object = document.toJS() as { kind: string; apiVersion: string; metadata: { namespace?: string } };
      const { kind, apiVersion, metadata } = object;
      const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
      const path = `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ""}/${PLURALS[kind]}`;
      const { status, body } = send(other, "POST", path, { body: object });
      expect(status, JSON.stringify(body)).toBe(201);
      // The namespace gets its ServiceAccount.
      pass(other, 1);
    }
    pass(other, 400);
    expect(exportNamespace(tablesOf(other), "shop")).toEqual(exported);
  });
  test("TIME-4 what one sees goes along from every namespace but the cluster's own, without the rights of people here", () => {
    const source = newCluster();
    send(source, "POST", "/api/v1/namespaces", { body: { metadata: { name: "shop" } } });
    pass(source, 1);
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } };
    for (const namespace of ["shop", "default", "kube-system"])
      expect(send(source, "POST", `/api/v1/namespaces/${namespace}/configmaps`, { body: settings }).status).toBe(201);
    const binding = {
      metadata: { name: "mina" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "podroom:1" }],
    };
    const bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings";
    expect(send(source, "POST", bindings, { body: binding }).status).toBe(201);
    pass(source, 5);
    const seen = exportSeen(tablesOf(source)).map(({ kind, metadata }) => {
      const { namespace = "", name } = metadata as { namespace?: string; name: string };
      return `${String(kind)} ${namespace}/${name}`;
    });
    expect(seen.sort()).toEqual(["ConfigMap default/settings", "ConfigMap shop/settings", "Namespace /shop"]);
  });
  test("TIME-7 what the cluster itself keeps in default is left out", () => {
    expect(exportNamespace(tablesOf(newCluster()), "default")).toEqual([]);
  });
});

describe("TIME-7 links that open a new room", () => {
  test("a packed text becomes the text again; what is no packed text, cut off or a bomb is none", () => {
    const text = "kind: Pod # 파드\n".repeat(400);
    const packed = packText(text);
    expect(packed).toMatch(/^[\w-]+$/);
    expect(packed.length).toBeLessThan(text.length / 20);
    expect(unpackText(packed)).toBe(text);
    for (const bad of ["", "%%%", "AAAA", packed.slice(0, packed.length / 2), packText("a".repeat(5 * 1024 * 1024))])
      expect(unpackText(bad)).toBeUndefined();
  });
  test("addresses are read as they are written", () => {
    const url = new URL(manifestLink("http://x", "kind: Pod\n"));
    expect(askOf(url.search, url.hash)).toEqual({ what: "manifest", yaml: "kind: Pod\n", name: "" });
    const fork = new URL(forkLink("http://x", "abc-1", 1_790_000_000_000.4));
    expect(askOf(fork.search, fork.hash)).toEqual({
      what: "fork",
      room: "abc-1",
      time: 1_790_000_000_000,
      token: undefined,
      name: "",
    });
    expect(askOf("?fork=abc-1", "#k=secret")).toMatchObject({ what: "fork", room: "abc-1", token: "secret" });
    expect(askOf("?yaml=kind%3A%20Pod&name=Lab", "")).toEqual({ what: "manifest", yaml: "kind: Pod", name: "Lab" });
    expect(askOf("", "")).toEqual({ what: "nothing" });
    for (const query of ["?fork=../x", "?fork=a&t=soon", "?z=%%"]) expect(askOf(query, "").what).toBe("unreadable");
  });
});
