/** How containers and pods come to an end, and what is told of it. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ContainerStatus, EndpointSlice, Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
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
const sh = (name: string, script: string, more: object = {}): object => ({
  name,
  image: "busybox",
  command: ["sh", "-c", script],
  ...more,
});
const polite = (name: string, more: object = {}): object =>
  sh(name, `trap 'echo ${name} ends; exit 0' TERM; while true; do sleep 1 & wait $!; done`, more);
const pod = (): Pod => get<Pod>(cluster, "pods", "p") as Pod;
const container = (name: string): ContainerStatus =>
  [...(pod().status?.initContainerStatuses ?? []), ...(pod().status?.containerStatuses ?? [])].find(
    (status) => status.name === name,
  ) as ContainerStatus;
const events = (): readonly string[] =>
  ([...cluster.store.list("events", "default")] as Event[]).map(
    ({ type, reason, message }) => `${type} ${reason}: ${message}`,
  );
const condition = (type: string): object | undefined =>
  pod().status?.conditions?.find((candidate) => candidate.type === type);
/** When a container said that it ends, ms; undefined while it did not. */
const said = (uid: string, name: string): number | undefined =>
  cluster.kubelet?.logs.lines(`${uid}/${name}`, false)?.find(({ text }) => text === `${name} ends`)?.at;

describe("KLT-64 the order at the end", () => {
  const sidecar = { restartPolicy: "Always" };

  it("KLT-64 when a pod is deleted its sidecars get TERM after the main containers ended, the last one first", () => {
    run({
      initContainers: [polite("one", sidecar), polite("two", sidecar)],
      containers: [sh("main", "trap 'sleep 4; exit 0' TERM; while true; do sleep 1 & wait $!; done")],
    });
    pass(cluster, 30);
    const { uid } = pod().metadata;
    const began = cluster.runtime.now;
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 3);
    // All are told of at once, though only the main container has been asked to end.
    for (const name of ["main", "one", "two"]) expect(events()).toContain(`Normal Killing: Stopping container ${name}`);
    expect([said(uid, "one"), said(uid, "two")]).toEqual([undefined, undefined]);
    const times: { [name: string]: number } = {};
    for (let tenth = 0; tenth < 100; tenth++) {
      pass(cluster, 0.1);
      for (const name of ["one", "two"]) times[name] ??= said(uid, name) as number;
    }
    expect(get(cluster, "pods", "p")).toBeUndefined();
    expect((times["two"] as number) - began).toBeGreaterThanOrEqual(4000);
    expect(times["two"]).toBeLessThanOrEqual(times["one"] as number);
  });

  it("KLT-64 their wait is part of the grace: when it is over they get TERM, and two seconds", () => {
    run({
      terminationGracePeriodSeconds: 6,
      initContainers: [polite("side", sidecar)],
      containers: [sh("main", "sleep infinity")],
    });
    pass(cluster, 30);
    const { uid } = pod().metadata;
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 5);
    expect(said(uid, "side")).toBeUndefined();
    pass(cluster, 5);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-64 at once its endpoint is not ready, though it serves until it has ended", () => {
    send(cluster, "POST", "/api/v1/namespaces/default/services", {
      body: { metadata: { name: "s" }, spec: { selector: { app: "p" }, ports: [{ port: 80 }] } },
    });
    send(cluster, "POST", PODS, {
      body: { metadata: { name: "p", labels: { app: "p" } }, spec: { containers: [sh("main", "sleep infinity")] } },
    });
    pass(cluster, 20);
    const conditions = (): object | undefined =>
      ([...cluster.store.list("endpointslices.discovery.k8s.io", "default")] as EndpointSlice[]).find(({ metadata }) =>
        metadata.name.startsWith("s-"),
      )?.endpoints?.[0]?.conditions;
    expect(conditions()).toEqual({ ready: true, serving: true, terminating: false });
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 1);
    expect(conditions()).toEqual({ ready: false, serving: true, terminating: true });
    pass(cluster, 40);
    expect(conditions()).toBeUndefined();
  });

  it("KLT-64 a second deletion may only hurry", () => {
    run({ terminationGracePeriodSeconds: 100, containers: [sh("main", "sleep infinity")] });
    pass(cluster, 20);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 2);
    send(cluster, "DELETE", `${PODS}/p?gracePeriodSeconds=200`);
    expect(pod().metadata.deletionGracePeriodSeconds).toBe(100);
    send(cluster, "DELETE", `${PODS}/p?gracePeriodSeconds=5`);
    expect(pod().metadata.deletionGracePeriodSeconds).toBe(5);
    pass(cluster, 8);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });

  it("KLT-64 finalizers keep the object, its containers ended, until the last is gone", () => {
    send(cluster, "POST", PODS, {
      body: {
        metadata: { name: "p", finalizers: ["example.com/hold"] },
        spec: { containers: [polite("main")] },
      },
    });
    pass(cluster, 20);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 60);
    expect(pod().metadata.deletionTimestamp).toBeDefined();
    expect(container("main").state?.terminated?.exitCode).toBe(0);
    send(cluster, "PATCH", `${PODS}/p`, {
      contentType: "application/json-patch+json",
      body: [{ op: "remove", path: "/metadata/finalizers" }],
    });
    pass(cluster, 2);
    expect(get(cluster, "pods", "p")).toBeUndefined();
  });
});

describe("KLT-65 codes and messages of an end", () => {
  it("KLT-65 TERM without a handler is 143 below process 1, KILL is 137, a missing handler costs the whole grace", () => {
    run({ restartPolicy: "Never", containers: [sh("main", "sleep 100 & kill $!; wait $!; exit $?")] });
    pass(cluster, 20);
    expect(container("main").state?.terminated).toMatchObject({ exitCode: 143, reason: "Error" });
  });

  it("KLT-65 what stands at terminationMessagePath is the message of the end, each start anew", () => {
    run({
      restartPolicy: "Never",
      containers: [
        sh("usual", "printf 'all is well' > /dev/termination-log"),
        sh("own", "echo 한국어 > /tmp/last; exit 3", { terminationMessagePath: "/tmp/last" }),
        sh("none", "echo only in the log; exit 1"),
        sh("long", "seq 2000 > /dev/termination-log; printf END >> /dev/termination-log"),
      ],
    });
    pass(cluster, 30);
    const message = (name: string): string | undefined => container(name).state?.terminated?.message;
    expect(message("usual")).toBe("all is well");
    expect(message("own")).toBe("한국어\n");
    expect(message("none")).toBeUndefined();
    expect(message("long")).toHaveLength(4096);
    expect(message("long")?.endsWith("1999\n2000\nEND")).toBe(true);
  });

  it("KLT-65 FallbackToLogsOnError takes the log's end where the file is empty and the code is not 0", () => {
    const policy = { terminationMessagePolicy: "FallbackToLogsOnError" };
    run({
      restartPolicy: "Never",
      containers: [
        sh("failed", "for i in $(seq 100); do echo line $i; done; exit 1", policy),
        sh("well", "echo fine", policy),
        sh("said", "echo log; echo file > /dev/termination-log; exit 1", policy),
      ],
    });
    pass(cluster, 30);
    const message = (name: string): string | undefined => container(name).state?.terminated?.message;
    const lines = message("failed")?.split("\n") ?? [];
    expect(lines).toHaveLength(81);
    expect([lines[0], lines[79]]).toEqual(["line 21", "line 100"]);
    expect(message("well")).toBeUndefined();
    expect(message("said")).toBe("file\n");
  });
});

describe("KLT-66 containers that could not be started wait", () => {
  it("KLT-66 a program that is not there: RunContainerError, then the back-off", () => {
    run({ containers: [{ name: "c", image: "busybox", command: ["nosuch"] }] });
    const seen = new Set<string | undefined>();
    for (let second = 0; second < 20; second++) {
      pass(cluster, 0.5);
      seen.add(container("c")?.state?.waiting?.reason);
    }
    expect([...seen]).toEqual(
      [undefined, "ContainerCreating", "RunContainerError", "CrashLoopBackOff"].slice(-seen.size),
    );
    expect(container("c").lastState?.terminated).toMatchObject({ exitCode: 128, reason: "StartError" });
  });

  it("KLT-66 one that is not started again tells its end: StartError", () => {
    run({ restartPolicy: "Never", containers: [{ name: "c", image: "busybox", command: ["nosuch"] }] });
    pass(cluster, 10);
    expect(container("c").state?.terminated).toMatchObject({ exitCode: 128, reason: "StartError" });
    expect(pod().status?.phase).toBe("Failed");
  });

  it("KLT-40 a postStart that fails: the container gets TERM and its grace, waits with PostStartHookError and the hook's words", () => {
    run({
      terminationGracePeriodSeconds: 5,
      containers: [
        sh("c", "sleep infinity", {
          lifecycle: { postStart: { exec: { command: ["sh", "-c", "echo out; echo wrong >&2; exit 4"] } } },
        }),
      ],
    });
    pass(cluster, 5);
    expect(events()).toContain("Warning FailedPostStartHook: PostStartHook failed");
    // While the hook and the kill go on nothing is told of the container.
    expect(container("c").state?.waiting?.reason).toBe("ContainerCreating");
    let waiting: { readonly reason?: string; readonly message?: string } | undefined;
    for (let tenth = 0; tenth < 100 && waiting?.reason !== "PostStartHookError"; tenth++) {
      pass(cluster, 0.1);
      waiting = container("c").state?.waiting;
    }
    expect(waiting).toEqual({
      reason: "PostStartHookError",
      message: `Exec lifecycle hook ([sh -c echo out; echo wrong >&2; exit 4]) for Container "c" in Pod "p_default(${pod().metadata.uid})" failed - error: command 'sh -c echo out; echo wrong >&2; exit 4' exited with 4: wrong\n, message: "out\\nwrong\\n"`,
    });
    expect(container("c").lastState?.terminated).toMatchObject({ exitCode: 137, reason: "Error" });
  });

  it("KLT-40 until the hook is done its container is not told to run, and the next one is not started", () => {
    run({
      containers: [polite("first", { lifecycle: { postStart: { sleep: { seconds: 20 } } } }), polite("second")],
    });
    pass(cluster, 15);
    expect(container("first").state?.waiting?.reason).toBe("ContainerCreating");
    expect(container("second").state?.waiting?.reason).toBe("ContainerCreating");
    pass(cluster, 20);
    expect(container("first")).toMatchObject({ ready: true, state: { running: {} } });
    expect(container("second")).toMatchObject({ ready: true, state: { running: {} } });
  });

  it("KLT-40 an httpGet hook has done its work with any answer", () => {
    run({
      containers: [{ name: "c", image: "nginx", lifecycle: { postStart: { httpGet: { path: "/none", port: 80 } } } }],
    });
    pass(cluster, 20);
    expect(container("c")).toMatchObject({ ready: true, restartCount: 0 });
  });
});

describe("KLT-67 rules that start the whole pod again", () => {
  it("KLT-67 all containers go without grace and begin anew, init containers first, in the same sandbox", () => {
    run({
      restartPolicy: "Never",
      initContainers: [sh("init", "echo again")],
      containers: [
        sh("main", "sleep infinity"),
        sh("watch", "test -e /s/seen && sleep infinity; touch /s/seen; sleep 10; exit 42", {
          restartPolicy: "Never",
          restartPolicyRules: [{ action: "RestartAllContainers", exitCodes: { operator: "In", values: [42] } }],
          volumeMounts: [{ name: "s", mountPath: "/s" }],
        }),
      ],
      volumes: [{ name: "s", emptyDir: {} }],
    });
    pass(cluster, 12);
    const ip = pod().status?.podIP;
    expect(condition("AllContainersRestarting")).toMatchObject({ status: "False" });
    let told: object | undefined;
    const reasons = new Set<string>();
    for (let tenth = 0; tenth < 200; tenth++) {
      pass(cluster, 0.1);
      const now = condition("AllContainersRestarting") as { readonly status: string };
      if (now.status === "True") told ??= now;
      reasons.add(container("main").state?.waiting?.reason ?? "running");
    }
    expect(events()).toContain("Normal Killing: killing");
    expect([...reasons]).toContain("RestartingAllContainers");
    expect(pod().status).toMatchObject({ phase: "Running", podIP: ip });
    for (const name of ["init", "main", "watch"])
      expect(container(name)).toMatchObject({
        restartCount: 1,
        lastState: {
          terminated: {
            exitCode: 137,
            reason: "RestartingAllContainers",
            message: "The container is removed because RestartAllContainers in place",
          },
        },
      });
    expect(condition("AllContainersRestarting")).toMatchObject({ status: "False" });
    expect(condition("Ready")).toMatchObject({ status: "True" });
  });
});
