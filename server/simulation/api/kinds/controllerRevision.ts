/** ControllerRevisions: what StatefulSets and DaemonSets once were. Models kubernetes pkg/registry/apps/controllerrevision. */
import type { ControllerRevision } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { formatOwner } from "./cells.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, required } from "./validation/errors.ts";
import { validateImmutable, validateNotNegative } from "./validation/metadata.ts";

export const controllerRevision: ResourceDefinition<ControllerRevision> = {
  names: resourceNames("apps", "controllerrevisions"),
  resource: "controllerrevisions.apps",
  schemaType: "apps.v1.ControllerRevision",
  unconditionalUpdate: true,
  defaults(draft) {
    draft.revision ??= 0;
  },
  validate: (object) => [...validateNotNegative(object.revision, "revision"), ...validateData(object)],
  validateUpdate: (object, old) => [
    ...validateNotNegative(object.revision, "revision"),
    ...validateImmutable(object.data, old.data, "data"),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Controller", "Controller of the object"),
    {
      name: "Revision",
      type: "string",
      description: "Revision indicates the revision of the state represented by Data.",
    },
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, formatOwner(object), object.revision ?? 0, ageCell(object, now)],
};

function validateData({ data }: ControllerRevision): FieldError[] {
  if (data === undefined || data === null) return [required("data", "data is mandatory")];
  return typeof data === "object" && !Array.isArray(data) ? [] : [required("data", "data must be a valid JSON object")];
}
