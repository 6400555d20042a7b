/**
 * Which groups, versions and resources there are, in the two forms clients ask for: the old documents (one a level) and
 * the aggregated ones (all at once). Models apiserver pkg/endpoints/discovery.
 */
import type { ResourceNames } from "../ResourceDefinition.ts";
import { groups as knownGroups } from "../schema/resources.ts";
import { compareVersions } from "../customResources/versions.ts";
import hashes from "./storageVersionHashes.json" with { type: "json" };

const HASHES = hashes as { readonly [resource: string]: string | undefined };

/** A version of a group with its resources by name. */
export interface ServedVersion {
  readonly version: string;
  readonly resources: readonly ResourceNames[];
}

/** A group and its versions, the preferred one first. The core group is "". */
export interface ServedGroup {
  readonly group: string;
  readonly versions: readonly ServedVersion[];
}

/** Sorts resources into groups, in the order a real server lists them; unknown groups come last, by name. */
export function servedGroups(resources: Iterable<ResourceNames>): readonly ServedGroup[] {
  const byGroup = new Map<string, Map<string, ResourceNames[]>>();
  for (const names of resources) {
    let versions = byGroup.get(names.group);
    if (!versions) byGroup.set(names.group, (versions = new Map()));
    const list = versions.get(names.version);
    if (list) list.push(names);
    else versions.set(names.version, [names]);
  }
  const rank = new Map<string, number>([
    ["", -1],
    ...knownGroups.map(({ group }, index): [string, number] => [group, index]),
  ]);
  const place = (group: string) => rank.get(group) ?? rank.size;
  return [...byGroup]
    .sort(([left], [right]) => place(left) - place(right) || (left < right ? -1 : 1))
    .map(([group, versions]) => ({ group, versions: sortedVersions(group, versions) }));
}

function sortedVersions(group: string, versions: ReadonlyMap<string, readonly ResourceNames[]>): ServedVersion[] {
  const order = knownGroups.find((known) => known.group === group)?.versions ?? [];
  const place = (version: string) => (order.includes(version) ? order.indexOf(version) : order.length);
  return [...versions]
    .sort(([left], [right]) => place(left) - place(right) || compareVersions(left, right))
    .map(([version, list]) => ({
      version,
      resources: [...list].sort((left, right) => (left.plural < right.plural ? -1 : 1)),
    }));
}

export const groupVersion = (group: string, version: string): string =>
  group === "" ? version : `${group}/${version}`;

/** `/apis/{group}`, and the entries of `/apis`. */
export function groupDocument({ group, versions }: ServedGroup): object {
  const list = versions.map(({ version }) => ({ groupVersion: groupVersion(group, version), version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

/** `/api/v1`, `/apis/{group}/{version}`. */
export function resourcesDocument(group: string, { version, resources }: ServedVersion): object {
  const entries = resources.flatMap((names) => {
    const { plural, singular, namespaced, kind, verbs, shortNames, categories } = names;
    const hash = names.storageVersionHash ?? HASHES[`${group}/${version}/${plural}`];
    const own = {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
      ...(hash === undefined ? {} : { storageVersionHash: hash }),
    };
    const below = Object.entries(names.subresources).map(([name, sub]) => ({
      name: `${plural}/${name}`,
      singularName: "",
      namespaced,
      ...(sub.group === undefined ? {} : { group: sub.group }),
      ...(sub.version === undefined ? {} : { version: sub.version }),
      kind: sub.kind,
      verbs: sub.verbs,
    }));
    return [own, ...below];
  });
  // The core document alone goes without an apiVersion.
  const head = group === "" ? { kind: "APIResourceList" } : { kind: "APIResourceList", apiVersion: "v1" };
  return { ...head, groupVersion: groupVersion(group, version), resources: entries };
}

/** The aggregated form of some groups. */
export function aggregatedDocument(groups: readonly ServedGroup[]): object {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group === "" ? {} : { name: group },
      versions: versions.map(({ version, resources }) => ({
        version,
        resources: resources.map(aggregatedResource),
        freshness: "Current",
      })),
    })),
  };
}

function aggregatedResource({
  group,
  version,
  openApi: custom,
  plural,
  singular,
  namespaced,
  kind,
  verbs,
  shortNames,
  categories,
  subresources,
}: ResourceNames): object {
  const below = Object.entries(subresources).map(([subresource, sub]) => ({
    subresource,
    responseKind: {
      group: sub.group ?? (custom ? group : ""),
      version: sub.version ?? (custom ? version : ""),
      kind: sub.kind,
    },
    verbs: sub.verbs,
  }));
  return {
    resource: plural,
    responseKind: custom ? { group, version, kind } : { group: "", version: "", kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(below.length > 0 ? { subresources: below } : {}),
  };
}
