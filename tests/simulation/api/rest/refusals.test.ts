import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../../server/simulation/cluster.ts";
import { newCluster, send } from "../../../support/clusters.ts";

const CONFIGS = "/api/v1/namespaces/default/configmaps";
const CLAIM_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const config = (name: string, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
});
const storageClass = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "sc" } };

const messageOf = ({ body }: { readonly body: unknown }): string => (body as { message: string }).message;
const causesOf = ({ body }: { readonly body: unknown }): string[] =>
  ((body as { details?: { causes?: { field: string }[] } }).details?.causes ?? []).map(({ field }) => field);
function made(cluster: Cluster, path: string, body: object): void {
  expect(send(cluster, "POST", path, { body }).status).toBe(201);
}

describe("what the API refuses and says beside an answer", () => {
  it("RES-62 an update is checked whole, and what may not change beside it", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, "/apis/storage.k8s.io/v1/storageclasses", { ...storageClass, provisioner: "a.b/c" });
    const changed = send(cluster, "PUT", "/apis/storage.k8s.io/v1/storageclasses/sc", {
      body: { ...storageClass, provisioner: "a.b/c", reclaimPolicy: "Keep" },
    });
    expect(changed.status).toBe(422);
    expect(messageOf(changed)).toContain(
      'reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain"',
    );
    expect(causesOf(changed)).toEqual(["reclaimPolicy", "reclaimPolicy"]);
  });

  it("RES-62 a volume's source is quoted under the names of Go's own type for volumes", () => {
    const cluster = newCluster({ frozen: true });
    const spec = { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] };
    const volume = { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "v" } };
    made(cluster, "/api/v1/persistentvolumes", { ...volume, spec: { ...spec, hostPath: { path: "/a" } } });
    const answer = send(cluster, "PUT", "/api/v1/persistentvolumes/v", {
      body: { ...volume, spec: { ...spec, csi: { driver: "a.b", volumeHandle: "h" } } },
    });
    expect(messageOf(answer)).toContain(
      '+ "CSI": {\n+  "Driver": "a.b",\n+  "VolumeHandle": "h",\n+  "ReadOnly": false,',
    );
  });

  it("RES-62 kinds that need the version of an update say so", () => {
    const cluster = newCluster({ frozen: true });
    const body = { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "r" }, handler: "runc" };
    made(cluster, "/apis/node.k8s.io/v1/runtimeclasses", body);
    const answer = send(cluster, "PUT", "/apis/node.k8s.io/v1/runtimeclasses/r", { body });
    expect(causesOf(answer)).toEqual(["metadata.resourceVersion"]);
  });

  it("RES-63 a deletion's body counts alone, whatever the query says", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, CONFIGS, config("a"));
    const body = { propagationPolicy: "Background" };
    expect(send(cluster, "DELETE", `${CONFIGS}/a?dryRun=All`, { body }).status).toBe(200);
    expect(send(cluster, "GET", `${CONFIGS}/a`).status).toBe(404);
  });

  it("RES-63 a body that is a patch by its type deletes nothing", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, CONFIGS, config("a"));
    const contentType = "application/json-patch+json";
    expect(send(cluster, "DELETE", `${CONFIGS}/a`, { body: {}, contentType }).status).toBe(415);
    expect(send(cluster, "GET", `${CONFIGS}/a`).status).toBe(200);
  });

  it("RES-64 the same owner named twice is kept once, with a warning", () => {
    const cluster = newCluster({ frozen: true });
    const owner = { apiVersion: "v1", kind: "Pod", name: "p", uid: "u1" };
    const answer = send(cluster, "POST", CONFIGS, { body: config("a", { ownerReferences: [owner, owner] }) });
    expect((answer.body as { metadata: { ownerReferences: object[] } }).metadata.ownerReferences).toEqual([owner]);
    expect(answer.warnings).toEqual([expect.stringContaining("duplicate UID(s) observed: u1")]);
  });

  it("RES-65 a list that is stored empty and always written is null", () => {
    const cluster = newCluster({ frozen: true });
    const body = { apiVersion: "v1", kind: "LimitRange", metadata: {}, spec: { limits: [] } };
    const answer = send(cluster, "POST", "/api/v1/namespaces/default/limitranges", { body });
    // A LimitRange without a name gets one.
    expect(answer.body).toMatchObject({
      metadata: { name: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      spec: { limits: null },
    });
    made(cluster, "/api/v1/namespaces/default/serviceaccounts", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default" },
    });
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "i" }] },
    };
    made(cluster, "/api/v1/namespaces/default/pods", pod);
  });

  it("RES-66 an access review's selectors and metadata are checked, and what cannot be read of them is told", () => {
    const cluster = newCluster({ frozen: true });
    const review = (resourceAttributes: object, metadata: object = {}) =>
      send(cluster, "POST", CLAIM_REVIEWS, {
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          metadata,
          spec: { resourceAttributes: { verb: "list", resource: "pods", ...resourceAttributes } },
        },
      });
    expect(causesOf(review({ fieldSelector: {} }, { name: "x" }))).toEqual([
      "spec.resourceAttributes.fieldSelector.requirements",
      "metadata",
    ]);
    const requirements = [
      { key: "a", operator: "In", values: ["b"] },
      { key: "a", operator: "Near" },
    ];
    expect(review({ fieldSelector: { requirements } }).body).toMatchObject({
      status: { evaluationError: "spec.resourceAttributes.fieldSelector partially ignored due to parse error" },
    });
  });

  it("RES-67 a continue token that is no token says where it stops being one", () => {
    const cluster = newCluster({ frozen: true });
    expect(messageOf(send(cluster, "GET", `${CONFIGS}?continue=abc/x`))).toBe(
      "invalid continue token: continue key is not valid: illegal base64 data at input byte 3",
    );
  });

  it("RES-67 a body without a name, and one of another object, are told from the path's", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, CONFIGS, config("a"));
    expect(messageOf(send(cluster, "PUT", `${CONFIGS}/a`, { body: { ...config("a"), metadata: {} } }))).toBe(
      "the name of the object (a based on URL) was undeterminable: name must be provided",
    );
    const other = send(cluster, "PUT", `${CONFIGS}/a`, { body: config("a", { uid: "77" }) });
    expect(messageOf(other)).toContain("StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a,");
  });

  it("RES-68 a strategic patch's directive on what is not there does nothing", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, CONFIGS, config("a"));
    const body = { metadata: { labels: { $patch: "replace", a: "b" } } };
    expect(send(cluster, "PATCH", `${CONFIGS}/a`, { body }).body).not.toHaveProperty("metadata.labels");
  });

  it("RES-68 members that no operation of a JSON patch knows are warned of", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, CONFIGS, config("a"));
    const body = [{ op: "add", path: "/data", value: { a: "1" }, extra: 1 }];
    const contentType = "application/json-patch+json";
    expect(send(cluster, "PATCH", `${CONFIGS}/a`, { body, contentType }).warnings).toEqual([
      'json patch unknown field "[0].extra"',
    ]);
  });

  it("RES-68 what a patch is comes before what is patched", () => {
    const cluster = newCluster({ frozen: true });
    expect(send(cluster, "PATCH", `${CONFIGS}/none`, { body: {}, contentType: "application/json" }).status).toBe(415);
  });

  it("RES-69 a status write of a policy leaves its labels, and a PUT without a phase gets the first one", () => {
    const cluster = newCluster({ frozen: true });
    const range = {
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      metadata: { name: "more" },
      spec: { cidrs: ["10.200.0.0/24"] },
    };
    made(cluster, "/apis/networking.k8s.io/v1/servicecidrs", range);
    const body = { metadata: { labels: { a: "b" } }, status: {} };
    const contentType = "application/merge-patch+json";
    const patched = send(cluster, "PATCH", "/apis/networking.k8s.io/v1/servicecidrs/more/status", {
      body,
      contentType,
    });
    expect(patched.body).not.toHaveProperty("metadata.labels");
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "c" }, spec };
    made(cluster, "/api/v1/namespaces/default/persistentvolumeclaims", claim);
    const written = send(cluster, "PUT", "/api/v1/namespaces/default/persistentvolumeclaims/c/status", { body: claim });
    expect(written.body).toMatchObject({ status: { phase: "Pending" } });
  });

  it("RES-70 a deletion that goes on keeps how its pod is to go", () => {
    const cluster = newCluster({ frozen: true });
    made(cluster, "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } });
    send(cluster, "DELETE", "/api/v1/namespaces/n", { body: { propagationPolicy: "Foreground" } });
    const again = send(cluster, "DELETE", "/api/v1/namespaces/n", { body: { propagationPolicy: "Background" } });
    expect(again.body).toMatchObject({ metadata: { finalizers: ["foregroundDeletion"] } });
  });

  it("RES-70 Events own nothing that is collected: they go at once", () => {
    const cluster = newCluster({ frozen: true });
    const involvedObject = { kind: "Pod", name: "p", namespace: "default" };
    made(cluster, "/api/v1/namespaces/default/events", {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e" },
      involvedObject,
    });
    const body = { propagationPolicy: "Foreground" };
    expect(send(cluster, "DELETE", "/api/v1/namespaces/default/events/e", { body }).body).toMatchObject({
      status: "Success",
    });
  });
});
