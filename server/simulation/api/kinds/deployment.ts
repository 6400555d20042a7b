/** Deployments. Models kubernetes pkg/apis/apps (defaults, validation), pkg/registry/apps/deployment and pkg/printers. */
import type { Deployment, DeploymentSpec, DeploymentStatus } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { Cell, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
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
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { intOrPercentValue, validateIntOrPercent, validateNotOverWhole } from "./validation/intOrPercent.ts";
import { validateImmutable, validateNotNegative } from "./validation/metadata.ts";

type Strategy = NonNullable<DeploymentSpec["strategy"]>;

export const deployment: ResourceDefinition<Deployment> = {
  names: resourceNames("apps", "deployments"),
  resource: "deployments.apps",
  schemaType: "apps.v1.Deployment",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaults: (draft) => setDefaults(draft as Draft<Deployment>),
  prepareCreate: (draft) => {
    draft.status = {};
  },
  // Unlike other kinds, a change of annotations counts as well.
  prepareUpdate: (draft, old) => {
    if (!equalJson(draft.metadata.annotations, old.metadata.annotations))
      draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
  },
  // Alone among the kinds, its status cannot bring labels along.
  prepareStatusUpdate: (draft, old) => {
    draft.metadata.labels = old.metadata.labels as Draft<Deployment>["metadata"]["labels"];
  },
  validate: ({ spec }) => validateSpec(spec),
  validateUpdate: ({ spec }, old) => [
    ...validateSpec(spec),
    ...validateImmutable(spec.selector, old.spec.selector, "spec.selector", printedSelector),
  ],
  validateStatusUpdate: ({ status }, old) => validateStatus(status ?? {}, old.status ?? {}),
  warnings: (object, old) => warningsForWorkload(object, object.spec.template, old),
  columns: [
    NAME_COLUMN,
    textColumn("Ready", "Number of the pod with ready state"),
    textColumn(
      "Up-to-date",
      "Total number of non-terminating pods targeted by this deployment that have the desired template spec.",
    ),
    textColumn(
      "Available",
      "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.",
    ),
    AGE_COLUMN,
    ...TEMPLATE_COLUMNS,
    textColumn(
      "Selector",
      "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
      1,
    ),
  ],
  row: deploymentRow,
  fieldSelectorWording: "notKnown",
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(spec.selector),
  },
};

function setDefaults(draft: Draft<Deployment>): void {
  normalizeZeroValues("apps.v1.Deployment", draft);
  const { spec } = draft;
  spec.replicas ??= 1;
  const strategy = (spec.strategy ??= {});
  strategy.type ||= "RollingUpdate";
  if (strategy.type === "RollingUpdate") {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= "25%";
    rolling.maxSurge ??= "25%";
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  defaultPodTemplate(spec.template);
}

function validateSpec(spec: DeploymentSpec): FieldError[] {
  const errors = validateNotNegative(spec.replicas, "spec.replicas");
  errors.push(...validateSelectorAndTemplate(spec), ...validateStrategy(spec.strategy ?? {}, "spec.strategy"));
  errors.push(...validateNotNegative(spec.minReadySeconds, "spec.minReadySeconds"));
  errors.push(...validateNotNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"));
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    errors.push(...validateNotNegative(deadline, "spec.progressDeadlineSeconds"));
    if (deadline <= (spec.minReadySeconds ?? 0))
      errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
}

function validateStrategy(
  { type = "", rollingUpdate }: { readonly type?: string; readonly rollingUpdate?: Strategy["rollingUpdate"] },
  path: string,
): FieldError[] {
  const at = `${path}.rollingUpdate`;
  if (type === "Recreate")
    return rollingUpdate ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
  if (type !== "RollingUpdate") {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
    const value = {
      Type: type,
      RollingUpdate: rollingUpdate ? { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } : null,
    };
    return [notSupported(path, value, ["Recreate", "RollingUpdate"])];
  }
  if (!rollingUpdate) return [required(at, "this should be defaulted and never be nil")];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
  ];
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) {
    errors.push(invalid(`${at}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  }
  return [...errors, ...validateNotOverWhole(maxUnavailable, `${at}.maxUnavailable`)];
}

const COUNTS = [
  "observedGeneration",
  "replicas",
  "updatedReplicas",
  "readyReplicas",
  "availableReplicas",
  "unavailableReplicas",
  "terminatingReplicas",
  "collisionCount",
] as const;

function validateStatus(status: DeploymentStatus, old: DeploymentStatus): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNotNegative(status[field], `status.${field}`));
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, collisionCount = 0 } = status;
  for (const field of ["updatedReplicas", "readyReplicas", "availableReplicas"] as const) {
    if ((status[field] ?? 0) > replicas)
      errors.push(invalid(`status.${field}`, status[field] ?? 0, "cannot be greater than status.replicas"));
  }
  if (availableReplicas > readyReplicas)
    errors.push(invalid("status.availableReplicas", availableReplicas, "cannot be greater than readyReplicas"));
  if (collisionCount < (old.collisionCount ?? 0))
    errors.push(invalid("status.collisionCount", collisionCount, "cannot be decremented"));
  return errors;
}

function deploymentRow(object: Deployment, now: number): readonly Cell[] {
  const { spec, status } = object;
  return [
    object.metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageCell(object, now),
    ...templateCells(spec.template),
    selectorText(spec.selector),
  ];
}
