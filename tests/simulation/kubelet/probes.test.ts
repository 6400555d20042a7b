/** Probes of all kinds: what they ask, how often they must agree, and what comes of it. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ContainerStatus, Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

const AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.47";
function run(container: object, spec: object = {}): void {
  const { status, body } = send(cluster, "POST", PODS, {
    body: podManifest("p", { spec: { containers: [{ name: "c", ...container }], ...spec } }),
  });
  expect(status, JSON.stringify(body)).toBe(201);
}
const pod = (): Pod => get<Pod>(cluster, "pods", "p") as Pod;
const first = (): ContainerStatus => pod().status?.containerStatuses?.[0] as ContainerStatus;
const events = (reason: string): readonly Event[] =>
  ([...cluster.store.list("events", "default")] as Event[]).filter((event) => event.reason === reason);
const texts = (reason: string): readonly (string | undefined)[] => events(reason).map(({ message }) => message);
const ask = (rest: string) =>
  cluster.network.request({ kind: "node", name: "k8s-master" }, `http://${pod().status?.podIP}${rest}`);
/** Lets time pass until something holds; fails after so many seconds. */
function until(holds: () => boolean, seconds = 60): number {
  const began = cluster.runtime.now;
  for (let tenth = 0; tenth < seconds * 10 && !holds(); tenth++) pass(cluster, 0.1);
  expect(holds()).toBe(true);
  return (cluster.runtime.now - began) / 1000;
}

describe("KLT-10 what is asked", () => {
  it("KLT-10 an httpGet is told with the code outside 200 to 399, and as kube-probe to the server", () => {
    run({ image: "kubetm/app", readinessProbe: { httpGet: { path: "/health", port: 8080 }, periodSeconds: 2 } });
    until(() => first()?.ready === true);
    ask(":8080/status500");
    until(() => first().ready === false);
    expect(texts("Unhealthy")).toEqual(["Readiness probe failed: HTTP probe failed with statuscode: 500"]);
    expect(events("Unhealthy")[0]).toMatchObject({
      type: "Warning",
      involvedObject: { fieldPath: "spec.containers{c}" },
      source: { component: "kubelet", host: pod().spec.nodeName },
    });
    ask(":8080/status200");
    until(() => first().ready);
  });

  it("KLT-10 a redirect succeeds; nobody listening, a server that hangs up and one that is too slow are told in Go's words", () => {
    const probe = (path: string, port: number) => ({
      image: "stefanprodan/podinfo",
      readinessProbe: { httpGet: { path, port }, periodSeconds: 1 },
    });
    run({ image: AGNHOST, args: ["netexec"], readinessProbe: { httpGet: { path: "/redirect", port: 8080 } } });
    until(() => first()?.ready === true);
    for (const [container, words] of [
      [probe("/readyz", 1), "dial tcp IP:1: connect: connection refused"],
      [{ image: "redis", readinessProbe: { httpGet: { port: 6379 }, periodSeconds: 1 } }, "EOF"],
      [probe("/delay/3", 9898), "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"],
    ] as const) {
      cluster = newCluster();
      run(container);
      until(() => events("Unhealthy").length > 0);
      const { path = "/", port } = container.readinessProbe.httpGet as {
        readonly path?: string;
        readonly port: number;
      };
      const ip = pod().status?.podIP ?? "";
      expect(texts("Unhealthy")[0]).toBe(
        `Readiness probe failed: Get "http://${ip}:${port}${path}": ${words.replace("IP", ip)}`,
      );
      expect(first().ready).toBe(false);
    }
  });

  it("KLT-10 a tcpSocket asks for somebody who listens, at a port with a name too", () => {
    run({
      image: "redis",
      ports: [{ name: "redis", containerPort: 6379 }],
      readinessProbe: { tcpSocket: { port: "redis" }, periodSeconds: 1 },
      livenessProbe: { tcpSocket: { port: 99 }, periodSeconds: 1, failureThreshold: 100 },
    });
    until(() => first()?.ready === true);
    until(() => events("Unhealthy").length > 0);
    expect(texts("Unhealthy")[0]).toBe(
      `Liveness probe failed: dial tcp ${pod().status?.podIP}:99: connect: connection refused`,
    );
  });

  it("KLT-10 grpc asks a server that speaks the health protocol, and tells what it answers", () => {
    run({ image: AGNHOST, args: ["grpc-health-checking"], readinessProbe: { grpc: { port: 5000 }, periodSeconds: 1 } });
    until(() => first()?.ready === true);
    ask(":8080/make-not-serving");
    until(() => first().ready === false);
    expect(texts("Unhealthy")).toContain('Readiness probe failed: service unhealthy (responded with "NOT_SERVING")');
    ask(":8080/make-serving");
    until(() => first().ready);
  });

  it("KLT-10 to a web server grpc does not connect in time", () => {
    run({ image: "nginx", readinessProbe: { grpc: { port: 80 }, periodSeconds: 1 } });
    until(() => events("Unhealthy").length > 0);
    expect(texts("Unhealthy")[0]).toBe(
      `Readiness probe failed: timeout: failed to connect service "${pod().status?.podIP}:80" within 1s: context deadline exceeded`,
    );
  });

  it("KLT-68 an exec that cannot be started says nothing about its container: no failure counts", () => {
    run({
      image: "busybox",
      command: ["sleep", "infinity"],
      livenessProbe: { exec: { command: ["nosuch"] }, periodSeconds: 1 },
    });
    pass(cluster, 60);
    expect(first().restartCount).toBe(0);
    const id = first().containerID?.replace("containerd://", "");
    expect(texts("Unhealthy")[0]).toBe(
      `Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown`,
    );
  });

  it("KLT-68 one that takes longer than its timeout fails", () => {
    run({
      image: "busybox",
      command: ["sleep", "infinity"],
      readinessProbe: { exec: { command: ["sleep", "5"] }, periodSeconds: 1, timeoutSeconds: 2 },
    });
    until(() => events("Unhealthy").length > 0);
    expect(texts("Unhealthy")[0]).toBe('Readiness probe failed: command timed out: "sleep 5" timed out after 2s');
  });
});

describe("KLT-69 what comes of it", () => {
  it("KLT-69 liveness that fails as often as its threshold restarts the container, with the event and its grace", () => {
    run({
      image: AGNHOST,
      args: ["liveness"],
      livenessProbe: { httpGet: { path: "/healthz", port: 8080 }, initialDelaySeconds: 3, periodSeconds: 3 },
    });
    pass(cluster, 12);
    expect(first()).toMatchObject({ ready: true, restartCount: 0 });
    until(() => first().restartCount === 1, 30);
    expect(events("Unhealthy")[0]).toMatchObject({
      message: "Liveness probe failed: HTTP probe failed with statuscode: 500",
      count: 3,
    });
    expect(events("Killing")[0]).toMatchObject({
      type: "Normal",
      message: "Container c failed liveness probe, will be restarted",
    });
  });

  it.each([
    ["the pod's grace", {}, 20],
    ["the probe's own", { terminationGracePeriodSeconds: 4 }, 4],
  ])("KLT-69 a container that ignores TERM is killed after %s", (_title, more, seconds) => {
    run(
      {
        image: "busybox",
        command: ["sleep", "infinity"],
        livenessProbe: { exec: { command: ["false"] }, periodSeconds: 1, failureThreshold: 1, ...more },
      },
      { terminationGracePeriodSeconds: 20 },
    );
    until(() => events("Killing").length > 0);
    const took = until(() => first().lastState?.terminated !== undefined || first().state?.terminated !== undefined);
    expect(took).toBeGreaterThan(seconds - 1);
    expect(took).toBeLessThan(seconds + 2);
  });

  it("KLT-69 readiness needs as many successes, and loses it after as many failures, as its thresholds say", () => {
    run({
      image: "busybox",
      command: ["sh", "-c", "touch /tmp/ok; sleep infinity"],
      readinessProbe: {
        exec: { command: ["cat", "/tmp/ok"] },
        periodSeconds: 2,
        successThreshold: 3,
        failureThreshold: 4,
      },
    });
    until(() => first()?.state?.running !== undefined);
    const took = until(() => first().ready);
    expect(took).toBeGreaterThan(3);
    expect(first().restartCount).toBe(0);
  });

  it("KLT-69 until the startup probe has succeeded the others wait; a container without readiness is ready by it", () => {
    run({
      image: "busybox",
      command: ["sh", "-c", "sleep 20; touch /tmp/up; sleep infinity"],
      startupProbe: { exec: { command: ["cat", "/tmp/up"] }, periodSeconds: 5, failureThreshold: 10 },
      livenessProbe: { exec: { command: ["cat", "/tmp/up"] }, periodSeconds: 1, failureThreshold: 1 },
    });
    until(() => first()?.state?.running !== undefined);
    expect(first()).toMatchObject({ started: false, ready: false });
    pass(cluster, 15);
    expect(texts("Unhealthy").every((text) => text?.startsWith("Startup probe failed: "))).toBe(true);
    until(() => first().started === true, 20);
    expect(first()).toMatchObject({ ready: true, restartCount: 0 });
  });

  it("KLT-69 readiness without a delay is asked as soon as its container is seen, and when startup has succeeded", () => {
    const httpGet = { port: 80 };
    run({ image: "nginx", readinessProbe: { httpGet, periodSeconds: 300 } });
    until(() => first()?.ready === true, 20);
    cluster = newCluster();
    run({
      image: "nginx",
      startupProbe: { httpGet, periodSeconds: 1 },
      readinessProbe: { httpGet, periodSeconds: 300 },
    });
    until(() => first()?.ready === true, 20);
  });

  it("KLT-69 initialDelaySeconds holds a probe back", () => {
    run({
      image: "busybox",
      command: ["sleep", "infinity"],
      readinessProbe: { exec: { command: ["false"] }, initialDelaySeconds: 30, periodSeconds: 1 },
    });
    until(() => first()?.state?.running !== undefined);
    pass(cluster, 28);
    expect(events("Unhealthy")).toEqual([]);
    until(() => events("Unhealthy").length > 0, 5);
  });
});
