/** Everything behind a name: status, scale, binding, eviction, finalize, and what only a running pod can answer. */
import type { KubeObject, Pod } from "../../../protocol/kubernetes/index.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import type { WriteContext } from "../WriteContext.ts";
import { checkPreconditions } from "../deletion.ts";
import { cloneJson } from "../json.ts";
import { ApiError, errorTarget, FieldError, successStatus } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { timestamp } from "../../runtime/time.ts";
import { answer, answerError } from "./answers.ts";
import { errorEncoding } from "./contentNegotiation.ts";
import { appliedDraft } from "./apply.ts";
import { bindPod } from "./binding.ts";
import { decodeBody, isApply, patchedObject } from "./bodies.ts";
import { takeFromBudget } from "./evictionBudget.ts";
import { deleteOptionsOf } from "./deleteOptions.ts";
import { serveScale } from "./scale.ts";
import { serveToken } from "./tokens.ts";
import { checkNames, checkNamespace } from "./names.ts";
import { oneAnswer } from "./presenting.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { optionsKind, writeContext } from "./writeOptions.ts";

/** Answers a subresource outside the store, by `resource/subresource`: `pods/log`. */
export type SubresourceHandler = (request: ResourceRequest, object: KubeObject) => ApiResponse;
/** The same for one that looks the object up itself: its name in the path may be more than a name, `https:web:443`. */
export interface ConnectHandler {
  connect(request: ResourceRequest): ApiResponse;
}
export type SubresourceHandlers = ReadonlyMap<string, SubresourceHandler | ConnectHandler>;

export function serveSubresource(
  api: ApiServer,
  handlers: SubresourceHandlers,
  resource: ResourceRequest,
): ApiResponse {
  const { info, definition, request } = resource;
  const known = ownOf(definition.names.subresources, info.subresource);
  const handler = handlers.get(`${definition.resource}/${info.subresource}`);
  if (!known && !handler)
    throw definition.custom ? ApiError.notFound(definition, info.name) : ApiError.noSuchResource();
  const verb = info.verb;
  if (known && !known.verbs.includes(verb)) throw ApiError.methodNotAllowed();
  if (CONNECTIONS.has(info.subresource))
    api.admission.validateConnection(definition, info, { user: request.user, warnings: [] });
  if (handler && "connect" in handler) return handler.connect(resource);
  if (handler) return handler(resource, api.get(definition, info.namespace, info.name));
  const context: WriteContext =
    verb === "get" ? { user: request.user, warnings: [] } : writeContext(resource, optionsKind(verb), []);
  const serve = ownOf(definition.partialUpdates, info.subresource) ? servePart : SERVERS.get(info.subresource);
  if (!serve) throw ApiError.noSuchResource();
  try {
    return { ...serve(api, resource, context), warnings: context.warnings };
  } catch (error) {
    // What was warned of before the refusal is told all the same.
    return { ...answerError(error, errorEncoding(request.accept)), warnings: context.warnings };
  }
}

/** What admission knows as CONNECT; `shell` and `curl` are exec's by another way. */
const CONNECTIONS: ReadonlySet<string> = new Set(["exec", "attach", "portforward", "proxy", "shell", "curl"]);

type Serve = (api: ApiServer, resource: ResourceRequest, context: WriteContext) => ApiResponse;

const SERVERS: ReadonlyMap<string, Serve> = new Map([
  ["status", serveStatus],
  ["scale", serveScale],
  ["binding", bindPod],
  ["eviction", serveEviction],
  ["finalize", serveFinalize],
  ["token", serveToken],
]);

/** What a table holds by a name that somebody sent: nothing it only inherits. */
const ownOf = <T>(table: { readonly [name: string]: T } | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

function serveStatus(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition, request } = resource;
  const current = api.get(definition, info.namespace, info.name);
  const shown = (object: KubeObject): ApiResponse => oneAnswer(api, resource, { status: 200, object });
  if (info.verb === "get") return shown(current);
  if (isApply(request) && info.verb === "patch") {
    const target = { kind: definition, current, entries: api.managedFields.of(current), now: api.runtime.now };
    const { draft, entries: managedFields } = appliedDraft(resource, target, context.warnings);
    checkNames(resource, draft);
    const applied = api.updateStatus(definition, draft, { ...context, managedFields });
    return shown(applied);
  }
  return shown(api.updateStatus(definition, sentDraft(api, resource, { current, context }), context));
}

/** The object as a patch or a whole body wants it, by the name of the path. */
function sentDraft(
  api: ApiServer,
  resource: ResourceRequest,
  { current, context: { warnings } }: { readonly current: KubeObject; readonly context: WriteContext },
): Draft<KubeObject> {
  const whole = (): KubeObject => api.managedFields.shown(current);
  const draft =
    resource.info.verb === "patch"
      ? patchedObject({ ...resource, whole }, current, warnings)
      : decodeBody(resource, resource.definition, warnings);
  checkNames(resource, draft);
  if (resource.info.verb !== "patch") resource.definition.defaults?.(draft);
  return draft;
}

/** A part of the object under rules of its own: an update whose strategy and checks are the part's. */
function servePart(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition } = resource;
  const part = ownOf(definition.partialUpdates, info.subresource);
  const current = api.get(definition, info.namespace, info.name);
  if (info.verb === "get") return oneAnswer(api, resource, { status: 200, object: current });
  const draft = sentDraft(api, resource, { current, context });
  const updated = api.update({ ...definition, warnings: undefined, ...part }, draft, context);
  return oneAnswer(api, resource, { status: 200, object: updated });
}

const BREAKING = "ignoreStoreReadErrorWithClusterBreakingPotential";
const EVICTION = {
  names: { group: "policy", version: "v1", kind: "Eviction" },
  schemaType: "policy.v1.Eviction",
} as const;

/** A deletion that the pod's disruption budget must allow. */
function serveEviction(api: ApiServer, resource: ResourceRequest, asked: WriteContext): ApiResponse {
  const { info, definition, request } = resource;
  const eviction = evictionOf(resource, asked.warnings);
  if (eviction.metadata.name !== info.name)
    throw ApiError.badRequest("name in URL does not match name in Eviction object");
  checkNamespace(info.namespace, eviction);
  const optionsIn = (asked: object): ReturnType<typeof deleteOptionsOf> =>
    deleteOptionsOf({ ...request, body: JSON.stringify(asked), contentType: "application/json" }, info);
  // How to delete is looked at when it comes to that.
  const { propagationPolicy: _policy, orphanDependents: _orphan, ...first } = eviction.deleteOptions ?? {};
  const { options: known, dryRun } = optionsIn(first);
  if (eviction.deleteOptions?.[BREAKING] === true)
    throw ApiError.invalid(errorTarget("policy", "Eviction"), info.name, [
      FieldError.invalid(
        `deleteOptions.${BREAKING}`,
        true,
        "can not be set for pod eviction, try after removing the option",
      ),
    ]);
  const context = dryRun ? { ...asked, dryRun } : asked;
  const pod = api.get(definition, info.namespace, info.name) as Pod;
  // Who may not is refused before anything is noted of it.
  if (!context.trusted)
    api.admission.validateOther(definition, pod as unknown as Draft<KubeObject>, {
      operation: "CREATE",
      context,
      subresource: "eviction",
    });
  takeFromBudget(api, pod, context);
  checkPreconditions(definition, pod, known.preconditions);
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
  const { options } = optionsIn(eviction.deleteOptions ?? {});
  api.delete(definition, api.get(definition, info.namespace, info.name), { options, context });
  return answer(201, successStatus(201), { encoding: "json" });
}

type Eviction = Draft<KubeObject> & {
  readonly deleteOptions?: Readonly<Record<string, unknown>>;
};

/** The body, which may still say policy/v1beta1: the two versions are alike. */
function evictionOf(resource: ResourceRequest, warnings: string[]): Eviction {
  const { request } = resource;
  const body = request.body?.replace(/("apiVersion"\s*:\s*"policy\/v1)beta1"/, '$1"');
  return decodeBody({ ...resource, request: { ...request, body } }, EVICTION, warnings) as Eviction;
}

/** Namespaces leave when their last finalizer is taken off here. */
function serveFinalize(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { definition, info } = resource;
  const wanted = decodeBody(resource, definition, context.warnings);
  const old = api.get(definition, "", info.name);
  const next = { ...cloneJson(old), spec: wanted.spec } as Draft<KubeObject>;
  return oneAnswer(api, resource, { status: 200, object: api.update(definition, next, { ...context, trusted: true }) });
}
