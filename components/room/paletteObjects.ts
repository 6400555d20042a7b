/** What the palette finds by name: objects of every kind the page holds, in the order people look for them. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "./view.ts";

const FIRST = [
  "pods",
  "services",
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
  "cronjobs.batch",
  "ingresses.networking.k8s.io",
  "configmaps",
  "secrets",
  "persistentvolumeclaims",
  "nodes",
  "namespaces",
];
/** What the cluster keeps for itself in numbers, named after nothing one looks for. */
const LEFT_OUT = new Set([
  "events",
  "events.events.k8s.io",
  "endpointslices.discovery.k8s.io",
  "controllerrevisions.apps",
  "leases.coordination.k8s.io",
]);

export function paletteObjects(
  tables: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>,
): readonly (Selection & { readonly kind: string })[] {
  const others = [...tables.keys()].filter((resource) => !FIRST.includes(resource) && !LEFT_OUT.has(resource)).sort();
  return [...FIRST, ...others].flatMap((resource) =>
    [...(tables.get(resource)?.values() ?? [])].map(({ kind, metadata }) => ({
      resource,
      namespace: metadata.namespace ?? "",
      name: metadata.name,
      kind,
    })),
  );
}
