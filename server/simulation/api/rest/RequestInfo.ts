/**
 * A request's path taken apart into what is asked of which resource.
 * Models kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 */
import { Remembered } from "../../../protocol/Remembered.ts";

export interface RequestInfo {
  /** False for discovery, health and the like. */
  readonly isResource: boolean;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  /** The plural in the path. */
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** Path segments after the subresource (`proxy/...`). */
  readonly rest: readonly string[];
}

const VERBS: { readonly [method: string]: string } = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};
const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

/** Takes a request apart; `path` may carry a query. */
export function parseRequestInfo(method: string, fullPath: string): RequestInfo {
  return remembered.get(`${method} ${fullPath}`, () => parse(method, fullPath));
}

/** A request is read by the door and by the cluster. */
const remembered = new Remembered<RequestInfo>(500, 500);

function parse(method: string, fullPath: string): RequestInfo {
  const mark = fullPath.indexOf("?");
  const path = mark < 0 ? fullPath : fullPath.slice(0, mark);
  const query = queryOf(mark < 0 ? "" : fullPath.slice(mark + 1));
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeSegment);
  const none: RequestInfo = {
    isResource: false,
    path,
    query,
    verb: method.toLowerCase(),
    group: "",
    version: "",
    namespace: "",
    resource: "",
    name: "",
    subresource: "",
    rest: [],
  };
  const core = segments[0] === "api";
  if (!core && segments[0] !== "apis") return none;
  const prefix = core ? 2 : 3;
  if (segments.length <= prefix) return none;
  const group = core ? "" : (segments[1] as string);
  const version = segments[prefix - 1] as string;
  let parts = segments.slice(prefix);
  let legacyWatch = false;
  if (parts[0] === "watch" && parts.length > 1) {
    legacyWatch = true;
    parts = parts.slice(1);
  }
  let namespace = "";
  if (parts[0] === "namespaces" && parts.length > 1) {
    namespace = parts[1] as string;
    if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2] as string)) parts = parts.slice(2);
  }
  const [resource = "", name = "", subresource = "", ...rest] = parts;
  const inNamespaces = resource === "namespaces";
  let verb = VERBS[method] ?? method.toLowerCase();
  if (name === "" && verb === "get") verb = isTrue(query.get("watch")) ? "watch" : "list";
  else if (name === "" && verb === "delete") verb = "deletecollection";
  if (legacyWatch && (verb === "list" || verb === "get")) verb = "watch";
  return {
    isResource: true,
    path,
    query,
    verb,
    group,
    version,
    namespace: inNamespaces ? "" : namespace,
    resource,
    name,
    subresource,
    rest,
  };
}

/** A boolean query parameter as the API server reads it: there and not "false" or "0". */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "false" && value !== "0" && value !== "";
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A query as Go reads it: what holds a semicolon is left out. */
function queryOf(text: string): URLSearchParams {
  if (!text.includes(";")) return new URLSearchParams(text);
  return new URLSearchParams(
    text
      .split("&")
      .filter((pair) => !pair.includes(";"))
      .join("&"),
  );
}
