/**
 * Requests and DNS questions from inside a pod, from a node and from outside, over the API: `curl` and `dns` behind pods and
 * nodes, `/outside/curl` and `/outside/dns` beside them. A GET asks by its query; a POST has a body that says method, headers and body.
 */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import type { DnsType } from "../protocol/network.ts";
import type { ApiRequest, ApiResponse } from "./api/ApiRequest.ts";
import { ApiError } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import type { SubresourceHandler, SubresourceHandlers } from "./api/rest/subresources.ts";
import type { HttpMessage, Origin } from "./controllerkit/Connections.ts";
import type { Network } from "./network/Network.ts";

/** What somebody gets who asks for `?url=` or `?name=` from outside of the cluster. */
const FROM_OUTSIDE = /^\/outside\/(curl|dns)$/;
const DNS_TYPES = new Set<string>(["A", "AAAA", "CNAME", "SRV", "PTR", "TXT", "NS", "SOA", "ANY"]);
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const LIMITS = { url: 4096, body: 65_536, headers: 64, header: 4096 };

interface Asking {
  readonly origin: Origin;
  readonly query: URLSearchParams;
  readonly request: ApiRequest;
}

export function networkSubresources(network: Network): SubresourceHandlers {
  const from =
    (
      serve: (network: Network, asking: Asking) => ApiResponse,
      originOf: (object: KubeObject) => Origin,
    ): SubresourceHandler =>
    ({ info, request }, object) =>
      serve(network, { origin: originOf(object), query: info.query, request });
  const pod = ({ metadata: { namespace = "", name } }: KubeObject): Origin => ({ kind: "pod", namespace, name });
  const node = ({ metadata: { name } }: KubeObject): Origin => ({ kind: "node", name });
  return new Map([
    ["pods/curl", from(curl, pod)],
    ["nodes/curl", from(curl, node)],
    ["pods/dns", from(dns, pod)],
    ["nodes/dns", from(dns, node)],
  ]);
}

/** Answers paths of our own; undefined for all others. */
export function fromOutside(network: Network, path: string, asking: Omit<Asking, "origin">): ApiResponse | undefined {
  const match = FROM_OUTSIDE.exec(path);
  if (!match) return undefined;
  return (match[1] === "curl" ? curl : dns)(network, { ...asking, origin: { kind: "outside" } });
}

function curl(network: Network, { origin, query, request }: Asking): ApiResponse {
  const sent = request.method === "POST" ? sentMessage(request.body ?? "") : undefined;
  const url = sent?.url ?? query.get("url") ?? "";
  if (url.length > LIMITS.url) throw ApiError.badRequest(`the url is longer than ${LIMITS.url} characters`);
  return answer(200, network.request(origin, url, sent?.message), { encoding: "json" });
}

function dns(network: Network, { origin, query }: Asking): ApiResponse {
  const name = query.get("name") ?? "";
  const type = (query.get("type") ?? "A").toUpperCase();
  const server = query.get("server") ?? "";
  if (name === "" || name.length > 255) throw ApiError.badRequest("name is required, of at most 255 characters");
  if (!DNS_TYPES.has(type)) throw ApiError.badRequest(`unknown type ${type}`);
  const lookup = network.lookUp(origin, name, {
    type: type as DnsType,
    search: query.get("search") !== "false",
    ...(server ? { server } : {}),
  });
  if (!lookup) throw ApiError.badRequest("it has no network (yet)");
  return answer(200, lookup, { encoding: "json" });
}

function sentMessage(text: string): { readonly url: string; readonly message: HttpMessage } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw ApiError.badRequest("the body is no JSON");
  }
  const { url, method = "GET", headers = {}, body } = (value ?? {}) as Record<string, unknown>;
  if (typeof url !== "string") throw ApiError.badRequest("url is required");
  if (typeof method !== "string" || !METHODS.has(method)) throw ApiError.badRequest("unknown method");
  if (body !== undefined && (typeof body !== "string" || body.length > LIMITS.body))
    throw ApiError.badRequest(`body is a text of at most ${LIMITS.body} characters`);
  if (typeof headers !== "object" || headers === null || Object.keys(headers).length > LIMITS.headers)
    throw ApiError.badRequest(`headers are at most ${LIMITS.headers} names with texts`);
  const entries = Object.entries(headers as Record<string, unknown>).map(([name, each]): readonly [string, string] => {
    if (typeof each !== "string" || each.length > LIMITS.header || !/^[A-Za-z0-9-]{1,100}$/.test(name))
      throw ApiError.badRequest(`header ${name.slice(0, 100)} is not a short text`);
    return [name.toLowerCase(), each];
  });
  return { url, message: { method, headers: Object.fromEntries(entries), ...(body === undefined ? {} : { body }) } };
}
