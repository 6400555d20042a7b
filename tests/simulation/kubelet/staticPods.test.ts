/** Static pods and the control plane that runs as them. */
import { describe, expect, it } from "vitest";
import type { ConfigMap, Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { DnsLookup } from "../../../server/protocol/network.ts";
import { Cluster } from "../../../server/simulation/cluster.ts";
import { container, script } from "../../shell/terminal.ts";
import { get, newCluster, pass, podManifest, PODS, send, START } from "../../support/clusters.ts";

const SYSTEM = "/api/v1/namespaces/kube-system/pods";
const MASTER = { kind: "node", node: "k8s-master" } as const;
const SCHEDULER = "kube-scheduler-k8s-master";

const courseRoom = (): Cluster => newCluster({ systemPods: true });
const system = (cluster: Cluster, name: string): Pod | undefined => get<Pod>(cluster, "pods", name, "kube-system");
const log = (cluster: Cluster, name: string): unknown => send(cluster, "GET", `${PODS}/${name}/log`).body;

function manifest(name: string, line: string): string {
  return [
    "apiVersion: v1",
    "kind: Pod",
    "metadata:",
    `  name: ${name}`,
    "spec:",
    "  containers:",
    "  - name: c",
    "    image: busybox",
    `    command: [sh, -c, 'echo ${line}; while true; do sleep 5; echo again >> /tmp/ticks; done']`,
  ].join("\\n");
}

const write = (file: string, text: string): string => `printf '%b' "${text}" > /etc/kubernetes/manifests/${file}`;

describe("the control plane", () => {
  it("KLT-62 begins with kubeadm's static pods and DNS on its own node, settled, and rests", () => {
    const cluster = courseRoom();
    expect(cluster.runtime.now).toBe(START);
    const pods = [...cluster.store.list("pods")] as Pod[];
    expect(pods.map(({ metadata }) => metadata.name.replace(/^(coredns)-.*/, "$1")).sort()).toEqual([
      "coredns",
      "coredns",
      "etcd-k8s-master",
      "kube-apiserver-k8s-master",
      "kube-controller-manager-k8s-master",
      SCHEDULER,
    ]);
    for (const { metadata, spec, status } of pods) {
      expect(metadata.namespace).toBe("kube-system");
      expect(spec.nodeName).toBe("k8s-master");
      expect(status?.containerStatuses?.map(({ ready, restartCount }) => [ready, restartCount])).toEqual([[true, 0]]);
      expect(Date.parse(metadata.creationTimestamp ?? "")).toBeLessThan(START - 60_000);
    }
    const requests = pods.map(({ spec }) => Number.parseInt(spec.containers[0]?.resources?.requests?.["cpu"] ?? "0"));
    expect(requests.reduce((sum, each) => sum + each)).toBe(850);
    expect(system(cluster, SCHEDULER)?.spec).toMatchObject({
      priorityClassName: "system-node-critical",
      hostNetwork: true,
    });
    expect(get<ConfigMap>(cluster, "configmaps", "coredns", "kube-system")?.data?.["Corefile"]).toContain("forward .");
    expect(cluster.nextDue("foreground")).toBeUndefined();
    const warnings = ([...cluster.store.list("events")] as Event[]).filter(({ type }) => type === "Warning");
    expect(warnings).toEqual([]);
  });

  it("KLT-60 a mirror says which file it is of, and belongs to its node", () => {
    const cluster = courseRoom();
    const { metadata, spec } = system(cluster, SCHEDULER) as Pod;
    const hash = metadata.annotations?.["kubernetes.io/config.hash"];
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(metadata.annotations).toMatchObject({
      "kubernetes.io/config.mirror": hash,
      "kubernetes.io/config.source": "file",
    });
    expect(metadata.annotations?.["kubernetes.io/config.seen"]).toMatch(/^2026-11-23T23:57:/);
    expect(metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: "v1", kind: "Node", name: "k8s-master", controller: true }),
    ]);
    expect(spec.tolerations).toContainEqual({ operator: "Exists", effect: "NoExecute" });
    expect(spec.serviceAccountName).toBeUndefined();
  });

  it.each([[""], ["?gracePeriodSeconds=0"]])(
    "KLT-61 a mirror that somebody deletes%s comes back, and its containers have not noticed",
    (query) => {
      const cluster = courseRoom();
      const before = system(cluster, SCHEDULER) as Pod;
      expect(send(cluster, "DELETE", `${SYSTEM}/${SCHEDULER}${query}`).status).toBe(200);
      pass(cluster, 3);
      const after = system(cluster, SCHEDULER) as Pod;
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
      expect(after.metadata.deletionTimestamp).toBeUndefined();
      expect(after.metadata.annotations).toEqual(before.metadata.annotations);
      expect(after.status?.containerStatuses).toEqual(before.status?.containerStatuses);
      expect(after.status?.startTime).toBe(before.status?.startTime);
      pass(cluster, 600);
      expect(system(cluster, SCHEDULER)?.status?.phase).toBe("Running");
      expect(cluster.nextDue("foreground")).toBeUndefined();
    },
  );

  it("KLT-61 it comes back after its node was stopped, and when everything in kube-system was deleted", () => {
    const cluster = courseRoom();
    expect(send(cluster, "DELETE", SYSTEM).status).toBe(200);
    pass(cluster, 120);
    expect([...cluster.store.byIndex("pods", "node", "k8s-master")].length).toBeGreaterThanOrEqual(4);
    send(cluster, "POST", "/api/v1/nodes/k8s-master/faults", { body: { type: "stop" } });
    pass(cluster, 20);
    send(cluster, "DELETE", `${SYSTEM}/${SCHEDULER}?gracePeriodSeconds=0`);
    pass(cluster, 20);
    expect(system(cluster, SCHEDULER)).toBeUndefined();
    send(cluster, "DELETE", "/api/v1/nodes/k8s-master/faults");
    pass(cluster, 120);
    expect(system(cluster, SCHEDULER)?.status?.containerStatuses?.[0]?.ready).toBe(true);
  });
});

describe("static pods of files", () => {
  it("KLT-60 KLT-61 a file written on a node is a pod, changed another, removed none", async () => {
    const cluster = newCluster();
    const node = { kind: "node", node: "k8s-worker1" } as const;
    await script(cluster, node, `mkdir -p /etc/kubernetes/manifests; ${write("web.yaml", manifest("web", "one"))}`);
    pass(cluster, 10);
    const first = get<Pod>(cluster, "pods", "web-k8s-worker1") as Pod;
    expect(first).toMatchObject({ spec: { nodeName: "k8s-worker1" }, status: { phase: "Running" } });
    expect(log(cluster, "web-k8s-worker1")).toContain("one");
    expect(([...cluster.store.list("events")] as Event[]).map(({ reason }) => reason)).not.toContain("Scheduled");

    // What its container wrote is still there under the new mirror, and it goes on writing.
    send(cluster, "DELETE", `${PODS}/web-k8s-worker1`);
    pass(cluster, 30);
    const ticks = await script(cluster, container("web-k8s-worker1"), "wc -l < /tmp/ticks");
    expect(Number(ticks.out)).toBeGreaterThanOrEqual(6);
    expect(get<Pod>(cluster, "pods", "web-k8s-worker1")?.metadata.uid).not.toBe(first.metadata.uid);

    await script(cluster, node, write("web.yaml", manifest("web", "two")));
    pass(cluster, 60);
    expect(log(cluster, "web-k8s-worker1")).toContain("two");
    await script(cluster, node, "rm /etc/kubernetes/manifests/web.yaml");
    pass(cluster, 60);
    expect(get(cluster, "pods", "web-k8s-worker1")).toBeUndefined();
  });

  it("KLT-60 a file that is no pod, or one the API server refuses, is none; a snapshot keeps the rest", async () => {
    const cluster = courseRoom();
    const before = [...cluster.store.list("pods")].length;
    await script(cluster, MASTER, `${write("a.yaml", "just: text")}; ${write("b.yaml", manifest("Not_A_Name", "x"))}`);
    pass(cluster, 10);
    expect([...cluster.store.list("pods")]).toHaveLength(before);
    await script(cluster, MASTER, "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/");
    pass(cluster, 60);
    expect(system(cluster, SCHEDULER)).toBeUndefined();
    const copy = Cluster.restore(JSON.parse(JSON.stringify(cluster.snapshot())), {
      seed: 1,
      now: 0,
      nodes: "course",
      freezeObjects: true,
    });
    await script(copy, MASTER, "mv /root/kube-scheduler.yaml /etc/kubernetes/manifests/");
    pass(copy, 60);
    expect(system(copy, SCHEDULER)?.status?.containerStatuses?.[0]?.ready).toBe(true);
  });

  it("KLT-63 who mounts a node's folders reads its manifests and writes none", async () => {
    const cluster = courseRoom();
    const volumes = [{ name: "host", hostPath: { path: "/" } }];
    const volumeMounts = [{ name: "host", mountPath: "/host" }];
    const body = podManifest("guest", {
      image: "busybox",
      container: { volumeMounts, command: ["sleep", "999"] },
      spec: { volumes, nodeName: "k8s-master", tolerations: [{ operator: "Exists" }] },
    });
    expect(send(cluster, "POST", PODS, { body }).status).toBe(201);
    pass(cluster, 30);
    const { out } = await script(
      cluster,
      container("guest"),
      [
        "cd /host/etc",
        "ls kubernetes/manifests",
        "echo x > kubernetes/manifests/x.yaml",
        "rm kubernetes/manifests/etcd.yaml",
        "rm -r kubernetes",
        "mv /host/etc /host/elsewhere",
        "echo fine > motd && cat motd",
        "ls kubernetes/manifests | wc -l",
      ].join("; "),
    );
    expect(out).toContain("kube-apiserver.yaml");
    expect(out).toMatch(/fine\n4\n$/);
    pass(cluster, 60);
    expect(system(cluster, "etcd-k8s-master")?.status?.phase).toBe("Running");
  });
});

describe("the cluster's DNS", () => {
  const resolve = (cluster: Cluster): DnsLookup =>
    send(cluster, "GET", "/api/v1/nodes/k8s-worker1/dns?name=kubernetes.default.svc.cluster.local&server=10.96.0.10")
      .body as DnsLookup;
  const coredns = "/apis/apps/v1/namespaces/kube-system/deployments/coredns";

  it("NET-7 answers while a pod behind kube-dns is ready and can be reached", () => {
    const cluster = courseRoom();
    expect(resolve(cluster)).toMatchObject({ replies: [{ status: "NOERROR" }] });
    send(cluster, "PATCH", coredns, { body: { spec: { replicas: 0 } } });
    pass(cluster, 40);
    expect(resolve(cluster).failure?.reason).toBe("dns-unreachable");
    send(cluster, "PATCH", coredns, { body: { spec: { replicas: 1 } } });
    pass(cluster, 40);
    expect(resolve(cluster).failure).toBeUndefined();
    send(cluster, "DELETE", "/api/v1/namespaces/kube-system/services/kube-dns");
    pass(cluster, 5);
    expect(resolve(cluster).failure?.reason).toBe("dns-unreachable");
  });

  it("NET-7 without such pods a cluster has its DNS elsewhere", () => {
    expect(resolve(newCluster())).toMatchObject({ replies: [{ status: "NOERROR" }] });
  });
});
