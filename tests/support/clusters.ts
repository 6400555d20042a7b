/** Clusters for tests: an admin's requests, time stepped by hand. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { ApiResponse, UserInfo } from "../../server/simulation/api/ApiRequest.ts";
import { Cluster, type ClusterOptions } from "../../server/simulation/cluster.ts";

export const ADMIN: UserInfo = { username: "admin", groups: ["system:masters", "system:authenticated"] };
export const START = Date.UTC(2026, 10, 24);

export function newCluster(options: Partial<ClusterOptions> = {}): Cluster {
  return Cluster.create({ seed: 1, now: START, nodes: "course", freezeObjects: true, ...options });
}

/** A request as admin; `cause` is the command's number. */
export function send(
  cluster: Cluster,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  more: {
    readonly body?: unknown;
    readonly contentType?: string;
    readonly accept?: string;
    readonly cause?: number;
  } = {},
): ApiResponse {
  const {
    body,
    contentType = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json",
    accept,
    cause = 1,
  } = more;
  const request = {
    method,
    path,
    user: ADMIN,
    contentType,
    ...(accept ? { accept } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return cluster.apply({ type: "request", request }, cause);
}

export function get<T extends KubeObject>(
  cluster: Cluster,
  resource: string,
  name: string,
  namespace = "default",
): T | undefined {
  return cluster.store.get(resource, namespace, name) as T | undefined;
}

/** Lets so many seconds of cluster time pass. */
export function pass(cluster: Cluster, seconds: number): void {
  cluster.advance(cluster.runtime.now + seconds * 1000);
}

export function podManifest(
  name: string,
  more: { readonly image?: string; readonly labels?: object; readonly spec?: object; readonly container?: object } = {},
): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...(more.labels ? { labels: more.labels } : {}) },
    spec: { containers: [{ name: "c", image: more.image ?? "kubetm/init", ...more.container }], ...more.spec },
  };
}

export const PODS = "/api/v1/namespaces/default/pods";
