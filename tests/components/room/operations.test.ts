import { describe, expect, it } from "vitest";
import { drainNode, type DrainEnd } from "../../../components/room/doing/drain.ts";
import { manualJob } from "../../../components/room/doing/manualJob.ts";
import type { CronJob, Job, KubeObject, Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

const APPS = "/apis/apps/v1/namespaces/default";
const BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const labels = { app: "web" };

/** Three pods of a Deployment with an emptyDir, and a DaemonSet. */
function loaded(): Cluster {
  const cluster = newCluster();
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "c", image: "nginx" }], volumes: [{ name: "v", emptyDir: {} }] },
  };
  send(cluster, "POST", `${APPS}/deployments`, {
    body: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 3, selector: { matchLabels: labels }, template },
    },
  });
  const agent = { app: "agent" };
  send(cluster, "POST", `${APPS}/daemonsets`, {
    body: {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "agent" },
      spec: {
        selector: { matchLabels: agent },
        template: { metadata: { labels: agent }, spec: { containers: [{ name: "c", image: "nginx" }] } },
      },
    },
  });
  pass(cluster, 60);
  return cluster;
}

const podsOf = (cluster: Cluster): readonly Pod[] => [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
const on = (cluster: Cluster, node: string, app = "web"): readonly Pod[] =>
  podsOf(cluster).filter(({ metadata, spec }) => spec.nodeName === node && metadata.labels?.["app"] === app);
const busyNode = (cluster: Cluster): string =>
  podsOf(cluster).find(({ metadata }) => metadata.labels?.["app"] === "web")?.spec.nodeName ?? "";

/** A drain in a cluster whose time passes while it sleeps; `onSleep` is told how often it slept. */
async function drain(
  cluster: Cluster,
  node: string,
  onSleep: (times: number, stop: () => void) => void = () => {},
): Promise<{ readonly end: DrainEnd; readonly held: readonly string[]; readonly cordoned: KubeObject | undefined }> {
  const stop = new AbortController();
  const held: string[] = [];
  let cordoned: KubeObject | undefined;
  let slept = 0;
  const end = await drainNode(node, {
    request: async (method, path, options) => {
      const { status, body } = send(cluster, method, path, {
        ...options,
        body: options.body === undefined ? undefined : JSON.parse(options.body),
      });
      return { status, body, contentType: "application/json", warnings: [] };
    },
    now: () => cluster.runtime.now,
    sleep: async (ms) => {
      pass(cluster, ms / 1000);
      onSleep(++slept, () => stop.abort());
    },
    onProgress: (progress) => held.push(...progress.held),
    onCordoned: (after) => (cordoned = after),
    signal: stop.signal,
  });
  return { end, held, cordoned };
}

describe("drain by click", () => {
  it("TABLES-14 cordons, evicts pods with emptyDir, waits for them and lets those of DaemonSets be", async () => {
    const cluster = loaded();
    const node = busyNode(cluster);
    const count = on(cluster, node).length;
    const { end, cordoned } = await drain(cluster, node);
    expect(end.problems).toEqual([]);
    expect(end.evicted).toBeGreaterThanOrEqual(count);
    expect(on(cluster, node)).toEqual([]);
    expect(on(cluster, node, "agent")).toHaveLength(1);
    expect((cordoned as unknown as Node).spec?.unschedulable).toBe(true);
    expect(get<Node>(cluster, "nodes", node, "")?.spec?.unschedulable).toBe(true);
  });

  it("TABLES-14 what a budget holds is said in the server's words, tried again, and left when one stops", async () => {
    const cluster = loaded();
    send(cluster, "POST", BUDGETS, {
      body: {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { minAvailable: 3, selector: { matchLabels: labels } },
      },
    });
    pass(cluster, 30);
    const node = busyNode(cluster);
    const before = on(cluster, node).length;
    const words = "Cannot evict pod as it would violate the pod's disruption budget.";
    const stopped = await drain(cluster, node, (times, stop) => times === 2 && stop());
    expect(stopped.held.length).toBe(stopped.held.filter((text) => text.includes(words)).length);
    expect(stopped.held.length).toBeGreaterThanOrEqual(2);
    expect(stopped.end.problems.join("\n")).toContain(words);
    expect(on(cluster, node)).toHaveLength(before);
    const freed = await drain(cluster, node, (times) => times === 2 && send(cluster, "DELETE", `${BUDGETS}/web`));
    expect(freed.end.problems).toEqual([]);
    expect(on(cluster, node)).toEqual([]);
  });

  it("TABLES-14 a pod without a controller refuses the drain, and nothing is evicted", async () => {
    const cluster = loaded();
    const node = busyNode(cluster);
    send(cluster, "POST", PODS, { body: podManifest("bare", { spec: { nodeName: node } }) });
    pass(cluster, 30);
    const before = on(cluster, node).length;
    const { end } = await drain(cluster, node);
    expect(end.problems.join()).toContain("Pods that declare no controller (use --force to override): default/bare");
    expect(on(cluster, node)).toHaveLength(before);
  });
});

it("TABLES-15 a CronJob run now makes the Job that kubectl create job --from makes, with a name of its own", () => {
  const cluster = newCluster();
  const batch = "/apis/batch/v1/namespaces/default";
  const name = `backup-${"x".repeat(45)}`;
  const template = { spec: { containers: [{ name: "c", image: "busybox" }], restartPolicy: "Never" } };
  send(cluster, "POST", `${batch}/cronjobs`, {
    body: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name },
      spec: { schedule: "0 0 1 1 *", jobTemplate: { metadata: { labels: { from: "template" } }, spec: { template } } },
    },
  });
  const cronJob = get<CronJob>(cluster, "cronjobs.batch", name) as unknown as KubeObject;
  const made = manualJob(cronJob, "12345");
  expect(made.name).toHaveLength(63);
  expect(send(cluster, "POST", `${batch}/jobs`, { body: made.job }).status).toBe(201);
  expect(get<Job>(cluster, "jobs.batch", made.name)?.metadata).toMatchObject({
    labels: { from: "template" },
    annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
    ownerReferences: [{ kind: "CronJob", name, uid: cronJob.metadata.uid, controller: true }],
  });
});
