/**
 * Adding machines, over the API: `POST /machines`, body `{name, cpu, memory, pods?, labels?, taints?}`. The new machine's kubelet
 * registers a node, which is Ready some seconds later. A machine is removed with its node: `DELETE /api/v1/nodes/<name>`.
 */
import type { KubeObject, Node, ObjectDraft } from "../protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse } from "./api/ApiRequest.ts";
import type { ApiServer } from "./api/ApiServer.ts";
import { ApiError } from "./api/machinery/status.ts";
import type { Draft } from "./api/ResourceDefinition.ts";
import { answer } from "./api/rest/answers.ts";
import { nodeDraft } from "./courseNodes.ts";
import { canonicalQuantity, QuantityError } from "./runtime/quantity.ts";

const PATH = "/machines";
/** Numbers of addresses looked at for a free one. */
const PLACES = 60_000;
const NOT_YET = {
  status: "False",
  reason: "KubeletNotReady",
  message:
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
};

/** Answers `/machines`; undefined for all other paths. */
export function machines(api: ApiServer, path: string, request: ApiRequest): ApiResponse | undefined {
  if (path !== PATH) return undefined;
  if (request.method !== "POST") throw ApiError.methodNotAllowed();
  const draft = draftOf(api, wantedOf(request.body ?? ""));
  const context = { user: request.user, warnings: [] };
  // Created by the rules of everybody, so that a wrong name or quantity is refused in their words.
  const created = api.create(api.definition("nodes"), draft as unknown as Draft<KubeObject>, context);
  const status = (draft as unknown as Node).status;
  const told = api.updateStatus(
    api.definition("nodes"),
    { ...created, metadata: { ...created.metadata }, status } as unknown as Draft<KubeObject>,
    { ...context, trusted: true },
  );
  return answer(201, told, { encoding: "json" });
}

interface Wanted {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly labels: { readonly [key: string]: string };
  readonly taints: readonly object[];
}

function draftOf(api: ApiServer, { labels, taints, pods, ...shape }: Wanted): ObjectDraft {
  const used = new Set<string>();
  for (const node of api.store.list("nodes"))
    for (const { address } of (node as Node).status?.addresses ?? []) used.add(address);
  for (let index = 0; index < PLACES; index++) {
    const draft = nodeDraft(shape, { index, now: api.runtime.now, pods });
    const { addresses, conditions } = (draft as unknown as Node).status ?? {};
    if (used.has(addresses?.[0]?.address ?? "")) continue;
    return {
      ...draft,
      metadata: { ...draft.metadata, labels: { ...draft.metadata.labels, ...labels } },
      // Its range of pod addresses is the controller's to give.
      spec: taints.length > 0 ? { taints } : {},
      status: {
        ...(draft as unknown as Node).status,
        conditions: conditions?.map((each) => (each.type === "Ready" ? { ...each, ...NOT_YET } : each)),
      },
    } as ObjectDraft;
  }
  throw ApiError.badRequest("no address is left for another machine");
}

function wantedOf(text: string): Wanted {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw ApiError.badRequest("the body is no JSON");
  }
  const { name, cpu = "2", memory = "4Gi", pods = 110, labels = {}, taints = [] } = (value ?? {}) as Partial<Wanted>;
  if (typeof name !== "string" || typeof cpu !== "string" || typeof memory !== "string")
    throw ApiError.badRequest("name, cpu and memory are texts");
  if (typeof pods !== "number" || !Number.isInteger(pods) || pods < 0 || pods > 1000)
    throw ApiError.badRequest("pods is a number up to 1000");
  if (typeof labels !== "object" || labels === null || !Object.values(labels).every(isText))
    throw ApiError.badRequest("labels is a map of texts");
  if (!Array.isArray(taints) || taints.length > 100 || !taints.every(isTaint))
    throw ApiError.badRequest("taints is a list of key, value and effect");
  return { name, cpu: amount("cpu", cpu), memory: amount("memory", memory), pods, labels, taints };
}

function amount(what: string, text: string): string {
  try {
    return canonicalQuantity(text);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw ApiError.badRequest(`${what}: ${error.message}`);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTaint(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every(isText);
}
