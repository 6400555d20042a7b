/**
 * Starts Jobs by a schedule and clears away the old ones. Models kubernetes pkg/controller/cronjob/cronjob_controllerv2.go.
 * When a start is due is told in `cronJob/due.ts`. A start is never made twice: its minute is part of the Job's name.
 */
import type { CronJob, CronJobStatus, Job, ObjectReference } from "../../protocol/kubernetes/index.ts";
import { cloneJson, equalJson } from "../api/json.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { Draft } from "../api/ResourceDefinition.ts";
import type { Controller, ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf, controllerReference } from "../controllerkit/ownership.ts";
import { parseSchedule, ScheduleError } from "../runtime/cron/parseSchedule.ts";
import { isZone } from "../runtime/cron/zones.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { lastDue, mailTimestamp, NeverDue, type Timetable, untilNext, zonedTimestamp } from "./cronJob/due.ts";
import { endOf } from "./job/conditions.ts";

const RESOURCE = "cronjobs.batch";
const JOBS = "jobs.batch";
const SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp";
const DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";

export const cronJobController: ControllerFactory = (context) => new CronJobController(context);

/** A CronJob while it is worked on: what changes is its status, written once in the end. */
interface Work {
  readonly cronJob: CronJob;
  readonly status: Draft<CronJobStatus>;
}

class CronJobController implements Controller {
  readonly name = "cronjob-controller";
  readonly watches = [
    { resource: RESOURCE, handle: (event: StoreEvent) => this.cronJobChanged(event) },
    { resource: JOBS, handle: (event: StoreEvent) => this.jobChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { store, client } = this.context;
    const { namespace, name } = splitKey(key);
    const cronJob = store.get(RESOURCE, namespace, name) as CronJob | undefined;
    if (!cronJob) return undefined;
    const work: Work = { cronJob, status: cloneJson(cronJob.status ?? {}) as Draft<CronJobStatus> };
    const jobs = [...(store.byIndex(JOBS, "controller", cronJob.metadata.uid) as Iterable<Job>)];
    this.clearAway(work, jobs);
    let result: ReconcileResult;
    try {
      result = this.start(work, jobs);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      result = { retry: error.message };
    }
    const { active = [], ...rest } = work.status;
    const status = { ...(active.length > 0 ? { active } : undefined), ...rest } as CronJobStatus;
    const current = store.get(RESOURCE, namespace, name) as CronJob | undefined;
    if (current && !equalJson(status, current.status ?? {})) client.updateStatus(RESOURCE, { ...current, status });
    return result;
  }

  /** Deletes the oldest of the Jobs that have ended, beyond what the history keeps of each kind. */
  private clearAway(work: Work, jobs: readonly Job[]): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = work.cronJob.spec;
    for (const [type, limit] of [
      ["Complete", successfulJobsHistoryLimit],
      ["Failed", failedJobsHistoryLimit],
    ] as const) {
      if (limit === undefined) continue;
      const ended = jobs.filter((job) => endOf(job)?.type === type).sort(byStart);
      for (const job of ended.slice(0, Math.max(ended.length - limit, 0))) this.deleteJob(work, job);
    }
  }

  private start(work: Work, jobs: readonly Job[]): ReconcileResult {
    const { cronJob } = work;
    const { now } = this.context.runtime;
    this.review(work, jobs);
    if (cronJob.metadata.deletionTimestamp !== undefined) return undefined;
    const { timeZone, suspend, startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
    if (timeZone && timeZone !== "Local" && !isZone(timeZone)) {
      this.warn(
        cronJob,
        "UnknownTimeZone",
        `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`,
      );
      return undefined;
    }
    if (suspend) return undefined;
    const table = this.timetable(cronJob);
    const time = table && this.dueTime(cronJob, table, now);
    if (!table || time === undefined) return undefined;
    const later = { requeueAfter: untilNext(cronJob, table, now) };
    if (time === "none") return later;
    if (startingDeadlineSeconds !== undefined && time + startingDeadlineSeconds * 1000 < now) {
      this.warn(cronJob, "MissSchedule", `Missed scheduled time to start a job: ${mailTimestamp(time)}`);
      return later;
    }
    const active = work.status.active ?? [];
    const isStarted = active.some(({ name }) => name === jobName(cronJob, time));
    if (isStarted || work.status.lastScheduleTime === timestamp(time)) return later;
    if (concurrencyPolicy === "Forbid" && active.length > 0) {
      const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
      this.context.recorder.event(cronJob, "Normal", { reason: "JobAlreadyActive", message });
      return later;
    }
    if (concurrencyPolicy === "Replace") {
      const failure = this.replaceAll(work, active);
      if (failure !== undefined) return { retry: failure };
    }
    const job = this.createJob(work, time);
    if (!job) return undefined;
    work.status.active = [...(work.status.active ?? []), referenceTo(job) as Draft<ObjectReference>];
    work.status.lastScheduleTime = timestamp(time);
    const started = { ...cronJob, status: work.status as CronJobStatus };
    return { requeueAfter: untilNext(started, table, now) };
  }

  /** Takes Jobs that have ended or gone off the list of active ones. */
  private review(work: Work, jobs: readonly Job[]): void {
    const { cronJob, status } = work;
    const { recorder, store } = this.context;
    for (const job of jobs) {
      const { name, uid } = job.metadata;
      const isListed = status.active?.some((active) => active.uid === uid) ?? false;
      const end = endOf(job);
      if (!end) {
        if (isListed) continue;
        this.warn(cronJob, "UnexpectedJob", `Saw a job that the controller did not create or forgot: ${name}`);
        continue;
      }
      if (isListed) {
        unlist(work, uid);
        const message = `Saw completed job: ${name}, condition: ${end.type}`;
        recorder.event(cronJob, "Normal", { reason: "SawCompletedJob", message });
      }
      const { completionTime } = job.status ?? {};
      if (end.type !== "Complete" || !completionTime) continue;
      const last = status.lastSuccessfulTime;
      if (!last || parseTimestamp(completionTime) > parseTimestamp(last)) status.lastSuccessfulTime = completionTime;
    }
    for (const { uid = "", name = "", namespace = "" } of status.active ?? []) {
      if (jobs.some(({ metadata }) => metadata.uid === uid) || store.get(JOBS, namespace, name)) continue;
      recorder.event(cronJob, "Normal", { reason: "MissingJob", message: `Active job went missing: ${name}` });
      unlist(work, uid);
    }
  }

  private timetable(cronJob: CronJob): Timetable | undefined {
    const { schedule } = cronJob.spec;
    if (schedule.includes("TZ")) {
      const what = `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported`;
      this.warn(cronJob, "UnsupportedSchedule", `${what}, see ${DOCS} for more details`);
    }
    const table = timetableOf(cronJob);
    if (typeof table !== "string") return table;
    this.warn(cronJob, "UnparseableSchedule", `unparseable schedule: ${JSON.stringify(schedule)} : ${table}`);
    return undefined;
  }

  /** The start that is due, ms; undefined when there never will be one. */
  private dueTime(cronJob: CronJob, table: Timetable, now: number): number | "none" | undefined {
    try {
      const due = lastDue(cronJob, table, { now, withinDeadline: true });
      if (due.time === undefined) return "none";
      if (due.missed === "many") {
        const words = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
        this.warn(cronJob, "TooManyMissedTimes", words);
      }
      return due.time;
    } catch (error) {
      if (!(error instanceof NeverDue)) throw error;
      this.warn(cronJob, "InvalidSchedule", `invalid schedule: ${cronJob.spec.schedule} : ${error.message}`);
      return undefined;
    }
  }

  /** Returns what went wrong. */
  private replaceAll(work: Work, active: readonly ObjectReference[]): string | undefined {
    for (const { namespace = "", name = "" } of active) {
      const job = this.context.store.get(JOBS, namespace, name) as Job | undefined;
      if (!job) {
        this.warn(work.cronJob, "FailedGet", `Get job: jobs.batch ${JSON.stringify(name)} not found`);
        return `job ${name} is not there`;
      }
      if (!this.deleteJob(work, job)) return `could not replace job ${namespace}/${name}`;
    }
    return undefined;
  }

  /** The Job of a start; undefined when there is one of the name already that needs no noting. */
  private createJob({ cronJob, status }: Work, time: number): Job | undefined {
    const { client, recorder, store } = this.context;
    const { namespace = "", uid } = cronJob.metadata;
    const name = jobName(cronJob, time);
    const known = store.get(JOBS, namespace, name) as Job | undefined;
    if (known) {
      const isNoted = status.active?.some((active) => active.uid === known.metadata.uid);
      return controllerOf(known)?.uid === uid && !isNoted ? known : undefined;
    }
    const { metadata: { labels, annotations } = {}, spec } = cronJob.spec.jobTemplate;
    try {
      const job = client.create<Job>(JOBS, {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: {
          name,
          namespace,
          ...(labels ? { labels } : undefined),
          annotations: { ...annotations, [SCHEDULED_AT]: zonedTimestamp(time, cronJob.spec.timeZone ?? "") },
          ownerReferences: [controllerReference(cronJob)],
        },
        spec,
      });
      recorder.event(cronJob, "Normal", { reason: "SuccessfulCreate", message: `Created job ${name}` });
      return job;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating"))
        this.warn(cronJob, "FailedCreate", `Error creating job: ${error.message}`);
      throw error;
    }
  }

  private deleteJob(work: Work, { metadata }: Job): boolean {
    const { client, recorder } = this.context;
    try {
      client.delete(JOBS, metadata.namespace ?? "", metadata.name, { propagationPolicy: "Background" });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.warn(work.cronJob, "FailedDelete", `Deleted job: ${error.message}`);
      return false;
    }
    unlist(work, metadata.uid);
    const message = `Deleted job ${metadata.name}`;
    recorder.event(work.cronJob, "Normal", { reason: "SuccessfulDelete", message });
    return true;
  }

  private warn(cronJob: CronJob, reason: string, message: string): void {
    this.context.recorder.event(cronJob, "Warning", { reason, message });
  }

  /** A new schedule is waited for; everything else is looked at now. */
  private cronJobChanged({ type, object, previous }: StoreEvent): void {
    const cronJob = object as CronJob;
    const old = previous as CronJob | undefined;
    const isOther =
      type === "MODIFIED" &&
      old !== undefined &&
      (old.spec.schedule !== cronJob.spec.schedule || old.spec.timeZone !== cronJob.spec.timeZone);
    const table = isOther ? timetableOf(cronJob) : undefined;
    const wait = table && typeof table !== "string" ? untilNext(cronJob, table, this.context.runtime.now) : 0;
    this.context.enqueue(keyOf(cronJob), wait);
  }

  private jobChanged({ object, previous }: StoreEvent): void {
    const owners = [controllerOf(object), previous && controllerOf(previous)];
    for (const owner of owners) {
      if (owner?.kind !== "CronJob") continue;
      const cronJob = this.context.store.get(RESOURCE, object.metadata.namespace ?? "", owner.name);
      if (cronJob?.metadata.uid === owner.uid) this.context.enqueue(keyOf(cronJob));
    }
  }
}

/** By spec: it stays the same object while only the status changes. */
const timetables = new WeakMap<CronJob["spec"], Timetable | string>();

/** A CronJob's schedule, or what is wrong with it. */
function timetableOf({ spec }: CronJob): Timetable | string {
  let known = timetables.get(spec);
  if (known === undefined) timetables.set(spec, (known = readTimetable(spec)));
  return known;
}

function readTimetable(spec: CronJob["spec"]): Timetable | string {
  try {
    const zone = spec.schedule.includes("TZ") ? "" : (spec.timeZone ?? "");
    return { schedule: parseSchedule(spec.schedule), zone };
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return error.message;
  }
}

/** The name has the minute of the start, counted since 1970. */
function jobName({ metadata }: CronJob, time: number): string {
  return `${metadata.name}-${Math.floor(time / 60_000)}`;
}

function unlist({ status }: Work, uid: string): void {
  status.active = (status.active ?? []).filter((active) => active.uid !== uid);
}

function referenceTo({ apiVersion, kind, metadata }: Job): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind, ...(namespace ? { namespace } : undefined), name, uid, apiVersion, resourceVersion };
}

/** Those started first come first, those never started last. */
function byStart(left: Job, right: Job): number {
  const start = ({ status }: Job): number => (status?.startTime ? parseTimestamp(status.startTime) : Number.MAX_VALUE);
  return start(left) - start(right) || (left.metadata.name < right.metadata.name ? -1 : 1);
}
