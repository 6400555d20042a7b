/**
 * What of a cluster somebody may see: whatever the cluster's own RBAC lets them list.
 * People who may see the same share a class, and with it the encoded bytes of frames.
 */
import { EMBED_TABLES } from "../protocol/embedTables.ts";
import type { UserInfo } from "../simulation/api/ApiRequest.ts";
import { authorize } from "../simulation/api/authorization/authorize.ts";
import { UNSHOWN_RESOURCES } from "./frames.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";

export interface Rights {
  /** Equal for people who may see the same. */
  readonly key: string;
  /** Who looks on from another page is told nothing of people. */
  readonly anonymous?: true;
  maySee(resource: string, namespace: string): boolean;
}

export const NO_RIGHTS: Rights = { key: "-", maySee: () => false };

/** Whether a user may list a resource, in all namespaces for "". */
export type MayList = (
  cluster: SimulatedCluster,
  user: UserInfo,
  where: { readonly group: string; readonly plural: string; readonly namespace: string },
) => boolean;

const byRbac: MayList = (cluster, user, { group, plural, namespace }) =>
  authorize({ user, verb: "list", group, resource: plural, subresource: "", namespace, name: "" }, cluster.store)
    .allowed;

export function rightsOf(cluster: SimulatedCluster, user: UserInfo, mayList: MayList = byRbac): Rights {
  const everywhere = new Set<string>();
  const inNamespaces = new Set<string>();
  const namespaces = [...cluster.store.list("namespaces")].map(({ metadata }) => metadata.name);
  for (const { names, resource, view } of cluster.api.definitions) {
    if (view || UNSHOWN_RESOURCES.has(resource) || !names.verbs.includes("list")) continue;
    const { group, plural } = names;
    if (mayList(cluster, user, { group, plural, namespace: "" })) {
      everywhere.add(resource);
      continue;
    }
    if (!names.namespaced) continue;
    for (const namespace of namespaces) {
      if (mayList(cluster, user, { group, plural, namespace })) inNamespaces.add(`${namespace}/${resource}`);
    }
  }
  return {
    // All names, for those who may see everything too: kinds come and go with their definitions.
    key: [...everywhere, "", ...inNamespaces].sort().join(","),
    maySee: (resource, namespace) => everywhere.has(resource) || inNamespaces.has(`${namespace}/${resource}`),
  };
}

/** Whoever looks on from another page, as the cluster's RBAC knows them: less than a viewer never hurts. */
const ONLOOKER: UserInfo = { username: "podroom:embed", uid: "", groups: ["podroom:viewers", "system:authenticated"] };

/** What map and tables of an embedded view are drawn from. */
const EMBEDDED: ReadonlySet<string> = new Set([...EMBED_TABLES, "namespaces", "endpointslices.discovery.k8s.io"]);

/** What an embedded view shows: of what viewers see, no more than it draws. */
export function onlookerRights(cluster: SimulatedCluster, mayList: MayList | undefined): Rights {
  const seen = rightsOf(cluster, ONLOOKER, mayList);
  return {
    key: `embed ${seen.key}`,
    anonymous: true,
    maySee: (resource, namespace) => EMBEDDED.has(resource) && seen.maySee(resource, namespace),
  };
}
