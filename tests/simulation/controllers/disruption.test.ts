import { describe, expect, it } from "vitest";
import type { Event, Pod, PodDisruptionBudget } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, send } from "../../support/clusters.ts";

const PODS = "/api/v1/namespaces/default/pods";

function protectedPods(replicas: number, spec: object): Cluster {
  const cluster = newCluster();
  const labels = { app: "web" };
  send(cluster, "POST", "/apis/apps/v1/namespaces/default/deployments", {
    body: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx" }] } },
      },
    },
  });
  protect(cluster, { selector: { matchLabels: labels }, ...spec });
  return cluster;
}

function protect(cluster: Cluster, spec: object): void {
  send(cluster, "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
    body: { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "web" }, spec },
  });
  pass(cluster, 60);
}

const told = (cluster: Cluster, reason: string): (string | undefined)[] =>
  ([...cluster.store.list("events", "default")] as unknown as Event[])
    .filter((event) => event.reason === reason)
    .map(({ message }) => message);

const names = (cluster: Cluster): string[] =>
  [...(cluster.store.list("pods", "default") as Iterable<Pod>)].map(({ metadata }) => metadata.name);
const evict = (cluster: Cluster, name: string) =>
  send(cluster, "POST", `${PODS}/${name}/eviction`, {
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } },
  });
const statusOf = (cluster: Cluster) => get<PodDisruptionBudget>(cluster, "poddisruptionbudgets.policy", "web")?.status;

describe("disruption budgets", () => {
  it("CTRL-1 counts what may go, percentages rounded up", () => {
    expect(statusOf(protectedPods(3, { minAvailable: 2 }))).toMatchObject({ disruptionsAllowed: 1, desiredHealthy: 2 });
    expect(statusOf(protectedPods(3, { maxUnavailable: "50%" }))).toMatchObject({
      disruptionsAllowed: 2,
      desiredHealthy: 1,
      expectedPods: 3,
    });
  });

  it("CTRL-2 says how many a budget needs and has", () => {
    const cluster = protectedPods(2, { minAvailable: 2 });
    const [first = ""] = names(cluster);
    expect(evict(cluster, first)).toMatchObject({
      status: 429,
      body: {
        reason: "TooManyRequests",
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: "DisruptionBudget",
              message: "The disruption budget web needs 2 healthy pods and has 2 currently",
            },
          ],
        },
      },
    });
  });

  it("CTRL-2 evicts as many as the budget has room for", () => {
    const cluster = protectedPods(3, { minAvailable: 2 });
    const [first = "", second = ""] = names(cluster);
    expect(evict(cluster, first).status).toBe(201);
    const refused = evict(cluster, second);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          { reason: "DisruptionBudget", message: expect.stringContaining("does not allow evicting pods currently") },
        ],
      },
    });
    pass(cluster, 60);
    expect(names(cluster)).not.toContain(first);
    expect(statusOf(cluster)?.disruptionsAllowed).toBe(1);
    expect(evict(cluster, second).status).toBe(201);
  });

  it("CTRL-2 lets a pod go that is not ready while the others are enough", () => {
    const cluster = protectedPods(2, { minAvailable: 2 });
    const [first = ""] = names(cluster);
    expect(evict(cluster, first).status).toBe(429);
    send(cluster, "PATCH", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web", {
      body: { spec: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" } },
    });
    pass(cluster, 1);
    send(cluster, "PATCH", `${PODS}/${first}/status`, {
      body: { status: { conditions: [{ type: "Ready", status: "False" }] } },
    });
    expect(evict(cluster, first).status).toBe(201);
  });

  it("CTRL-9 says of pods without a controller that a share cannot count them", () => {
    const cluster = newCluster();
    send(cluster, "POST", PODS, { body: podManifest("alone", { labels: { app: "web" } }) });
    pass(cluster, 60);
    protect(cluster, { selector: { matchLabels: { app: "web" } }, minAvailable: "50%" });
    expect(statusOf(cluster)).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 1, expectedPods: 0 });
    expect(told(cluster, "UnmanagedPods")).toEqual([
      expect.stringContaining("(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},"),
    ]);
  });

  it("CTRL-9 lets none go when a controller cannot tell how many pods it wants", () => {
    const cluster = newCluster();
    const labels = { app: "agent" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx" }] } };
    send(cluster, "POST", "/apis/apps/v1/namespaces/default/daemonsets", {
      body: {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata: { name: "agent" },
        spec: { selector: { matchLabels: labels }, template },
      },
    });
    pass(cluster, 60);
    protect(cluster, { selector: { matchLabels: labels }, maxUnavailable: 1 });
    const error = "daemonsets.apps does not implement the scale subresource";
    expect(statusOf(cluster)).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: "DisruptionAllowed", status: "False", reason: "SyncFailed", message: error }],
    });
    expect(told(cluster, "CalculateExpectedPodCountFailed")).toEqual([
      `Failed to calculate the number of expected pods: ${error}`,
    ]);
  });

  it("CTRL-5 of a pod with two budgets one hears, and the pod's event says which", () => {
    const cluster = protectedPods(1, { minAvailable: 1 });
    send(cluster, "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
      body: {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "zweb" },
        spec: { selector: { matchLabels: { app: "web" } }, minAvailable: 1 },
      },
    });
    pass(cluster, 1);
    const [name = ""] = names(cluster);
    send(cluster, "PATCH", `${PODS}/${name}`, { body: { metadata: { labels: { more: "yes" } } } });
    pass(cluster, 1);
    expect(told(cluster, "MultiplePodDisruptionBudgets")).toEqual([
      `Pod "default"/"${name}" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.`,
    ]);
  });
});
