/** Kinds of a cluster from its discovery, in groups as the Kubernetes Dashboard's side bar has them. Pure. */

/** What is read of an `APIGroupDiscoveryList` (apidiscovery.k8s.io/v2). */
export interface GroupDiscoveryList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: "Namespaced" | "Cluster";
        readonly verbs: readonly string[];
        readonly subresources?: readonly { readonly subresource: string }[];
      }[];
    }[];
  }[];
}

export interface Kind {
  /** Group resource: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly plural: string;
  readonly kind: string;
  readonly group: string;
  /** `v1`, `apps/v1`: the version the cluster prefers. */
  readonly apiVersion: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly scales: boolean;
}

export const KIND_GROUPS = ["workloads", "service", "config", "cluster", "custom", "other"] as const;
export type KindGroup = (typeof KIND_GROUPS)[number];

const PLACES: { readonly [group in Exclude<KindGroup, "custom" | "other">]: readonly string[] } = {
  workloads: [
    "pods",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
    "replicationcontrollers",
    "horizontalpodautoscalers.autoscaling",
    "poddisruptionbudgets.policy",
  ],
  service: [
    "services",
    "endpoints",
    "endpointslices.discovery.k8s.io",
    "ingresses.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
  ],
  config: [
    "configmaps",
    "secrets",
    "persistentvolumeclaims",
    "persistentvolumes",
    "storageclasses.storage.k8s.io",
    "resourcequotas",
    "limitranges",
  ],
  cluster: [
    "nodes",
    "namespaces",
    "events",
    "serviceaccounts",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "priorityclasses.scheduling.k8s.io",
  ],
};

/** Kinds whose objects are listed, each once, in the version that comes first. */
export function readKinds(lists: readonly GroupDiscoveryList[]): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { items = [] } of lists)
    for (const { metadata, versions = [] } of items) {
      const group = metadata?.name ?? "";
      for (const { version, resources = [] } of versions)
        for (const { resource, responseKind, scope, verbs, subresources = [] } of resources) {
          const id = group ? `${resource}.${group}` : resource;
          if (!verbs.includes("list") || kinds.has(id)) continue;
          kinds.set(id, {
            resource: id,
            plural: resource,
            kind: responseKind?.kind ?? resource,
            group,
            apiVersion: group ? `${group}/${version}` : version,
            namespaced: scope === "Namespaced",
            verbs,
            scales: subresources.some(({ subresource }) => subresource === "scale"),
          });
        }
    }
  // The same events by their newer group.
  if (kinds.has("events")) kinds.delete("events.events.k8s.io");
  return [...kinds.values()];
}

/** `custom`: group resources (`widgets.example.com`) that CustomResourceDefinitions define. */
export function groupKinds(
  kinds: readonly Kind[],
  custom: ReadonlySet<string>,
): readonly { readonly group: KindGroup; readonly kinds: readonly Kind[] }[] {
  const known = new Map(kinds.map((kind) => [kind.resource, kind]));
  const placed = new Set<string>(Object.values(PLACES).flat());
  const rest = kinds.filter(({ resource }) => !placed.has(resource)).sort((a, b) => a.kind.localeCompare(b.kind));
  const isCustom = ({ resource }: Kind): boolean =>
    custom.has(resource) || resource === "customresourcedefinitions.apiextensions.k8s.io";
  return KIND_GROUPS.map((group) => ({
    group,
    kinds:
      group === "custom"
        ? rest.filter(isCustom)
        : group === "other"
          ? rest.filter((kind) => !isCustom(kind))
          : PLACES[group].flatMap((resource) => known.get(resource) ?? []),
  })).filter((entry) => entry.kinds.length > 0);
}

/** `Pods`, `Ingresses`, `NetworkPolicies`, `Endpoints`. */
export function pluralOf(kind: string): string {
  if (/ts$|Metrics$/.test(kind)) return kind;
  if (/(s|x|ch|sh)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
