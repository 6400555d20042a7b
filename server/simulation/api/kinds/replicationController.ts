/** ReplicationControllers. Models kubernetes pkg/apis/core (defaults, validation) and pkg/registry/core/replicationcontroller. */
import type { ReplicationController, ReplicationControllerSpec } from "../../../protocol/kubernetes/index.ts";
import { compileMap, selectorText } from "../machinery/selectors.ts";
import type { Cell, Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { labelsCell } from "./cells.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { validatePodTemplate } from "./pod/validatePodSpec.ts";
import {
  defaultPodTemplate,
  printedLabels,
  TEMPLATE_COLUMNS,
  templateCells,
  warningsForWorkload,
} from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { validateNotNegative } from "./validation/metadata.ts";
import { longNameInBytes } from "./validation/names.ts";
import { validateReplicaCounts } from "./validation/replicaCounts.ts";

const numberColumn = (name: string, description: string): Column => ({ name, type: "integer", description });

export const replicationController: ResourceDefinition<ReplicationController> = {
  names: resourceNames("", "replicationcontrollers"),
  resource: "replicationcontrollers",
  schemaType: "core.v1.ReplicationController",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaultPropagation: "Orphan",
  defaults: (draft) => setDefaults(draft),
  prepareCreate: (draft) => {
    draft.status = { replicas: 0 };
  },
  validateName: (name, prefix) => longNameInBytes(prefix ? name.replace(/-$/, "a") : name),
  validate: ({ spec }) => validateSpec(spec ?? {}),
  validateUpdate: ({ spec }) => validateSpec(spec ?? {}),
  validateStatusUpdate: ({ status }) => validateReplicaCounts(status ?? { replicas: 0 }),
  warnings: (object, old) => warningsForWorkload(object, object.spec?.template ?? {}, old),
  columns: [
    NAME_COLUMN,
    numberColumn(
      "Desired",
      "Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
    ),
    numberColumn(
      "Current",
      "Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
    ),
    numberColumn("Ready", "The number of ready replicas for this replication controller."),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn(
      "Selector",
      "Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
      1,
    ),
  ],
  row: controllerRow,
  fieldLabels: ["status.replicas"],
  fieldValue: ({ status }) => String(status?.replicas ?? 0),
  fieldSelectorWording: "notSupported",
  scale: {
    replicas: ({ spec }) => spec?.replicas ?? 0,
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText({ matchLabels: spec?.selector ?? {} }),
  },
};

function setDefaults(draft: Draft<ReplicationController>): void {
  normalizeZeroValues("core.v1.ReplicationController", draft);
  draft.spec ??= {};
  const { spec, metadata } = draft;
  const labels = spec.template?.metadata?.labels;
  if (labels) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
  }
  spec.replicas ??= 1;
  if (spec.template) defaultPodTemplate(spec.template);
}

function validateSpec(spec: ReplicationControllerSpec): FieldError[] {
  const errors = validateNotNegative(spec.minReadySeconds, "spec.minReadySeconds");
  const selector = spec.selector ?? {};
  const isEmpty = Object.keys(selector).length === 0;
  if (isEmpty) errors.push(required("spec.selector"));
  errors.push(...validateNotNegative(spec.replicas, "spec.replicas"));
  const { template } = spec;
  if (!template) return [...errors, required("spec.template")];
  const labels = template.metadata?.labels;
  if (!isEmpty && !compileMap(selector).matches(labels)) {
    errors.push(
      invalid("spec.template.metadata.labels", printedLabels(template), "`selector` does not match template `labels`"),
    );
  }
  errors.push(...validatePodTemplate(template, "spec.template"));
  const policy = template.spec?.restartPolicy ?? "";
  if (policy !== "Always") errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const words = "activeDeadlineSeconds in ReplicationController is not Supported";
    errors.push(forbidden("spec.template.spec.activeDeadlineSeconds", words));
  }
  return errors;
}

function controllerRow(object: ReplicationController, now: number): readonly Cell[] {
  const { spec, status } = object;
  return [
    object.metadata.name,
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageCell(object, now),
    ...templateCells(spec?.template ?? {}),
    labelsCell(spec?.selector),
  ];
}
