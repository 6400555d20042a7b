/**
 * Writes down what a sync found, so that each finished pod is counted once even when writing breaks off in between:
 * its uid goes into the status as uncounted, then its finalizer goes, then it becomes part of the count. Models kubernetes
 * pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers).
 */
import type { Job, JobStatus, Pod } from "../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../api/json.ts";
import { validateJobStatus } from "../../api/kinds/job/validateJobStatus.ts";
import { ApiError, errorTarget } from "../../api/machinery/status.ts";
import type { Draft } from "../../api/ResourceDefinition.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { withoutFinalizer } from "../../controllerkit/ownership.ts";
import { trueCondition, withCondition } from "./conditions.ts";
import type { JobSync } from "./JobSync.ts";
import { byIndex, isFailed, isIndexed, isSucceeded, isTracked, TRACKING, validIndexOf } from "./pods.ts";
import { failureVerdict } from "./policies.ts";

export const JOBS = "jobs.batch";
/** Uids in a status at one time. */
const MOST_UNCOUNTED = 500;

/** `onFlush` is called when the status with the finished pods has been written. */
export function writeDown(context: ControllerContext, sync: JobSync, onFlush: () => void): void {
  const { job, status } = sync;
  const tracked = new Set(sync.pods.filter(isTracked).map(({ metadata }) => metadata.uid));
  let changed = countReleased(status, tracked) || sync.changed;
  const { counted, ended, isFull } = noteFinished(sync);
  changed ||= ended;
  changed = noteIndexes(sync) || changed;
  changed = noteEnd(sync) || changed;
  let current = job;
  if (changed) {
    current = write(context, current, status);
    onFlush();
    changed = false;
  }
  for (const pod of counted) {
    untrack(context, pod);
    tracked.delete(pod.metadata.uid);
  }
  changed = countReleased(status, tracked);
  const isEnd = !isFull && end(sync);
  if (!changed && !isEnd) return;
  write(context, current, status);
  if (isEnd) tellEnd(context, sync);
}

/** Takes the finalizer off a pod, when it is still there. */
export function untrack({ client, store }: ControllerContext, { metadata }: Pod): void {
  const pod = store.get("pods", metadata.namespace ?? "", metadata.name) as Pod | undefined;
  if (pod?.metadata.uid === metadata.uid && isTracked(pod)) client.update("pods", withoutFinalizer(pod, TRACKING));
}

/** Moves pods whose finalizer is gone from the uncounted into the counts. */
function countReleased(status: Draft<JobStatus>, tracked: ReadonlySet<string>): boolean {
  const uncounted = (status.uncountedTerminatedPods ??= {});
  let changed = false;
  for (const kind of ["succeeded", "failed"] as const) {
    const all = uncounted[kind] ?? [];
    const rest = all.filter((uid) => tracked.has(uid));
    if (rest.length === all.length) continue;
    changed = true;
    status[kind] = (status[kind] ?? 0) + all.length - rest.length;
    uncounted[kind] = rest;
  }
  return changed;
}

/** Notes the uids of finished pods. `counted` are the pods that may lose their finalizer. */
function noteFinished(sync: JobSync): {
  readonly counted: readonly Pod[];
  readonly ended: boolean;
  readonly isFull: boolean;
} {
  const { job, uncounted, indexes, status } = sync;
  const lists = (status.uncountedTerminatedPods ??= {});
  const counted: Pod[] = [];
  let newIndexes = 0;
  let ended = false;
  const note = (kind: "succeeded" | "failed", uid: string): void => {
    lists[kind] = [...(lists[kind] ?? []), uid];
    ended = true;
  };
  for (const pod of isIndexed(job) ? [...sync.pods].sort(byIndex) : sync.pods) {
    const { uid } = pod.metadata;
    if (!isTracked(pod) || !mayRelease(sync, pod)) continue;
    counted.push(pod);
    const index = validIndexOf(pod, job);
    if (isSucceeded(pod) && !uncounted.failed.has(uid)) {
      // An index counts once: it is remembered by itself, the pod's uid is not needed.
      if (indexes) {
        if (index !== undefined && !indexes.before.has(index)) newIndexes++;
      } else if (!uncounted.succeeded.has(uid)) note("succeeded", uid);
    } else if (isFailed(pod, job) || (sync.finished && sync.finished.type !== "SuccessCriteriaMet")) {
      const isOwn = !indexes || index !== undefined;
      if (isOwn && !uncounted.failed.has(uid) && failureVerdict(job, pod).counts) note("failed", uid);
    }
    if (newIndexes + (lists.succeeded?.length ?? 0) + (lists.failed?.length ?? 0) >= MOST_UNCOUNTED)
      return { counted, ended: ended || newIndexes > 0, isFull: true };
  }
  return { counted, ended: ended || newIndexes > 0, isFull: false };
}

/** Whether a pod's finalizer may go: it has ended, or everything does; a pod its successor still counts on stays. */
function mayRelease({ job, finished, indexes }: JobSync, pod: Pod): boolean {
  if (job.metadata.deletionTimestamp !== undefined || finished || isSucceeded(pod)) return true;
  if (!isFailed(pod, job)) return false;
  const index = validIndexOf(pod, job);
  return index === undefined || indexes?.waiting.get(index)?.metadata.uid !== pod.metadata.uid;
}

function noteIndexes({ indexes, status }: JobSync): boolean {
  if (!indexes) return false;
  const { succeeded, failed } = indexes;
  const text = succeeded.toString();
  const changed = text !== (status.completedIndexes ?? "") || failed?.toString() !== status.failedIndexes;
  status.succeeded = succeeded.size;
  status.completedIndexes = text;
  if (failed) status.failedIndexes = failed.toString();
  else delete status.failedIndexes;
  return changed;
}

/** Writes down what is about to end the Job; then `finished` is the end itself. */
function noteEnd(sync: JobSync): boolean {
  const { finished, status } = sync;
  if (!finished || finished.type === "Failed") return false;
  const { type, reason = "", message = "" } = finished;
  const isNew = !trueCondition(status.conditions, type);
  if (isNew) status.conditions = [...(status.conditions ?? []), { ...finished }];
  sync.finished = sync.condition(type === "FailureTarget" ? "Failed" : "Complete", reason, message);
  return isNew;
}

/** Ends the Job when everything is counted and no pod is left on its way out. */
function end({ finished, status, terminating }: JobSync): boolean {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (!finished || succeeded.length + failed.length > 0 || terminating > 0) return false;
  status.conditions = [...(withCondition(status.conditions ?? [], finished) ?? status.conditions ?? [])];
  if (finished.type === "Complete" && finished.lastTransitionTime) status.completionTime = finished.lastTransitionTime;
  return true;
}

function tellEnd({ recorder }: ControllerContext, { job, finished, status }: JobSync): void {
  if (finished?.type !== "Complete") {
    recorder.event(job, "Warning", { reason: finished?.reason ?? "", message: finished?.message ?? "" });
    return;
  }
  if (job.spec.completions !== undefined && (status.succeeded ?? 0) > job.spec.completions) {
    const message = "Too many succeeded pods running after completion count reached";
    recorder.event(job, "Warning", { reason: "TooManySucceededPods", message });
  }
  recorder.event(job, "Normal", { reason: "Completed", message: "Job completed" });
}

/** The server's own checks apply to this controller as well: it does run into them. */
function write({ client }: ControllerContext, job: Job, draft: Draft<JobStatus>): Job {
  const next = { ...job, status: stored(draft) };
  const errors = validateJobStatus(next, job);
  if (errors.length > 0) throw ApiError.invalid(errorTarget("batch", "Job", "jobs"), job.metadata.name, errors);
  return client.updateStatus(JOBS, next);
}

/** As it is stored: numbers, texts and lists that are nothing are left out, but for those that are pointers upstream. */
function stored(draft: Draft<JobStatus>): JobStatus {
  const { succeeded = [], failed = [] } = draft.uncountedTerminatedPods ?? {};
  const status = cloneJson(draft);
  for (const field of ["active", "succeeded", "failed"] as const) if (!status[field]) delete status[field];
  if (!status.completedIndexes) delete status.completedIndexes;
  if (!status.conditions?.length) delete status.conditions;
  status.uncountedTerminatedPods = {
    ...(succeeded.length > 0 ? { succeeded: [...succeeded] } : undefined),
    ...(failed.length > 0 ? { failed: [...failed] } : undefined),
  };
  return status as JobStatus;
}
