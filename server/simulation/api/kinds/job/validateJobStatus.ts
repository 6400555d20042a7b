/** Checks of a Job's status on its way from one to the next. Models kubernetes pkg/apis/batch/validation/validation.go. */
import type { Job, JobStatus } from "../../../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../../../runtime/time.ts";
import { equalJson } from "../../json.ts";
import { duplicate, type FieldError, invalid, NO_VALUE, required } from "../validation/errors.ts";
import { validateNotNegative } from "../validation/metadata.ts";
import { countIndexes, IndexError, overlapOf } from "./indexes.ts";

/** Whether a condition of the type is True. */
export function hasCondition(status: JobStatus | undefined, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

const isFinished = (status: JobStatus): boolean => hasCondition(status, "Complete") || hasCondition(status, "Failed");

const wrongConditions = (words: string): FieldError => invalid("status.conditions", NO_VALUE, words);

/** What changed between two statuses: most rules only look at what a request touches. */
interface Change {
  readonly job: Job;
  readonly status: JobStatus;
  readonly old: JobStatus;
  /** Whether a condition came or went. */
  turned(...types: readonly string[]): boolean;
  differs(field: keyof JobStatus): boolean;
}

export function validateJobStatus(job: Job, oldJob: Job): FieldError[] {
  const status = job.status ?? {};
  const old = oldJob.status ?? {};
  const change: Change = {
    job,
    status,
    old,
    turned: (...types) => types.some((type) => hasCondition(old, type) !== hasCondition(status, type)),
    differs: (field) => !equalJson(status[field], old[field]),
  };
  return [
    ...validateNumbers(status),
    ...validateEnds(change),
    ...validateFinished(change),
    ...validateIndexTexts(change),
    ...validateSuccess(change),
    ...validateTransition(change),
  ];
}

const isFinishTurned = ({ status, old }: Change): boolean => isFinished(status) !== isFinished(old);

function validateNumbers(status: JobStatus): FieldError[] {
  const errors = (["active", "succeeded", "failed", "ready", "terminating"] as const).flatMap((field) =>
    validateNotNegative(status[field], `status.${field}`),
  );
  const seen = new Set<string>();
  for (const kind of ["succeeded", "failed"] as const) {
    (status.uncountedTerminatedPods?.[kind] ?? []).forEach((uid, index) => {
      const path = `status.uncountedTerminatedPods.${kind}[${index}]`;
      if (uid === "") errors.push(invalid(path, uid, "must not be empty"));
      else if (seen.has(uid)) errors.push(duplicate(path, uid));
      seen.add(uid);
    });
  }
  return errors;
}

/** Complete and Failed exclude each other, and each comes with what led to it. */
function validateEnds(change: Change): FieldError[] {
  const { status, turned, differs } = change;
  const errors: FieldError[] = [];
  const complete = hasCondition(status, "Complete");
  const failed = hasCondition(status, "Failed");
  const path = "status.completionTime";
  const { completionTime, startTime } = status;
  if (turned("Complete", "Failed") && complete && failed)
    errors.push(wrongConditions("cannot set Complete=True and Failed=true conditions"));
  if (turned("Complete", "FailureTarget") && complete && hasCondition(status, "FailureTarget"))
    errors.push(wrongConditions("cannot set Complete=True and FailureTarget=true conditions"));
  const ended = turned("Complete") || differs("completionTime");
  if (ended && completionTime && !complete) {
    const words = "cannot set completionTime when there is no Complete=True condition";
    errors.push(invalid(path, completionTime, words));
  }
  if (ended && !completionTime && complete) errors.push(required(path, "completionTime is required for Complete jobs"));
  if ((differs("startTime") || differs("completionTime")) && startTime && completionTime) {
    if (parseTimestamp(completionTime) < parseTimestamp(startTime))
      errors.push(invalid(path, completionTime, "must be equal to or after `startTime`"));
  }
  if ((turned("Failed") || differs("failedIndexes")) && failed && !hasCondition(status, "FailureTarget"))
    errors.push(wrongConditions("cannot set Failed=True condition without the FailureTarget=true condition"));
  if (turned("Complete", "SuccessCriteriaMet") && complete && !hasCondition(status, "SuccessCriteriaMet"))
    errors.push(wrongConditions("cannot set Complete=True condition without the SuccessCriteriaMet=true condition"));
  return errors;
}

/** A Job that has ended runs nothing more and has everything counted. */
function validateFinished(change: Change): FieldError[] {
  const { job, status, differs } = change;
  if (!isFinished(status)) return [];
  const errors: FieldError[] = [];
  const turned = isFinishTurned(change);
  const active = status.active ?? 0;
  if ((turned || differs("active")) && active > 0)
    errors.push(invalid("status.active", active, "active>0 is invalid for finished job"));
  const neverRan = job.spec.suspend === true && job.spec.completions === 0;
  if ((turned || differs("startTime")) && !neverRan && !status.startTime)
    errors.push(required("status.startTime", "startTime is required for finished job"));
  const uncounted = status.uncountedTerminatedPods;
  if ((turned || differs("uncountedTerminatedPods")) && uncounted) {
    if ((uncounted.failed?.length ?? 0) + (uncounted.succeeded?.length ?? 0) > 0) {
      const printed = { Succeeded: uncounted.succeeded ?? null, Failed: uncounted.failed ?? null };
      errors.push(invalid("status.uncountedTerminatedPods", printed, "must be empty for finished job"));
    }
  }
  return errors;
}

function validateIndexTexts(change: Change): FieldError[] {
  const { job, status, differs } = change;
  const { completions, backoffLimitPerIndex, completionMode } = job.spec;
  const { completedIndexes = "", failedIndexes } = status;
  const errors: FieldError[] = [];
  const parse = (field: "completedIndexes" | "failedIndexes", text: string): void => {
    try {
      countIndexes(text, completions as number);
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      errors.push(invalid(`status.${field}`, text, `error parsing ${field}: ${error.message}`));
    }
  };
  const completedChanged = differs("completedIndexes");
  const failedChanged = differs("failedIndexes");
  if (completedChanged && completions !== undefined) parse("completedIndexes", completedIndexes);
  if (failedChanged && completions !== undefined && backoffLimitPerIndex !== undefined && failedIndexes !== undefined)
    parse("failedIndexes", failedIndexes);
  if (completedChanged && completedIndexes !== "" && completionMode !== "Indexed") {
    const words = "cannot set non-empty completedIndexes when non-indexed completion mode";
    errors.push(invalid("status.completedIndexes", completedIndexes, words));
  }
  if (failedChanged && backoffLimitPerIndex === undefined && failedIndexes !== undefined) {
    const words = "cannot set non-null failedIndexes when backoffLimitPerIndex is null";
    errors.push(invalid("status.failedIndexes", failedIndexes, words));
  }
  if ((completedChanged || failedChanged) && completions !== undefined && failedIndexes !== undefined) {
    const shared = overlapOf(completedIndexes, failedIndexes, completions);
    if (shared !== undefined) {
      const words = `failedIndexes and completedIndexes overlap at index: ${shared}`;
      errors.push(invalid("status.failedIndexes", failedIndexes, words));
    }
  }
  const terminating = status.terminating ?? 0;
  if ((isFinishTurned(change) || differs("terminating")) && terminating > 0 && isFinished(status))
    errors.push(invalid("status.terminating", terminating, "terminating>0 is invalid for finished job"));
  const ready = status.ready ?? 0;
  if ((differs("ready") || differs("active")) && ready > (status.active ?? 0))
    errors.push(invalid("status.ready", ready, "cannot set more ready pods than active"));
  return errors;
}

function validateSuccess({ job, status }: Change): FieldError[] {
  const errors: FieldError[] = [];
  const met = hasCondition(status, "SuccessCriteriaMet");
  if (met && hasCondition(status, "Failed"))
    errors.push(wrongConditions("cannot set SuccessCriteriaMet=True and Failed=true conditions"));
  if (met && hasCondition(status, "FailureTarget"))
    errors.push(wrongConditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions"));
  if (job.spec.successPolicy && !met && hasCondition(status, "Complete")) {
    const words = "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True";
    errors.push(wrongConditions(words));
  }
  return errors;
}

/** What can only go one way. */
function validateTransition({ job, status, old, differs }: Change): FieldError[] {
  const errors: FieldError[] = [];
  for (const type of ["Failed", "Complete", "FailureTarget"]) {
    if (hasCondition(old, type) && !hasCondition(status, type))
      errors.push(wrongConditions(`cannot disable the terminal ${type}=True condition`));
  }
  const { failed = 0, succeeded = 0 } = status;
  if (failed < (old.failed ?? 0)) errors.push(invalid("status.failed", failed, "cannot decrease the failed counter"));
  const { completionMode, completions, parallelism, suspend } = job.spec;
  const elastic = completionMode === "Indexed" && completions === parallelism;
  if (!elastic && succeeded < (old.succeeded ?? 0))
    errors.push(invalid("status.succeeded", succeeded, "cannot decrease the succeeded counter"));
  if (status.completionTime && old.completionTime && differs("completionTime"))
    errors.push(invalid("status.completionTime", status.completionTime, "field is immutable"));
  const resuming =
    hasCondition(old, "Suspended") &&
    (status.conditions?.some((condition) => condition.type === "Suspended" && condition.status === "False") ?? false);
  if (!resuming && old.startTime && differs("startTime") && !suspend) {
    const words = "field is immutable for unsuspended job once set";
    errors.push(invalid("status.startTime", status.startTime ?? null, words));
  }
  const met = hasCondition(status, "SuccessCriteriaMet");
  if (hasCondition(old, "SuccessCriteriaMet") && !met)
    errors.push(wrongConditions("cannot disable the SuccessCriteriaMet=True condition"));
  if (hasCondition(old, "Complete") && !hasCondition(old, "SuccessCriteriaMet") && met) {
    const words = "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions";
    errors.push(wrongConditions(words));
  }
  return errors;
}
