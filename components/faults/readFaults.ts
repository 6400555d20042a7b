/** What is broken in a cluster, read from its objects. Pure. */
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import { FAULTS_ANNOTATION, type Faults, NODE_FAULTS } from "../../server/protocol/faults.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";

/** The faults an object's annotation tells of; what is no fault is left out. */
export function faultsOf(object: KubeObject | undefined): Faults {
  const text = object?.metadata.annotations?.[FAULTS_ANNOTATION];
  if (!text) return {};
  try {
    const stored = JSON.parse(text) as { readonly [name: string]: unknown } | null;
    return Object.fromEntries(
      NODE_FAULTS.flatMap((fault) => {
        const since = stored?.[fault];
        return typeof since === "string" ? [[fault, since]] : [];
      }),
    );
  } catch {
    return {};
  }
}

/** The registry of everybody, where it is out of reach: since when, RFC 3339. */
export function registryFault({ tables }: ClusterState): string | undefined {
  return faultsOf(tables.get("namespaces")?.get("/kube-system")).registry;
}

export function countFaults(cluster: ClusterState): number {
  const nodes = [...(cluster.tables.get("nodes")?.values() ?? [])];
  const onNodes = nodes.reduce((sum, node) => sum + Object.keys(faultsOf(node)).length, 0);
  return onNodes + (registryFault(cluster) ? 1 : 0);
}
