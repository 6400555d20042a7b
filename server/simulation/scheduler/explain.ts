/**
 * A decision written out for people: every node and plugin with raw, normalised and weighted scores, and for a node that
 * refused, who holds what the pod lacks there. Holders are those of now; a decision itself is kept as it was taken.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { Explanation, ExplainedRefusal, Holder, Missing } from "../../protocol/scheduling.ts";
import { selectorText } from "../api/machinery/selectors.ts";
import { unmetRequirements } from "../controllerkit/nodeTerms.ts";
import { type AffinityTerm, concerns } from "./AffinityTerms.ts";
import type { ClusterView } from "./ClusterView.ts";
import { at, type KeptNodes, type Refusal, refusalOf, type Row } from "./Decision.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import { type About, holder, shown } from "./holders.ts";
import { missingVolumes } from "./missingVolumes.ts";
import { type PodEntry, type PodProfile, profileOf } from "./PodProfile.ts";
import { portsCollide } from "./plugins/nodePorts.ts";
import { untolerated } from "./plugins/nodeProperties.ts";
import { shortagesOf } from "./plugins/nodeResources.ts";
import { constraintsOf } from "./plugins/podTopologySpread.ts";
import { WEIGHTS } from "./profile.ts";

export function explain(kept: KeptNodes, pod: Pod, view: ClusterView): Explanation {
  const { nodes, feasible, left } = kept;
  const list = (row: Row): number[] => feasible.map((_, index) => at(row, index));
  const refusals: Record<string, ExplainedRefusal> = {};
  nodes.forEach((name, place) => {
    const refusal = refusalOf(kept, place);
    if (refusal)
      refusals[name] = {
        ...refusal,
        missing: missingOn(view.node(name), refusal, { pod, view, profile: profileOf(pod) }),
      };
  });
  return {
    nodeCount: left?.nodes ?? nodes.length,
    refusals,
    feasible: feasible.map((place) => nodes[place] as string),
    scores: kept.scores.map(({ plugin, normalized, raw }) => {
      const weight = WEIGHTS.get(plugin) ?? 0;
      const values = list(normalized);
      return {
        plugin,
        weight,
        raw: raw === undefined ? values : list(raw),
        normalized: values,
        weighted: values.map((value) => value * weight),
      };
    }),
    totals: kept.scores.length === 0 ? [] : list(kept.totals),
    best: kept.best.map((place) => nodes[place] as string),
    ...(left && {
      omitted: {
        feasible: left.feasible,
        refused: kept.refusals.map(({ plugin, reasons }, index) => ({
          plugin,
          reasons,
          nodes: kept.refused[index] ?? 0,
        })),
      },
    }),
  };
}

function missingOn(node: NodeInfo | undefined, { plugin }: Refusal, about: About): Missing[] {
  if (!node) return [];
  switch (plugin) {
    case "NodeResourcesFit":
      return resources(node, about.profile);
    case "NodePorts":
      return ports(node, about.profile);
    case "TaintToleration":
      return node.repelling
        .filter((taint) => untolerated(about.profile.tolerations, taint))
        .map(({ key, value, effect }) => ({
          what: "taint",
          detail: `${key}${value ? `=${value}` : ""}:${effect}`,
          holders: [],
        }));
    case "NodeAffinity":
      return unmetRequirements(about.pod.spec, node).map((detail) => ({ what: "label", detail, holders: [] }));
    case "VolumeRestrictions":
    case "NodeVolumeLimits":
    case "VolumeBinding":
    case "VolumeZone":
      return missingVolumes(node, plugin, about);
    case "InterPodAffinity":
      return company(node, about);
    case "PodTopologySpread":
      return crowd(node, about);
    default:
      return [];
  }
}

function amountOf({ requests }: PodProfile, resource: string): number {
  if (resource === "pods") return 1;
  if (resource === "cpu" || resource === "memory") return requests[resource];
  return resource === "ephemeral-storage" ? requests.storage : (requests.other?.[resource] ?? 0);
}

function resources(node: NodeInfo, { requests }: PodProfile): Missing[] {
  return shortagesOf(requests, node).map(({ resource, requested, used, allocatable }) => ({
    what: resource,
    requested,
    used,
    allocatable,
    holders: shown(
      [...node.pods.values()]
        .map((entry) => holder(entry, amountOf(entry.profile, resource)))
        .filter(({ amount }) => amount !== 0),
    ),
  }));
}

function ports(node: NodeInfo, { ports: wanted }: PodProfile): Missing[] {
  return wanted.flatMap((port) => {
    const holders = [...node.withPorts.values()]
      .filter((entry) => portsCollide([port], entry.profile.ports))
      .map((entry) => holder(entry));
    return holders.length === 0
      ? []
      : [{ what: "port", detail: `${port.port}/${port.protocol}`, holders: shown(holders) }];
  });
}

/** Pods in one domain with a node that satisfy a test. */
function inDomain(
  node: NodeInfo,
  key: string,
  { view, test }: { readonly view: ClusterView; readonly test: (entry: PodEntry) => boolean },
): Holder[] {
  const value = node.labels[key];
  const holders: Holder[] = [];
  if (value === undefined) return holders;
  for (const other of view.nodes) {
    if (other.labels[key] !== value) continue;
    for (const entry of other.pods.values()) if (test(entry)) holders.push(holder(entry));
  }
  return holders;
}

/** A domain of the node, when pods in it keep the pod out. */
function takenDomain(node: NodeInfo, key: string, holders: readonly Holder[]): Missing[] {
  if (holders.length === 0) return [];
  return [{ what: "domain", detail: `${key}=${node.labels[key]}`, holders: shown(holders) }];
}

function company(node: NodeInfo, { pod, profile, view }: About): Missing[] {
  const wanted = profile.terms.filter(({ kind }) => kind === "requiredAffinity");
  const absent = (pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(
    ({ labelSelector, topologyKey }, index): Missing[] => {
      const test = ({ pod: other }: PodEntry): boolean => concerns(wanted[index] as AffinityTerm, other, view.lookup);
      if (inDomain(node, topologyKey, { view, test }).length > 0) return [];
      const place = `${topologyKey}=${node.labels[topologyKey] ?? ""}`;
      return [{ what: "company", detail: `${selectorText(labelSelector)} (${place})`, holders: [] }];
    },
  );
  const own = profile.terms
    .filter(({ kind }) => kind === "requiredAnti")
    .flatMap((term) => {
      const test = ({ pod: other }: PodEntry): boolean => concerns(term, other, view.lookup);
      return takenDomain(node, term.topologyKey, inDomain(node, term.topologyKey, { view, test }));
    });
  const theirs = [...view.terms.of("requiredAnti")]
    .filter(({ term, perNode }) => perNode.size > 0 && concerns(term, pod, view.lookup))
    .flatMap(({ term }) => {
      const test = ({ profile: other }: PodEntry): boolean => other.terms.some(({ key }) => key === term.key);
      return takenDomain(node, term.topologyKey, inDomain(node, term.topologyKey, { view, test }));
    });
  return [...absent, ...own, ...theirs];
}

function crowd(node: NodeInfo, { pod, view }: About): Missing[] {
  return constraintsOf(pod, "DoNotSchedule").flatMap(({ topologyKey, matcher }): Missing[] => {
    if (node.labels[topologyKey] === undefined) return [{ what: "label", detail: topologyKey, holders: [] }];
    const test = ({ pod: { metadata } }: PodEntry): boolean =>
      metadata.namespace === pod.metadata.namespace && !metadata.deletionTimestamp && matcher.matches(metadata.labels);
    return takenDomain(node, topologyKey, inDomain(node, topologyKey, { view, test }));
  });
}
