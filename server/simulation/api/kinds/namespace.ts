/** Namespaces. Models kubernetes pkg/registry/core/namespace. What empties a deleted one is a controller's matter. */
import type { Namespace } from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid } from "./validation/errors.ts";
import { nameIsLabel, qualifiedName } from "./validation/names.ts";

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";
export const NAMESPACE_FINALIZER = "kubernetes";
const IMMORTAL = new Set(["default", "kube-system", "kube-public"]);
const STANDARD = new Set([NAMESPACE_FINALIZER, "orphan", "foregroundDeletion"]);

export const namespace: ResourceDefinition<Namespace> = {
  names: resourceNames("", "namespaces"),
  resource: "namespaces",
  schemaType: "core.v1.Namespace",
  hasStatus: true,
  returnsDeleted: true,
  defaults: setDefaults,
  prepareCreate(draft) {
    labelWithName(draft);
    const finalizers = draft.spec?.finalizers ?? [];
    draft.spec = {
      ...draft.spec,
      finalizers: finalizers.includes(NAMESPACE_FINALIZER) ? finalizers : [...finalizers, NAMESPACE_FINALIZER],
    };
    draft.status = { phase: "Active" };
  },
  prepareUpdate(draft, old) {
    labelWithName(draft);
    draft.spec = { ...old.spec } as Draft<Namespace>["spec"];
  },
  validateName: nameIsLabel,
  validate: (object) => validateFinalizers(object),
  validateUpdate: (object) => validateFinalizers(object),
  validateStatusUpdate: ({ metadata, status }) => {
    const phase = status?.phase ?? "";
    if (metadata.deletionTimestamp) {
      return phase === "Terminating"
        ? []
        : [invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
    }
    return phase === "Active"
      ? []
      : [invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  },
  columns: [NAME_COLUMN, textColumn("Status", "The status of the namespace"), AGE_COLUMN],
  row: (object, now) => [object.metadata.name, object.status?.phase ?? "", ageCell(object, now)],
  fieldLabels: ["status.phase"],
  fieldValue: ({ status }) => status?.phase ?? "",
  fieldSelectorWording: "notSupported",
  lacksNamespaceLabel: true,
  prepareDelete(draft) {
    // Models the NamespaceLifecycle admission plugin.
    if (IMMORTAL.has(draft.metadata.name))
      throw ApiError.forbidden(namespace, draft.metadata.name, "this namespace may not be deleted");
    draft.status = { ...draft.status, phase: "Terminating" };
    return (draft.spec?.finalizers ?? []).length > 0;
  },
};

/** Errors of `spec.finalizers`, also for the finalize subresource. */
function validateFinalizers({ spec }: Namespace): FieldError[] {
  return (spec?.finalizers ?? []).flatMap((name) => [
    ...qualifiedName(name).map((message) => invalid("spec.finalizers", name, message)),
    ...(name.includes("/") || STANDARD.has(name)
      ? []
      : [invalid("spec.finalizers", name, "name is neither a standard finalizer name nor is it fully qualified")]),
  ]);
}

function setDefaults(draft: Draft<Namespace>): void {
  const status = (draft.status ??= {});
  status.phase ||= "Active";
  labelWithName(draft);
}

function labelWithName({ metadata }: Draft<Namespace>): void {
  if (!metadata.name || metadata.labels?.[NAMESPACE_LABEL] === metadata.name) return;
  metadata.labels = { ...metadata.labels, [NAMESPACE_LABEL]: metadata.name };
}
