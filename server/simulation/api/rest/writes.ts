/** Create, update and patch as clients send them: options, body, names, defaults, then the generic verb. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiServer } from "../ApiServer.ts";
import { ApiError } from "../machinery/status.ts";
import { appliedDraft } from "./apply.ts";
import { checkPatchType, decodeBody, isApply, patchedObject } from "./bodies.ts";
import type { AccessAttributes, ResourceRequest } from "./ResourceRequest.ts";
import { checkNames, checkNamespace, namespaceMismatch } from "./names.ts";
import { writeContext } from "./writeOptions.ts";

export interface WriteRequest extends ResourceRequest {
  readonly api: ApiServer;
  readonly warnings: string[];
}

export interface Written {
  readonly status: number;
  readonly object: KubeObject;
}

export function createObject(write: WriteRequest): Written {
  const context = writeContext(write, "CreateOptions", write.warnings);
  const draft = decodeBody(write, write.definition, write.warnings);
  placeIn(write, draft);
  dropRepeatedOwners(draft.metadata, write.warnings);
  write.definition.defaults?.(draft);
  const { resourceVersion } = draft.metadata;
  if (!context.dryRun && resourceVersion && resourceVersion !== "0")
    throw ApiError.plain("resourceVersion should not be set on objects to be created");
  return { status: 201, object: write.api.create(write.definition, draft, context) };
}

export function updateObject(write: WriteRequest, authorize: (attributes: AccessAttributes) => void): Written {
  const context = writeContext(write, "UpdateOptions", write.warnings);
  const draft = decodeBody(write, write.definition, write.warnings);
  checkNames(write, draft);
  dropRepeatedOwners(draft.metadata, write.warnings);
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
  const context = writeContext(write, "PatchOptions", write.warnings);
  const { api, definition, info, request } = write;
  const current = api.store.get(definition.view?.of ?? definition.resource, info.namespace, info.name);
  const shown = current && definition.view ? definition.view.fromStored(current) : current;
  if (isApply(request)) {
    const entries = current ? api.managedFields.of(current) : [];
    const { draft, entries: managedFields } = appliedDraft(
      write,
      { kind: definition, current: shown, entries, now: api.runtime.now },
      write.warnings,
    );
    checkNames(write, draft);
    const owned = { ...context, managedFields };
    if (current) return { status: 200, object: api.update(definition, draft, owned) };
    authorizeCreate(write, authorize);
    placeIn(write, draft);
    return { status: 201, object: api.create(definition, draft, owned) };
  }
  checkPatchType(request);
  if (!shown) throw ApiError.notFound(definition, info.name);
  const whole = (): KubeObject =>
    shown === current
      ? api.managedFields.shown(shown)
      : { ...shown, metadata: { ...shown.metadata, managedFields: api.managedFields.of(current as KubeObject) } };
  const draft = patchedObject({ ...write, whole }, shown, write.warnings);
  checkNames(write, draft);
  dropRepeatedOwners(draft.metadata, write.warnings, " after mutating admission happens");
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
  else if (draft.metadata.namespace) throw namespaceMismatch();
}

/** The same owner named twice is kept once, with a warning. Models dedupOwnerReferencesAndAddWarning. */
function dropRepeatedOwners(metadata: ReturnType<typeof decodeBody>["metadata"], warnings: string[], when = ""): void {
  const kept: NonNullable<KubeObject["metadata"]["ownerReferences"]>[number][] = [];
  const known = new Set<string>();
  const repeated: string[] = [];
  for (const owner of metadata.ownerReferences ?? []) {
    const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = owner;
    const key = JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]);
    if (known.has(key)) repeated.push(uid);
    else kept.push(owner);
    known.add(key);
  }
  if (repeated.length === 0) return;
  metadata.ownerReferences = kept as typeof metadata.ownerReferences;
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(", ")}`,
  );
}
