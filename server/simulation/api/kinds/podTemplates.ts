/** PodTemplates: a template that stands alone. Models kubernetes pkg/registry/core/podtemplate. */
import type { PodTemplate } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { Column, ResourceDefinition } from "../ResourceDefinition.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { labelsCell } from "./cells.ts";
import { NAME_COLUMN, textColumn } from "./columns.ts";
import { validatePodTemplate } from "./pod/validatePodSpec.ts";
import { warningsForPodSpec } from "./pod/warnings.ts";
import { defaultPodTemplate, TEMPLATE_COLUMNS, templateCells } from "./podTemplate.ts";
import { resourceNames } from "./resourceNames.ts";

export const podTemplates: ResourceDefinition<PodTemplate> = {
  names: resourceNames("", "podtemplates"),
  resource: "podtemplates",
  schemaType: "core.v1.PodTemplate",
  generation: true,
  changesGeneration: (draft, old) => !equalJson(draft.template, old.template),
  unconditionalUpdate: true,
  returnsDeleted: true,
  defaults(draft) {
    normalizeZeroValues("core.v1.PodTemplate", draft);
    draft.template ??= {};
    defaultPodTemplate(draft.template);
  },
  validate: ({ template }) => validatePodTemplate(template ?? {}, "template"),
  validateUpdate: ({ template }) => validatePodTemplate(template ?? {}, "template"),
  warnings: ({ metadata, template }, old) =>
    old && old.metadata.generation === metadata.generation
      ? []
      : warningsForPodSpec({
          spec: template?.spec ?? { containers: [] },
          annotations: template?.metadata?.annotations ?? {},
          prefix: "template.",
        }),
  columns: [
    NAME_COLUMN,
    ...TEMPLATE_COLUMNS.map(({ priority: _, ...column }): Column => column),
    textColumn("Pod Labels", "The labels for the pod template."),
  ],
  row: ({ metadata, template }) => [
    metadata.name,
    ...templateCells(template ?? {}),
    labelsCell(template?.metadata?.labels),
  ],
};
