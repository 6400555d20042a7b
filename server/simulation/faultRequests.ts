/**
 * Breaking things on purpose, over the API. A fault is switched on with POST, off with DELETE, listed with GET:
 *
 * - `nodes/<node>/faults`, body `{"type": "stop"}` (`NODE_FAULTS` in protocol/faults.ts); `DELETE …/faults/<type>` or all with `DELETE …/faults`;
 * - `/faults`: what is broken anywhere, and the image registry of the whole cluster, body `{"type": "registry"}`;
 * - `pods/<pod>/faults`, body `{"type": "kill", "container": "c"}`: ends the container's process at once; there is nothing to undo.
 */
import { FAULTS_ANNOTATION, type FaultList, type Faults, NODE_FAULTS, type NodeFault } from "../protocol/faults.ts";
import type { KubeObject, Node, Pod } from "../protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse } from "./api/ApiRequest.ts";
import type { ApiServer } from "./api/ApiServer.ts";
import { ApiError } from "./api/machinery/status.ts";
import type { Draft } from "./api/ResourceDefinition.ts";
import { answer } from "./api/rest/answers.ts";
import type { RequestInfo } from "./api/rest/RequestInfo.ts";
import type { SubresourceHandler, SubresourceHandlers } from "./api/rest/subresources.ts";
import { faultsOf } from "./controllerkit/faults.ts";
import { timestamp } from "./runtime/time.ts";

const EVERYWHERE = /^\/faults(?:\/([a-z]+))?$/;
const CLUSTER_FAULTS: readonly NodeFault[] = ["registry"];

export interface FaultServices {
  readonly api: ApiServer;
  /** Ends a container's process; false when none runs. */
  readonly kill: (podUid: string, container: string) => boolean;
}

export function faultSubresources(services: FaultServices): SubresourceHandlers {
  const { api } = services;
  const onNode: SubresourceHandler = ({ info, request }, object) => {
    if (info.rest.length > 1) throw ApiError.noSuchResource();
    return change(api, { resource: "nodes", object, allowed: NODE_FAULTS }, { request, named: info.rest[0] });
  };
  const onPod: SubresourceHandler = ({ request, info }, object) => {
    if (request.method !== "POST" || info.rest.length > 0) throw ApiError.methodNotAllowed();
    const { type, container } = bodyOf(request);
    if (type !== "kill") throw ApiError.badRequest("type: a pod knows the fault kill");
    const pod = object as Pod;
    const name = container ?? pod.spec.containers[0]?.name ?? "";
    if (!services.kill(pod.metadata.uid, name)) throw ApiError.badRequest(`container ${name} does not run`);
    return answer(200, listOf(pod, {}), { encoding: "json" });
  };
  return new Map([
    ["nodes/faults", onNode],
    ["pods/faults", onPod],
  ]);
}

/** Answers `/faults`; undefined for all other paths. */
export function clusterFaults(api: ApiServer, info: RequestInfo, request: ApiRequest): ApiResponse | undefined {
  const match = EVERYWHERE.exec(info.path);
  if (!match) return undefined;
  const home = api.store.get("namespaces", "", "kube-system");
  if (!home) throw ApiError.noSuchResource();
  if (request.method === "GET") {
    const nodes = [...api.store.list("nodes")].filter((node) => Object.keys(faultsOf(node)).length > 0);
    const items = [home, ...nodes].flatMap((object) => listOf(object, faultsOf(object)).items);
    return answer(200, { kind: "FaultList", apiVersion: "podroom.io/v1", items }, { encoding: "json" });
  }
  return change(api, { resource: "namespaces", object: home, allowed: CLUSTER_FAULTS }, { request, named: match[1] });
}

function change(
  api: ApiServer,
  {
    resource,
    object,
    allowed,
  }: { readonly resource: string; readonly object: KubeObject; readonly allowed: readonly NodeFault[] },
  { request, named }: { readonly request: ApiRequest; readonly named: string | undefined },
): ApiResponse {
  const faults = faultsOf(object);
  const known = (text: string | undefined): NodeFault => {
    const found = allowed.find((fault) => fault === text);
    if (!found) throw ApiError.badRequest(`type: one of ${allowed.join(", ")}`);
    return found;
  };
  if (request.method === "GET") return answer(200, listOf(object, faults), { encoding: "json" });
  let next: Faults;
  if (request.method === "POST") {
    const type = known(named ?? bodyOf(request).type);
    next = faults[type] === undefined ? { ...faults, [type]: timestamp(api.runtime.now) } : faults;
  } else if (request.method === "DELETE") {
    const gone = named === undefined ? undefined : known(named);
    next = Object.fromEntries(Object.entries(faults).filter(([type]) => gone !== undefined && type !== gone));
  } else throw ApiError.methodNotAllowed();
  if (next !== faults) write(api, { resource, object, faults: next }, request);
  return answer(200, listOf(object, next), { encoding: "json" });
}

function write(
  api: ApiServer,
  { resource, object, faults }: { readonly resource: string; readonly object: KubeObject; readonly faults: Faults },
  { user }: ApiRequest,
): void {
  const { [FAULTS_ANNOTATION]: _old, ...rest } = object.metadata.annotations ?? {};
  const annotations = {
    ...rest,
    ...(Object.keys(faults).length > 0 ? { [FAULTS_ANNOTATION]: JSON.stringify(faults) } : {}),
  };
  const draft = { ...object, metadata: { ...object.metadata, annotations } } as unknown as Draft<KubeObject>;
  api.update(api.definition(resource), draft, { user, trusted: true, warnings: [] });
}

function listOf({ kind, metadata }: KubeObject | Node | Pod, faults: Faults): FaultList {
  const on = kind === "Namespace" ? {} : { on: { kind, name: metadata.name } };
  const items = NODE_FAULTS.flatMap((type) => {
    const since = faults[type];
    return since === undefined ? [] : [{ type, since, ...on }];
  });
  return { kind: "FaultList", apiVersion: "podroom.io/v1", items };
}

function bodyOf(request: ApiRequest): { readonly type?: string; readonly container?: string } {
  let value: unknown;
  try {
    value = JSON.parse(request.body ?? "");
  } catch {
    throw ApiError.badRequest("the body is no JSON");
  }
  const { type, container } = (value ?? {}) as Record<string, unknown>;
  if (typeof type !== "string") throw ApiError.badRequest("type is required");
  if (container !== undefined && typeof container !== "string") throw ApiError.badRequest("container is a name");
  return { type, ...(container === undefined ? {} : { container }) };
}
