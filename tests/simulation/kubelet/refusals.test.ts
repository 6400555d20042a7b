/** What a kubelet does not start, and how it says so. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send, START } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

const run = (name: string, more: Parameters<typeof podManifest>[1]): void =>
  expect(send(cluster, "POST", PODS, { body: podManifest(name, more) }).status).toBe(201);
const pod = (name: string): Pod => get<Pod>(cluster, "pods", name) as Pod;
const waiting = (name: string): object | undefined => pod(name).status?.containerStatuses?.[0]?.state?.waiting;
const events = (name: string): readonly string[] =>
  ([...cluster.store.list("events")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

describe("KLT-56 who must not be root", () => {
  const nonRoot = { securityContext: { runAsNonRoot: true } };

  it.each<[string, object, string]>([
    ["nginx", nonRoot, "container has runAsNonRoot and image will run as root (pod: "],
    [
      "kubetm/app",
      { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
      "container's runAsUser breaks non-root policy (pod: ",
    ],
    [
      "curlimages/curl",
      nonRoot,
      "container has runAsNonRoot and image has non-numeric user (curl_user), cannot verify user is non-root (pod: ",
    ],
  ])("KLT-56 %s is not created", (image, container, text) => {
    run("p", { image, container });
    pass(cluster, 30);
    const message = `${text}"p_default(${pod("p").metadata.uid})", container: c)`;
    expect(waiting("p")).toEqual({ reason: "CreateContainerConfigError", message });
    expect(events("p")).toContain(`Warning Failed: Error: ${message}`);
    expect(pod("p").status?.phase).toBe("Pending");
  });

  it("KLT-56 another user, an image with a number, and an image nobody knows are created", () => {
    run("user", { image: "nginx", spec: { securityContext: { runAsNonRoot: true, runAsUser: 101 } } });
    run("number", { image: "registry.k8s.io/pause:3.10", container: nonRoot });
    run("unknown", { image: "example.com/own/server:1", container: nonRoot });
    run("container", {
      image: "nginx",
      container: { securityContext: { runAsNonRoot: false } },
      spec: { securityContext: { runAsNonRoot: true } },
    });
    pass(cluster, 60);
    for (const name of ["user", "number", "unknown", "container"]) expect(pod(name).status?.phase).toBe("Running");
  });
});

describe("KLT-57 claims of pods put by hand", () => {
  const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
  const spec = { nodeName: "k8s-worker1", volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] };
  const claim = (storageClassName: string): object => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: "1Gi" } } },
  });
  const unmounted =
    "Warning FailedMount: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC default/data: ";

  it("KLT-57 it waits for a claim that is not there, then for one that is not bound, and starts when it is", () => {
    run("p", { image: "nginx", spec, container: { volumeMounts: [{ name: "v", mountPath: "/v" }] } });
    pass(cluster, 30);
    expect(waiting("p")).toEqual({ reason: "ContainerCreating" });
    expect(events("p")).toContain(
      `${unmounted}failed to fetch PVC from API server: persistentvolumeclaims "data" not found`,
    );
    send(cluster, "POST", claims, { body: claim("manual") });
    pass(cluster, 120);
    expect(events("p")).toContain(`${unmounted}PVC is not bound`);
    send(cluster, "POST", "/api/v1/persistentvolumes", {
      body: {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: "pv-1" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          storageClassName: "manual",
          hostPath: { path: "/data" },
        },
      },
    });
    pass(cluster, 200);
    expect(pod("p").status?.phase).toBe("Running");
  });
});

describe("KLT-5 storage", () => {
  it("KLT-5 a pod put by hand where there is not so much storage is refused", () => {
    run("p", {
      image: "nginx",
      spec: { nodeName: "k8s-worker1" },
      container: { resources: { requests: { "ephemeral-storage": "60Gi" } } },
    });
    pass(cluster, 5);
    expect(pod("p").status).toMatchObject({
      phase: "Failed",
      reason: "OutOfephemeral-storage",
      message: `Pod was rejected: Node didn't have enough resource: ephemeral-storage, requested: ${60 * 2 ** 30}, used: 0, capacity: ${50 * 2 ** 30}`,
    });
  });
});

describe("KLT-58 images that must be there, and logs that are not", () => {
  it("KLT-58 ErrImageNeverPull", () => {
    run("p", { image: "nginx:1.27", container: { imagePullPolicy: "Never" } });
    pass(cluster, 5);
    const message = 'Container image "nginx:1.27" is not present with pull policy of Never';
    expect(waiting("p")).toEqual({ reason: "ErrImageNeverPull", message });
    expect(events("p")).toEqual(
      expect.arrayContaining([`Warning ErrImageNeverPull: ${message}`, "Warning Failed: Error: ErrImageNeverPull"]),
    );
  });

  it("KLT-58 a log says what its container waits for", () => {
    const log = (name: string, query = ""): unknown =>
      (send(cluster, "GET", `${PODS}/${name}/log${query}`).body as { readonly message?: string }).message;
    run("p", { image: "nginx" });
    pass(cluster, 1);
    expect(log("p")).toBe('container "c" in pod "p" is waiting to start: ContainerCreating');
    run("wrong", { image: "nginx:nosuchtag" });
    pass(cluster, 60);
    expect(log("wrong")).toMatch(
      /^container "c" in pod "wrong" is waiting to start: (trying and failing to pull image|image can't be pulled)$/,
    );
    expect(log("p", "?previous=true")).toBe('previous terminated container "c" in pod "p" not found');
    run("init", {
      spec: { initContainers: [{ name: "i", image: "busybox", command: ["sleep", "infinity"] }] },
    });
    pass(cluster, 5);
    expect(log("init", "?container=c")).toBe('container "c" in pod "init" is waiting to start: PodInitializing');
    run("free", { spec: { nodeSelector: { disk: "none" } } });
    expect(
      (send(cluster, "POST", `${PODS}/free/exec?command=ls&stdout=true`).body as { readonly message?: string }).message,
    ).toBe("pod free does not have a host assigned");
    run("two", {
      spec: {
        containers: [
          { name: "a", image: "nginx" },
          { name: "b", image: "busybox" },
        ],
      },
    });
    pass(cluster, 1);
    expect(log("two")).toBe("a container name must be specified for pod two, choose one of: [a b]");
  });
});

describe("KLT-49 a node's disk", () => {
  const filler = (name: string, more: object = {}): void =>
    run(name, {
      image: "busybox",
      container: {
        command: ["sh", "-c", "fallocate -l 19G /tmp/x; sleep 100000"],
        ...more,
      },
      spec: { nodeName: "k8s-worker1", restartPolicy: "Never" },
    });
  const pressure = (of: Cluster): string | undefined =>
    get<Node>(of, "nodes", "k8s-worker1", "")?.status?.conditions?.find(({ type }) => type === "DiskPressure")?.status;

  it("KLT-49 pods over their request are evicted first, the condition and the taint stay five minutes", () => {
    filler("meant", { resources: { requests: { "ephemeral-storage": "20Gi" } } });
    filler("small");
    pass(cluster, 60);
    expect(pressure(cluster)).toBe("False");
    run("quiet", { image: "nginx", spec: { nodeName: "k8s-worker1" } });
    filler("last");
    pass(cluster, 30);
    const gone = ["meant", "small", "quiet", "last"].filter((name) => pod(name).status?.reason === "Evicted");
    expect(gone).toHaveLength(1);
    expect(["small", "last"]).toContain(gone[0]);
    expect(pod(gone[0] as string).status).toMatchObject({
      phase: "Failed",
      message:
        "The node was low on resource: ephemeral-storage. Threshold quantity: 5368709200, available: 0. Container c was using 19Gi, request is 0, has larger consumption of ephemeral-storage. ",
    });
    expect(pressure(cluster)).toBe("True");
    expect(events("k8s-worker1")).toEqual(
      expect.arrayContaining([
        "Warning EvictionThresholdMet: Attempting to reclaim ephemeral-storage",
        "Normal NodeHasDiskPressure: Node k8s-worker1 status is now: NodeHasDiskPressure",
      ]),
    );
    const tainted = (): boolean =>
      get<Node>(cluster, "nodes", "k8s-worker1", "")?.spec?.taints?.some(
        ({ key }) => key === "node.kubernetes.io/disk-pressure",
      ) ?? false;
    pass(cluster, 10);
    expect(tainted()).toBe(true);
    const copy = Cluster.restore(JSON.parse(JSON.stringify(cluster.snapshot())), {
      seed: 1,
      now: START,
      nodes: "course",
      freezeObjects: true,
    });
    pass(copy, 400);
    expect(pressure(copy)).toBe("False");
    pass(cluster, 400);
    expect(pressure(cluster)).toBe("False");
    expect(tainted()).toBe(false);
  });
});
