import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});
function run(spec: object): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest("p", { spec }) });
  expect(status, JSON.stringify(body)).toBe(201);
}
const pod = (): Pod => get<Pod>(cluster, "pods", "p") as Pod;
const first = () => pod().status?.containerStatuses?.[0];
const log = (more = ""): string => String(send(cluster, "GET", `${PODS}/p/log${more}`).body);
const events = (): readonly string[] =>
  ([...cluster.store.list("events", "default")] as Event[]).map(
    ({ type, reason, message }) => `${type} ${reason}: ${message}`,
  );
const sleeper = (more: object = {}) => ({
  name: "c",
  image: "busybox",
  command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; while true; do sleep 1 & wait $!; done"],
  ...more,
});

describe("variables that refer to each other", () => {
  const doubled = (count: number): readonly object[] => [
    { name: "E0", value: "0123456789" },
    ...Array.from({ length: count }, (_, index) => ({ name: `E${index + 1}`, value: `$(E${index})$(E${index})` })),
  ];

  it("KLT-83 more than Linux takes: the container does not begin, and nothing more is worked out", () => {
    run({ containers: [{ name: "c", image: "nginx", env: doubled(60) }] });
    pass(cluster, 20);
    expect(first()?.state).toMatchObject({ waiting: { reason: "CrashLoopBackOff" } });
    expect(first()?.lastState?.terminated).toMatchObject({
      reason: "StartError",
      exitCode: 128,
      message: expect.stringMatching(/: argument list too long$/),
    });
  });

  it("KLT-83 arguments count with them, each and all; below it begins", () => {
    run({
      containers: [
        sleeper({ name: "much", env: doubled(10), args: Array.from({ length: 300 }, () => "$(E10)") }),
        sleeper({ name: "fits", env: doubled(10), args: ["$(E10)"] }),
      ],
    });
    pass(cluster, 20);
    const states = pod().status?.containerStatuses?.map(({ name, state, lastState }) => [
      name,
      lastState?.terminated?.reason ?? Object.keys(state ?? {})[0],
    ]);
    expect(Object.fromEntries(states ?? [])).toEqual({ much: "StartError", fits: "running" });
  });
});

describe("hooks", () => {
  it("KLT-40 postStart runs in the container; one that fails takes the container with it", () => {
    run({
      containers: [
        sleeper({
          lifecycle: { postStart: { exec: { command: ["sh", "-c", "echo started > /tmp/x; test -f /tmp/y"] } } },
        }),
      ],
    });
    pass(cluster, 20);
    expect(events()).toContain("Warning FailedPostStartHook: PostStartHook failed");
    expect(events()).toContain("Normal Killing: FailedPostStartHook");
    expect(first()?.restartCount ?? 0).toBeGreaterThan(0);
    // It minds TERM.
    expect(first()?.lastState?.terminated?.exitCode).toBe(0);
  });

  it("KLT-41 preStop runs first, inside the grace; TERM comes after it", () => {
    run({ containers: [sleeper({ lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } } })] });
    pass(cluster, 20);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 4);
    expect(pod()).toBeDefined();
    expect(log()).not.toContain("bye");
    pass(cluster, 4);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-41 a preStop that fails is told of, and the container ends all the same", () => {
    run({ containers: [sleeper({ lifecycle: { preStop: { httpGet: { port: 1 } } } })] });
    pass(cluster, 20);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 4);
    expect(events()).toContain("Warning FailedPreStopHook: PreStopHook failed");
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-42 process 1 gets TERM: a trap ends it in order, without one it takes the whole grace", () => {
    run({
      terminationGracePeriodSeconds: 20,
      containers: [{ name: "c", image: "busybox", command: ["sleep", "1000"] }],
    });
    pass(cluster, 10);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 18);
    expect(get(cluster, "pods", "p")).toBeDefined();
    pass(cluster, 5);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-43 a program the image lacks: StartError, 128, in the runtime's words", () => {
    run({ containers: [{ name: "c", image: "busybox", command: ["nosuch"] }] });
    pass(cluster, 12);
    expect(first()?.lastState?.terminated).toMatchObject({
      exitCode: 128,
      reason: "StartError",
      message: expect.stringContaining('exec: "nosuch": executable file not found in $PATH'),
    });
  });
});

describe("resizing a running pod", () => {
  const resize = (resources: object): void => {
    const { status, body } = send(cluster, "PATCH", `${PODS}/p/resize`, {
      body: { spec: { containers: [{ name: "c", resources }] } },
    });
    expect(status, JSON.stringify(body)).toBe(200);
  };

  it("KLT-44 takes effect without a restart, and the status tells what the container has", () => {
    run({
      containers: [
        sleeper({ resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } } }),
      ],
    });
    pass(cluster, 20);
    resize({ requests: { cpu: "300m" }, limits: { cpu: "500m" } });
    pass(cluster, 5);
    expect(first()).toMatchObject({
      restartCount: 0,
      allocatedResources: { cpu: "300m", memory: "64Mi" },
      resources: { limits: { cpu: "500m" } },
    });
    expect(pod().status?.conditions?.some(({ type }) => type.startsWith("PodResize"))).toBe(false);
  });

  it("KLT-45 waits where the node has no room, and never happens where it could not", () => {
    run({ nodeName: "k8s-worker1", containers: [sleeper({ resources: { requests: { cpu: "100m" } } })] });
    send(cluster, "POST", PODS, {
      body: podManifest("other", {
        spec: { nodeName: "k8s-worker1", containers: [sleeper({ resources: { requests: { cpu: "1500m" } } })] },
      }),
    });
    pass(cluster, 20);
    const condition = () => pod().status?.conditions?.find(({ type }) => type === "PodResizePending");
    resize({ requests: { cpu: "1" } });
    pass(cluster, 5);
    expect(condition()).toMatchObject({
      status: "True",
      reason: "Deferred",
      message: "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000",
    });
    expect(first()?.allocatedResources?.["cpu"]).toBe("100m");
    resize({ requests: { cpu: "9" } });
    pass(cluster, 5);
    expect(condition()).toMatchObject({
      reason: "Infeasible",
      message: "Node didn't have enough capacity: cpu, requested: 9000, capacity: 2000",
    });
    resize({ requests: { cpu: "200m" } });
    pass(cluster, 5);
    expect(condition()).toBeUndefined();
    expect(first()?.allocatedResources?.["cpu"]).toBe("200m");
  });

  it("KLT-46 starts the container again where its policy says so", () => {
    run({
      containers: [
        sleeper({
          resizePolicy: [{ resourceName: "memory", restartPolicy: "RestartContainer" }],
          resources: { requests: { memory: "64Mi" }, limits: { memory: "64Mi" } },
        }),
      ],
    });
    pass(cluster, 20);
    resize({ requests: { memory: "128Mi" }, limits: { memory: "128Mi" } });
    pass(cluster, 5);
    expect(first()?.restartCount).toBe(1);
  });
});

describe("local storage", () => {
  it("KLT-47 a scratch volume over its size, or a container over its ephemeral-storage, gets the pod evicted", () => {
    run({
      restartPolicy: "Never",
      volumes: [{ name: "v", emptyDir: { sizeLimit: "10Mi" } }],
      containers: [
        sleeper({
          command: ["sh", "-c", "dd if=/dev/zero of=/v/x bs=1M count=20; sleep 1000"],
          volumeMounts: [{ name: "v", mountPath: "/v" }],
        }),
      ],
    });
    pass(cluster, 30);
    expect(pod().status).toMatchObject({
      phase: "Failed",
      reason: "Evicted",
      message: 'Usage of EmptyDir volume "v" exceeds the limit "10Mi". ',
    });
    send(cluster, "POST", PODS, {
      body: podManifest("q", {
        spec: {
          containers: [
            sleeper({
              command: ["sh", "-c", "fallocate -l 20M /tmp/x; sleep 1000"],
              resources: { limits: { "ephemeral-storage": "10Mi" } },
            }),
          ],
        },
      }),
    });
    pass(cluster, 30);
    expect(get<Pod>(cluster, "pods", "q")?.status?.message).toBe(
      'Container c exceeded its local ephemeral storage limit "10Mi". ',
    );
  });
});

describe("admission by the kubelet", () => {
  it("KLT-48 a pod put where its selector, its host ports or the number of pods do not fit is refused", () => {
    run({ nodeName: "k8s-worker1", nodeSelector: { disk: "ssd" }, containers: [sleeper()] });
    pass(cluster, 5);
    expect(pod().status).toMatchObject({
      phase: "Failed",
      reason: "NodeAffinity",
      message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    });
    const withPort = {
      nodeName: "k8s-worker1",
      containers: [sleeper({ ports: [{ containerPort: 80, hostPort: 8080 }] })],
    };
    for (const name of ["a", "b"]) send(cluster, "POST", PODS, { body: podManifest(name, { spec: withPort }) });
    pass(cluster, 5);
    expect(get<Pod>(cluster, "pods", "b")?.status).toMatchObject({ phase: "Failed", reason: "NodePorts" });
    for (let index = 0; index < 111; index++)
      send(cluster, "POST", PODS, {
        body: podManifest(`m${index}`, { spec: { nodeName: "k8s-worker2", containers: [sleeper()] } }),
      });
    pass(cluster, 5);
    expect(get<Pod>(cluster, "pods", "m110")?.status).toMatchObject({
      reason: "OutOfpods",
      message: "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110",
    });
  });
});
