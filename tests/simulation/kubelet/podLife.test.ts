import { beforeEach, describe, expect, it } from "vitest";
import type { ContainerStatus, Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
  pass(cluster, 1);
});

const sh = (name: string, script: string, more: object = {}): object => ({
  name,
  image: "busybox",
  command: ["sh", "-c", script],
  ...more,
});
function run(spec: { readonly containers: readonly object[]; readonly [field: string]: unknown }, name = "p"): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest(name, { spec }) });
  expect(status, JSON.stringify(body)).toBe(201);
}
const pod = (name = "p"): Pod => get<Pod>(cluster, "pods", name) as Pod;
const container = (name: string): ContainerStatus =>
  [...(pod().status?.initContainerStatuses ?? []), ...(pod().status?.containerStatuses ?? [])].find(
    (status) => status.name === name,
  ) as ContainerStatus;
const events = (): readonly string[] =>
  ([...cluster.store.list("events", "default")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === "p")
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
const condition = (type: string): object | undefined =>
  pod().status?.conditions?.find((candidate) => candidate.type === type);
const log = (name: string): string =>
  (cluster.kubelet?.logs.lines(`${pod().metadata.uid}/${name}`, false) ?? []).map(({ text }) => text).join("\n");

describe("phases", () => {
  it("KLT-1 a pod is Succeeded or Failed by the codes of its containers when none is started again", () => {
    run({ restartPolicy: "Never", containers: [sh("a", "exit 0"), sh("b", "exit 3")] });
    pass(cluster, 30);
    expect(pod().status?.phase).toBe("Failed");
    expect(container("a").state?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
    expect(container("b").state?.terminated).toMatchObject({ exitCode: 3, reason: "Error" });
    expect(condition("Ready")).toMatchObject({ status: "False", reason: "PodFailed" });
    expect(condition("Initialized")).toMatchObject({ status: "True" });
  });

  it("KLT-2 init containers run one after another, and a failed one ends a pod that restarts nothing", () => {
    run({
      restartPolicy: "Never",
      initContainers: [sh("first", "sleep 5; exit 0"), sh("second", "exit 1")],
      containers: [sh("main", "sleep 1000")],
    });
    pass(cluster, 4);
    expect(container("second").state?.waiting?.reason).toBe("PodInitializing");
    expect(condition("Initialized")).toMatchObject({
      status: "False",
      reason: "ContainersNotInitialized",
      message: "containers with incomplete status: [first second]",
    });
    pass(cluster, 30);
    expect(pod().status?.phase).toBe("Failed");
    expect(container("main").state?.waiting?.reason).toBe("PodInitializing");
  });

  it("KLT-3 sidecars are stopped after the main containers, the last one first, and do not change the end", () => {
    run({
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 5,
      initContainers: [
        sh("one", "sleep infinity", { restartPolicy: "Always" }),
        sh("two", "sleep infinity", { restartPolicy: "Always" }),
      ],
      containers: [sh("main", "sleep 10; exit 0")],
    });
    pass(cluster, 10);
    expect(pod().status?.phase).toBe("Running");
    expect(container("one")).toMatchObject({ ready: true, started: true });
    pass(cluster, 30);
    expect(pod().status?.phase).toBe("Succeeded");
    expect(container("one").state?.terminated?.exitCode).toBe(137);
    const ended = (name: string): string => container(name).state?.terminated?.finishedAt ?? "";
    expect(ended("main") < ended("two")).toBe(true);
    expect(ended("two") < ended("one")).toBe(true);
    pass(cluster, 600);
    expect(container("one").restartCount).toBe(0);
    expect(events()).toContain("Normal Killing: Stopping container two");
  });

  it("KLT-4 a pod past its deadline is stopped with its grace, and is Failed once its containers ended", () => {
    run({
      activeDeadlineSeconds: 20,
      terminationGracePeriodSeconds: 10,
      containers: [sh("main", "sleep infinity")],
    });
    pass(cluster, 22);
    expect(pod().status?.phase).toBe("Running");
    expect(events()).toContain(
      "Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline",
    );
    expect(events()).toContain("Normal Killing: Stopping container main");
    pass(cluster, 15);
    expect(pod().status).toMatchObject({
      phase: "Failed",
      reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline",
    });
    expect(container("main").state?.terminated?.exitCode).toBe(137);
    expect(container("main").restartCount).toBe(0);
    pass(cluster, 600);
    expect(events().filter((text) => text.includes("DeadlineExceeded"))).toHaveLength(1);
  });

  it("KLT-5 a pod put where it does not fit is refused", () => {
    run({
      nodeName: "k8s-worker1",
      containers: [{ ...sh("main", "sleep infinity"), resources: { requests: { cpu: "3" } } }],
    });
    pass(cluster, 2);
    expect(pod().status).toMatchObject({
      phase: "Failed",
      reason: "OutOfcpu",
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
    });
  });
});

describe("restart rules", () => {
  it("KLT-12 a container's own policy and rules come before the pod's", () => {
    run({
      restartPolicy: "Never",
      containers: [
        sh("ruled", "exit 42", {
          restartPolicy: "Never",
          restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }],
        }),
        sh("plain", "exit 1"),
      ],
    });
    pass(cluster, 40);
    expect(container("ruled").restartCount).toBeGreaterThan(0);
    expect(container("plain")).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 1 } } });
    expect(pod().status?.phase).toBe("Running");
  });
});

describe("restart rules of init containers and by what they do not name", () => {
  it("KLT-12 NotIn, an init container's own rule, and a rule that no code meets", () => {
    const rule = (operator: string, values: readonly number[]) => ({
      restartPolicy: "Never",
      restartPolicyRules: [{ action: "Restart", exitCodes: { operator, values } }],
    });
    run({
      restartPolicy: "Never",
      volumes: [{ name: "v", emptyDir: {} }],
      initContainers: [
        sh("init", "test -e /v/once && exit 0; touch /v/once; exit 9", {
          ...rule("In", [9]),
          volumeMounts: [{ name: "v", mountPath: "/v" }],
        }),
      ],
      containers: [
        sh("others", "exit 3", rule("NotIn", [1])),
        sh("named", "exit 1", rule("NotIn", [1])),
        sh("stays", "sleep infinity"),
      ],
    });
    pass(cluster, 60);
    expect(container("init")).toMatchObject({ restartCount: 1, state: { terminated: { exitCode: 0 } } });
    expect(container("others").restartCount).toBeGreaterThan(0);
    expect(container("named")).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 1 } } });
    expect(pod().status?.phase).toBe("Running");
  });
});

describe("volumes", () => {
  it.each([
    [{ configMap: { name: "none" } }, 'configmap "none" not found'],
    [{ secret: { secretName: "none" } }, 'secret "none" not found'],
    [{ projected: { sources: [{ secret: { name: "none" } }] } }, 'secret "none" not found'],
  ])("KLT-13 a volume of %j waits until it is there", (source, why) => {
    run({
      volumes: [{ name: "files", ...source }],
      containers: [sh("main", "sleep 1000", { volumeMounts: [{ name: "files", mountPath: "/files" }] })],
    });
    pass(cluster, 20);
    expect(pod().status?.phase).toBe("Pending");
    expect(container("main").state?.waiting).toEqual({ reason: "ContainerCreating" });
    expect(condition("PodReadyToStartContainers")).toMatchObject({ status: "False" });
    expect(events()).toContain(`Warning FailedMount: MountVolume.SetUp failed for volume "files" : ${why}`);
    const kind = "configMap" in source ? "ConfigMap" : "Secret";
    send(cluster, "POST", `/api/v1/namespaces/default/${kind.toLowerCase()}s`, {
      body: { apiVersion: "v1", kind, metadata: { name: "none" } },
    });
    pass(cluster, 40);
    expect(pod().status?.phase).toBe("Running");
  });

  it("KLT-13 an optional one does not wait, a key that is not there does", () => {
    run({
      volumes: [{ name: "files", configMap: { name: "none", optional: true } }],
      containers: [sh("main", "sleep 1000")],
    });
    pass(cluster, 10);
    expect(pod().status?.phase).toBe("Running");
    run(
      {
        volumes: [{ name: "ca", configMap: { name: "kube-root-ca.crt", items: [{ key: "no", path: "x" }] } }],
        containers: [sh("main", "sleep 1000")],
      },
      "q",
    );
    pass(cluster, 10);
    expect(pod("q").status?.phase).toBe("Pending");
  });
});

describe("memory", () => {
  const stress = (limit: string): object => ({
    name: "hog",
    image: "polinux/stress",
    resources: { limits: { memory: limit } },
    command: ["stress"],
    args: ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"],
  });

  it("KLT-6 more memory than the limit is OOMKilled, 137, and backs off", () => {
    run({ containers: [stress("100Mi")] });
    pass(cluster, 30);
    expect(container("hog").lastState?.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
    expect(container("hog").state?.waiting?.reason).toBe("CrashLoopBackOff");
    expect(pod().status?.phase).toBe("Running");
  });

  it("KLT-6 below the limit it runs", () => {
    run({ containers: [stress("300Mi")] });
    pass(cluster, 30);
    expect(container("hog")).toMatchObject({ ready: true, restartCount: 0 });
  });
});

describe("environment", () => {
  it("KLT-7 values come from ConfigMaps, Secrets and the pod, and may refer to those before them", () => {
    for (const [kind, plural, data] of [
      ["ConfigMap", "configmaps", { level: "debug" }],
      ["Secret", "secrets", { password: "c2VzYW1l" }],
    ] as const)
      send(cluster, "POST", `/api/v1/namespaces/default/${plural}`, {
        body: { apiVersion: "v1", kind, metadata: { name: "settings" }, data },
      });
    run({
      containers: [
        sh("main", "echo $LEVEL $PASSWORD $NAME $URL $RAW $ALL_level; sleep 1000", {
          envFrom: [{ prefix: "ALL_", configMapRef: { name: "settings" } }],
          env: [
            { name: "LEVEL", valueFrom: { configMapKeyRef: { name: "settings", key: "level" } } },
            { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "settings", key: "password" } } },
            { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "URL", value: "http://$(NAME):80/$(UNKNOWN)" },
            { name: "RAW", value: "$$(NAME)" },
          ],
        }),
      ],
    });
    pass(cluster, 10);
    expect(log("main")).toBe("debug sesame p http://p:80/$(UNKNOWN) $(NAME) debug");
  });

  it.each([
    ["configMapKeyRef", "none", 'configmap "none" not found'],
    ["secretKeyRef", "none", 'secret "none" not found'],
    ["configMapKeyRef", "there", "couldn't find key k in ConfigMap default/there"],
    ["secretKeyRef", "there", "couldn't find key k in Secret default/there"],
  ])("KLT-8 what %s %s misses keeps the container from being created", (ref, name, message) => {
    for (const [kind, plural] of [
      ["ConfigMap", "configmaps"],
      ["Secret", "secrets"],
    ] as const)
      send(cluster, "POST", `/api/v1/namespaces/default/${plural}`, {
        body: { apiVersion: "v1", kind, metadata: { name: "there" } },
      });
    run({ containers: [sh("main", "sleep 1000", { env: [{ name: "X", valueFrom: { [ref]: { name, key: "k" } } }] })] });
    pass(cluster, 10);
    expect(container("main").state?.waiting).toEqual({ reason: "CreateContainerConfigError", message });
    expect(events()).toContain(`Warning Failed: Error: ${message}`);
    expect(pod().status?.phase).toBe("Pending");
  });
});

describe("probes", () => {
  it("KLT-9 a startup probe that never succeeds restarts its container, with a sidecar's events at the sidecar", () => {
    run({
      terminationGracePeriodSeconds: 0,
      initContainers: [
        sh("side", "sleep infinity", {
          restartPolicy: "Always",
          startupProbe: { exec: { command: ["cat", "/tmp/up"] }, periodSeconds: 1, failureThreshold: 2 },
        }),
      ],
      containers: [sh("main", "sleep infinity")],
    });
    pass(cluster, 8);
    expect(container("side").restartCount).toBeGreaterThan(0);
    expect(container("main").state?.waiting?.reason).toBe("PodInitializing");
    expect(events()).toContain("Normal Killing: Container side failed startup probe, will be restarted");
    const unhealthy = ([...cluster.store.list("events", "default")] as Event[]).find(
      ({ reason }) => reason === "Unhealthy",
    );
    expect(unhealthy?.involvedObject.fieldPath).toBe("spec.initContainers{side}");
    expect(unhealthy?.message).toBe("Startup probe failed: cat: can't open '/tmp/up': No such file or directory\n");
  });

  it("KLT-10 a gRPC probe fails where nothing listens", () => {
    run({
      containers: [
        { name: "main", image: "nginx", readinessProbe: { grpc: { port: 9000 }, periodSeconds: 1, timeoutSeconds: 2 } },
      ],
    });
    pass(cluster, 15);
    expect(container("main").ready).toBe(false);
    expect(events()).toContain(
      `Warning Unhealthy: Readiness probe failed: timeout: failed to connect service "${pod().status?.podIP}:9000" within 2s: context deadline exceeded`,
    );
  });

  it("KLT-11 a readiness gate holds the pod back until its condition is True, and says how it stands", () => {
    run({ readinessGates: [{ conditionType: "example.com/up" }], containers: [sh("main", "sleep infinity")] });
    pass(cluster, 10);
    expect(condition("ContainersReady")).toMatchObject({ status: "True" });
    expect(condition("Ready")).toMatchObject({
      status: "False",
      reason: "ReadinessGatesNotReady",
      message: 'corresponding condition of pod readiness gate "example.com/up" does not exist.',
    });
  });
});

describe("probes of a pod that ends", () => {
  const failing = (path: string): object => ({
    httpGet: { path, port: 8080 },
    periodSeconds: 5,
    failureThreshold: 100,
  });

  it("KLT-59 asks on whether it is ready, not whether it lives", () => {
    const probes = { readinessProbe: failing("/never"), livenessProbe: failing("/none") };
    run({ containers: [{ name: "app", image: "kubetm/app:v1", ...probes }] });
    pass(cluster, 40);
    const asked = (kind: string): number =>
      ([...cluster.store.list("events", "default")] as Event[])
        .filter(({ message }) => message?.startsWith(`${kind} probe failed: `))
        .reduce((sum, { count = 1 }) => sum + count, 0);
    const [ready, lives] = [asked("Readiness"), asked("Liveness")];
    expect(ready).toBeGreaterThan(2);
    // The course's image does not listen to TERM: it goes on for the whole grace.
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 29);
    expect(pod().metadata.deletionTimestamp).toBeDefined();
    expect(asked("Readiness") - ready).toBe(6);
    expect(asked("Liveness")).toBe(lives);
    pass(cluster, 5);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-59 does so past its deadline as well", () => {
    const probes = { readinessProbe: failing("/never"), startupProbe: failing("/none") };
    run({ activeDeadlineSeconds: 20, containers: [{ name: "app", image: "kubetm/app:v1", ...probes }] });
    pass(cluster, 60);
    expect(pod().status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
  });
});
