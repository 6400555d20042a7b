import { describe, expect, it } from "vitest";
import { Cluster, type ClusterSnapshot } from "../../server/simulation/cluster.ts";
import type { StoreEvent } from "../../server/simulation/store/StoreEvent.ts";
import { newCluster, podManifest, send, START } from "../support/clusters.ts";

/** How many sequences, and from which seed: printed with a failure, given by FUZZ_RUNS and FUZZ_SEED. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

type Act = (cluster: Cluster, seq: number) => void;

/** mulberry32: choices of the test, apart from the cluster's own chance. */
function chooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

const IMAGES = ["kubetm/init", "kubetm/p8000", "nginx", "busybox", "nginx:nope", "UPPER", "tmkube/app:v2"];
const NS = "/api/v1/namespaces/default";
const BATCH = "/apis/batch/v1/namespaces/default";
const APPS = "/apis/apps/v1/namespaces/default/deployments";

/** A sequence of commands and waits, as functions so that it can be run twice. */
function sequence(seed: number): Act[] {
  const choose = chooser(seed);
  const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;
  const acts: Act[] = [];
  const length = 6 + choose(14);
  for (let index = 0; index < length; index++) {
    const name = `n${choose(4)}`;
    const image = pick(IMAGES);
    const replicas = choose(5);
    const label = pick(["a", "b"]);
    const seconds = pick([0, 0.3, 1, 7, 40, 400]);
    const kind = choose(14);
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
          return void send(cluster, "POST", `${BATCH}/cronjobs`, { ...at, body: cronJobManifest(name, image) });
        case 12:
          return void send(cluster, "PATCH", `${BATCH}/jobs/${name}`, {
            ...at,
            body: { spec: { suspend: replicas > 2 } },
          });
        default:
          return void cluster.advance(cluster.runtime.now + seconds * 1000);
      }
    });
    if (choose(2) === 0) acts.push((cluster) => void cluster.advance(cluster.runtime.now + seconds * 1000));
  }
  return acts;
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

interface History {
  readonly lines: string[];
  cluster: Cluster;
}

function listen(history: History): void {
  history.cluster.store.subscribe(
    "*",
    ({ type, resource, object, revision, cause }: StoreEvent) =>
      void history.lines.push(`${revision} ${type} ${resource} ${cause} ${JSON.stringify(object)}`),
  );
}

function run(seed: number, cutAt?: number): History {
  const history: History = { lines: [], cluster: newCluster({ seed }) };
  listen(history);
  sequence(seed).forEach((act, index) => {
    if (index === cutAt) {
      const snapshot = JSON.parse(JSON.stringify(history.cluster.snapshot())) as ClusterSnapshot;
      history.cluster = Cluster.restore(snapshot, { seed, now: START, nodes: "course", freezeObjects: true });
      listen(history);
    }
    act(history.cluster, index + 1);
  });
  history.cluster.advance(history.cluster.runtime.now + 60_000);
  return history;
}

describe("SIM-1 the simulation is a function of snapshot, commands and time", () => {
  it(`SIM-1 run again and cut by a snapshot, ${RUNS} sequences have the same history (seed ${SEED})`, () => {
    for (let index = 0; index < RUNS; index++) {
      const seed = SEED + index;
      const first = run(seed);
      expect(run(seed).lines, `run again, seed ${seed}`).toEqual(first.lines);
      const cut = chooser(seed)(20) % sequence(seed).length;
      expect(run(seed, cut).lines, `cut at ${cut}, seed ${seed}`).toEqual(first.lines);
    }
  }, 3_600_000);
});
