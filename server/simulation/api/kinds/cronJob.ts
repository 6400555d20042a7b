/** CronJobs. Models kubernetes pkg/apis/batch (defaults, validation), pkg/registry/batch/cronjob and pkg/printers. */
import type { CronJob, CronJobSpec } from "../../../protocol/kubernetes/index.ts";
import { parseSchedule, ScheduleError } from "../../runtime/cron/parseSchedule.ts";
import { isZone } from "../../runtime/cron/zones.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { Cell, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, elapsed, NAME_COLUMN, textColumn } from "./columns.ts";
import { SELECTOR_OF_JOB } from "./job.ts";
import { defaultJobParts, warningsForJobSpec } from "./job/jobSpecDefaults.ts";
import { validateJobSpec } from "./job/validateJobSpec.ts";
import { hostnameWarning } from "./pod/pod.ts";
import { TEMPLATE_COLUMNS, templateCells } from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, notSupported, required } from "./validation/errors.ts";
import { printedSelector } from "./validation/labelSelector.ts";
import { validateNotNegative } from "./validation/metadata.ts";

/** Jobs are named after their CronJob and the minute, eleven characters more than it. */
const LONGEST_NAME = 52;
const POLICIES = ["Allow", "Forbid", "Replace"];
const DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";

export const cronJob: ResourceDefinition<CronJob> = {
  names: resourceNames("batch", "cronjobs"),
  resource: "cronjobs.batch",
  schemaType: "batch.v1.CronJob",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaults: (draft) => setDefaults(draft as Draft<CronJob>),
  prepareCreate: (draft) => {
    draft.status = {};
  },
  validate: ({ metadata, spec }) => {
    const errors = validateSpec(spec, undefined);
    if ((metadata.name ?? "").length > LONGEST_NAME)
      errors.push(invalid("metadata.name", metadata.name, `must be no more than ${LONGEST_NAME} characters`));
    return errors;
  },
  validateUpdate: ({ spec }, old) => validateSpec(spec, old.spec),
  validateStatusUpdate: () => [],
  warnings: warningsFor,
  columns: [
    NAME_COLUMN,
    textColumn("Schedule", "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron."),
    textColumn(
      "Timezone",
      "The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones",
    ),
    {
      name: "Suspend",
      type: "boolean",
      description:
        "This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.",
    },
    { name: "Active", type: "integer", description: "A list of pointers to currently running jobs." },
    textColumn("Last Schedule", "Information when was the last time the job was successfully scheduled."),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn("Selector", SELECTOR_OF_JOB, 1),
  ],
  row: cronJobRow,
};

function setDefaults(draft: Draft<CronJob>): void {
  normalizeZeroValues("batch.v1.CronJob", draft);
  const { spec } = draft;
  spec.concurrencyPolicy ??= "Allow";
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  spec.jobTemplate ??= {};
  spec.jobTemplate.metadata ??= {};
  spec.jobTemplate.spec ??= { template: {} };
  defaultJobParts(spec.jobTemplate.spec);
}

function validateSpec(spec: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const errors = validateSchedule(spec, old);
  errors.push(...validateNotNegative(spec.startingDeadlineSeconds, "spec.startingDeadlineSeconds"));
  if (!old || old.timeZone !== spec.timeZone) errors.push(...validateTimeZone(spec.timeZone));
  const policy = spec.concurrencyPolicy ?? "";
  if (policy === ("" as string)) errors.push(required("spec.concurrencyPolicy"));
  else if (!POLICIES.includes(policy)) errors.push(notSupported("spec.concurrencyPolicy", policy, POLICIES));
  const template = spec.jobTemplate.spec ?? { template: {} };
  const path = "spec.jobTemplate.spec";
  errors.push(...validateJobSpec(template, path));
  if (template.selector)
    errors.push(invalid(`${path}.selector`, printedSelector(template.selector), "`selector` will be auto-generated"));
  if (template.manualSelector) errors.push(notSupported(`${path}.manualSelector`, true, ["nil", "false"]));
  for (const field of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const)
    errors.push(...validateNotNegative(spec[field], `spec.${field}`));
  return errors;
}

function validateSchedule({ schedule, timeZone }: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const path = "spec.schedule";
  if (!schedule) return [required(path)];
  const errors: FieldError[] = [];
  try {
    parseSchedule(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    errors.push(invalid(path, schedule, error.message));
  }
  if (!schedule.includes("TZ")) return errors;
  if (!old?.schedule.includes("TZ"))
    errors.push(invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
  else if (timeZone !== undefined)
    errors.push(invalid(path, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
  return errors;
}

function validateTimeZone(zone: string | undefined): FieldError[] {
  const path = "spec.timeZone";
  if (zone === undefined) return [];
  if (zone === "") return [invalid(path, zone, "timeZone must be nil or non-empty string")];
  const unknown = invalid(path, zone, `unknown time zone ${zone}`);
  const wrong = (part: string): boolean =>
    part === "." || part === ".." || part.startsWith("-") || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part);
  if (zone.split("/").some(wrong)) return [unknown];
  const errors: FieldError[] = [];
  if (zone.toLowerCase() === "local") {
    const words = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
    errors.push(invalid(path, zone, words));
  }
  if (zone !== "Local" && !isZone(zone)) errors.push(unknown);
  return errors;
}

function warningsFor({ metadata, spec }: CronJob, old: CronJob | undefined): string[] {
  const warnings: string[] = [];
  if (!old) warnings.push(...hostnameWarning(metadata.name, "this is used in Pod names and hostnames"));
  if (!old || old.metadata.generation !== metadata.generation)
    warnings.push(...warningsForJobSpec(spec.jobTemplate.spec ?? { template: {} }, "spec.jobTemplate.spec"));
  if (old && spec.schedule.includes("TZ"))
    warnings.push(`cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see ${DOCS} for more details`);
  return warnings;
}

function cronJobRow(object: CronJob, now: number): readonly Cell[] {
  const { spec, status = {} } = object;
  const template = spec.jobTemplate.spec;
  return [
    object.metadata.name,
    spec.schedule,
    spec.timeZone ?? "<none>",
    spec.suspend === undefined ? "<unset>" : spec.suspend ? "True" : "False",
    status.active?.length ?? 0,
    status.lastScheduleTime ? elapsed(status.lastScheduleTime, now) : "<none>",
    ageCell(object, now),
    ...templateCells(template?.template ?? {}),
    selectorText(template?.selector),
  ];
}
