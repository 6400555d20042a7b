/**
 * A drain by click: `kubectl drain --ignore-daemonsets --delete-emptydir-data` over the page's line, with kubectl's own rules of
 * which pods are moved. A pod a PodDisruptionBudget holds is tried again every 5 s until it may go or the person stops.
 */
import { controllerOf } from "../../client/kubectl/describe/metadata.ts";
import { podsToEvict } from "../../client/kubectl/drain/podsToEvict.ts";
import type { JsonObject } from "../../client/kubectl/json.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { RequestResult } from "../../client/Requests.ts";
import { messageOf } from "../../client/answers.ts";

const RETRY_MS = 5_000;
const POLL_MS = 1_000;

export interface DrainLine {
  request(
    method: "GET" | "PATCH" | "POST",
    path: string,
    options: { readonly contentType?: string; readonly body?: string },
  ): Promise<RequestResult>;
  /** The cluster's time, ms. */
  now(): number;
  /** Ends early when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** How far it is, and the server's words about what is held. */
  onProgress(progress: { readonly evicted: number; readonly of: number; readonly held: readonly string[] }): void;
  /** The node is cordoned: what it was after that. */
  onCordoned(node: KubeObject): void;
  readonly signal: AbortSignal;
}

export interface DrainEnd {
  readonly evicted: number;
  readonly of: number;
  /** In kubectl's or the server's words; empty when all that was to go is evicted. */
  readonly problems: readonly string[];
}

interface PodMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

export async function drainNode(node: string, line: DrainLine): Promise<DrainEnd> {
  const cordoned = await line.request("PATCH", `/api/v1/nodes/${encodeURIComponent(node)}`, {
    contentType: "application/merge-patch+json",
    body: JSON.stringify({ spec: { unschedulable: true } }),
  });
  if (cordoned.status >= 300) return { evicted: 0, of: 0, problems: [messageOf(cordoned)] };
  line.onCordoned(cordoned.body as KubeObject);
  const selector = encodeURIComponent(`spec.nodeName=${node}`);
  const list = await line.request("GET", `/api/v1/pods?fieldSelector=${selector}`, {});
  if (list.status >= 300) return { evicted: 0, of: 0, problems: [messageOf(list)] };
  const found = (list.body as unknown as { readonly items: readonly JsonObject[] }).items;
  const daemonSets = await daemonSetProblems(found, line);
  const { pods, problems } = podsToEvict(found, {
    force: false,
    ignoreDaemonSets: true,
    deleteEmptyDirData: true,
    skipDeletedAfter: 0,
    now: line.now(),
    daemonSetProblem: (pod, name) => daemonSets.get(`${metadataOf(pod).namespace}/${name}`),
  });
  // As kubectl: one pod that may not be moved, and none is; the node stays cordoned.
  if (problems.length > 0) return { evicted: 0, of: pods.length, problems };
  return evictAll(pods, line);
}

async function evictAll(pods: readonly JsonObject[], line: DrainLine): Promise<DrainEnd> {
  let evicted = 0;
  let waiting = pods.map(metadataOf);
  const leaving: PodMetadata[] = [];
  const failed: string[] = [];
  for (;;) {
    const held: string[] = [];
    const still: typeof waiting = [];
    for (const metadata of waiting) {
      if (line.signal.aborted) {
        still.push(metadata);
        continue;
      }
      const { name, namespace } = metadata;
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`;
      const answer = await line.request("POST", path, {
        contentType: "application/json",
        body: JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } }),
      });
      if (answer.status < 300 || answer.status === 404) {
        evicted++;
        if (answer.status < 300) leaving.push(metadata);
      } else if (answer.status === 429) {
        still.push(metadata);
        held.push(`${namespace}/${name}: ${messageOf(answer)}`);
      } else failed.push(`${namespace}/${name}: ${messageOf(answer)}`);
      line.onProgress({ evicted, of: pods.length, held });
    }
    if (still.length === 0) {
      const left = await untilGone(leaving, line);
      return { evicted, of: pods.length, problems: [...failed, ...left] };
    }
    if (!line.signal.aborted) await line.sleep(RETRY_MS, line.signal);
    if (line.signal.aborted) {
      const left = held.length > 0 ? held : still.map(({ namespace, name }) => `${namespace}/${name}`);
      return { evicted, of: pods.length, problems: [...failed, ...left] };
    }
    waiting = still;
  }
}

/** Waits until the evicted pods have ended; of a drain that is stopped, those that have not. */
async function untilGone(pods: readonly PodMetadata[], line: DrainLine): Promise<readonly string[]> {
  let waiting = pods;
  for (;;) {
    const still: PodMetadata[] = [];
    for (const pod of waiting) {
      const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}`;
      const answer = await line.request("GET", path, {});
      // A StatefulSet makes another of the same name.
      const same = (answer.body as Partial<KubeObject> | undefined)?.metadata?.uid === pod.uid;
      if (answer.status < 300 && same) still.push(pod);
      else if (answer.status >= 300 && answer.status !== 404) return [messageOf(answer)];
    }
    if (still.length === 0) return [];
    if (!line.signal.aborted) await line.sleep(POLL_MS, line.signal);
    if (line.signal.aborted) return still.map(({ namespace, name }) => `${namespace}/${name}`);
    waiting = still;
  }
}

/** DaemonSets of these pods that are not there or may not be read, by `namespace/name`. */
async function daemonSetProblems(
  pods: readonly JsonObject[],
  line: DrainLine,
): Promise<ReadonlyMap<string, { readonly message: string; readonly missing: boolean }>> {
  const problems = new Map<string, { readonly message: string; readonly missing: boolean }>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner?.kind !== "DaemonSet") continue;
    const { namespace } = metadataOf(pod);
    const answer = await line.request("GET", `/apis/apps/v1/namespaces/${namespace}/daemonsets/${owner.name}`, {});
    if (answer.status >= 300)
      problems.set(`${namespace}/${owner.name}`, { message: messageOf(answer), missing: answer.status === 404 });
  }
  return problems;
}

function metadataOf(pod: JsonObject): PodMetadata {
  return pod.metadata as unknown as PodMetadata;
}
