/** Random lives of clusters: what people do to a cluster, one act after another, the same for the same seed. */
import type { Cluster } from "../../server/simulation/cluster.ts";
import { podManifest, send } from "./clusters.ts";

export type Act = (cluster: Cluster, seq: number) => void;

/** mulberry32: choices of the test, apart from the cluster's own chance. */
export function chooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

const IMAGES = ["kubetm/init", "kubetm/p8000", "nginx", "busybox", "nginx:nope", "UPPER", "tmkube/app:v2"];
const QUIET_IMAGES = ["kubetm/init", "kubetm/p8000", "nginx", "tmkube/app:v2"];
const NODES = ["k8s-master", "k8s-worker1", "k8s-worker2"];
const NS = "/api/v1/namespaces/default";
const BATCH = "/apis/batch/v1/namespaces/default";
const APPS = "/apis/apps/v1/namespaces/default/deployments";

/** Acts between. */
const TIDIED_EVERY = 40;

export interface Life {
  /** Only images that run on, and nothing that goes by the clock: such a cluster comes to rest. */
  readonly calm?: boolean;
  /** Acts at least. */
  readonly length?: number;
}

/** A sequence of commands and waits, as functions so that it can be run twice. */
export function sequence(seed: number, { calm = false, length: least = 6 }: Life = {}): Act[] {
  const choose = chooser(seed);
  const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;
  const acts: Act[] = [];
  const length = least + choose(14);
  for (let index = 0; index < length; index++) {
    const name = `n${choose(4)}`;
    const image = pick(calm ? QUIET_IMAGES : IMAGES);
    const replicas = choose(5);
    const label = pick(["a", "b"]);
    const node = pick(NODES);
    const pick2 = (left: string, right: string): string => (replicas % 2 === 0 ? left : right);
    const seconds = pick([0, 0.3, 1, 7, 40, 400]);
    const kind = choose(24);
    acts.push((cluster, seq) => {
      const at = { cause: seq };
      switch (kind) {
        case 0:
        case 1:
          return void send(cluster, "POST", `${NS}/pods`, {
            ...at,
            body: podManifest(name, { image, labels: { app: label } }),
          });
        case 2:
          return void send(cluster, "DELETE", `${NS}/pods/${name}`, at);
        case 3:
          return void send(cluster, "POST", APPS, {
            ...at,
            body: {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { name },
              spec: {
                replicas,
                selector: { matchLabels: { app: label } },
                template: { metadata: { labels: { app: label } }, spec: { containers: [{ name: "c", image }] } },
              },
            },
          });
        case 4:
          return void send(cluster, "PATCH", `${APPS}/${name}`, { ...at, body: { spec: { replicas } } });
        case 5:
          return void send(cluster, "PATCH", `${APPS}/${name}`, {
            ...at,
            body: { spec: { template: { spec: { containers: [{ name: "c", image }] } } } },
          });
        case 6:
          return void send(cluster, "POST", `${NS}/services`, {
            ...at,
            body: {
              apiVersion: "v1",
              kind: "Service",
              metadata: { name },
              spec: { selector: { app: label }, ports: [{ port: 80, targetPort: 8080 }] },
            },
          });
        case 7:
          return void send(cluster, "PATCH", `${NS}/pods/${name}`, {
            ...at,
            body: { metadata: { labels: { app: label } } },
          });
        case 8:
          return void send(cluster, "DELETE", `${APPS}/${name}`, at);
        case 9:
          return void send(cluster, "GET", `${NS}/pods/${name}/curl?url=${name}`, at);
        case 10:
          return void send(cluster, "POST", `${BATCH}/jobs`, { ...at, body: jobManifest(name, image, replicas) });
        case 11:
          if (calm) return;
          return void send(cluster, "POST", `${BATCH}/cronjobs`, { ...at, body: cronJobManifest(name, image) });
        case 12:
          return void send(cluster, "PATCH", `${BATCH}/jobs/${name}`, {
            ...at,
            body: { spec: { suspend: replicas > 2 } },
          });
        case 13:
          return void send(cluster, "POST", SETS.statefulsets, {
            ...at,
            body: setManifest("StatefulSet", name, { image, label, replicas }),
          });
        case 14:
          return void send(cluster, "PATCH", `${SETS.statefulsets}/${name}`, { ...at, body: { spec: { replicas } } });
        case 15:
          return void send(cluster, "POST", SETS.daemonsets, {
            ...at,
            body: setManifest("DaemonSet", name, { image, label }),
          });
        case 16:
          return void send(cluster, "DELETE", `${pick2(SETS.statefulsets, SETS.daemonsets)}/${name}`, at);
        case 17:
          return void send(cluster, "PATCH", `/api/v1/nodes/${node}`, {
            ...at,
            body: { spec: { unschedulable: replicas > 2 } },
          });
        case 18: {
          const taints = replicas > 2 ? [{ key: label, effect: replicas > 3 ? "NoExecute" : "NoSchedule" }] : null;
          return void send(cluster, "PATCH", `/api/v1/nodes/${node}`, {
            ...at,
            contentType: MERGE,
            body: { spec: { taints } },
          });
        }
        case 19:
          return void send(cluster, "POST", `${NS}/pods/${name}/eviction`, {
            ...at,
            body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } },
          });
        case 20:
          return void send(cluster, "POST", PDBS, { ...at, body: budgetManifest(name, label, replicas) });
        case 21:
          return void send(cluster, "DELETE", `${NS}/services/${name}`, at);
        case 22:
          return void send(cluster, "DELETE", `${APPS}/${name}?propagationPolicy=${pick3(replicas)}`, at);
        default:
          return void cluster.advance(cluster.runtime.now + seconds * 1000);
      }
    });
    if (choose(2) === 0) acts.push((cluster) => void cluster.advance(cluster.runtime.now + seconds * 1000));
    // In a long life somebody tidies up: what runs for ever, started each minute, would leave room for nothing else.
    if (index % TIDIED_EVERY === TIDIED_EVERY - 1)
      acts.push((cluster, seq) => {
        for (const resource of ["cronjobs", "jobs"])
          send(cluster, "DELETE", `${BATCH}/${resource}?propagationPolicy=Background`, { cause: seq });
      });
  }
  return acts;
}

const SETS = {
  statefulsets: "/apis/apps/v1/namespaces/default/statefulsets",
  daemonsets: "/apis/apps/v1/namespaces/default/daemonsets",
};
const PDBS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const MERGE = "application/merge-patch+json";
const pick3 = (index: number): string => ["Orphan", "Foreground", "Background"][index % 3] as string;

interface SetShape {
  readonly image: string;
  readonly label: string;
  readonly replicas?: number;
}

function setManifest(kind: string, name: string, { image, label, replicas }: SetShape): object {
  const labels = { app: label, of: name };
  const requests = { cpu: "150m", memory: "200Mi" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image, resources: { requests } }] } };
  const spec = {
    selector: { matchLabels: labels },
    template,
    ...(replicas === undefined ? {} : { replicas, serviceName: name }),
  };
  return { apiVersion: "apps/v1", kind, metadata: { name }, spec };
}

function budgetManifest(name: string, label: string, minAvailable: number): object {
  const spec = { minAvailable, selector: { matchLabels: { app: label } } };
  return { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name }, spec };
}

function jobManifest(name: string, image: string, completions: number): object {
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "c", image, command: ["false"] }] } };
  const completionMode = completions > 2 ? "Indexed" : "NonIndexed";
  const spec = { completions, parallelism: 2, completionMode, ttlSecondsAfterFinished: 60, template };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec };
}

function cronJobManifest(name: string, image: string): object {
  const { spec } = jobManifest(name, image, 1) as { readonly spec: object };
  const concurrencyPolicy = image === "nginx" ? "Replace" : "Allow";
  const cron = { schedule: "*/2 * * * *", concurrencyPolicy, jobTemplate: { spec } };
  return { apiVersion: "batch/v1", kind: "CronJob", metadata: { name }, spec: cron };
}
