/** Jobs. Models kubernetes pkg/apis/batch (defaults), pkg/registry/batch/job and pkg/printers. Rules of change: `job/`. */
import { humanDuration } from "../../../protocol/kubernetes/durations.ts";
import type { Job } from "../../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { Cell, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, elapsed, NAME_COLUMN, textColumn } from "./columns.ts";
import { defaultJobParts, warningsForJobSpec } from "./job/jobSpecDefaults.ts";
import { generatedLabels } from "./job/labels.ts";
import { validateJob, validateJobUpdate } from "./job/validateJob.ts";
import { hasCondition, validateJobStatus } from "./job/validateJobStatus.ts";
import { hostnameWarning } from "./pod/pod.ts";
import { TEMPLATE_COLUMNS, templateCells } from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";

/** A limit that is none: each index has one of its own. */
const NO_LIMIT = 2147483647;

export const SELECTOR_OF_JOB =
  "A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors";

export const job: ResourceDefinition<Job> = {
  names: resourceNames("batch", "jobs"),
  resource: "jobs.batch",
  schemaType: "batch.v1.Job",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaultPropagation: "Orphan",
  defaultPropagationWarning:
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
  defaults: (draft) => setDefaults(draft as Draft<Job>),
  completeTrusted: (draft) => setDefaults(draft as Draft<Job>),
  prepareCreate(draft) {
    draft.status = {};
    // Labels taken from the template are the very same map in Go: what is generated there is the Job's, too.
    const given = draft.metadata.labels;
    // With a name of the server's own making, the object was copied before.
    const labelled =
      given !== undefined && given === draft.spec.template.metadata?.labels && !draft.metadata.generateName;
    if (!draft.spec.manualSelector) generateSelector(draft as Draft<Job>);
    const labels = draft.spec.template.metadata?.labels;
    if (labels && labelled) draft.metadata.labels = { ...labels };
  },
  // The object read back gets its template's labels when it has none of its own.
  canonicalize({ metadata, spec }) {
    const labels = spec.template.metadata?.labels;
    if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
  },
  validate: (object) => validateJob(object),
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: (object, old) => validateJobStatus(object, old),
  warnings: ({ metadata, spec }, old) =>
    old && old.metadata.generation === metadata.generation
      ? []
      : [
          ...(old ? [] : hostnameWarning(metadata.name, "this is used in Pod names and hostnames")),
          ...warningsForJobSpec(spec, "spec"),
        ],
  columns: [
    NAME_COLUMN,
    textColumn("Status", "Status of the job."),
    textColumn(
      "Completions",
      "The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.",
    ),
    textColumn("Duration", "Time required to complete the job."),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn("Selector", SELECTOR_OF_JOB, 1),
  ],
  row: jobRow,
  fieldLabels: ["status.successful"],
  fieldValue: ({ status }) => String(status?.succeeded ?? 0),
  fieldSelectorWording: "notSupportedFor",
};

function setDefaults(draft: Draft<Job>): void {
  normalizeZeroValues("batch.v1.Job", draft);
  const { spec, metadata } = draft;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : NO_LIMIT;
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? "Failed" : "TerminatingOrFailed";
  spec.manualSelector ??= false;
  defaultJobParts(spec);
  const labels = spec.template.metadata?.labels;
  if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
}

function generateSelector({ metadata, spec }: Draft<Job>): void {
  const generated = generatedLabels(metadata);
  const template = (spec.template.metadata ??= {});
  template.labels = { ...generated, ...template.labels };
  const key = "batch.kubernetes.io/controller-uid";
  spec.selector = {
    ...spec.selector,
    matchLabels: { [key]: generated[key] as string, ...spec.selector?.matchLabels },
  };
}

const STATES = ["Complete", "Failed", "", "Suspended", "FailureTarget", "SuccessCriteriaMet"];

function stateOf({ metadata, status }: Job): string {
  for (const type of STATES) {
    if (type === "" ? metadata.deletionTimestamp : hasCondition(status, type)) return type || "Terminating";
  }
  return "Running";
}

function jobRow(object: Job, now: number): readonly Cell[] {
  const { spec, status = {} } = object;
  const { completions, parallelism = 0 } = spec;
  const succeeded = status.succeeded ?? 0;
  const open = parallelism > 1 ? `1 of ${parallelism}` : "1";
  const { startTime, completionTime } = status;
  const lasted = completionTime
    ? humanDuration(parseTimestamp(completionTime) - parseTimestamp(startTime ?? ""))
    : elapsed(startTime, now);
  return [
    object.metadata.name,
    stateOf(object),
    `${succeeded}/${completions ?? open}`,
    startTime ? lasted : "",
    ageCell(object, now),
    ...templateCells(spec.template),
    selectorText(spec.selector),
  ];
}
