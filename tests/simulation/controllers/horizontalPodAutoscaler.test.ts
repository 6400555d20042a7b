import { describe, expect, it } from "vitest";
import type { Deployment, HorizontalPodAutoscaler } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const HPAS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

function world(spec: object = {}, resources: object = { requests: { cpu: "100m", memory: "64Mi" } }): Cluster {
  const cluster = newCluster();
  const created = send(cluster, "POST", DEPLOYMENTS, {
    body: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "c", image: "kubetm/app", resources }] },
        },
      },
    },
  });
  expect(created.status).toBe(201);
  send(cluster, "POST", "/api/v1/namespaces/default/services", {
    body: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { clusterIP: "10.96.1.1", selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
    },
  });
  pass(cluster, 400);
  const hpa = send(cluster, "POST", HPAS, {
    body: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 1,
        maxReplicas: 5,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ],
        ...spec,
      },
    },
  });
  expect(hpa.status).toBe(201);
  return cluster;
}

/** So many seconds under so many requests a second. */
function load(cluster: Cluster, seconds: number, rate: number): void {
  for (let second = 0; second < seconds; second++) {
    for (let index = 0; index < rate; index++)
      cluster.network.request({ kind: "node", name: "k8s-master" }, "http://10.96.1.1/health");
    pass(cluster, 1);
  }
}

const replicas = (cluster: Cluster): number => get<Deployment>(cluster, "deployments.apps", "web")?.spec.replicas ?? 0;
const hpaOf = (cluster: Cluster): HorizontalPodAutoscaler =>
  get<HorizontalPodAutoscaler>(cluster, "horizontalpodautoscalers.autoscaling", "web") as HorizontalPodAutoscaler;
const reason = (cluster: Cluster, type: string): string | undefined =>
  hpaOf(cluster).status?.conditions?.find((condition) => condition.type === type)?.reason;

describe("HorizontalPodAutoscaler", () => {
  it("CTRL-70 scales up under load and down five minutes after it", () => {
    const cluster = world();
    pass(cluster, 60);
    expect(replicas(cluster)).toBe(1);
    expect(reason(cluster, "ScalingActive")).toBe("ValidMetricFound");
    load(cluster, 60, 120);
    const high = replicas(cluster);
    expect(high).toBeGreaterThan(1);
    const events = [...cluster.store.list("events", "default")].map(
      (event) => event as unknown as { reason: string; message: string },
    );
    expect(events.find((event) => event.reason === "SuccessfulRescale")?.message).toMatch(
      /^New size: \d; reason: cpu resource utilization \(percentage of request\) above target$/,
    );
    pass(cluster, 200);
    expect(replicas(cluster)).toBeGreaterThan(1);
    expect(reason(cluster, "AbleToScale")).toBe("ScaleDownStabilized");
    pass(cluster, 400);
    expect(replicas(cluster)).toBe(1);
  });

  it("CTRL-71 follows policies and stabilisation windows of its behavior", () => {
    const cluster = world({
      behavior: {
        scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
        scaleDown: { stabilizationWindowSeconds: 30 },
      },
    });
    pass(cluster, 30);
    load(cluster, 45, 300);
    expect(replicas(cluster)).toBe(2);
    expect(reason(cluster, "ScalingLimited")).toBe("ScaleUpLimit");
    pass(cluster, 120);
    expect(replicas(cluster)).toBe(1);
  });

  it("CTRL-72 says what it lacks: requests, a target, metrics of others", () => {
    const without = world({}, {});
    pass(without, 20);
    expect(hpaOf(without).status?.conditions?.find(({ type }) => type === "ScalingActive")?.message).toMatch(
      /^the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container c of Pod web-/,
    );
    const lost = world({ scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "gone" } });
    pass(lost, 20);
    expect(hpaOf(lost).status?.conditions?.[0]).toMatchObject({
      reason: "FailedGetScale",
      message: `the HPA controller was unable to get the target's current scale: deployments.apps "gone" not found`,
    });
    const custom = world({
      metrics: [
        { type: "Pods", pods: { metric: { name: "hits" }, target: { type: "AverageValue", averageValue: "10" } } },
      ],
    });
    pass(custom, 20);
    expect(reason(custom, "ScalingActive")).toBe("FailedGetPodsMetric");
  });

  it("CTRL-73 keeps within its bounds, leaves a target of none alone, and rests when nothing moves", () => {
    const cluster = world({ minReplicas: 2 });
    pass(cluster, 20);
    expect(replicas(cluster)).toBe(2);
    send(cluster, "PATCH", `${DEPLOYMENTS}/web`, { body: { spec: { replicas: 0 } } });
    pass(cluster, 60);
    expect([replicas(cluster), reason(cluster, "ScalingActive")]).toEqual([0, "ScalingDisabled"]);
    send(cluster, "PATCH", `${DEPLOYMENTS}/web`, { body: { spec: { replicas: 3 } } });
    pass(cluster, 1000);
    expect(replicas(cluster)).toBe(2);
    const steps = cluster.runtime.steps;
    pass(cluster, 3600);
    expect(cluster.runtime.steps - steps).toBeLessThan(100);
  });
});
