/**
 * CustomResourceDefinitions. Models apiextensions-apiserver pkg/apis/apiextensions and pkg/registry/customresourcedefinition.
 * How one comes to be served is `../customResources/lifecycle.ts`'s matter.
 */
import { timestamp } from "../../runtime/time.ts";
import { CLEANUP_FINALIZER, CRD_RESOURCE, type CustomResourceDefinition } from "../customResources/types.ts";
import { withCondition } from "../customResources/conditions.ts";
import { equalJson } from "../json.ts";
import { quote } from "../machinery/goText.ts";
import type { Draft, ResourceDefinition, StrategyContext } from "../ResourceDefinition.ts";
import { CREATED_AT_COLUMN, NAME_COLUMN } from "./columns.ts";
import { normalizeSchemas } from "./customResourceDefinition/normalizeSchemas.ts";
import { unknownFormats } from "./customResourceDefinition/unknownFormats.ts";
import { validateDefinition, validateDefinitionUpdate, validateStatus } from "./customResourceDefinition/validate.ts";
import { nameIsSubdomain } from "./validation/names.ts";
import { resourceNames } from "./resourceNames.ts";

type CrdDraft = Draft<CustomResourceDefinition>;

export const customResourceDefinition: ResourceDefinition<CustomResourceDefinition> = {
  names: resourceNames("apiextensions.k8s.io", "customresourcedefinitions"),
  resource: CRD_RESOURCE,
  schemaType: "apiextensions.v1.CustomResourceDefinition",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: false,
  defaults(draft) {
    const { spec } = draft;
    spec.names.singular ||= spec.names.kind.toLowerCase();
    if (spec.names.kind) spec.names.listKind ||= `${spec.names.kind}List`;
    spec.conversion ??= { strategy: "None" };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service) service.port ??= 443;
    for (const version of spec.versions ?? []) normalizeSchemas(version);
  },
  prepareCreate(draft) {
    draft.status = { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: null };
    noteStorageVersion(draft);
  },
  prepareUpdate: (draft) => noteStorageVersion(draft),
  prepareDelete: beginDeletion,
  collectsNoGarbage: true,
  validateName: nameIsSubdomain,
  validate: (object) => validateDefinition(object),
  validateUpdate: (object, old) => validateDefinitionUpdate(object, old),
  validateStatusUpdate: (object) => validateStatus(object.status, "status"),
  warnings: (object, old) => formatWarnings(object, old),
  columns: [NAME_COLUMN, CREATED_AT_COLUMN],
  row: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};

/** Objects may be stored in the storage version from now on. */
function noteStorageVersion(draft: CrdDraft): void {
  const storage = draft.spec.versions?.find((version) => version.storage)?.name;
  const { status } = draft;
  if (!status || storage === undefined || status.storedVersions?.includes(storage)) return;
  draft.status = { ...status, storedVersions: [...(status.storedVersions ?? []), storage] };
}

function beginDeletion(draft: CrdDraft, { runtime }: StrategyContext): boolean {
  const { metadata } = draft;
  if (metadata.deletionTimestamp === undefined) {
    if (!metadata.finalizers?.includes(CLEANUP_FINALIZER))
      metadata.finalizers = [...(metadata.finalizers ?? []), CLEANUP_FINALIZER];
    const marked = withCondition(draft.status as CustomResourceDefinition["status"], timestamp(runtime.now), {
      type: "Terminating",
      status: "True",
      reason: "InstanceDeletionPending",
      message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
    });
    draft.status = marked as CrdDraft["status"];
  }
  return (metadata.finalizers?.length ?? 0) > 0;
}

function formatWarnings({ spec }: CustomResourceDefinition, old?: CustomResourceDefinition): readonly string[] {
  if (old && equalJson(spec, old.spec)) return [];
  const before = new Set(old ? unknownFormats(old) : []);
  return unknownFormats({ spec })
    .filter((format) => !before.has(format))
    .map((format) => `unrecognized format ${quote(format)}`);
}
