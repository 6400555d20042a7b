/**
 * The doors through which clients connect to a pod: exec, attach, portforward. Here is who may and to what; the bytes are
 * `server/transport/streams/`'s matter. Models kubernetes pkg/registry/core/pod/rest/subresources.go and authorize.go.
 *
 * A request that wants to upgrade (`ApiRequest.upgrade`) is answered 101 with a `ConnectionTarget`; then the sockets take over.
 * `POST …/portforward/<port>` is ours: one HTTP request to the process that listens there, as JSON (`ForwardedRequest`).
 */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { ApiResponse } from "./api/ApiRequest.ts";
import { ApiError, errorTarget } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import type { AccessAttributes, ResourceRequest } from "./api/rest/ResourceRequest.ts";
import type { ConnectHandler } from "./api/rest/subresources.ts";
import { containerOf, containerSpecOf, containerStatusOf } from "./containerChoice.ts";
import type { Processes } from "./controllerkit/Processes.ts";

/** Body of a 101: what a connection leads to. */
export interface ConnectionTarget {
  readonly uid: string;
  readonly node: string;
  /** Empty for portforward. */
  readonly container: string;
  readonly running: boolean;
  /** As the container's spec has them. */
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly command: readonly string[];
  /** Of portforward with a port: whether a process listens there. */
  readonly listening?: boolean;
}

/** Body of `POST …/portforward/<port>`. */
export interface ForwardedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Its answer; without a response nobody listens. */
export interface ForwardedResponse {
  readonly response?: {
    readonly status: number;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  };
}

export interface ConnectionServices {
  /** The pod of that name; throws NotFound. */
  readonly podOf: (namespace: string, name: string) => Pod;
  readonly hasNode: (name: string) => boolean;
  readonly processes: Processes;
  /** Why the kubelet of a node is not reached; undefined when it is. */
  readonly silence: (node: string) => string | undefined;
  /** Whether the user may; undefined when so, else why not. */
  readonly denied: (attributes: AccessAttributes) => string | undefined;
}

/** A pod on a node that is not there cannot be reached. */
export function refuseLostNode(hasNode: (name: string) => boolean, pod: Pod): void {
  const { nodeName = "" } = pod.spec;
  if (!hasNode(nodeName)) throw ApiError.notFound(errorTarget("", "Pod", "pods"), nodeName);
}

export function podConnections(services: ConnectionServices): ReadonlyMap<string, ConnectHandler> {
  const connect = (resource: ResourceRequest): ApiResponse => {
    const { request, info } = resource;
    requireCreate(services, resource);
    const pod = services.podOf(info.namespace, info.name);
    const { uid } = pod.metadata;
    // Who was connected to a pod is not connected to another one of its name.
    if ((info.query.get("uid") ?? uid) !== uid) throw ApiError.notFound(errorTarget("", "Pod", "pods"), info.name);
    const named = info.subresource !== "portforward";
    if (!named && info.rest.length > 1) throw ApiError.noSuchResource();
    const container = named ? containerOf(pod, info.query.get("container") ?? "") : "";
    if (!pod.spec.nodeName) throw ApiError.badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    refuseLostNode(services.hasNode, pod);
    const silence = services.silence(pod.spec.nodeName);
    // No Go error of the API's own: it has no reason.
    if (silence !== undefined) throw new ApiError({ code: 500, message: `error dialing backend: ${silence}` });
    const port = info.rest[0] === undefined ? undefined : portNumber(info.rest[0]);
    if (!request.upgrade) {
      if (port === undefined || request.method !== "POST") throw ApiError.badRequest("Upgrade request required");
      return answer(200, forward(services.processes, pod, { port, body: request.body ?? "" }), { encoding: "json" });
    }
    const listening =
      port === undefined ? undefined : services.processes.listener(pod.metadata.uid, port) !== undefined;
    return answer(101, targetOf(pod, container, listening), { encoding: "json" });
  };
  return new Map(
    ["exec", "attach", "portforward"].map((name) => [`pods/${name}`, { connect } satisfies ConnectHandler]),
  );
}

/**
 * A WebSocket begins with a GET, which is the verb "get"; upstream asks for "create" all the same, so that policies written
 * for SPDY, whose upgrade is a POST, hold.
 */
function requireCreate({ denied }: ConnectionServices, { request, info }: ResourceRequest): void {
  if (info.verb === "create") return;
  const { group, version, resource, subresource, namespace, name } = info;
  const why = denied({ user: request.user, verb: "create", group, version, resource, subresource, namespace, name });
  if (why !== undefined) throw ApiError.forbidden(errorTarget("", "", "pods"), name, why);
}

function targetOf(pod: Pod, container: string, listening: boolean | undefined): ConnectionTarget {
  const spec = container === "" ? undefined : containerSpecOf(pod, container);
  const running =
    container === ""
      ? pod.status?.phase === "Running" || pod.status?.phase === "Pending"
      : containerStatusOf(pod, container)?.state?.running !== undefined;
  return {
    uid: pod.metadata.uid,
    node: pod.spec.nodeName ?? "",
    container,
    running,
    stdin: spec?.stdin ?? false,
    tty: spec?.tty ?? false,
    command: [...(spec?.command ?? []), ...(spec?.args ?? [])],
    ...(listening === undefined ? {} : { listening }),
  };
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw ApiError.badRequest(`unable to parse "${text}" as a port`);
  return port;
}

function forward(
  processes: Processes,
  pod: Pod,
  { port, body }: { readonly port: number; readonly body: string },
): ForwardedResponse {
  const request = forwardedRequest(body);
  const response = processes.http(pod.metadata.uid, { ...request, port });
  if (!response) return {};
  const { status, contentType, headers } = response;
  return {
    response: {
      status,
      body: response.body,
      headers: { ...(contentType === "" ? {} : { "Content-Type": contentType }), ...headers },
    },
  };
}

function forwardedRequest(body: string): ForwardedRequest {
  let value: Partial<ForwardedRequest> | null;
  try {
    value = JSON.parse(body) as Partial<ForwardedRequest> | null;
  } catch {
    throw ApiError.badRequest("the body is no JSON");
  }
  const { method, path, headers, body: content } = value ?? {};
  const texts = [method, path, content].every((text) => typeof text === "string");
  if (!texts || typeof headers !== "object" || headers === null || Object.values(headers).some(notText))
    throw ApiError.badRequest("the body is no request: method, path, headers and body are required");
  return { method, path, headers, body: content } as ForwardedRequest;
}

function notText(value: unknown): boolean {
  return typeof value !== "string";
}
