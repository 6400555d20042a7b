/**
 * The proxy subresource of pods, Services and nodes: one HTTP request to the process behind it.
 *
 * Models kubernetes pkg/registry/core/{pod,service,node} ResourceLocation and apimachinery pkg/util/proxy. Links in answers
 * are put right in `server/transport/`, which knows under which URL the cluster is served.
 */
import type { Endpoints, Node, Pod, Service } from "../protocol/kubernetes/index.ts";
import type { ApiResponse } from "./api/ApiRequest.ts";
import { ApiError, errorTarget } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import type { ResourceRequest } from "./api/rest/ResourceRequest.ts";
import type { ConnectHandler } from "./api/rest/subresources.ts";
import type { Connections } from "./controllerkit/Connections.ts";
import type { Processes } from "./controllerkit/Processes.ts";
import type { Runtime } from "./runtime/Runtime.ts";
import type { Store } from "./store/Store.ts";

export interface ProxyServices {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly processes: Processes;
  /** The way from the API server to a pod: policies and faults hold on it. */
  readonly network: Connections;
}

const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

interface Place {
  readonly scheme: "" | "http" | "https";
  readonly name: string;
  /** A number, a name, or empty. */
  readonly port: string;
}

export function proxies(services: ProxyServices): ReadonlyMap<string, ConnectHandler> {
  const handler = (serve: (services: ProxyServices, request: ResourceRequest) => ApiResponse): ConnectHandler => ({
    connect: (request) => serve(services, request),
  });
  return new Map([
    ["pods/proxy", handler(podProxy)],
    ["services/proxy", handler(serviceProxy)],
    ["nodes/proxy", handler(nodeProxy)],
  ]);
}

/** `name`, `name:port` or `scheme:name:port`. */
function placeOf(kind: string, id: string): Place {
  const parts = id.split(":");
  const [scheme, name, port] =
    parts.length === 3 ? (parts as [string, string, string]) : ["", parts[0] ?? "", parts[1] ?? ""];
  if (parts.length > 3 || name === "" || !["", "http", "https"].includes(scheme))
    throw ApiError.badRequest(`invalid ${kind} request ${JSON.stringify(id)}`);
  return { scheme: scheme as Place["scheme"], name, port };
}

function podProxy(services: ProxyServices, request: ResourceRequest): ApiResponse {
  const { info } = request;
  const { scheme, name, port } = placeOf("pod", info.name);
  const pod = services.store.get("pods", info.namespace, name) as Pod | undefined;
  if (!pod) throw ApiError.notFound(errorTarget("", "Pod", "pods"), name);
  const address = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? "";
  if (!isGlobal(address)) throw ApiError.badRequest("address not allowed");
  const first = pod.spec.containers.find(({ ports }) => (ports ?? []).length > 0)?.ports?.[0]?.containerPort;
  return exchange(services, request, {
    scheme,
    address,
    port: port || String(first ?? (scheme === "https" ? 443 : 80)),
  });
}

function serviceProxy(services: ProxyServices, request: ResourceRequest): ApiResponse {
  const { info } = request;
  const { store, runtime } = services;
  const place = placeOf("service", info.name);
  const { scheme, name } = place;
  let portName = place.port;
  if (/^[+-]?\d+$/.test(portName)) {
    const service = store.get("services", info.namespace, name) as Service | undefined;
    if (!service) throw ApiError.notFound(errorTarget("", "Service", "services"), name);
    const found = service.spec.ports?.find(({ port }) => port === Number(portName));
    if (!found) throw unavailable(`no service port ${Number(portName)} found for service ${JSON.stringify(name)}`);
    portName = found.name ?? "";
  }
  const endpoints = store.get("endpoints", info.namespace, name) as Endpoints | undefined;
  if (!endpoints) throw ApiError.notFound(errorTarget("", "Endpoints", "endpoints"), name);
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  const targets = subsets.flatMap(({ addresses = [], ports = [] }) => {
    const port = ports.find((candidate) => (candidate.name ?? "") === portName)?.port;
    // Only addresses that are pods: others are no business of a proxy.
    const pods = addresses.filter(({ targetRef }) => targetRef?.kind === "Pod");
    return port === undefined ? [] : pods.map(({ ip }) => ({ address: ip, port: String(port) }));
  });
  if (targets.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(info.name)}`);
  const chosen = targets[targets.length === 1 ? 0 : runtime.random.int(targets.length)] as (typeof targets)[number];
  return exchange(services, request, { scheme, ...chosen });
}

/** What a kubelet serves of itself that asks for no kernel. */
function nodeProxy({ store }: ProxyServices, request: ResourceRequest): ApiResponse {
  const { info } = request;
  const { name } = placeOf("node", info.name);
  const node = store.get("nodes", "", name) as Node | undefined;
  if (!node) throw ApiError.notFound(errorTarget("", "Node", "nodes"), name);
  const redirect = toRoot(request);
  if (redirect) return redirect;
  const address = node.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? name;
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  if (ready !== "True") throw unreachable(`dial tcp ${address}:10250: i/o timeout`);
  switch (pathOf(request).split("?")[0]) {
    case "/healthz":
      return text(200, "ok");
    case "/pods":
    case "/pods/":
    case "/runningpods/": {
      const items = Array.from(store.byIndex("pods", "node", name)) as readonly Pod[];
      return answer(200, { kind: "PodList", apiVersion: "v1", metadata: {}, items }, { encoding: "json" });
    }
    default:
      return text(404, "404 page not found\n");
  }
}

interface Target {
  readonly scheme: Place["scheme"];
  readonly address: string;
  readonly port: string;
}

function exchange(
  { store, processes, network }: ProxyServices,
  resource: ResourceRequest,
  target: Target,
): ApiResponse {
  const redirect = toRoot(resource);
  if (redirect) return redirect;
  const { request } = resource;
  const { scheme, address, port } = target;
  const number = /^\d+$/.test(port) ? Number(port) : undefined;
  if (number === undefined) throw unreachable(`dial tcp: lookup tcp/${port}: unknown port`);
  if (number > 65_535) throw unreachable(`dial tcp: address ${port}: invalid port`);
  const [pod] = store.byIndex("pods", "ip", address) as Iterable<Pod>;
  const uid = pod?.metadata.uid;
  const runs = pod?.status?.containerStatuses?.some(({ state }) => state?.running !== undefined) ?? false;
  if (uid === undefined || !runs) throw unreachable(`dial tcp ${address}:${port}: connect: no route to host`);
  const from = Array.from(store.list("nodes")).find(({ metadata }) => metadata.labels?.[CONTROL_PLANE] !== undefined);
  const { reason } = from
    ? network.request({ kind: "node", name: from.metadata.name }, `tcp://${address}:${port}`)
    : {};
  if (reason === "policy" || reason === "node-unreachable")
    throw unreachable(`dial tcp ${address}:${port}: i/o timeout`);
  if (processes.listener(uid, number) === undefined)
    throw unreachable(`dial tcp ${address}:${port}: connect: connection refused`);
  if (scheme === "https") throw unreachable("http: server gave HTTP response to HTTPS client");
  const response = processes.http(uid, {
    method: request.method,
    path: pathOf(resource),
    port: number,
    headers: { host: `${address}:${port}`, ...request.headers },
    body: request.body ?? "",
  });
  if (!response) throw unreachable(`dial tcp ${address}:${port}: connect: connection refused`);
  const { status, contentType, body, headers } = response;
  return { status, contentType, headers: { ...headers }, warnings: [], body, raw: true };
}

/** A root asked for without its slash is somewhere else: relative links of the page would miss. */
function toRoot({ request, info }: ResourceRequest): ApiResponse | undefined {
  const path = info.path;
  if (info.rest.length > 0 || path.endsWith("/") || (request.method !== "GET" && request.method !== "HEAD"))
    return undefined;
  const query = request.path.slice(path.length);
  return { status: 301, contentType: "", headers: { Location: `${path}/${query}` }, warnings: [], body: "", raw: true };
}

/** The path behind `/proxy`, with the query, as it was written. */
function pathOf({ request, info }: ResourceRequest): string {
  const before = info.path.split("/proxy")[0]?.length ?? 0;
  const rest = info.path.slice(before + "/proxy".length);
  return `${rest.startsWith("/") ? rest : `/${rest}`}${request.path.slice(info.path.length)}`;
}

function isGlobal(address: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address)
    ? !/^(127\.|169\.254\.|0\.0\.0\.0$)/.test(address)
    : address.includes(":");
}

function unavailable(message: string): ApiError {
  return new ApiError({ code: 503, reason: "ServiceUnavailable", message });
}

function unreachable(problem: string): ApiError {
  return unavailable(`error trying to reach service: ${problem}`);
}

function text(status: number, body: string): ApiResponse {
  return { status, contentType: "text/plain; charset=utf-8", headers: {}, warnings: [], body, raw: true };
}
