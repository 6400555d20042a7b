/** Spreading over domains. Models kubernetes pkg/scheduler/framework/plugins/podtopologyspread. */
import type { LabelSelector, Pod, TopologySpreadConstraint } from "../../../protocol/kubernetes/index.ts";
import { compileSelector, type LabelMatcher, selectorText } from "../../api/machinery/selectors.ts";
import type { ClusterView } from "../ClusterView.ts";
import { matchesNodeAffinity, repelled } from "./nodeProperties.ts";
import { type FilterPlugin, type LiveNode, refuse, refuseFinally, type ScorePlugin } from "./Plugin.ts";

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly matcher: LabelMatcher;
  /** Names the matcher, for counts kept between pods. */
  readonly key: string;
  readonly honourAffinity: boolean;
  readonly honourTaints: boolean;
}

const HOSTNAME = "kubernetes.io/hostname";
const DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: "topology.kubernetes.io/zone", maxSkew: 5 },
] as const;

function constraintsOf(pod: Pod, when: "DoNotSchedule" | "ScheduleAnyway"): Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when)
    .map(own);
}

function own(constraint: TopologySpreadConstraint): Constraint {
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    matcher: compileSelector(constraint.labelSelector),
    key: selectorText(constraint.labelSelector),
    honourAffinity: constraint.nodeAffinityPolicy !== "Ignore",
    honourTaints: constraint.nodeTaintsPolicy === "Honor",
  };
}

/** The cluster's own constraints, for pods of a Service or a controller that state none. */
function defaultConstraints(pod: Pod, view: ClusterView): Constraint[] {
  const selectors = view.lookup.ownSelectors(pod);
  if (selectors.length === 0) return [];
  const merged: LabelSelector = {
    matchLabels: Object.assign({}, ...selectors.map(({ matchLabels }) => matchLabels ?? {})),
    matchExpressions: selectors.flatMap(({ matchExpressions }) => matchExpressions ?? []),
  };
  const matcher = compileSelector(merged);
  const key = selectorText(merged);
  return DEFAULTS.map((constraint) => ({
    ...constraint,
    minDomains: 1,
    matcher,
    key,
    honourAffinity: true,
    honourTaints: false,
  }));
}

function admits(constraint: Constraint, pod: Pod, node: LiveNode): boolean {
  return (
    (!constraint.honourAffinity || matchesNodeAffinity(pod, node)) && (!constraint.honourTaints || !repelled(pod, node))
  );
}

function matchingOn(
  node: LiveNode,
  constraint: Constraint,
  { pod, without }: { readonly pod: Pod; readonly without: ReadonlySet<string> },
): number {
  let count = 0;
  for (const { pod: other } of node.pods.values()) {
    if (
      other.metadata.namespace !== pod.metadata.namespace ||
      other.metadata.deletionTimestamp ||
      without.has(other.metadata.uid)
    )
      continue;
    if (constraint.matcher.matches(other.metadata.labels)) count++;
  }
  return count;
}

export const podTopologySpread: FilterPlugin & ScorePlugin = {
  name: "PodTopologySpread",
  weight: 2,

  prepare(input) {
    const { pod, view } = input;
    const constraints = constraintsOf(pod, "DoNotSchedule");
    if (constraints.length === 0) return undefined;
    const counts = constraints.map(() => new Map<string, number>());
    for (const node of view.existing()) {
      if (constraints.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) continue;
      constraints.forEach((constraint, index) => {
        if (!admits(constraint, pod, node)) return;
        const value = node.labels[constraint.topologyKey] as string;
        const domain = counts[index] as Map<string, number>;
        domain.set(value, (domain.get(value) ?? 0) + matchingOn(node, constraint, input));
      });
    }
    const least = constraints.map(({ minDomains }, index) => {
      const domain = counts[index] as Map<string, number>;
      return domain.size < minDomains ? 0 : Math.min(Number.MAX_SAFE_INTEGER, ...domain.values());
    });
    return (node) => {
      for (const [index, constraint] of constraints.entries()) {
        const value = node.labels[constraint.topologyKey];
        if (value === undefined)
          return refuseFinally("node(s) didn't match pod topology spread constraints (missing required label)");
        const self = constraint.matcher.matches(pod.metadata.labels) ? 1 : 0;
        const count = counts[index]?.get(value) ?? 0;
        if (count + self - (least[index] as number) > constraint.maxSkew)
          return refuse("node(s) didn't match pod topology spread constraints");
      }
      return undefined;
    };
  },

  score(input) {
    const { pod, view, nodes, without } = input;
    const stated = (pod.spec.topologySpreadConstraints ?? []).length > 0;
    const constraints = stated ? constraintsOf(pod, "ScheduleAnyway") : defaultConstraints(pod, view);
    if (constraints.length === 0) return undefined;
    const hasAllKeys = (node: LiveNode): boolean =>
      constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
    const ignored = (node: LiveNode): boolean => stated && !hasAllKeys(node);
    const perNode = (constraint: Constraint): ((node: LiveNode) => number) => {
      if (without.size > 0) return (node) => matchingOn(node, constraint, input);
      const counts = view.countsOf(constraint.key, pod.metadata.namespace ?? "", (other) =>
        constraint.matcher.matches(other.metadata.labels),
      );
      return (node) => counts.get(node.name) ?? 0;
    };
    const sums = nodes.map(() => 0);
    for (const constraint of constraints) {
      const { topologyKey } = constraint;
      const countOn = perNode(constraint);
      const domains = new Map<string, number>();
      let hosts = 0;
      for (const node of nodes) {
        if (ignored(node)) continue;
        hosts++;
        const value = node.labels[topologyKey];
        if (topologyKey !== HOSTNAME && value !== undefined) domains.set(value, 0);
      }
      if (topologyKey !== HOSTNAME) {
        for (const node of view.existing()) {
          const value = node.labels[topologyKey];
          if (
            value === undefined ||
            !domains.has(value) ||
            (stated && !hasAllKeys(node)) ||
            !admits(constraint, pod, node)
          )
            continue;
          domains.set(value, (domains.get(value) ?? 0) + countOn(node));
        }
      }
      const weight = Math.log((topologyKey === HOSTNAME ? hosts : domains.size) + 2);
      nodes.forEach((node, index) => {
        const value = node.labels[topologyKey];
        if (ignored(node) || value === undefined) return;
        const count = topologyKey === HOSTNAME ? countOn(node) : (domains.get(value) ?? 0);
        sums[index] = (sums[index] as number) + count * weight + constraint.maxSkew - 1;
      });
    }
    const raw = sums.map((sum) => Math.round(sum));
    const scored = raw.filter((_, index) => !ignored(nodes[index] as LiveNode));
    const least = Math.min(...scored);
    const most = Math.max(0, ...scored);
    const normalized = raw.map((score, index) => {
      if (ignored(nodes[index] as LiveNode)) return 0;
      return most === 0 ? 100 : Math.trunc((100 * (most + least - score)) / most);
    });
    return { raw, normalized };
  },
};
