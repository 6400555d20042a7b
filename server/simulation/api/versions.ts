/** Of which version of an object an update is. Models the preconditions of kubernetes apiserver/pkg/registry/generic/registry/store.go. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { quote } from "./machinery/goText.ts";
import { ApiError, errorTarget, FieldError } from "./machinery/status.ts";
import type { Draft, ResourceDefinition } from "./ResourceDefinition.ts";
import { storageKey } from "./storageKey.ts";
import type { WriteContext } from "./WriteContext.ts";

type AnyDraft = Draft<KubeObject>;

/** Refuses an update of another object of the name, of another version, or of none where one must be named. */
export function checkVersion(
  definition: ResourceDefinition,
  draft: AnyDraft,
  { old, context }: { readonly old: KubeObject; readonly context: WriteContext },
): void {
  const { uid, resourceVersion, name } = draft.metadata;
  if (uid && uid !== old.metadata.uid && !context.patch) {
    throw ApiError.conflict(
      context.through ?? definition,
      name,
      `StorageError: invalid object, Code: 4, Key: ${storageKey(definition, old, context.dryRun)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (resourceVersion && !/^\d+$/.test(resourceVersion))
    throw ApiError.plain(`strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`);
  if (resourceVersion && resourceVersion !== "0" && resourceVersion !== old.metadata.resourceVersion) {
    throw ApiError.modified(context.through ?? definition, name);
  }
  if (definition.unconditionalUpdate === false && !resourceVersion && !context.trusted && !context.patch)
    throw mustNameVersion(definition, name);
}

function mustNameVersion({ names }: ResourceDefinition, name: string): ApiError {
  const error = FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update");
  return ApiError.invalid(errorTarget(names.group, names.plural), name, [error]);
}
