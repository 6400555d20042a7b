/**
 * Affinity terms in a form that is quick to ask, and the terms of all placed pods gathered: pods from one template share a
 * term, so a new pod is held against each different term once, not against each pod.
 */
import type { LabelSelector, Pod, PodAffinityTerm } from "../../protocol/kubernetes/index.ts";
import { compileSelector, type LabelMatcher, selectorText } from "../api/machinery/selectors.ts";
import type { ClusterLookup } from "./ClusterLookup.ts";

export type TermKind = "requiredAffinity" | "requiredAnti" | "preferredAffinity" | "preferredAnti";

export interface AffinityTerm {
  readonly kind: TermKind;
  /** Of the pod that states it. */
  readonly namespace: string;
  readonly topologyKey: string;
  readonly weight: number;
  readonly matcher: LabelMatcher;
  /** Undefined: the stating pod's namespace alone. */
  readonly namespaces: readonly string[] | undefined;
  readonly namespaceMatcher: LabelMatcher | undefined;
  /** Equal for terms that mean the same. */
  readonly key: string;
}

const NO_TERMS: readonly AffinityTerm[] = [];

export function affinityTerms(pod: Pod): readonly AffinityTerm[] {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  if (!podAffinity && !podAntiAffinity) return NO_TERMS;
  const namespace = pod.metadata.namespace ?? "";
  const make = (kind: TermKind, term: PodAffinityTerm, weight: number): AffinityTerm =>
    termOf(term, { kind, weight, namespace });
  return [
    ...(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      make("requiredAffinity", term, 0),
    ),
    ...(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      make("requiredAnti", term, 0),
    ),
    ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) =>
      make("preferredAffinity", podAffinityTerm, weight),
    ),
    ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) =>
      make("preferredAnti", podAffinityTerm, weight),
    ),
  ];
}

function termOf(term: PodAffinityTerm, about: Pick<AffinityTerm, "kind" | "weight" | "namespace">): AffinityTerm {
  const listed = term.namespaces ?? [];
  const ownOnly = listed.length === 0 && term.namespaceSelector === undefined;
  const where = ownOnly ? "" : `${[...listed].sort().join()}\0${keyOfSelector(term.namespaceSelector)}`;
  return {
    ...about,
    topologyKey: term.topologyKey,
    matcher: compileSelector(term.labelSelector),
    namespaces: ownOnly ? undefined : listed,
    namespaceMatcher: term.namespaceSelector ? compileSelector(term.namespaceSelector) : undefined,
    key: `${about.kind}\0${about.weight}\0${about.namespace}\0${term.topologyKey}\0${keyOfSelector(term.labelSelector)}\0${where}`,
  };
}

export function keyOfSelector(selector: LabelSelector | undefined): string {
  return selector ? selectorText(selector) : "\0";
}

/** Whether a term is about a pod. */
export function concerns(term: AffinityTerm, { metadata }: Pod, lookup: ClusterLookup): boolean {
  const { namespace = "" } = metadata;
  if (term.namespaces === undefined) {
    if (namespace !== term.namespace) return false;
  } else if (
    !term.namespaces.includes(namespace) &&
    !term.namespaceMatcher?.matches(lookup.namespaceLabels(namespace) ?? {})
  )
    return false;
  return term.matcher.matches(metadata.labels);
}

/** One term and how many placed pods state it, by node. */
export interface TermGroup {
  readonly term: AffinityTerm;
  readonly perNode: Map<string, number>;
}

export class PlacedTerms {
  private readonly groups = new Map<TermKind, Map<string, TermGroup>>();

  of(kind: TermKind): Iterable<TermGroup> {
    return this.groups.get(kind)?.values() ?? [];
  }

  has(kind: TermKind): boolean {
    return (this.groups.get(kind)?.size ?? 0) > 0;
  }

  count(terms: readonly AffinityTerm[], nodeName: string, by: 1 | -1): void {
    for (const term of terms) {
      let groups = this.groups.get(term.kind);
      if (!groups) this.groups.set(term.kind, (groups = new Map()));
      let group = groups.get(term.key);
      if (!group) groups.set(term.key, (group = { term, perNode: new Map() }));
      const count = (group.perNode.get(nodeName) ?? 0) + by;
      if (count > 0) group.perNode.set(nodeName, count);
      else group.perNode.delete(nodeName);
      if (group.perNode.size === 0) groups.delete(term.key);
    }
  }
}
