/**
 * Runs Jobs: pods until enough have succeeded or too many have failed. Models kubernetes pkg/controller/job.
 *
 * This is the queue; one look at a Job is `job/JobSync.ts`. Changes of pods are gathered for a second. Keys are Jobs, and
 * after `pod:` pods that may have lost their Job and would keep its finalizer for ever.
 */
import type { Job, Pod } from "../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../api/indexes.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { Controller, ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf } from "../controllerkit/ownership.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import type { BackoffRecord } from "./job/backoff.ts";
import { endOf } from "./job/conditions.ts";
import { JobSync } from "./job/JobSync.ts";
import { isTracked, TRACKING } from "./job/pods.ts";
import { JOBS, untrack, writeDown } from "./job/tracking.ts";
import { claimPods } from "./ownPods/claims.ts";

const OWN_NAME = "kubernetes.io/job-controller";
const POD = "pod:";
const GATHER_MS = 1000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

export const jobController: ControllerFactory = (context) => new JobController(context);

class JobController implements Controller {
  readonly name = "job-controller";
  readonly watches = [
    { resource: JOBS, handle: (event: StoreEvent) => this.jobChanged(event) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];
  private readonly records: Map<string, BackoffRecord>;
  /** How often a key has failed in a row. */
  private readonly failures: Map<string, number>;

  constructor(private readonly context: ControllerContext) {
    this.records = context.runtime.state("job-backoff");
    this.failures = context.runtime.state("job-failures");
  }

  /** Retries come slower than the host's: after 1 s, then twice as long each time, at most 1 min. */
  reconcile(key: string): ReconcileResult {
    let isDone = false;
    try {
      isDone = key.startsWith(POD) ? this.releaseOrphan(key.slice(POD.length)) : this.sync(key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    if (isDone) {
      this.failures.delete(key);
      return undefined;
    }
    const count = this.failures.get(key) ?? 0;
    this.failures.set(key, count + 1);
    return { requeueAfter: Math.min(FIRST_RETRY_MS * 2 ** count, LAST_RETRY_MS) };
  }

  /** False when it is to be tried again. */
  private sync(key: string): boolean {
    const { context, records } = this;
    const { namespace, name } = splitKey(key);
    const job = context.store.get(JOBS, namespace, name) as Job | undefined;
    if (!job || (endOf(job) && !isForeign(job))) records.delete(key);
    if (!job || endOf(job) || isForeign(job)) return true;
    const pods = claimPods(context, { owner: job, selector: job.spec.selector ?? {}, finalizer: TRACKING });
    const sync = new JobSync(context, job, { pods, record: records.get(key) });
    sync.run();
    if (sync.lookAgain !== undefined) context.enqueue(key, sync.lookAgain);
    writeDown(context, sync, () => {
      if (sync.record.failures > 0) records.set(key, sync.record);
      else records.delete(key);
    });
    return sync.failure === undefined;
  }

  private releaseOrphan(key: string): boolean {
    const { namespace, name } = splitKey(key);
    const pod = this.context.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod) return true;
    const owner = controllerOf(pod);
    if (owner && (owner.kind !== "Job" || owner.apiVersion !== "batch/v1")) return true;
    const job = this.jobOf(pod);
    if (job && (isForeign(job) || !endOf(job))) return true;
    untrack(this.context, pod);
    return true;
  }

  private jobOf(pod: Pod): Job | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== "Job") return undefined;
    const job = this.context.store.get(JOBS, pod.metadata.namespace ?? "", owner.name) as Job | undefined;
    return job?.metadata.uid === owner.uid ? job : undefined;
  }

  private jobChanged({ type, object, previous }: StoreEvent): void {
    const job = object as Job;
    const isStatusOnly = type === "MODIFIED" && previous?.metadata.generation === job.metadata.generation;
    this.context.enqueue(keyOf(job), isStatusOnly ? GATHER_MS : 0);
    if (type !== "DELETED" && !endOf(job)) return;
    for (const pod of this.context.store.byIndex("pods", "controller", job.metadata.uid) as Iterable<Pod>)
      if (isTracked(pod)) this.context.enqueue(`${POD}${keyOf(pod)}`);
  }

  private podChanged({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const old = previous as Pod | undefined;
    const owner = controllerOf(pod);
    const leaves = type === "DELETED" || pod.metadata.deletionTimestamp !== undefined;
    if (!leaves && old && controllerOf(old)?.uid !== owner?.uid) this.enqueueJob(this.jobOf(old));
    const job = this.jobOf(pod);
    const mayBeLeft = owner ? leaves && owner.kind === "Job" && (!job || endOf(job)) : true;
    if (mayBeLeft && isTracked(pod) && type !== "DELETED") this.context.enqueue(`${POD}${keyOf(pod)}`);
    if (job && !(leaves && endOf(job))) this.enqueueJob(job);
    else if (!owner && !leaves && isOtherOrphan(pod, old)) this.enqueueMatching(pod);
  }

  private enqueueJob(job: Job | undefined): void {
    if (job) this.context.enqueue(keyOf(job), GATHER_MS);
  }

  private enqueueMatching({ metadata: { labels = {}, namespace = "" } }: Pod): void {
    for (const label of Object.keys(labels)) {
      const key = firstSelectorKey({ [label]: labels[label] as string }, namespace) as string;
      for (const job of this.context.store.byIndex(JOBS, "selector", key) as Iterable<Job>)
        if (job.spec.selector && compileSelector(job.spec.selector).matches(labels)) this.enqueueJob(job);
    }
  }
}

/** Whether somebody else is to run the Job. */
function isForeign({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== OWN_NAME;
}

/** Whether a pod without an owner is one Jobs have not seen so. */
function isOtherOrphan(pod: Pod, old: Pod | undefined): boolean {
  return !old || old.metadata.labels !== pod.metadata.labels || controllerOf(old) !== undefined;
}
