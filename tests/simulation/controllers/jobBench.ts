/** A cluster without kubelets where tests say themselves what becomes of pods. */
import type { Event, Job, KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { timestamp } from "../../../server/simulation/runtime/time.ts";
import { get, newCluster, pass, PODS, send } from "../../support/clusters.ts";

export const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const TEMPLATE = { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] } };

export const bareCluster = (): Cluster => newCluster({ nodes: "none", kubelet: false });

export function addJob(cluster: Cluster, spec: object = {}, name = "job"): void {
  const body = { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { template: TEMPLATE, ...spec } };
  const { status, body: answer } = send(cluster, "POST", JOBS, { body });
  if (status !== 201) throw new Error(JSON.stringify(answer));
  pass(cluster, 2);
}

export const jobOf = (cluster: Cluster, name = "job"): Job => get<Job>(cluster, "jobs.batch", name) as Job;
export const statusOf = (cluster: Cluster) => jobOf(cluster).status ?? {};
export const conditionsOf = (cluster: Cluster): string[] =>
  (statusOf(cluster).conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
export const pods = (cluster: Cluster): Pod[] => [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
export const running = (cluster: Cluster): Pod[] =>
  pods(cluster).filter(
    ({ metadata, status }) => !metadata.deletionTimestamp && !/Succeeded|Failed/.test(status?.phase ?? ""),
  );
export const indexOf = ({ metadata }: Pod): number =>
  Number(metadata.annotations?.["batch.kubernetes.io/job-completion-index"]);
export const indexes = (cluster: Cluster): number[] =>
  running(cluster)
    .map(indexOf)
    .sort((left, right) => left - right);

function setStatus(cluster: Cluster, { metadata: { name } }: KubeObject, status: object): void {
  const { status: code, body } = send(cluster, "PATCH", `${PODS}/${name}/status`, { body: { status } });
  if (code !== 200) throw new Error(JSON.stringify(body));
}

export function setReady(cluster: Cluster, pod: Pod): void {
  setStatus(cluster, pod, { phase: "Running", conditions: [{ type: "Ready", status: "True" }] });
}

/** Ends a pod now. `seconds` pass then. */
export function end(cluster: Cluster, pod: Pod | undefined, exitCode: number, seconds = 1.1): void {
  if (!pod) throw new Error("there is no such pod");
  const finishedAt = timestamp(cluster.runtime.now);
  const state = { terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error", finishedAt } };
  setStatus(cluster, pod, {
    phase: exitCode === 0 ? "Succeeded" : "Failed",
    conditions: [{ type: "Ready", status: "False" }],
    containerStatuses: [{ name: "c", image: "busybox", imageID: "", ready: false, restartCount: 0, state }],
  });
  pass(cluster, seconds);
}

/** What a kubelet does with a pod that is being deleted. */
export function removeTerminating(cluster: Cluster): void {
  for (const { metadata } of pods(cluster))
    if (metadata.deletionTimestamp)
      send(cluster, "DELETE", `${PODS}/${metadata.name}`, { body: { gracePeriodSeconds: 0 } });
  pass(cluster, 2);
}

/** `reason: message` of the events about objects of a kind. */
export function eventsOf(cluster: Cluster, kind: string): string[] {
  return [...(cluster.store.list("events", "default") as Iterable<Event>)]
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ reason, message }) => `${reason}: ${message}`);
}
