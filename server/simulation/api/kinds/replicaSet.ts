/** ReplicaSets. Models kubernetes pkg/apis/apps (defaults, validation), pkg/registry/apps/replicaset and pkg/printers. */
import type { ReplicaSet, ReplicaSetSpec } from "../../../protocol/kubernetes/index.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { Cell, Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import {
  defaultPodTemplate,
  TEMPLATE_COLUMNS,
  templateCells,
  validateSelectorAndTemplate,
  warningsForWorkload,
} from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { printedSelector } from "./validation/labelSelector.ts";
import type { FieldError } from "./validation/errors.ts";
import { validateImmutable, validateNotNegative } from "./validation/metadata.ts";
import { validateReplicaCounts } from "./validation/replicaCounts.ts";

const numberColumn = (name: string, description: string): Column => ({ name, type: "integer", description });

export const replicaSet: ResourceDefinition<ReplicaSet> = {
  names: resourceNames("apps", "replicasets"),
  resource: "replicasets.apps",
  schemaType: "apps.v1.ReplicaSet",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaults: (draft) => setDefaults(draft as Draft<ReplicaSet>),
  prepareCreate: (draft) => {
    draft.status = { replicas: 0 };
  },
  validate: ({ spec }) => validateSpec(spec),
  validateUpdate: ({ spec }, old) => [
    ...validateSpec(spec),
    ...validateImmutable(spec.selector, old.spec.selector, "spec.selector", printedSelector),
  ],
  validateStatusUpdate: ({ status }) => validateReplicaCounts(status ?? { replicas: 0 }),
  warnings: (object, old) => warningsForWorkload(object, object.spec.template ?? {}, old),
  columns: [
    NAME_COLUMN,
    numberColumn(
      "Desired",
      "Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
    ),
    numberColumn(
      "Current",
      "Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
    ),
    numberColumn("Ready", "The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition."),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn(
      "Selector",
      "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
      1,
    ),
  ],
  row: replicaSetRow,
  fieldSelectorWording: "notKnown",
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(spec.selector),
  },
};

function setDefaults(draft: Draft<ReplicaSet>): void {
  normalizeZeroValues("apps.v1.ReplicaSet", draft);
  draft.spec.replicas ??= 1;
  draft.spec.template ??= {};
  defaultPodTemplate(draft.spec.template);
}

function validateSpec(spec: ReplicaSetSpec): FieldError[] {
  const errors = validateNotNegative(spec.replicas, "spec.replicas");
  errors.push(...validateNotNegative(spec.minReadySeconds, "spec.minReadySeconds"));
  errors.push(...validateSelectorAndTemplate({ selector: spec.selector, template: spec.template ?? {} }));
  return errors;
}

function replicaSetRow(object: ReplicaSet, now: number): readonly Cell[] {
  const { spec, status } = object;
  return [
    object.metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageCell(object, now),
    ...templateCells(spec.template ?? {}),
    selectorText(spec.selector),
  ];
}
