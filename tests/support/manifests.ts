/** Plain objects for tests that want some. */
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

/** A Deployment whose Selector and template carry `app: <name>`. */
export function deploymentOf(name: string, replicas = 1): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "c", image: "nginx" }] } },
    },
  };
}

export const MADE = "2026-01-01T00:00:00Z";

/** A stored pod of `default`, as a page holds it. */
export function storedPod(
  name: string,
  more: { readonly metadata?: object; readonly spec?: object; readonly status?: object } = {},
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: name,
      resourceVersion: "1",
      creationTimestamp: MADE,
      ...more.metadata,
    },
    spec: { containers: [{ name: "c", image: "nginx" }], ...more.spec },
    ...(more.status ? { status: more.status } : {}),
  } as unknown as Pod;
}
