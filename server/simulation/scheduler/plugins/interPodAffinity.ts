/** Affinity between pods. Models kubernetes pkg/scheduler/framework/plugins/interpodaffinity. */
import { type AffinityTerm, concerns, type TermKind } from "../AffinityTerms.ts";
import type { ClusterView } from "../ClusterView.ts";
import { compact } from "../Decision.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry } from "../PodProfile.ts";
import { type FilterPlugin, finalRefusal, refusal, type SchedulingInput, type ScorePlugin } from "./Plugin.ts";

const NAME = "InterPodAffinity";
const AFFINITY = finalRefusal(NAME, "node(s) didn't match pod affinity rules");
const ANTI = refusal(NAME, "node(s) didn't match pod anti-affinity rules");
const OTHERS_ANTI = refusal(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

/** Sums by topology domain: `key` and the value a node has for it. */
class DomainSums {
  readonly byKey = new Map<string, Map<string, number>>();

  get empty(): boolean {
    return this.byKey.size === 0;
  }

  add(key: string, node: NodeInfo, by: number): void {
    const value = node.labels[key];
    if (value === undefined || by === 0) return;
    let sums = this.byKey.get(key);
    if (!sums) this.byKey.set(key, (sums = new Map()));
    const sum = (sums.get(value) ?? 0) + by;
    sums.set(value, sum);
  }

  at(key: string, node: NodeInfo): number {
    const value = node.labels[key];
    return value === undefined ? 0 : (this.byKey.get(key)?.get(value) ?? 0);
  }

  /** Over all keys that the node has. */
  total(node: NodeInfo): number {
    let total = 0;
    for (const key of this.byKey.keys()) total += this.at(key, node);
    return total;
  }

  any(): boolean {
    for (const sums of this.byKey.values()) for (const sum of sums.values()) if (sum > 0) return true;
    return false;
  }
}

const ofKind = (terms: readonly AffinityTerm[], kind: TermKind): readonly AffinityTerm[] =>
  terms.length === 0 ? terms : terms.filter((term) => term.kind === kind);

/** Placed pods that all `terms` are about, by node; terms of one pod, hence of one namespace. */
function countConcerned(
  terms: readonly AffinityTerm[],
  view: ClusterView,
  note: (node: NodeInfo, count: number) => void,
): void {
  const [first] = terms;
  if (!first) return;
  if (terms.length === 1 && first.namespaces === undefined) {
    const counts = view.countsOf({
      namespace: first.namespace,
      matcher: first.matcher,
      key: first.key,
      terminating: true,
    });
    for (const [name, count] of counts) {
      const node = count > 0 ? view.node(name) : undefined;
      if (node) note(node, count);
    }
    return;
  }
  for (const node of view.nodes) {
    let count = 0;
    for (const { pod } of node.pods.values()) if (terms.every((term) => concerns(term, pod, view.lookup))) count++;
    if (count > 0) note(node, count);
  }
}

function prepare({ pod, profile, view }: SchedulingInput): ReturnType<FilterPlugin["prepare"]> {
  const affinity = ofKind(profile.terms, "requiredAffinity");
  const anti = ofKind(profile.terms, "requiredAnti");
  if (affinity.length === 0 && anti.length === 0 && !view.terms.has("requiredAnti")) return undefined;
  const { lookup } = view;
  const others = new DomainSums();
  for (const { term, perNode } of view.terms.of("requiredAnti")) {
    if (!concerns(term, pod, lookup)) continue;
    for (const [name, count] of perNode) {
      const node = view.node(name);
      if (node) others.add(term.topologyKey, node, count);
    }
  }
  if (affinity.length === 0 && anti.length === 0 && others.empty) {
    // Nobody minds the pod; what preemption takes away or puts back can only be pods that do not mind either.
    return undefined;
  }
  const wanted = new DomainSums();
  countConcerned(affinity, view, (node, count) => {
    for (const { topologyKey } of affinity) wanted.add(topologyKey, node, count);
  });
  const unwanted = new DomainSums();
  for (const term of anti) countConcerned([term], view, (node, count) => unwanted.add(term.topologyKey, node, count));
  const matchesItself = affinity.every((term) => concerns(term, pod, lookup));
  return {
    check: (node) => {
      for (const { topologyKey } of affinity) if (node.labels[topologyKey] === undefined) return AFFINITY;
      // The first of a group that wants its own company may go anywhere.
      if (affinity.some(({ topologyKey }) => wanted.at(topologyKey, node) <= 0) && (!matchesItself || wanted.any()))
        return AFFINITY;
      for (const { topologyKey } of anti) if (unwanted.at(topologyKey, node) > 0) return ANTI;
      return others.total(node) > 0 ? OTHERS_ANTI : undefined;
    },
    shift: (other: PodEntry, node, by) => {
      if (affinity.length > 0 && affinity.every((term) => concerns(term, other.pod, lookup)))
        for (const { topologyKey } of affinity) wanted.add(topologyKey, node, by);
      for (const term of anti) if (concerns(term, other.pod, lookup)) unwanted.add(term.topologyKey, node, by);
      for (const term of other.profile.terms)
        if (term.kind === "requiredAnti" && concerns(term, pod, lookup)) others.add(term.topologyKey, node, by);
    },
  };
}

/** How much one term of a placed pod is worth to the pod it is about. */
function worth({ kind, weight }: AffinityTerm): number {
  return kind === "requiredAffinity" ? 1 : kind === "preferredAnti" ? -weight : weight;
}

export const interPodAffinity: FilterPlugin & ScorePlugin = {
  name: NAME,
  weight: 2,
  prepare,
  score({ pod, profile, view }, nodes) {
    const sums = new DomainSums();
    for (const term of profile.terms) {
      if (term.kind !== "preferredAffinity" && term.kind !== "preferredAnti") continue;
      countConcerned([term], view, (node, count) => sums.add(term.topologyKey, node, count * worth(term)));
    }
    for (const kind of ["requiredAffinity", "preferredAffinity", "preferredAnti"] as const) {
      for (const { term, perNode } of view.terms.of(kind)) {
        if (!concerns(term, pod, view.lookup)) continue;
        for (const [name, count] of perNode) {
          const node = view.node(name);
          if (node) sums.add(term.topologyKey, node, count * worth(term));
        }
      }
    }
    if (sums.empty) return undefined;
    const raw = nodes.map((node) => sums.total(node));
    const least = Math.min(...raw);
    const range = Math.max(...raw) - least;
    return {
      raw: compact(raw),
      normalized: range > 0 ? compact(raw.map((score) => Math.trunc((100 * (score - least)) / range))) : 0,
    };
  },
};
