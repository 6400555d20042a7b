/** StatefulSets. Models kubernetes pkg/apis/apps (defaults), pkg/registry/apps/statefulset and pkg/printers. */
import type { StatefulSet } from "../../../protocol/kubernetes/index.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { warningsForPodSpec } from "./pod/warnings.ts";
import { defaultPodTemplate, TEMPLATE_COLUMNS, templateCells } from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { validateStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from "./statefulSet/validate.ts";
import { warningsForClaim } from "./persistentVolume/claims.ts";
import { nameIsLabel } from "./validation/names.ts";

export const statefulSet: ResourceDefinition<StatefulSet> = {
  names: resourceNames("apps", "statefulsets"),
  resource: "statefulsets.apps",
  schemaType: "apps.v1.StatefulSet",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaults: (draft) => setDefaults(draft as Draft<StatefulSet>),
  prepareCreate: (draft) => {
    draft.status = { replicas: 0, availableReplicas: 0 };
    dropMaxUnavailable(draft as Draft<StatefulSet>);
  },
  prepareUpdate: (draft, old) => {
    if (old.spec.updateStrategy?.rollingUpdate?.maxUnavailable === undefined)
      dropMaxUnavailable(draft as Draft<StatefulSet>);
  },
  validateName: nameIsLabel,
  validate: ({ spec }) => validateStatefulSet(spec),
  validateUpdate: ({ spec }, old) => validateStatefulSetUpdate(spec, old.spec),
  validateStatusUpdate: ({ status }, old) => validateStatefulSetStatus(status, old.status),
  warnings: warningsFor,
  columns: [NAME_COLUMN, textColumn("Ready", "Number of the pod with ready state"), AGE_COLUMN, ...TEMPLATE_COLUMNS],
  row: (object, now) => [
    object.metadata.name,
    `${object.status?.readyReplicas ?? 0}/${object.spec.replicas ?? 0}`,
    ageCell(object, now),
    ...templateCells(object.spec.template),
  ],
  fieldSelectorWording: "notKnown",
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(spec.selector),
  },
};

function setDefaults(draft: Draft<StatefulSet>): void {
  normalizeZeroValues("apps.v1.StatefulSet", draft);
  const { spec } = draft;
  spec.podManagementPolicy ??= "OrderedReady";
  const strategy = (spec.updateStrategy ??= {});
  if (!strategy.type) {
    strategy.type = "RollingUpdate";
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === "RollingUpdate" && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ||= "Retain";
  retention.whenScaled ||= "Retain";
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.template ??= {};
  defaultPodTemplate(spec.template);
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.kind = "PersistentVolumeClaim";
    claim.apiVersion = "v1";
    claim.spec ??= {};
    claim.spec.volumeMode ??= "Filesystem";
    claim.status = { ...claim.status, phase: claim.status?.phase || "Pending" };
  }
}

/** Behind a feature gate that is off: dropped without a word. */
function dropMaxUnavailable({ spec }: Draft<StatefulSet>): void {
  delete spec.updateStrategy?.rollingUpdate?.maxUnavailable;
}

function warningsFor({ metadata, spec }: StatefulSet, old: StatefulSet | undefined): string[] {
  const warnings: string[] = [];
  if (!old || old.metadata.generation !== metadata.generation) {
    warnings.push(
      ...warningsForPodSpec({
        spec: spec.template.spec ?? { containers: [] },
        annotations: spec.template.metadata?.annotations ?? {},
        prefix: "spec.template.",
      }),
    );
  }
  (spec.volumeClaimTemplates ?? []).forEach((claim, index) => {
    const path = `spec.volumeClaimTemplates[${index}]${old ? ".Spec" : ""}`;
    warnings.push(...warningsForClaim(claim.spec ?? {}, path));
  });
  if ((spec.revisionHistoryLimit ?? 0) < 0) {
    warnings.push(
      "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
    );
  }
  return warnings;
}
