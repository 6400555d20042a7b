/**
 * The Kubernetes API over requests as data: who may, what is asked, which verb does it, how the answer looks.
 *
 * Pure and synchronous: the same requests come from sockets, kubectl, the command log and golden recordings. Sockets and
 * tokens are `server/transport/`'s matter. Models apiserver pkg/endpoints (installer.go, handlers/).
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse, UserInfo } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import { impersonatedUser } from "../authentication/impersonation.ts";
import type { FieldValidation } from "../machinery/decode.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError, deletedStatus } from "../machinery/status.ts";
import { hasProtobufForm, PROTOBUF_STREAM } from "../protobuf/envelope.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { answer, answerError, type AnswerForm } from "./answers.ts";
import { bindPod } from "./binding.ts";
import { validationOf } from "./bodies.ts";
import { errorEncoding, negotiate } from "./contentNegotiation.ts";
import { deleteOptionsOf, deletionWarnings } from "./deleteOptions.ts";
import { listObjects } from "./listing.ts";
import { ListMemory } from "./ListMemory.ts";
import { checkFreshness, type ListOptions, parseListOptions } from "./listOptions.ts";
import { listAnswer, oneAnswer } from "./presenting.ts";
import { parseRequestInfo, type RequestInfo } from "./RequestInfo.ts";
import type { AccessAttributes, ResourceRequest } from "./ResourceRequest.ts";
import { type SubresourceHandlers, serveSubresource } from "./subresources.ts";
import { partialMetadata, tableOf } from "./table.ts";
import { openWatch, type WatchEvent, type WatchHandle } from "./watching.ts";
import { createObject, patchObject, updateObject, type WriteRequest } from "./writes.ts";
import { notFound } from "../discovery/Discovery.ts";
import { groups } from "../schema/resources.ts";

export interface RestOptions {
  readonly api: ApiServer;
  /** Throws Forbidden when the user may not. */
  readonly authorize: (attributes: AccessAttributes) => void;
  /** Discovery, OpenAPI, version and health by path; undefined where nothing is. */
  readonly document: (path: string, accept: string | undefined, query: URLSearchParams) => ApiResponse | undefined;
  /** Paths of ours outside the Kubernetes API; undefined where nothing is. */
  readonly own: (info: RequestInfo, request: ApiRequest) => ApiResponse | undefined;
  /** Creations that store nothing (reviews, token requests), by group resource. */
  readonly virtual: (resource: string) => VirtualResource | undefined;
  readonly subresources: SubresourceHandlers;
}

/** A resource that only answers POST, with an object nobody keeps. */
export interface VirtualResource {
  create(request: {
    readonly user: UserInfo;
    readonly namespace: string;
    readonly body: string;
    readonly contentType: string | undefined;
    readonly fieldValidation: FieldValidation;
    readonly warnings: string[];
  }): object;
}

/** Documents whose handlers upstream look at no method. */
const ANY_METHOD = /^\/(healthz|livez|readyz|apis(\/[^/]+)?\/?$)/;

const INCLUDED: ReadonlySet<string> = new Set(["Metadata", "Object", "None"]);
/** What may be asked of custom resources of all namespaces. */
const ACROSS_NAMESPACES: ReadonlySet<string> = new Set(["list", "watch"]);

export class RestApi {
  private readonly api: ApiServer;
  private readonly lists = new ListMemory();
  private lastShown: { readonly object: KubeObject; readonly shown: KubeObject } | undefined;

  constructor(private readonly options: RestOptions) {
    this.api = options.api;
  }

  /** True when a request could change something: it goes into the command log. */
  static writes(request: ApiRequest): boolean {
    return request.method !== "GET" && request.method !== "HEAD" && request.method !== "OPTIONS";
  }

  /** Answers any request but a watch. Never throws for what a client did. */
  handle(request: ApiRequest): ApiResponse {
    const info = parseRequestInfo(request.method, request.path);
    const response = this.attempt(request, info);
    const deprecation =
      info.isResource && info.subresource === "" && response.status !== 403 && response.status !== 405
        ? (
            this.api.definitions.served(info.group, info.version, info.resource) ??
            this.api.definitions.find(info.group ? `${info.resource}.${info.group}` : info.resource)
          )?.deprecation
        : undefined;
    return deprecation === undefined ? response : { ...response, warnings: [deprecation, ...response.warnings] };
  }

  /** Starts a watch; an ApiResponse instead when it is refused. */
  watch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | ApiResponse {
    try {
      const info = parseRequestInfo(request.method, request.path);
      if (info.verb !== "watch") return this.handle(request);
      this.authorize(this.acting(request, info), info);
      if (this.isNowhere(info)) return notFound();
      const definition = this.resolve(info);
      if (!definition.names.verbs.includes("watch")) throw ApiError.methodNotAllowed();
      const form = this.form(request, info, definition, true);
      const options = parseListOptions(info, definition);
      let first = true;
      const encode = (object: KubeObject): unknown => {
        const columns = first;
        first = false;
        if (form.transform === "none") return this.shownOnce(object);
        if (form.transform !== "Table")
          return partialMetadata(this.api.managedFields.shown(object), definition, form.metaVersion);
        return tableOf(definition, [object], {
          now: this.api.runtime.now,
          includeObject: form.includeObject,
          resourceVersion: object.metadata.resourceVersion,
          columns,
          metaVersion: form.metaVersion,
        });
      };
      try {
        const handle = openWatch(this.api.store, definition, { namespace: info.namespace, options, encode, sink });
        return {
          ...handle,
          ...(form.encoding === "protobuf" ? { contentType: PROTOBUF_STREAM } : undefined),
          ...(definition.deprecation === undefined ? undefined : { warnings: [definition.deprecation] }),
        };
      } catch (error) {
        // A version that is gone is told inside the stream, as the real server does.
        if (!(error instanceof ApiError) || error.code !== 410) throw error;
        sink({ type: "ERROR", object: error.status });
        return { timeoutSeconds: 0, close: () => {}, bookmark: () => undefined };
      }
    } catch (error) {
      return answerError(error, errorEncoding(request.accept));
    }
  }

  /** The same for all who watch an object change, so that its bytes are made once. */
  private shownOnce(object: KubeObject): KubeObject {
    if (this.lastShown?.object !== object) this.lastShown = { object, shown: this.api.managedFields.shown(object) };
    return this.lastShown.shown;
  }

  private attempt(request: ApiRequest, info: RequestInfo): ApiResponse {
    try {
      return this.dispatch(request, info);
    } catch (error) {
      return answerError(error, errorEncoding(request.accept));
    }
  }

  private dispatch(sent: ApiRequest, info: RequestInfo): ApiResponse {
    const request = this.acting(sent, info);
    this.authorize(request, info);
    if (info.isResource && request.method === "HEAD") return { ...answerError(ApiError.methodNotAllowed()), body: "" };
    if (!info.isResource) {
      const own = this.options.own(info, request);
      if (own) return own;
      const found = this.options.document(info.path, request.accept, info.query);
      if (!found) throw ApiError.noSuchResource();
      if (request.method !== "GET" && !ANY_METHOD.test(info.path)) throw ApiError.methodNotAllowed();
      return found;
    }
    const virtual = this.options.virtual(info.group ? `${info.resource}.${info.group}` : info.resource);
    if (virtual) {
      if (info.name !== "") throw ApiError.noSuchResource();
      if (info.verb !== "create") throw ApiError.methodNotAllowed();
      const form = negotiate(request.accept, { protobuf: () => true });
      if (form.transform === "Table") throw noTable(info);
      const warnings: string[] = [];
      const object = virtual.create({
        user: request.user,
        namespace: info.namespace,
        body: request.body ?? "",
        contentType: request.contentType,
        fieldValidation: validationOf(info.query),
        warnings,
      });
      return { ...answer(201, object, form), warnings };
    }
    if (info.group === "" && info.resource === "bindings" && info.name === "" && info.namespace !== "") {
      if (info.verb !== "create") throw ApiError.methodNotAllowed();
      const warnings: string[] = [];
      try {
        return bindPod(this.api, { request, info }, { warnings });
      } catch (error) {
        return { ...answerError(error, errorEncoding(request.accept)), warnings };
      }
    }
    if (this.isNowhere(info)) return notFound();
    const definition = this.resolve(info);
    const form = this.form(request, info, definition);
    const resource: ResourceRequest = { request, info, definition, form };
    return info.subresource === ""
      ? this.serve(resource)
      : serveSubresource(this.api, this.options.subresources, resource);
  }

  /** A group that does not exist, or is known from custom resources only, is refused by the outermost handler. */
  private isNowhere(info: RequestInfo): boolean {
    if (info.group === "") return false;
    const served = this.api.definitions.served(info.group, info.version, info.resource);
    if (served?.custom && served.names.namespaced !== (info.namespace !== ""))
      return !served.names.namespaced || !ACROSS_NAMESPACES.has(info.verb);
    if (served) return false;
    return groups.every(({ group }) => group !== info.group);
  }

  /** The resource a path names; a path that does not fit its scope leads nowhere. */
  private resolve(info: RequestInfo): ResourceDefinition {
    const definition = this.api.definitions.served(info.group, info.version, info.resource);
    if (!definition || /\/\//.test(info.path)) throw ApiError.noSuchResource();
    const { namespaced } = definition.names;
    if (!namespaced && info.namespace !== "") throw ApiError.noSuchResource();
    if (namespaced && info.namespace === "" && info.name !== "") throw ApiError.noSuchResource();
    if (info.name.includes("/")) throw ApiError.noSuchResource();
    return definition;
  }

  private form(request: ApiRequest, info: RequestInfo, definition: ResourceDefinition, watch = false): AnswerForm {
    const include = info.query.get("includeObject");
    const negotiated = negotiate(request.accept, {
      streams: watch || info.verb === "list",
      watch,
      protobuf: () => hasProtobufForm(definition.names),
    });
    if (negotiated.transform === "Table" && include && !INCLUDED.has(include))
      throw ApiError.badRequest(
        `Unable to convert to Table as requested: includeObject: Invalid value: ${quote(include)}: must be 'Metadata', 'Object', 'None', or empty`,
      );
    return {
      ...negotiated,
      includeObject: include === "None" || include === "Object" ? include : "Metadata",
    };
  }

  /** The request as from whom it wants to act for. */
  private acting(request: ApiRequest, info: RequestInfo): ApiRequest {
    const { impersonate, ...rest } = request;
    if (!impersonate) return request;
    const what = attributesOf(request, info);
    return { ...rest, user: impersonatedUser(request.user, impersonate, this.options.authorize, what) };
  }

  private authorize(request: ApiRequest, info: RequestInfo): void {
    this.options.authorize(attributesOf(request, info));
  }

  private serve(resource: ResourceRequest): ApiResponse {
    const { info, definition } = resource;
    const { verbs, namespaced } = definition.names;
    if (definition.custom?.terminating) refuseCreation(info, definition);
    else if (!verbs.includes(info.verb)) throw ApiError.methodNotAllowed();
    switch (info.verb) {
      case "get":
        checkFreshness(this.api.store, info.query.get("resourceVersion") ?? "");
        return this.one(resource, 200, this.api.get(definition, info.namespace, info.name));
      case "list":
        return this.list(resource);
      case "create":
        if (info.name !== "" || (namespaced && info.namespace === "")) throw ApiError.methodNotAllowed();
        return this.written(resource, createObject);
      case "update":
        if (info.name === "") throw ApiError.methodNotAllowed();
        return this.written(resource, (write) => updateObject(write, this.options.authorize));
      case "patch":
        if (info.name === "") throw ApiError.methodNotAllowed();
        return this.written(resource, (write) => patchObject(write, this.options.authorize));
      case "delete":
        return this.remove(resource);
      case "deletecollection":
        if (namespaced && info.namespace === "") throw ApiError.methodNotAllowed();
        return this.removeAll(resource);
      default:
        throw ApiError.methodNotAllowed();
    }
  }

  private written(
    resource: ResourceRequest,
    write: (request: WriteRequest) => { readonly status: number; readonly object: KubeObject },
  ): ApiResponse {
    const warnings: string[] = [];
    try {
      const { status, object } = write({ api: this.api, ...resource, warnings });
      return { ...this.one(resource, status, object), warnings };
    } catch (error) {
      // What was warned of before the refusal is told all the same.
      return { ...answerError(error, errorEncoding(resource.request.accept)), warnings };
    }
  }

  private one(resource: ResourceRequest, status: number, object: KubeObject): ApiResponse {
    return oneAnswer(this.api, resource, { status, object });
  }

  private list(resource: ResourceRequest): ApiResponse {
    const { info, definition } = resource;
    const options = parseListOptions(info, definition);
    const { runtime, store } = this.api;
    const moment = { now: runtime.now, revision: store.revision };
    // What is worked out each time may change without a write.
    if (definition.computed || options.continue) return this.listNow(resource, options).response;
    const { accept = "", path } = resource.request;
    return this.lists.answer(`${accept}\n${path}`, moment, () => this.listNow(resource, options));
  }

  private listNow(
    resource: ResourceRequest,
    options: ListOptions,
  ): { readonly response: ApiResponse; readonly keep: boolean } {
    const { info, definition } = resource;
    const computed = definition.computed?.(this.api.strategy);
    const listing = listObjects(this.api.store, definition, { namespace: info.namespace, options, computed });
    const { objects, resourceVersion } = listing;
    const metadata = {
      ...(listing.continue ? { continue: listing.continue } : {}),
      resourceVersion,
      ...(listing.remainingItemCount ? { remainingItemCount: listing.remainingItemCount } : {}),
    };
    return { response: listAnswer(this.api, resource, { objects, metadata }), keep: objects.length > 16 };
  }

  private remove(resource: ResourceRequest): ApiResponse {
    const { request, info, definition } = resource;
    const { options, dryRun } = deleteOptionsOf(request, info);
    const stored = this.api.definitions.find(definition.view?.of ?? definition.resource) ?? definition;
    const object = this.api.store.get(stored.resource, info.namespace, info.name);
    const warnings = deletionWarnings(definition, options);
    if (!object)
      return { ...answerError(ApiError.notFound(definition, info.name), errorEncoding(request.accept)), warnings };
    const result = this.api.delete(stored, object, { options, context: { user: request.user, dryRun, warnings } });
    const shown = definition.view ? definition.view.fromStored(result.object) : result.object;
    if (!result.gone || definition.returnsDeleted || definition.resource === "pods")
      return { ...this.one(resource, 200, shown), warnings };
    return { ...answer(200, deletedStatus(definition, info.name, shown.metadata.uid), { encoding: "json" }), warnings };
  }

  private removeAll(resource: ResourceRequest): ApiResponse {
    const { request, info, definition } = resource;
    const { options, dryRun } = deleteOptionsOf(request, info);
    const chosen = listObjects(this.api.store, definition, {
      namespace: info.namespace,
      options: parseListOptions(info, definition),
    });
    const stored = this.api.definitions.find(definition.view?.of ?? definition.resource) ?? definition;
    const warnings = deletionWarnings(definition, options);
    const metadata = { resourceVersion: String(this.api.store.revision) };
    for (const shown of chosen.objects) {
      const object = this.api.store.get(stored.resource, shown.metadata.namespace ?? "", shown.metadata.name);
      if (!object) continue;
      this.api.delete(stored, object, { options, context: { user: request.user, dryRun, warnings } });
    }
    return { ...listAnswer(this.api, resource, { objects: chosen.objects, metadata }), warnings };
  }
}

/** Discovery does not offer changes of what is on its way out; only creations are refused. */
/** What the request does, for who decides whether it may. */
function attributesOf({ user }: ApiRequest, info: RequestInfo): AccessAttributes {
  return {
    user,
    verb: info.verb,
    group: info.group,
    version: info.version,
    resource: info.resource,
    // A shell of ours is an exec, whether it is typed at or read.
    ...(info.subresource === "shell"
      ? { subresource: info.resource === "pods" ? "exec" : "shell", verb: "create" }
      : { subresource: info.subresource }),
    // A namespace counts as being in itself.
    namespace: info.resource === "namespaces" && info.group === "" ? info.name : info.namespace,
    name: info.name || selectedName(info),
    ...(info.isResource ? {} : { path: info.path }),
  };
}

function refuseCreation({ verb }: RequestInfo, { names: { group, plural } }: ResourceDefinition): void {
  if (verb !== "create") return;
  throw new ApiError({
    code: 405,
    reason: "MethodNotAllowed",
    message: "create not allowed while custom resource definition is terminating",
    details: { group, kind: plural },
  });
}

/** Reviews have neither columns nor a name to show. */
function noTable({ group, resource }: RequestInfo): ApiError {
  return new ApiError({
    code: 406,
    reason: "NotAcceptable",
    message: `the resource ${group === "" ? resource : `${resource}.${group}`} does not support being converted to a Table`,
  });
}

/** A list of one object by name counts as a request for that object. */
function selectedName({ verb, query }: RequestInfo): string {
  if (verb !== "list" && verb !== "watch") return "";
  const match = /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "");
  return match?.[1] ?? "";
}
