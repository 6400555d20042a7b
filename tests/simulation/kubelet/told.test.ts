/** What a pod's status tells of it: phase, conditions, addresses, resources. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, spec: object): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest(name, { spec }) });
  expect(status, JSON.stringify(body)).toBe(201);
}
const sh = (name: string, script: string, more: object = {}): object => ({
  name,
  image: "busybox",
  command: ["sh", "-c", script],
  ...more,
});
const pod = (name = "p"): Pod => get<Pod>(cluster, "pods", name) as Pod;
const conditions = (name = "p"): readonly string[] =>
  (pod(name).status?.conditions ?? []).map(({ type, status, reason }) =>
    [type, status, reason].filter(Boolean).join(" "),
  );
const message = (type: string): string | undefined =>
  pod().status?.conditions?.find((condition) => condition.type === type)?.message;
const events = (name: string): readonly string[] =>
  ([...cluster.store.list("events", "default")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, message: text }) => `${type} ${reason}: ${text}`);

describe("KLT-74 conditions", () => {
  it("KLT-74 before it is bound a pod has PodScheduled alone; then the kubelet's five, in its order", () => {
    run("p", { nodeSelector: { disk: "none" }, containers: [sh("a", "sleep infinity")] });
    pass(cluster, 5);
    expect(conditions()).toEqual(["PodScheduled False Unschedulable"]);
    run("q", {
      initContainers: [sh("i", "sleep 10")],
      containers: [
        sh("a", "sleep infinity"),
        sh("b", "sleep infinity", { readinessProbe: { exec: { command: ["false"] } } }),
      ],
    });
    pass(cluster, 6);
    expect(conditions("q")).toEqual([
      "PodReadyToStartContainers True",
      "Initialized False ContainersNotInitialized",
      "Ready False ContainersNotReady",
      "ContainersReady False ContainersNotReady",
      "PodScheduled True",
    ]);
    expect(pod("q").status?.phase).toBe("Pending");
    pass(cluster, 30);
    expect(conditions("q")).toEqual([
      "PodReadyToStartContainers True",
      "Initialized True",
      "Ready False ContainersNotReady",
      "ContainersReady False ContainersNotReady",
      "PodScheduled True",
    ]);
    expect(pod("q").status?.conditions?.find(({ type }) => type === "Ready")?.message).toBe(
      "containers with unready status: [b]",
    );
    expect(pod("q").status?.phase).toBe("Running");
  });

  it.each([
    [
      "exit 0",
      "Succeeded",
      ["Initialized True PodCompleted", "Ready False PodCompleted", "ContainersReady False PodCompleted"],
    ],
    ["exit 1", "Failed", ["Initialized True", "Ready False PodFailed", "ContainersReady False PodFailed"]],
  ])("KLT-74 of a pod that ended with %s they say %s", (script, phase, expected) => {
    run("p", { restartPolicy: "Never", containers: [sh("a", script)] });
    pass(cluster, 20);
    expect(pod().status?.phase).toBe(phase);
    expect(conditions()).toEqual(["PodReadyToStartContainers False", ...expected, "PodScheduled True"]);
    expect(message("Ready")).toBeUndefined();
  });

  it("KLT-74 what others wrote among them stays, in front; observedGeneration follows the spec", () => {
    run("p", { readinessGates: [{ conditionType: "example.com/up" }], containers: [sh("a", "sleep infinity")] });
    pass(cluster, 10);
    const set = (status: string): void => {
      const gate = { type: "example.com/up", status, lastProbeTime: null, lastTransitionTime: null };
      send(cluster, "PATCH", `${PODS}/p/status`, { body: { status: { conditions: [gate] } } });
      pass(cluster, 5);
    };
    set("False");
    expect(message("Ready")).toBe('the status of pod readiness gate "example.com/up" is not "True", but False');
    set("True");
    send(cluster, "PATCH", `${PODS}/p`, { body: { spec: { activeDeadlineSeconds: 1000 } } });
    pass(cluster, 5);
    expect(conditions()).toContain("Ready True");
    expect(conditions()[0]).toBe("example.com/up True");
    expect(pod().metadata.generation).toBe(2);
    expect(pod().status?.observedGeneration).toBe(2);
  });
});

describe("KLT-75 addresses", () => {
  it("KLT-75 a pod has an address of its own and its node's; with hostNetwork its node's alone, and its host's name", () => {
    run("own", { nodeName: "k8s-worker1", containers: [sh("a", "sleep infinity")] });
    run("host", { nodeName: "k8s-worker1", hostNetwork: true, containers: [sh("a", "hostname; sleep infinity")] });
    pass(cluster, 20);
    const hostIP = get<Node>(cluster, "nodes", "k8s-worker1", "")?.status?.addresses?.[0]?.address as string;
    expect(pod("own").status).toMatchObject({ hostIP, hostIPs: [{ ip: hostIP }] });
    expect(pod("own").status?.podIP).not.toBe(hostIP);
    expect(pod("own").status?.podIPs).toEqual([{ ip: pod("own").status?.podIP }]);
    expect(pod("host").status).toMatchObject({ hostIP, podIP: hostIP, podIPs: [{ ip: hostIP }] });
    expect(String(send(cluster, "GET", `${PODS}/host/log`).body)).toBe("k8s-worker1\n");
  });
});

describe("KLT-76 resizes are told of", () => {
  it("KLT-76 ResizeStarted and ResizeCompleted, ResizeDeferred, ResizeInfeasible, with what is asked for", () => {
    const spec = (cpu: string): object => ({
      nodeName: "k8s-worker1",
      containers: [sh("c", "sleep infinity", { resources: { requests: { memory: "64Mi", cpu } } })],
    });
    run("p", spec("100m"));
    run("other", spec("1500m"));
    pass(cluster, 20);
    const resize = (cpu: string): void => {
      const body = { spec: { containers: [{ name: "c", resources: { requests: { cpu } } }] } };
      expect(send(cluster, "PATCH", `${PODS}/p/resize`, { body }).status).toBe(200);
      pass(cluster, 5);
    };
    resize("200m");
    resize("1");
    resize("9");
    const told = (cpu: string, generation: number, error = ""): string =>
      `{"containers":[{"name":"c","resources":{"requests":{"cpu":"${cpu}","memory":"64Mi"}}}],"generation":${generation}${error}}`;
    expect(events("p").filter((text) => text.includes(" Resize"))).toEqual([
      `Normal ResizeStarted: Pod resize started: ${told("200m", 2)}`,
      `Normal ResizeCompleted: Pod resize completed: ${told("200m", 2)}`,
      `Warning ResizeDeferred: Pod resize Deferred: ${told("1", 3, ',"error":"Node didn\'t have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000"')}`,
      `Warning ResizeInfeasible: Pod resize Infeasible: ${told("9", 4, ',"error":"Node didn\'t have enough capacity: cpu, requested: 9000, capacity: 2000"')}`,
    ]);
  });
});

describe("KLT-77 files of ConfigMaps and Secrets", () => {
  const put = (kind: "ConfigMap" | "Secret", value: string, method: "POST" | "PUT" = "PUT"): void => {
    const plural = `/api/v1/namespaces/default/${kind.toLowerCase()}s`;
    const data = kind === "Secret" ? btoa(value) : value;
    const { status } = send(cluster, method, method === "POST" ? plural : `${plural}/settings`, {
      body: { apiVersion: "v1", kind, metadata: { name: "settings" }, data: { key: data } },
    });
    expect(status).toBeLessThan(300);
  };
  const source = (kind: "ConfigMap" | "Secret"): object =>
    kind === "ConfigMap" ? { configMap: { name: "settings" } } : { secret: { secretName: "settings" } };
  const env = (kind: "ConfigMap" | "Secret"): object => ({
    name: "KEY",
    valueFrom: { [kind === "ConfigMap" ? "configMapKeyRef" : "secretKeyRef"]: { name: "settings", key: "key" } },
  });
  /** What a container would print now: files of the volume, of a subPath, and its variable. */
  const seen = (name = "c"): string =>
    cluster.kubelet?.machines.look(pod(), name, (machine) => {
      const { files } = machine.around;
      return [files.read("/all/key"), files.read("/one"), machine.process(1)?.env["KEY"]].join(" ");
    }) ?? "";

  it.each(["ConfigMap", "Secret"] as const)(
    "KLT-77 a changed %s comes into volumes within 90 s, into a subPath and a variable when the container starts anew",
    (kind) => {
      put(kind, "old", "POST");
      const container = (name: string): object =>
        sh(name, "sleep infinity", {
          env: [env(kind)],
          volumeMounts: [
            { name: "v", mountPath: "/all" },
            { name: "v", mountPath: "/one", subPath: "key" },
          ],
        });
      run("p", { volumes: [{ name: "v", ...source(kind) }], containers: [container("c"), container("d")] });
      pass(cluster, 20);
      expect(seen()).toBe("old old old");
      put(kind, "new");
      pass(cluster, 25);
      expect(seen()).toBe("old old old");
      pass(cluster, 70);
      expect(seen()).toBe("new old old");
      cluster.kubelet?.kill(pod().metadata.uid, "c");
      pass(cluster, 20);
      expect(seen()).toBe("new new new");
      // The other container has not started anew.
      expect(seen("d")).toBe("new old old");
    },
  );

  it("KLT-77 a probe that looks at such a file sees it when it has come", () => {
    put("ConfigMap", "bad", "POST");
    run("p", {
      volumes: [{ name: "v", configMap: { name: "settings" } }],
      containers: [
        sh("c", "sleep infinity", {
          readinessProbe: { exec: { command: ["grep", "bad", "/all/key"] }, periodSeconds: 1, failureThreshold: 1 },
          volumeMounts: [{ name: "v", mountPath: "/all" }],
        }),
      ],
    });
    pass(cluster, 20);
    expect(pod().status?.containerStatuses?.[0]?.ready).toBe(true);
    put("ConfigMap", "good");
    pass(cluster, 120);
    expect(pod().status?.containerStatuses?.[0]?.ready).toBe(false);
  });

  it("KLT-77 one that is deleted stays in the containers that have it, and one that comes back replaces it", () => {
    put("ConfigMap", "old", "POST");
    run("p", {
      volumes: [{ name: "v", configMap: { name: "settings" } }],
      containers: [sh("c", "sleep infinity", { volumeMounts: [{ name: "v", mountPath: "/all" }] })],
    });
    pass(cluster, 20);
    const file = (): string | undefined =>
      cluster.kubelet?.machines.look(pod(), "c", ({ around: { files } }) => files.read("/all/key"));
    send(cluster, "DELETE", "/api/v1/namespaces/default/configmaps/settings");
    pass(cluster, 200);
    expect(file()).toBe("old");
    put("ConfigMap", "again", "POST");
    pass(cluster, 100);
    expect(file()).toBe("again");
  });

  it("KLT-82 a subPathExpr is expanded with the container's variables; one that is not there keeps it from being created", () => {
    const container = (name: string, subPathExpr: string): object =>
      sh(name, `echo from ${name} > /logs/x; sleep infinity`, {
        env: [{ name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        volumeMounts: [
          { name: "v", mountPath: "/logs", subPathExpr },
          { name: "v", mountPath: "/whole" },
        ],
      });
    run("p", {
      volumes: [{ name: "v", emptyDir: {} }],
      containers: [container("c", "$(POD)/c"), container("d", "$(NONE)/d")],
    });
    pass(cluster, 20);
    expect(cluster.kubelet?.machines.look(pod(), "c", ({ around: { files } }) => files.read("/whole/p/c/x"))).toBe(
      "from c\n",
    );
    expect(pod().status?.containerStatuses?.[1]?.state?.waiting).toEqual({
      reason: "CreateContainerConfigError",
      message: "missing value for NONE",
    });
  });

  it("KLT-77 the downward API's files follow labels; resources and addresses stand in variables", () => {
    run("p", {
      volumes: [
        { name: "v", downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
      ],
      containers: [
        sh("c", "echo $IP $NODE $CPU $MEM; sleep infinity", {
          resources: { requests: { cpu: "250m" }, limits: { memory: "64Mi" } },
          env: [
            { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
            { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
            { name: "CPU", valueFrom: { resourceFieldRef: { resource: "requests.cpu", divisor: "1m" } } },
            { name: "MEM", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
          ],
          volumeMounts: [{ name: "v", mountPath: "/all" }],
        }),
      ],
    });
    pass(cluster, 20);
    expect(String(send(cluster, "GET", `${PODS}/p/log`).body)).toBe(
      `${pod().status?.podIP} ${pod().spec.nodeName} 250 64\n`,
    );
    send(cluster, "PATCH", `${PODS}/p`, { body: { metadata: { labels: { tier: "web" } } } });
    pass(cluster, 100);
    expect(cluster.kubelet?.machines.look(pod(), "c", ({ around: { files } }) => files.read("/all/labels"))).toBe(
      'tier="web"',
    );
  });
});
