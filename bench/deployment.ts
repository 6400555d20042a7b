/**
 * A Deployment and its Service, from apply to the last ready endpoint, waits skipped: a bare cluster without a room.
 * Each cold figure is of a process of its own, the time V8 takes to compile included.
 */
import { Cluster } from "../server/simulation/cluster.ts";
import { post, runAll } from "./bareCluster.ts";
import { deployment, service } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { inProcess } from "./isolation.ts";
import { calibrate, cpuSeconds, median } from "./measure.ts";

const NODES = 20;

export async function deploymentRows({ pods = 1_000, runs = 3 } = {}): Promise<readonly BenchRow[]> {
  const cold: number[] = [];
  for (let run = 0; run < runs; run++) cold.push((await inProcess("deploy", { pods }))[0] ?? Number.NaN);
  const warm = await inProcess("deploy", { pods, warm: true });
  const [small, large] = [warm[0] ?? Number.NaN, warm[1] ?? Number.NaN];
  return [
    benchRow(
      "deployment-1000",
      { value: median(cold), unit: "s CPU", baseline: calibrate() },
      { of: "value", atMost: 1 },
    ),
    benchRow("deployment-growth-4000", { value: large, unit: "s CPU", baseline: small }, { of: "ratio", atMost: 4.6 }),
  ];
}

/** Seconds of CPU: of one rollout cold; or, warm, of one and of one four times as large. */
export function deployInProcess({ pods, warm = false }: { readonly pods: number; readonly warm?: boolean }): number[] {
  if (!warm) return [rollOut(pods)];
  rollOut(pods);
  rollOut(pods);
  return [median([rollOut(pods), rollOut(pods), rollOut(pods)]), rollOut(4 * pods)];
}

function rollOut(pods: number): number {
  const cluster = Cluster.create({ seed: 1, now: Date.UTC(2026, 0, 1), nodes: NODES });
  runAll(cluster);
  (globalThis as { gc?: () => void }).gc?.();
  const began = cpuSeconds();
  post(cluster, "/apis/apps/v1/namespaces/default/deployments", deployment("web", pods));
  post(cluster, "/api/v1/namespaces/default/services", service("web", { app: "web" }));
  runAll(cluster);
  const seconds = cpuSeconds() - began;
  const ready = readyEndpoints(cluster);
  if (ready !== pods) throw new Error(`${ready} of ${pods} endpoints are ready`);
  return seconds;
}

function readyEndpoints(cluster: Cluster): number {
  let ready = 0;
  for (const slice of cluster.store.list("endpointslices.discovery.k8s.io", "default")) {
    if (slice.metadata.labels?.["kubernetes.io/service-name"] !== "web") continue;
    const { endpoints } = slice as unknown as { readonly endpoints: readonly { conditions: { ready?: boolean } }[] };
    ready += endpoints.filter(({ conditions }) => conditions.ready).length;
  }
  return ready;
}
