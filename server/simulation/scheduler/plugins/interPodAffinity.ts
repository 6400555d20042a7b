/** Affinity between pods. Models kubernetes pkg/scheduler/framework/plugins/interpodaffinity. */
import type { Pod, PodAffinityTerm, WeightedPodAffinityTerm } from "../../../protocol/kubernetes/index.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ClusterView } from "../ClusterView.ts";
import {
  type FilterPlugin,
  type LiveNode,
  refuse,
  refuseFinally,
  type SchedulingInput,
  type ScorePlugin,
} from "./Plugin.ts";

/** Whether a term of `owner` is about `pod`. */
function concerns(
  term: PodAffinityTerm,
  owner: Pod,
  { pod, view }: { readonly pod: Pod; readonly view: ClusterView },
): boolean {
  const namespace = pod.metadata.namespace ?? "";
  const listed = term.namespaces ?? [];
  const selected =
    term.namespaceSelector !== undefined &&
    compileSelector(term.namespaceSelector).matches(view.lookup.namespaceLabels(namespace) ?? {});
  const ownOnly = listed.length === 0 && term.namespaceSelector === undefined;
  if (!(ownOnly ? namespace === owner.metadata.namespace : listed.includes(namespace) || selected)) return false;
  return compileSelector(term.labelSelector).matches(pod.metadata.labels);
}

class PairCounts {
  private readonly counts = new Map<string, number>();

  get empty(): boolean {
    return this.counts.size === 0;
  }

  add(key: string, node: LiveNode | undefined, by: number): void {
    const value = node?.labels[key];
    if (value === undefined || by === 0) return;
    const id = `${key}\0${value}`;
    this.counts.set(id, (this.counts.get(id) ?? 0) + by);
  }

  at(key: string, node: LiveNode): number {
    const value = node.labels[key];
    return value === undefined ? 0 : (this.counts.get(`${key}\0${value}`) ?? 0);
  }

  /** The sum over all keys that a node has. */
  total(node: LiveNode, keys: Iterable<string>): number {
    let sum = 0;
    for (const key of keys) sum += this.at(key, node);
    return sum;
  }
}

const requiredTerms = (pod: Pod, kind: "podAffinity" | "podAntiAffinity"): readonly PodAffinityTerm[] =>
  pod.spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const preferredTerms = (pod: Pod, kind: "podAffinity" | "podAntiAffinity"): readonly WeightedPodAffinityTerm[] =>
  pod.spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

export const interPodAffinity: FilterPlugin & ScorePlugin = {
  name: "InterPodAffinity",
  weight: 2,

  prepare(input) {
    const { pod, view, without } = input;
    const affinity = requiredTerms(pod, "podAffinity");
    const antiAffinity = requiredTerms(pod, "podAntiAffinity");
    if (affinity.length === 0 && antiAffinity.length === 0 && view.withRequiredAntiAffinity.size === 0)
      return undefined;
    const existingAnti = new PairCounts();
    for (const other of view.withRequiredAntiAffinity.values()) {
      if (without.has(other.metadata.uid)) continue;
      const node = liveNode(view, other);
      for (const term of requiredTerms(other, "podAntiAffinity"))
        if (concerns(term, other, input)) existingAnti.add(term.topologyKey, node, 1);
    }
    const wanted = new PairCounts();
    const unwanted = new PairCounts();
    if (affinity.length > 0 || antiAffinity.length > 0) {
      for (const node of view.existing()) {
        for (const { pod: other } of node.pods.values()) {
          if (without.has(other.metadata.uid)) continue;
          if (affinity.length > 0 && affinity.every((term) => concerns(term, pod, { pod: other, view })))
            for (const term of affinity) wanted.add(term.topologyKey, node, 1);
          for (const term of antiAffinity)
            if (concerns(term, pod, { pod: other, view })) unwanted.add(term.topologyKey, node, 1);
        }
      }
    }
    const first = wanted.empty && affinity.every((term) => concerns(term, pod, { pod, view }));
    return (node) => {
      if (affinity.some(({ topologyKey }) => node.labels[topologyKey] === undefined))
        return refuseFinally("node(s) didn't match pod affinity rules");
      if (!first && affinity.some(({ topologyKey }) => wanted.at(topologyKey, node) <= 0))
        return refuseFinally("node(s) didn't match pod affinity rules");
      if (antiAffinity.some(({ topologyKey }) => unwanted.at(topologyKey, node) > 0))
        return refuse("node(s) didn't match pod anti-affinity rules");
      if (existingAnti.total(node, Object.keys(node.labels)) > 0)
        return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
      return undefined;
    };
  },

  score(input: SchedulingInput) {
    const { pod, view, nodes, without } = input;
    const affinity = preferredTerms(pod, "podAffinity");
    const antiAffinity = preferredTerms(pod, "podAntiAffinity");
    const own = affinity.length > 0 || antiAffinity.length > 0;
    if (!own && view.withAffinity.size === 0) return undefined;
    const counts = new PairCounts();
    const visit = (other: Pod, node: LiveNode): void => {
      for (const { weight, podAffinityTerm: term } of affinity)
        if (concerns(term, pod, { pod: other, view })) counts.add(term.topologyKey, node, weight);
      for (const { weight, podAffinityTerm: term } of antiAffinity)
        if (concerns(term, pod, { pod: other, view })) counts.add(term.topologyKey, node, -weight);
      for (const term of requiredTerms(other, "podAffinity"))
        if (concerns(term, other, input)) counts.add(term.topologyKey, node, 1);
      for (const { weight, podAffinityTerm: term } of preferredTerms(other, "podAffinity"))
        if (concerns(term, other, input)) counts.add(term.topologyKey, node, weight);
      for (const { weight, podAffinityTerm: term } of preferredTerms(other, "podAntiAffinity"))
        if (concerns(term, other, input)) counts.add(term.topologyKey, node, -weight);
    };
    if (own) {
      for (const node of view.existing())
        for (const { pod: other } of node.pods.values()) if (!without.has(other.metadata.uid)) visit(other, node);
    } else {
      for (const other of view.withAffinity.values()) {
        const node = liveNode(view, other);
        if (node && !without.has(other.metadata.uid)) visit(other, node);
      }
    }
    if (counts.empty) return undefined;
    const raw = nodes.map((node) => counts.total(node, Object.keys(node.labels)));
    const least = Math.min(...raw);
    const range = Math.max(...raw) - least;
    return { raw, normalized: raw.map((score) => (range > 0 ? Math.trunc((100 * (score - least)) / range) : 0)) };
  },
};

function liveNode(view: ClusterView, pod: Pod): LiveNode | undefined {
  const info = view.nodes.get(pod.spec.nodeName ?? "");
  return info?.node ? (info as LiveNode) : undefined;
}
