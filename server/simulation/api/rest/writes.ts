/** Create, update and patch as clients send them: options, body, names, defaults, then the generic verb. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiServer, WriteContext } from "../ApiServer.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import { decodeBody, isApply, appliedObject, patchedObject } from "./bodies.ts";
import { dryRunErrors } from "./deleteOptions.ts";
import type { AccessAttributes, ResourceRequest } from "./RestApi.ts";
import { checkNames, checkNamespace } from "./subresources.ts";

export interface WriteRequest extends ResourceRequest {
  readonly api: ApiServer;
  readonly warnings: string[];
}

export interface Written {
  readonly status: number;
  readonly object: KubeObject;
}

export function createObject(write: WriteRequest): Written {
  const context = contextOf(write, "CreateOptions");
  const draft = decodeBody(write, write.definition, write.warnings);
  placeIn(write, draft);
  write.definition.defaults?.(draft);
  if (draft.metadata.resourceVersion && draft.metadata.resourceVersion !== "0")
    throw ApiError.plain("resourceVersion should not be set on objects to be created");
  return { status: 201, object: write.api.create(write.definition, draft, context) };
}

export function updateObject(write: WriteRequest, authorize: (attributes: AccessAttributes) => void): Written {
  const context = contextOf(write, "UpdateOptions");
  const draft = decodeBody(write, write.definition, write.warnings);
  checkNames(write, draft);
  write.definition.defaults?.(draft);
  const exists =
    write.api.store.get(
      write.definition.view?.of ?? write.definition.resource,
      write.info.namespace,
      write.info.name,
    ) !== undefined;
  if (!exists && write.definition.createOnUpdate) authorizeCreate(write, authorize);
  return { status: exists ? 200 : 201, object: write.api.update(write.definition, draft, context) };
}

/** Any of the patch types; server-side apply may create, for which `authorize` is asked again. */
export function patchObject(write: WriteRequest, authorize: (attributes: AccessAttributes) => void): Written {
  const context = contextOf(write, "PatchOptions");
  const { api, definition, info, request } = write;
  const current = api.store.get(definition.view?.of ?? definition.resource, info.namespace, info.name);
  if (isApply(request)) {
    const applied = appliedObject(write, current, write.warnings);
    if (current) return { status: 200, object: api.update(definition, applied, context) };
    authorizeCreate(write, authorize);
    placeIn(write, applied);
    return { status: 201, object: api.create(definition, applied, context) };
  }
  if (!current) throw ApiError.notFound(definition, info.name);
  const draft = patchedObject(write, definition.view ? definition.view.fromStored(current) : current, write.warnings);
  checkNames(write, draft);
  return { status: 200, object: api.update(definition, draft, context) };
}

/** What creates although it is no POST needs the right to create. */
function authorizeCreate({ info, request }: WriteRequest, authorize: (attributes: AccessAttributes) => void): void {
  const { group, version, resource, namespace, name } = info;
  authorize({ user: request.user, verb: "create", group, version, resource, subresource: "", namespace, name });
}

/** An object to be created lands in the namespace of the path. */
function placeIn({ info, definition }: WriteRequest, draft: ReturnType<typeof decodeBody>): void {
  if (definition.names.namespaced) checkNamespace(info.namespace, draft);
  else if (draft.metadata.namespace)
    throw ApiError.badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

const FIELD_VALIDATION = ["", "Ignore", "Strict", "Warn"];

function contextOf(write: WriteRequest, options: "CreateOptions" | "UpdateOptions" | "PatchOptions"): WriteContext {
  const { query } = write.info;
  const dryRun = query.getAll("dryRun");
  const errors = dryRunErrors(dryRun);
  const validation = query.get("fieldValidation") ?? "";
  if (!FIELD_VALIDATION.includes(validation))
    errors.push(FieldError.notSupported("fieldValidation", validation, FIELD_VALIDATION));
  if (options === "PatchOptions") {
    if (isApply(write.request)) {
      if (!query.get("fieldManager")) errors.push(FieldError.required("fieldManager", "is required for apply patch"));
    } else if (query.get("force") !== null)
      errors.push(FieldError.forbidden("force", "may not be specified for non-apply patch"));
  }
  if (errors.length > 0) throw ApiError.invalid(errorTarget("meta.k8s.io", options), "", errors);
  return {
    user: write.request.user,
    dryRun: dryRun.length > 0,
    warnings: write.warnings,
    ...(options === "PatchOptions" ? { patch: true } : {}),
  };
}
