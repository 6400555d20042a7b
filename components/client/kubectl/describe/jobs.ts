/** Jobs and CronJobs. */
import { humanDuration } from "../../../../server/protocol/kubernetes/durations.ts";
import type { JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { flag, has, num, obj, objects, str, yes } from "./fields.ts";
import { controllerText, selectorText, writeAnnotations, writeLabels } from "./metadata.ts";
import { writePodTemplate } from "./podTemplate.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

const INDEXES_SHOWN = 50;

export const describeJob: Describe = async (job, context) => {
  const w = new TabbedText();
  const metadata = obj(job, "metadata");
  const spec = obj(job, "spec");
  const status = obj(job, "status");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  w.line(0, `Selector:\t${selectorText(spec.selector)}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  const controller = controllerText(job);
  if (controller) w.line(0, `Controlled By:\t${controller}`);
  if (has(spec, "parallelism")) w.line(0, `Parallelism:\t${num(spec, "parallelism")}`);
  w.line(0, `Completions:\t${orUnset(spec, "completions")}`);
  if (has(spec, "completionMode")) w.line(0, `Completion Mode:\t${str(spec, "completionMode")}`);
  if (has(spec, "suspend")) w.line(0, `Suspend:\t${flag(spec, "suspend")}`);
  if (has(spec, "backoffLimit")) w.line(0, `Backoff Limit:\t${num(spec, "backoffLimit")}`);
  if (has(spec, "ttlSecondsAfterFinished"))
    w.line(0, `TTL Seconds After Finished:\t${num(spec, "ttlSecondsAfterFinished")}`);
  writeTimes(w, status);
  if (has(spec, "activeDeadlineSeconds")) w.line(0, `Active Deadline Seconds:\t${num(spec, "activeDeadlineSeconds")}s`);
  const ready = has(status, "ready") ? ` (${num(status, "ready")} Ready)` : "";
  w.line(
    0,
    `Pods Statuses:\t${num(status, "active")} Active${ready} / ${num(status, "succeeded")} Succeeded / ${num(status, "failed")} Failed`,
  );
  if (spec.completionMode === "Indexed") w.line(0, `Completed Indexes:\t${indexes(str(status, "completedIndexes"))}`);
  writePodTemplate(w, obj(spec, "template"));
  await writeEventsOf(w, job, context);
  return w.text();
};

function writeTimes(w: TabbedText, status: JsonObject): void {
  const start = str(status, "startTime");
  const completion = str(status, "completionTime");
  if (start) w.line(0, `Start Time:\t${longTime(start)}`);
  if (completion) w.line(0, `Completed At:\t${longTime(completion)}`);
  if (start && completion) w.line(0, `Duration:\t${humanDuration(Date.parse(completion) - Date.parse(start))}`);
}

function indexes(text: string): string {
  if (text === "") return "<none>";
  const comma = text.indexOf(",", INDEXES_SHOWN);
  return text.length <= INDEXES_SHOWN || comma < 0 ? text : `${text.slice(0, comma + 1)}...`;
}

function orUnset(spec: JsonObject, field: string, unit = ""): string {
  return has(spec, field) ? `${str(spec, field)}${unit}` : "<unset>";
}

export const describeCronJob: Describe = async (cronJob, context) => {
  const w = new TabbedText();
  const metadata = obj(cronJob, "metadata");
  const spec = obj(cronJob, "spec");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `Schedule:\t${str(spec, "schedule")}`);
  w.line(0, `Concurrency Policy:\t${str(spec, "concurrencyPolicy")}`);
  w.line(0, `Suspend:\t${has(spec, "suspend") ? yes(flag(spec, "suspend")) : "<unset>"}`);
  w.line(0, `Time Zone:\t${orUnset(spec, "timeZone")}`);
  w.line(0, `Successful Job History Limit:\t${orUnset(spec, "successfulJobsHistoryLimit")}`);
  w.line(0, `Failed Job History Limit:\t${orUnset(spec, "failedJobsHistoryLimit")}`);
  w.line(0, `Starting Deadline Seconds:\t${orUnset(spec, "startingDeadlineSeconds", "s")}`);
  const job = obj(spec, "jobTemplate", "spec");
  w.line(0, `Selector:\t${has(job, "selector") ? selectorText(job.selector) : "<unset>"}`);
  w.line(0, `Parallelism:\t${orUnset(job, "parallelism")}`);
  w.line(0, `Completions:\t${orUnset(job, "completions")}`);
  if (has(job, "activeDeadlineSeconds")) w.line(0, `Active Deadline Seconds:\t${num(job, "activeDeadlineSeconds")}s`);
  writePodTemplate(w, obj(job, "template"));
  const last = str(cronJob, "status", "lastScheduleTime");
  w.line(0, `Last Schedule Time:\t${last ? longTime(last) : "<unset>"}`);
  const active = objects(cronJob, "status", "active").map((reference) => str(reference, "name"));
  w.line(0, `Active Jobs:\t${active.join(", ") || "<none>"}`);
  await writeEventsOf(w, cronJob, context);
  return w.text();
};
