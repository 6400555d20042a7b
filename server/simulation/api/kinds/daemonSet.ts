/** DaemonSets. Models kubernetes pkg/apis/apps (defaults, validation), pkg/registry/apps/daemonset and pkg/printers. */
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetStatus,
  DaemonSetUpdateStrategy,
} from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import { compileSelector, selectorText } from "../machinery/selectors.ts";
import type { Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { labelsCell } from "./cells.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { validatePodTemplate } from "./pod/validatePodSpec.ts";
import { warningsForPodSpec } from "./pod/warnings.ts";
import { defaultPodTemplate, printedLabels, TEMPLATE_COLUMNS, templateCells } from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { intOrPercentValue, validateIntOrPercent, validateNotOverWhole } from "./validation/intOrPercent.ts";
import { isEmptySelector, printedSelector, validateLabelSelector } from "./validation/labelSelector.ts";
import { validateNotNegative } from "./validation/metadata.ts";
import { IMMUTABLE } from "./validation/names.ts";

/** Counts changes of the template; once a field, now an annotation that only the server writes. */
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
const MORE = "More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/";
const NO_STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
const numberColumn = (name: string, description: string): Column => ({ name, type: "integer", description });

export const daemonSet: ResourceDefinition<DaemonSet> = {
  names: resourceNames("apps", "daemonsets"),
  resource: "daemonsets.apps",
  schemaType: "apps.v1.DaemonSet",
  generation: true,
  hasStatus: true,
  hiddenAnnotation: TEMPLATE_GENERATION,
  unconditionalUpdate: true,
  defaults: (draft) => setDefaults(draft as Draft<DaemonSet>),
  prepareCreate: (draft) => {
    draft.status = { ...NO_STATUS };
    setTemplateGeneration(draft as Draft<DaemonSet>, Math.max(templateGeneration(draft as DaemonSet), 1));
  },
  prepareUpdate: (draft, old) => {
    const changed = !equalJson(draft.spec.template, old.spec.template);
    setTemplateGeneration(draft as Draft<DaemonSet>, templateGeneration(old) + Number(changed));
  },
  // It stands for a member of the spec.
  prepareStatusUpdate(draft, old) {
    setTemplateGeneration(draft as Draft<DaemonSet>, templateGeneration(old));
  },
  validate: ({ spec }) => validateSpec(spec),
  validateUpdate: ({ spec }, old) => [
    ...(equalJson(spec.selector, old.spec.selector)
      ? []
      : [invalid("spec.selector", printedSelector(spec.selector), IMMUTABLE)]),
    ...validateSpec(spec),
  ],
  validateStatusUpdate: ({ status }, old) => validateStatus(status ?? NO_STATUS, old.status ?? NO_STATUS),
  warnings: (object, old) =>
    old && templateGeneration(old) === templateGeneration(object)
      ? []
      : warningsForPodSpec({
          spec: object.spec.template.spec ?? { containers: [] },
          annotations: object.spec.template.metadata?.annotations ?? {},
          prefix: "spec.template.",
        }),
  columns: [
    NAME_COLUMN,
    numberColumn(
      "Desired",
      `The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). ${MORE}`,
    ),
    numberColumn(
      "Current",
      `The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. ${MORE}`,
    ),
    numberColumn(
      "Ready",
      "numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.",
    ),
    numberColumn("Up-to-date", "The total number of nodes that are running updated daemon pod"),
    numberColumn(
      "Available",
      "The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)",
    ),
    textColumn(
      "Node Selector",
      "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
    ),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn(
      "Selector",
      "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
      1,
    ),
  ],
  row: (object, now) => [
    object.metadata.name,
    object.status?.desiredNumberScheduled ?? 0,
    object.status?.currentNumberScheduled ?? 0,
    object.status?.numberReady ?? 0,
    object.status?.updatedNumberScheduled ?? 0,
    object.status?.numberAvailable ?? 0,
    labelsCell(object.spec.template.spec?.nodeSelector),
    ageCell(object, now),
    ...templateCells(object.spec.template),
    selectorText(object.spec.selector),
  ],
  fieldSelectorWording: "notKnown",
};

function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION] ?? "";
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

function setTemplateGeneration({ metadata }: Draft<DaemonSet>, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

function setDefaults(draft: Draft<DaemonSet>): void {
  normalizeZeroValues("apps.v1.DaemonSet", draft);
  const { spec } = draft;
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ||= "RollingUpdate";
  if (strategy.type === "RollingUpdate") {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= 1;
    rolling.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  setTemplateGeneration(draft, templateGeneration(draft as DaemonSet));
  spec.template ??= {};
  defaultPodTemplate(spec.template);
}

function validateSpec(spec: DaemonSetSpec): FieldError[] {
  const { selector, template } = spec;
  const own = validateLabelSelector(selector, "spec.selector");
  const errors = [...own];
  const labels = template.metadata?.labels;
  if (own.length === 0 && !(selector && compileSelector(selector).matches(labels))) {
    const words = "`selector` does not match template `labels`";
    errors.push(invalid("spec.template.metadata.labels", printedLabels(template), words));
  }
  if (selector && isEmptySelector(selector))
    errors.push(invalid("spec.selector", printedSelector(selector), "empty selector is invalid for daemonset"));
  errors.push(...validatePodTemplate(template, "spec.template"));
  const policy = template.spec?.restartPolicy ?? "";
  if (policy !== "Always") errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const words = "activeDeadlineSeconds in DaemonSet is not Supported";
    errors.push(forbidden("spec.template.spec.activeDeadlineSeconds", words));
  }
  errors.push(...validateNotNegative(spec.minReadySeconds, "spec.minReadySeconds"));
  errors.push(...validateStrategy(spec.updateStrategy ?? {}, "spec.updateStrategy"));
  return [...errors, ...validateNotNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit")];
}

function validateStrategy({ type, rollingUpdate }: DaemonSetUpdateStrategy, path: string): FieldError[] {
  if (type === "OnDelete") return [];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
  if (type !== "RollingUpdate") {
    const printed = rollingUpdate ? { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } : null;
    return [notSupported(path, { Type: type ?? "", RollingUpdate: printed }, ["RollingUpdate", "OnDelete"])];
  }
  const at = `${path}.rollingUpdate`;
  if (!rollingUpdate) return [required(at)];
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
    ...validateNotOverWhole(maxUnavailable, `${at}.maxUnavailable`),
    ...validateNotOverWhole(maxSurge, `${at}.maxSurge`),
  ];
  const hasUnavailable = intOrPercentValue(maxUnavailable) !== 0;
  const hasSurge = intOrPercentValue(maxSurge) !== 0;
  if (hasUnavailable && hasSurge)
    errors.push(invalid(`${at}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"));
  if (!hasUnavailable && !hasSurge) errors.push(required(`${at}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
  return errors;
}

const COUNTS = [
  "currentNumberScheduled",
  "numberMisscheduled",
  "desiredNumberScheduled",
  "numberReady",
  "observedGeneration",
  "updatedNumberScheduled",
  "numberAvailable",
  "numberUnavailable",
  "collisionCount",
] as const;

function validateStatus(status: DaemonSetStatus, old: DaemonSetStatus): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNotNegative(status[field], `status.${field}`));
  const { collisionCount = 0 } = status;
  if (collisionCount < (old.collisionCount ?? 0))
    errors.push(invalid("status.collisionCount", collisionCount, "cannot be decremented"));
  return errors;
}
