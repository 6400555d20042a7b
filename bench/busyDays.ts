/** Days of a busy cluster, waits skipped: what one costs, and whether anything grows; and a node that fails under many pods. */
import { Cluster } from "../server/simulation/cluster.ts";
import { post, runAll } from "./bareCluster.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { deployment } from "./BenchServer.ts";
import { calibrate, cpuSeconds, heldBytes, median } from "./measure.ts";

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const DAYS = 4;
const NODES = 20;

export async function busyDaysRows(): Promise<readonly BenchRow[]> {
  const cluster = Cluster.create({ seed: 1, now: START, nodes: NODES });
  makeBusy(cluster);
  cluster.advance(START + DAY);
  const after = heldBytes();
  const days: number[] = [];
  for (let day = 2; day <= DAYS; day++) {
    const began = cpuSeconds();
    cluster.advance(START + day * DAY);
    days.push(cpuSeconds() - began);
  }
  return [
    benchRow("busy-day-cpu", { value: median(days), unit: "s CPU", baseline: calibrate() }, { of: "value", atMost: 6 }),
    benchRow(
      "busy-day-memory",
      { value: heldBytes() / 2 ** 20, unit: "MB", baseline: after / 2 ** 20 },
      { of: "ratio", atMost: 1.1 },
    ),
    benchRow(
      "node-fails-1000",
      { value: lostNode(), unit: "s CPU", baseline: calibrate() },
      { of: "value", atMost: 1 },
    ),
  ];
}

/** About 200 pods: probed servers, one of them scaled, a program that crashes, and three jobs a minute. */
function makeBusy(cluster: Cluster): void {
  const probe = { httpGet: { path: "/", port: 80 }, periodSeconds: 5 };
  for (let index = 0; index < 18; index++)
    post(
      cluster,
      DEPLOYMENTS,
      workload(`web-${index}`, { image: "nginx", readinessProbe: probe, livenessProbe: probe }),
    );
  post(cluster, DEPLOYMENTS, workload("crash", { image: "busybox", command: ["sh", "-c", "sleep 5; exit 1"] }));
  const job = {
    restartPolicy: "Never",
    containers: [{ name: "c", image: "busybox", command: ["sh", "-c", "sleep 3"] }],
  };
  for (let index = 0; index < 3; index++)
    post(cluster, "/apis/batch/v1/namespaces/default/cronjobs", {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: `each-minute-${index}` },
      spec: { schedule: "* * * * *", jobTemplate: { spec: { template: { spec: job } } } },
    });
  post(cluster, "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web-0" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web-0" },
      minReplicas: 5,
      maxReplicas: 12,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
    },
  });
}

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

function workload(name: string, container: object): object {
  const resources = { requests: { cpu: "100m", memory: "64Mi" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 10,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "c", resources, ...container }] } },
    },
  };
}

/** CPU from a node's falling silent under its share of 1,000 pods till all of them run elsewhere. */
function lostNode(): number {
  const cluster = Cluster.create({ seed: 1, now: START, nodes: NODES });
  runAll(cluster);
  post(cluster, DEPLOYMENTS, deployment("web", 1_000));
  runAll(cluster);
  const [node] = [...cluster.store.list("nodes")];
  const name = node?.metadata.name ?? "";
  const began = cpuSeconds();
  post(cluster, `/api/v1/nodes/${name}/faults`, { type: "stop" });
  cluster.advance(cluster.runtime.now + 900_000);
  runAll(cluster);
  const seconds = cpuSeconds() - began;
  const left = [...cluster.store.list("pods")].filter(
    ({ spec, metadata }) => (spec as { nodeName?: string }).nodeName === name && !metadata.deletionTimestamp,
  );
  if (left.length > 0) throw new Error(`${left.length} pods are still on ${name}`);
  return seconds;
}
