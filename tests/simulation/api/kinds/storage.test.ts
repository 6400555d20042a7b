import { describe, expect, it } from "vitest";
import type {
  HorizontalPodAutoscaler,
  Ingress,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
} from "../../../../server/protocol/kubernetes/index.ts";
import { get, newCluster, pass, podManifest, send } from "../../../support/clusters.ts";

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
const VOLUMES = "/api/v1/persistentvolumes";
const AUTOSCALERS = "namespaces/default/horizontalpodautoscalers";

const volume = (name: string, storage: string, storageClassName = "") => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: { capacity: { storage }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/data" }, storageClassName },
});
const claim = (name: string, storage: string, storageClassName = "") => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, storageClassName },
});

describe("autoscaling, networking and storage", () => {
  it("KIND3-1 keeps what autoscaling/v1 cannot say", () => {
    const cluster = newCluster({ frozen: true });
    const metrics = [
      { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "100Mi" } } },
    ];
    const spec = {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      metrics,
    };
    const body = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "web" }, spec };
    expect(send(cluster, "POST", `/apis/autoscaling/v2/${AUTOSCALERS}`, { body }).status).toBe(201);
    const older = send(cluster, "GET", `/apis/autoscaling/v1/${AUTOSCALERS}/web`).body as object;
    const changed = { ...older, spec: { ...(older as { spec: object }).spec, maxReplicas: 9 } };
    expect(send(cluster, "PUT", `/apis/autoscaling/v1/${AUTOSCALERS}/web`, { body: changed }).status).toBe(200);
    const stored = get<HorizontalPodAutoscaler>(cluster, "horizontalpodautoscalers.autoscaling", "web");
    expect(stored?.spec).toMatchObject({ maxReplicas: 9, metrics });
    expect(stored?.metadata.annotations).toBeUndefined();
  });

  it("KIND3-2 gives an Ingress the default class", () => {
    const cluster = newCluster({ frozen: true });
    send(cluster, "POST", "/apis/networking.k8s.io/v1/ingressclasses", {
      body: {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: { name: "public", annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
        spec: { controller: "k8s.io/ingress-nginx" },
      },
    });
    const ingress = (spec: object) =>
      send(cluster, "POST", "/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        body: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" }, spec },
      });
    expect(ingress({}).status).toBe(422);
    expect(ingress({ defaultBackend: { service: { name: "web", port: { number: 80 } } } }).status).toBe(201);
    expect(get<Ingress>(cluster, "ingresses.networking.k8s.io", "web")?.spec.ingressClassName).toBe("public");
  });

  it("KIND3-3 KIND3-4 binds the smallest volume that fits and protects what a pod uses", () => {
    const cluster = newCluster();
    for (const body of [volume("large", "5Gi"), volume("small", "1Gi"), volume("middle", "2Gi")])
      send(cluster, "POST", VOLUMES, { body });
    send(cluster, "POST", CLAIMS, { body: claim("data", "1500Mi") });
    pass(cluster, 1);
    const bound = get<PersistentVolumeClaim>(cluster, "persistentvolumeclaims", "data");
    expect(bound).toMatchObject({
      spec: { volumeName: "middle" },
      status: { phase: "Bound", capacity: { storage: "2Gi" } },
    });
    const spec = { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }] };
    send(cluster, "POST", "/api/v1/namespaces/default/pods", { body: podManifest("user", { spec }) });
    pass(cluster, 30);
    expect(get<Pod>(cluster, "pods", "user")?.status?.phase).toBe("Running");
    send(cluster, "DELETE", `${CLAIMS}/data`);
    pass(cluster, 30);
    expect(get(cluster, "persistentvolumeclaims", "data")?.metadata.deletionTimestamp).toBeDefined();
    send(cluster, "DELETE", "/api/v1/namespaces/default/pods/user");
    pass(cluster, 60);
    expect(get(cluster, "persistentvolumeclaims", "data")).toBeUndefined();
    expect(get<PersistentVolume>(cluster, "persistentvolumes", "middle", "")?.status?.phase).toBe("Released");
  });

  it("KIND3-5 lets a bound claim grow only where its class allows it", () => {
    const cluster = newCluster();
    send(cluster, "POST", VOLUMES, { body: volume("disk", "1Gi") });
    send(cluster, "POST", CLAIMS, { body: claim("data", "1Gi") });
    pass(cluster, 1);
    const grow = send(cluster, "PATCH", `${CLAIMS}/data`, {
      body: { spec: { resources: { requests: { storage: "2Gi" } } } },
    });
    expect([grow.status, JSON.stringify(grow.body)]).toEqual([403, expect.stringContaining("must support resize")]);
    const mode = send(cluster, "PATCH", `${CLAIMS}/data`, { body: { spec: { accessModes: ["ReadWriteMany"] } } });
    expect(mode.status).toBe(422);
  });

  it("KIND3-6 fills in a LimitRange's defaults and refuses what is outside", () => {
    const cluster = newCluster();
    pass(cluster, 1);
    send(cluster, "POST", "/api/v1/namespaces/default/limitranges", {
      body: {
        apiVersion: "v1",
        kind: "LimitRange",
        metadata: { name: "small" },
        spec: { limits: [{ type: "Container", default: { memory: "64Mi" }, max: { memory: "128Mi", cpu: "1" } }] },
      },
    });
    const make = (name: string, container: object) =>
      send(cluster, "POST", "/api/v1/namespaces/default/pods", { body: podManifest(name, { container }) });
    expect(make("plain", {}).status).toBe(201);
    expect(get<Pod>(cluster, "pods", "plain")?.spec.containers[0]?.resources).toEqual({
      limits: { cpu: "1", memory: "64Mi" },
      requests: { cpu: "1", memory: "64Mi" },
    });
    const refused = make("large", { resources: { limits: { memory: "1Gi", cpu: "2" } } });
    expect((refused.body as { message: string }).message).toBe(
      'pods "large" is forbidden: [maximum memory usage per Container is 128Mi, but limit is 1Gi, maximum cpu usage per Container is 1, but limit is 2]',
    );
  });

  it("KIND3-6 writes amounts canonically, and says by how much a limit exceeds a request", () => {
    const cluster = newCluster();
    pass(cluster, 1);
    const limits = [
      { type: "Container", max: { memory: "0.4Gi" }, maxLimitRequestRatio: { memory: "3" } },
      { type: "Pod", min: { memory: "0.2Gi" } },
    ];
    const range = { apiVersion: "v1", kind: "LimitRange", metadata: { name: "small" }, spec: { limits } };
    expect(send(cluster, "POST", "/api/v1/namespaces/default/limitranges", { body: range }).status).toBe(201);
    const make = (name: string, resources: object) =>
      send(cluster, "POST", "/api/v1/namespaces/default/pods", {
        body: podManifest(name, { container: { resources } }),
      });
    const messageOf = (body: unknown): string => (body as { message: string }).message;
    const large = make("large", { requests: { memory: "0.1Gi" }, limits: { memory: "0.5Gi" } });
    expect(messageOf(large.body)).toBe(
      'pods "large" is forbidden: [maximum memory usage per Container is 429496729600m, but limit is 512Mi, memory max limit to request ratio per Container is 3, but provided ratio is 5.000000, minimum memory usage per Pod is 214748364800m, but request is 107374182400m]',
    );
    const fine = make("fine", {});
    expect([fine.status, messageOf(fine.body)]).toEqual([201, undefined]);
    expect(get<Pod>(cluster, "pods", "fine")?.metadata.annotations?.["kubernetes.io/limit-ranger"]).toBe(
      "LimitRanger plugin set: memory request for container c; memory limit for container c",
    );
  });

  it("KIND3-7 says what is used and allowed, and which amounts are missing", () => {
    const cluster = newCluster();
    const hard = { pods: "1", "requests.memory": "1Gi", "limits.memory": "1Gi" };
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard } };
    send(cluster, "POST", "/api/v1/namespaces/default/resourcequotas", { body: quota });
    pass(cluster, 1);
    const make = (name: string, memory?: string) =>
      send(cluster, "POST", "/api/v1/namespaces/default/pods", {
        body: podManifest(name, memory ? { container: { resources: { limits: { memory } } } } : {}),
      }).body;
    expect(make("silent")).toMatchObject({
      code: 403,
      message: 'pods "silent" is forbidden: failed quota: q: must specify limits.memory for: c; requests.memory for: c',
    });
    make("first", "512Mi");
    expect(make("second", "0.8Gi")).toMatchObject({
      code: 403,
      message:
        'pods "second" is forbidden: exceeded quota: q, requested: limits.memory=858993459200m,pods=1,requests.memory=858993459200m, used: limits.memory=512Mi,pods=1,requests.memory=512Mi, limited: limits.memory=1Gi,pods=1,requests.memory=1Gi',
    });
  });

  it("KIND3-7 charges a quota for what is admitted, and gives back what ends", () => {
    const cluster = newCluster();
    send(cluster, "POST", "/api/v1/namespaces/default/resourcequotas", {
      body: { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "few" }, spec: { hard: { pods: "1" } } },
    });
    pass(cluster, 1);
    const make = (name: string, query = "") =>
      send(cluster, "POST", `/api/v1/namespaces/default/pods${query}`, { body: podManifest(name) }).status;
    const used = () => get<ResourceQuota>(cluster, "resourcequotas", "few")?.status?.used;
    expect([make("tried", "?dryRun=All"), used()]).toEqual([201, { pods: "0" }]);
    expect([make("a"), used()]).toEqual([201, { pods: "1" }]);
    expect(make("b")).toBe(403);
    send(cluster, "DELETE", "/api/v1/namespaces/default/pods/a");
    pass(cluster, 60);
    expect([used(), make("b")]).toEqual([{ pods: "0" }, 201]);
  });
});
