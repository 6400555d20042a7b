/** Everything behind a name: status, scale, binding, eviction, finalize, and what only a running pod can answer. */
import type { KubeObject, Pod } from "../../../protocol/kubernetes/index.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import type { WriteContext } from "../WriteContext.ts";
import { cloneJson } from "../json.ts";
import type { ManagedFieldsEntry } from "../machinery/managedFields/managers.ts";
import { entriesAfterScale, entriesOfScale } from "../machinery/managedFields/scaleEntries.ts";
import { ApiError, FieldError, successStatus } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { timestamp } from "../../runtime/time.ts";
import { answer } from "./answers.ts";
import { appliedDraft } from "./apply.ts";
import { decodeBody, isApply, patchedObject } from "./bodies.ts";
import { takeFromBudget } from "./evictionBudget.ts";
import { deleteOptionsOf } from "./deleteOptions.ts";
import { checkNames, nameMismatch } from "./names.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { optionsKind, writeContext } from "./writeOptions.ts";
import { apiVersionOf } from "../schema/resources.ts";

/** Answers a subresource outside the store, by `resource/subresource`: `pods/log`. */
export type SubresourceHandler = (request: ResourceRequest, object: KubeObject) => ApiResponse;
/** The same for one that looks the object up itself: its name in the path may be more than a name, `https:web:443`. */
export interface ConnectHandler {
  connect(request: ResourceRequest): ApiResponse;
}
export type SubresourceHandlers = ReadonlyMap<string, SubresourceHandler | ConnectHandler>;

const SCALE_KIND = {
  names: { group: "autoscaling", plural: "scales", kind: "Scale", version: "v1" },
  schemaType: "autoscaling.v1.Scale",
} as const;
const BINDING_KIND = {
  names: { group: "", plural: "bindings", kind: "Binding", version: "v1" },
  schemaType: "core.v1.Binding",
} as const;

export function serveSubresource(
  api: ApiServer,
  handlers: SubresourceHandlers,
  resource: ResourceRequest,
): ApiResponse {
  const { info, definition, request } = resource;
  const known = definition.names.subresources[info.subresource];
  const handler = handlers.get(`${definition.resource}/${info.subresource}`);
  if (!known && !handler) throw ApiError.noSuchResource();
  const verb = info.verb;
  if (known && !known.verbs.includes(verb)) throw ApiError.methodNotAllowed();
  if (handler && "connect" in handler) return handler.connect(resource);
  if (handler) return handler(resource, api.get(definition, info.namespace, info.name));
  const context: WriteContext =
    verb === "get" ? { user: request.user, warnings: [] } : writeContext(resource, optionsKind(verb), []);
  const serve = definition.partialUpdates?.[info.subresource] ? servePart : SERVERS[info.subresource];
  if (!serve) throw ApiError.noSuchResource();
  return { ...serve(api, resource, context), warnings: context.warnings };
}

type Serve = (api: ApiServer, resource: ResourceRequest, context: WriteContext) => ApiResponse;

const SERVERS: { readonly [subresource: string]: Serve } = {
  status: serveStatus,
  scale: serveScale,
  binding: serveBinding,
  eviction: serveEviction,
  finalize: serveFinalize,
};

function serveStatus(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition, form, request } = resource;
  const current = api.get(definition, info.namespace, info.name);
  if (info.verb === "get") return answer(200, api.managedFields.shown(current), form);
  if (isApply(request) && info.verb === "patch") {
    const target = { kind: definition, current, entries: api.managedFields.of(current), now: api.runtime.now };
    const { draft, entries: managedFields } = appliedDraft(resource, target, context.warnings);
    checkNames(resource, draft);
    const applied = api.updateStatus(definition, draft, { ...context, managedFields });
    return answer(200, api.managedFields.shown(applied), form);
  }
  const draft = sentDraft(resource, current, context.warnings);
  return answer(200, api.managedFields.shown(api.updateStatus(definition, draft, context)), form);
}

/** The object as a patch or a whole body wants it, by the name of the path. */
function sentDraft(resource: ResourceRequest, current: KubeObject, warnings: string[]): Draft<KubeObject> {
  const draft =
    resource.info.verb === "patch"
      ? patchedObject(resource, current, warnings)
      : decodeBody(resource, resource.definition, warnings);
  checkNames(resource, draft);
  return draft;
}

/** A part of the object under rules of its own: an update whose strategy and checks are the part's. */
function servePart(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition, form } = resource;
  const part = definition.partialUpdates?.[info.subresource];
  const current = api.get(definition, info.namespace, info.name);
  if (info.verb === "get") return answer(200, current, form);
  const draft = sentDraft(resource, current, context.warnings);
  if (info.verb !== "patch") definition.defaults?.(draft);
  const updated = api.update({ ...definition, warnings: undefined, ...part }, draft, context);
  return answer(200, api.managedFields.shown(updated), form);
}

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

function serveScale(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition, form } = resource;
  const { scale } = definition;
  if (!scale) throw ApiError.noSuchResource();
  const shown = (object: KubeObject): Scale => {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    const replicas = scale.replicas(object);
    return {
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: replicas === 0 ? {} : { replicas },
      status: {
        replicas: scale.statusReplicas(object),
        ...(scale.selector(object) ? { selector: scale.selector(object) } : {}),
      },
    };
  };
  if (info.verb === "get") return answer(200, shown(api.get(definition, info.namespace, info.name)), form);
  let wanted: Draft<Scale>;
  let managedFields: readonly ManagedFieldsEntry[] | undefined;
  if (info.verb === "patch" && isApply(resource.request)) {
    const current = api.get(definition, info.namespace, info.name);
    const owners = api.managedFields.of(current);
    const target = {
      kind: SCALE_KIND,
      current: shown(current),
      entries: entriesOfScale(owners),
      now: api.runtime.now,
    };
    const applied = appliedDraft(resource, target, context.warnings);
    wanted = applied.draft as Draft<Scale>;
    managedFields = entriesAfterScale(owners, applied.entries, apiVersionOf(definition.names));
  } else if (info.verb === "patch")
    wanted = patchedObject(
      { ...resource, definition: SCALE_KIND },
      shown(api.get(definition, info.namespace, info.name)),
      context.warnings,
    ) as Draft<Scale>;
  else {
    wanted = decodeBody(resource, SCALE_KIND, context.warnings) as Draft<Scale>;
    checkNames(resource, wanted as Draft<KubeObject>);
  }
  const object = api.get(definition, info.namespace, info.name);
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0) {
    throw ApiError.invalid(SCALE_KIND, info.name, [
      FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
    ]);
  }
  const { resourceVersion, uid } = wanted.metadata;
  const meant = {
    ...object,
    metadata: { ...object.metadata, ...(resourceVersion ? { resourceVersion } : {}), ...(uid ? { uid } : {}) },
  };
  const owned = managedFields ? { ...context, managedFields } : context;
  return answer(200, shown(api.updateScale(definition, meant, { replicas, context: owned })), form);
}

function serveBinding(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info } = resource;
  const binding = decodeBody(resource, BINDING_KIND, context.warnings) as {
    metadata: { name: string };
    target?: { kind?: string; name?: string };
  };
  if (!binding.target?.name) throw ApiError.plain('Binding "" is invalid: target.name: Required value');
  if (binding.metadata.name && binding.metadata.name !== info.name)
    throw nameMismatch(binding.metadata.name, info.name);
  api.bind(info.namespace, info.name, binding.target.name);
  return answer(201, successStatus(201), { encoding: "json" });
}

/** A deletion that the pod's disruption budget must allow. */
function serveEviction(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition, request } = resource;
  const eviction = JSON.parse(request.body || "{}") as { metadata?: { name?: string }; deleteOptions?: object };
  if (eviction.metadata?.name && eviction.metadata.name !== info.name)
    throw ApiError.badRequest("name in URL does not match name in Eviction object");
  const pod = api.get(definition, info.namespace, info.name) as Pod;
  const { options } = deleteOptionsOf(
    { ...request, body: JSON.stringify(eviction.deleteOptions ?? {}), contentType: "application/json" },
    info,
  );
  takeFromBudget(api, pod, context);
  if (!context.dryRun && !pod.metadata.deletionTimestamp && pod.spec.nodeName) {
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      lastProbeTime: null as unknown as string,
      lastTransitionTime: timestamp(api.runtime.now),
      reason: "EvictionByEvictionAPI",
      message: "Eviction API: evicting",
    };
    const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== "DisruptionTarget"), condition];
    api.updateStatus(
      definition,
      { ...pod, metadata: { ...pod.metadata }, status: { ...pod.status, conditions } } as unknown as Draft<KubeObject>,
      { ...context, trusted: true },
    );
  }
  api.delete(definition, api.get(definition, info.namespace, info.name), { options, context });
  return answer(201, successStatus(201), { encoding: "json" });
}

/** Namespaces leave when their last finalizer is taken off here. */
function serveFinalize(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { definition, info, form } = resource;
  const wanted = decodeBody(resource, definition, context.warnings);
  const old = api.get(definition, "", info.name);
  const next = { ...cloneJson(old), spec: wanted.spec } as Draft<KubeObject>;
  return answer(200, api.update(definition, next, { ...context, trusted: true }), form);
}
