/**
 * One look at one Job: counts its pods, decides whether it has ended, makes or deletes pods. Models kubernetes
 * pkg/controller/job/job_controller.go (syncJob, manageJob). How what it finds is written down, so that no finished pod is
 * counted twice or never, stands in `tracking.ts`; the queue in `../job.ts`.
 */
import type { Job, JobCondition, JobStatus, Pod } from "../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../api/json.ts";
import type { Draft } from "../../api/ResourceDefinition.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { withoutFinalizer } from "../../controllerkit/ownership.ts";
import { isPodReady, isPodTerminating } from "../../controllerkit/podFacts.ts";
import { parseTimestamp, timestamp } from "../../runtime/time.ts";
import { createPods, deletePod, type Failure } from "../ownPods/making.ts";
import { type BackoffRecord, finishedAt, recordAfter, remainingBackoff } from "./backoff.ts";
import { trueCondition, withCondition } from "./conditions.ts";
import { IndexSet } from "./indexSet.ts";
import {
  activeOnes,
  allFailures,
  countedFailures,
  indexesOf,
  isFailed,
  isIndexed,
  isPastRestartLimit,
  isSucceeded,
  isSuspended,
  isTracked,
  jobPodDraft,
  replacesEndedOnly,
  sparePods,
  TRACKING,
  validIndexOf,
} from "./pods.ts";
import { failureVerdict, successMet } from "./policies.ts";

/** Pods made or deleted in one sync. */
const BURST = 500;

/** What an Indexed Job knows of its indexes. */
interface Indexes {
  /** Succeeded by the status as it was. */
  readonly before: IndexSet;
  readonly succeeded: IndexSet;
  /** Of Jobs with a limit for each index. */
  readonly failed: IndexSet | undefined;
  /** Failed pods that stay until their replacement has taken over their count of failures. */
  readonly waiting: ReadonlyMap<number, Pod>;
}

export class JobSync {
  readonly pods: readonly Pod[];
  readonly status: Draft<JobStatus>;
  readonly active: readonly Pod[];
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> };
  readonly indexes: Indexes | undefined;
  readonly record: BackoffRecord;
  /** What ends the Job, or is about to. */
  finished: JobCondition | undefined;
  terminating: number;
  /** Whether the status has changes that are not only counts of finished pods. */
  changed = false;
  failure: Failure | undefined;
  /** When to look again, ms from now, whatever happens. */
  lookAgain: number | undefined;
  private ready: number;
  private readonly succeeded: number;
  private readonly failed: number;
  private readonly startedAt: number | undefined;

  constructor(
    private readonly context: ControllerContext,
    readonly job: Job,
    seen: { readonly pods: readonly Pod[]; readonly record: BackoffRecord | undefined },
  ) {
    const { now } = context.runtime;
    const { pods } = seen;
    this.pods = pods;
    this.status = cloneJson(job.status ?? {}) as Draft<JobStatus>;
    this.status.uncountedTerminatedPods ??= {};
    const { succeeded = [], failed = [] } = this.status.uncountedTerminatedPods;
    this.uncounted = { succeeded: new Set(succeeded), failed: new Set(failed) };
    this.active = activeOnes(pods);
    this.ready = this.active.filter(isPodReady).length;
    this.terminating = pods.filter(isPodTerminating).length;
    const newSucceeded = this.newlyEnded(this.uncounted.succeeded).filter(isSucceeded);
    const newFailed = this.newlyEnded(this.uncounted.failed).filter((pod) => isFailed(pod, job));
    const counted = newFailed.filter((pod) => failureVerdict(job, pod).counts);
    this.failed = (this.status.failed ?? 0) + counted.length + failed.length;
    this.record = recordAfter(seen.record, { succeeded: newSucceeded, failed: newFailed });
    this.indexes = isIndexed(job) ? this.indexesNow() : undefined;
    this.succeeded = this.indexes
      ? this.indexes.succeeded.size
      : (this.status.succeeded ?? 0) + newSucceeded.length + succeeded.length;
    const { startTime } = this.status;
    this.startedAt = startTime ? parseTimestamp(startTime) : isSuspended(job) ? undefined : now;
    if (!startTime && this.startedAt !== undefined) this.status.startTime = timestamp(now);
  }

  /** Decides and acts. What is to be written then stands in `status`, `finished` and `changed`. */
  run(): void {
    this.finished = this.knownEnd() ?? this.newEnd();
    let active = this.active.length;
    if (this.finished) active -= this.stopAll();
    else active = this.goOn();
    this.changed ||= active !== (this.status.active ?? 0) || this.ready !== this.status.ready;
    this.changed ||= this.terminating !== this.status.terminating;
    this.status.active = active;
    this.status.ready = this.ready;
    this.status.terminating = this.terminating;
  }

  condition(type: string, reason: string, message: string, status: "True" | "False" = "True"): JobCondition {
    const time = timestamp(this.context.runtime.now);
    return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
  }

  /** Pods that ended and are in no count yet, of indexes the Job has. */
  private newlyEnded(known: ReadonlySet<string>): Pod[] {
    return this.pods.filter(
      (pod) =>
        isTracked(pod) &&
        !known.has(pod.metadata.uid) &&
        (!isIndexed(this.job) || validIndexOf(pod, this.job) !== undefined),
    );
  }

  private indexesNow(): Indexes {
    const { job, pods } = this;
    const completions = job.spec.completions ?? 0;
    const tracked = pods.filter((pod) => isTracked(pod) && validIndexOf(pod, job) !== undefined);
    const before = IndexSet.parse(this.status.completedIndexes, completions);
    const succeeded = before.union(IndexSet.of(indexesOf(tracked.filter(isSucceeded))));
    if (job.spec.backoffLimitPerIndex === undefined)
      return { before, succeeded, failed: undefined, waiting: new Map() };
    const failed = IndexSet.parse(this.status.failedIndexes, completions).union(
      IndexSet.of(indexesOf(tracked.filter((pod) => this.failsIndex(pod)))),
    );
    const waiting = new Map<number, Pod>();
    const running = new Set(indexesOf(this.active));
    for (const pod of tracked) {
      const index = validIndexOf(pod, job) as number;
      if (!isFailed(pod, job) || succeeded.has(index) || failed.has(index) || running.has(index)) continue;
      const other = waiting.get(index);
      if (!other || (allFailures(other) <= allFailures(pod) && finishedAt(pod) >= finishedAt(other)))
        waiting.set(index, pod);
    }
    return { before, succeeded, failed, waiting };
  }

  private failsIndex(pod: Pod): boolean {
    if (!isFailed(pod, this.job)) return false;
    const { action, counts } = failureVerdict(this.job, pod);
    return action === "FailIndex" || (counts && countedFailures(pod) >= (this.job.spec.backoffLimitPerIndex ?? 0));
  }

  /** An end that an earlier sync has written down already. */
  private knownEnd(): JobCondition | undefined {
    const { conditions } = this.status;
    const success = trueCondition(conditions, "SuccessCriteriaMet");
    if (success) return success;
    const failure = trueCondition(conditions, "FailureTarget");
    return failure && this.condition("Failed", failure.reason ?? "", failure.message ?? "");
  }

  private newEnd(): JobCondition | undefined {
    const { job, indexes } = this;
    const { backoffLimit = 0, maxFailedIndexes, completions = 0 } = job.spec;
    const fails = (reason: string, message: string) => this.condition("FailureTarget", reason, message);
    for (const pod of job.spec.podFailurePolicy ? this.pods : []) {
      const why = isFailed(pod, job) ? failureVerdict(job, pod).failsJob : undefined;
      if (why !== undefined) return fails("PodFailurePolicy", why);
    }
    if (this.failed > backoffLimit || isPastRestartLimit(job, this.pods))
      return fails("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    if (this.isPastDeadline()) return fails("DeadlineExceeded", "Job was active longer than specified deadline");
    if (!indexes) return undefined;
    if (indexes.failed) {
      const failed = indexes.failed.size;
      if (maxFailedIndexes !== undefined && failed > maxFailedIndexes)
        return fails("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
      if (failed > 0 && failed + indexes.succeeded.size >= completions)
        return fails("FailedIndexes", "Job has failed indexes");
    }
    const met = successMet(job, indexes.succeeded);
    return met === undefined ? undefined : this.condition("SuccessCriteriaMet", "SuccessPolicy", met);
  }

  /** When the deadline is still to come, it is waited for. */
  private isPastDeadline(): boolean {
    const { activeDeadlineSeconds } = this.job.spec;
    if (activeDeadlineSeconds === undefined || this.startedAt === undefined || isSuspended(this.job)) return false;
    const left = this.startedAt + activeDeadlineSeconds * 1000 - this.context.runtime.now;
    if (left > 0) this.waitFor(left);
    return left <= 0;
  }

  private waitFor(delay: number): void {
    this.lookAgain = Math.min(this.lookAgain ?? delay, delay);
  }

  /** Deletes all active pods, whose finalizers stay until they are counted. Returns how many. */
  private stopAll(): number {
    const deleted = this.deleteEach(this.active);
    if (deleted !== this.active.length) this.finished = undefined;
    return deleted;
  }

  /** Returns how many pods are active then. */
  private goOn(): number {
    const { job } = this;
    const managed = job.metadata.deletionTimestamp === undefined;
    const active = managed ? this.manage() : this.active.length;
    const { completions } = job.spec;
    const enough = completions === undefined ? this.succeeded > 0 : this.succeeded >= completions;
    if (enough && active === 0) {
      const message = "Reached expected number of succeeded pods";
      this.finished = this.condition("SuccessCriteriaMet", "CompletionsReached", message);
    } else if (managed) this.tellSuspension();
    return active;
  }

  private tellSuspension(): void {
    const suspended = isSuspended(this.job);
    const condition = suspended
      ? this.condition("Suspended", "JobSuspended", "Job suspended")
      : this.condition("Suspended", "JobResumed", "Job resumed", "False");
    const conditions = withCondition(this.status.conditions ?? [], condition);
    if (!conditions) return;
    this.status.conditions = [...conditions];
    this.changed = true;
    const [reason, message] = suspended ? ["Suspended", "Job suspended"] : ["Resumed", "Job resumed"];
    this.context.recorder.event(this.job, "Normal", { reason, message });
    // The deadline is one for a Job that is active without a break.
    if (suspended) delete this.status.startTime;
    else this.status.startTime = timestamp(this.context.runtime.now);
  }

  /** Makes missing pods or deletes spare ones; not both at once. Returns how many are active then. */
  private manage(): number {
    const { job, active } = this;
    if (isSuspended(job)) return active.length - this.release(sparePods(job, active, active.length));
    const wanted = this.wanted();
    const spare = sparePods(job, active, Math.max(active.length - wanted, 0)).slice(0, BURST);
    if (spare.length > 0) return active.length - this.release(spare);
    const missing = wanted - active.length - (replacesEndedOnly(job) ? this.terminating : 0);
    return missing > 0 ? this.create(missing) : active.length;
  }

  private wanted(): number {
    const { parallelism = 1, completions } = this.job.spec;
    if (completions === undefined) return this.succeeded > 0 ? this.active.length : parallelism;
    return Math.max(Math.min(completions - this.succeeded, parallelism), 0);
  }

  /** Returns how many are active then; while a failure is to be waited out none, whatever there is: that is 1.36.2. */
  private create(missing: number): number {
    const { job, indexes } = this;
    const { now } = this.context.runtime;
    const perIndex = job.spec.backoffLimitPerIndex !== undefined;
    const wait = perIndex ? 0 : remainingBackoff(this.record, now);
    if (wait > 0) return this.postpone(wait);
    const count = Math.min(missing, BURST);
    if (!indexes) {
      const draft = jobPodDraft(job);
      return this.active.length + this.make(count, () => draft);
    }
    const free = this.pendingIndexes(indexes, count);
    const waits = free.map((index) => indexBackoff(indexes.waiting.get(index), now));
    const due = free.filter((_, place) => waits[place] === 0);
    if (due.length === 0 && free.length > 0) return this.postpone(Math.min(...waits));
    const draft = (place: number) => jobPodDraft(job, due[place] as number, indexes.waiting.get(due[place] as number));
    return this.active.length + this.make(due.length, draft);
  }

  private postpone(delay: number): number {
    this.waitFor(Math.max(delay, 1000));
    return 0;
  }

  private make(count: number, draft: Parameters<typeof createPods>[2]["draft"]): number {
    const made = createPods(this.context, this.job, { count, draft });
    this.failure = made.failure;
    return made.count;
  }

  /** The first indexes nobody works on and that have not ended. */
  private pendingIndexes({ succeeded, failed }: Indexes, count: number): number[] {
    let taken = succeeded.union(IndexSet.of(indexesOf(this.active)));
    if (replacesEndedOnly(this.job)) taken = taken.union(IndexSet.of(indexesOf(this.pods.filter(isPodTerminating))));
    if (failed) taken = taken.union(failed);
    return taken.missing(count, this.job.spec.completions ?? 0);
  }

  /** Deletes pods the Job does not count: they lose their finalizer first. */
  private release(pods: readonly Pod[]): number {
    const { client } = this.context;
    for (const pod of pods) if (isTracked(pod)) client.update("pods", withoutFinalizer(pod, TRACKING));
    return this.deleteEach(pods);
  }

  private deleteEach(pods: readonly Pod[]): number {
    let deleted = 0;
    for (const pod of pods) {
      const failure = deletePod(this.context, this.job, pod);
      this.failure ??= failure;
      if (failure) continue;
      deleted++;
      if (isPodReady(pod)) this.ready--;
    }
    this.terminating += deleted;
    return deleted;
  }
}

function indexBackoff(failed: Pod | undefined, now: number): number {
  if (!failed) return 0;
  return remainingBackoff({ failures: allFailures(failed) + 1, lastFailure: finishedAt(failed) }, now);
}
