/** Spreading over domains. Models kubernetes pkg/scheduler/framework/plugins/podtopologyspread. */
import type { LabelSelector, Pod, TopologySpreadConstraint } from "../../../protocol/kubernetes/index.ts";
import {
  compileSelector,
  EVERYTHING,
  type LabelMatcher,
  NOTHING,
  selectorText,
} from "../../api/machinery/selectors.ts";
import { matchesNodeAffinity } from "../../controllerkit/nodeTerms.ts";
import type { ClusterView } from "../ClusterView.ts";
import { compact } from "../Decision.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry, PodProfile } from "../PodProfile.ts";
import { repelled } from "./nodeProperties.ts";
import {
  type FilterPlugin,
  finalRefusal,
  type Prepared,
  refusal,
  type SchedulingInput,
  type Scoring,
  type ScorePlugin,
} from "./Plugin.ts";

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly matcher: LabelMatcher;
  /** Equal for matchers that mean the same. */
  readonly key: string;
  readonly honourAffinity: boolean;
  readonly honourTaints: boolean;
}

const NAME = "PodTopologySpread";
const HOSTNAME = "kubernetes.io/hostname";
const DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: "topology.kubernetes.io/zone", maxSkew: 5 },
] as const;
const UNLABELLED = finalRefusal(NAME, "node(s) didn't match pod topology spread constraints (missing required label)");
const SKEWED = refusal(NAME, "node(s) didn't match pod topology spread constraints");
const NO_COUNTS: ReadonlyMap<string, number> = new Map();

/** The constraints a pod states for one of the two ways. */
export function constraintsOf(pod: Pod, when: "DoNotSchedule" | "ScheduleAnyway"): SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when)
    .map(prepared);
}

function prepared(constraint: TopologySpreadConstraint): SpreadConstraint {
  const { labelSelector } = constraint;
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    matcher: compileSelector(labelSelector),
    key: labelSelector ? selectorText(labelSelector) : "\0",
    honourAffinity: constraint.nodeAffinityPolicy !== "Ignore",
    honourTaints: constraint.nodeTaintsPolicy === "Honor",
  };
}

/** The cluster's own constraints, for pods of a Service or a controller that state none. */
function defaultConstraints(pod: Pod, view: ClusterView): SpreadConstraint[] {
  const selectors = view.lookup.ownSelectors(pod);
  const [first] = selectors;
  if (!first) return [];
  const merged: LabelSelector =
    selectors.length === 1
      ? first
      : {
          matchLabels: Object.assign({}, ...selectors.map(({ matchLabels }) => matchLabels ?? {})) as Record<
            string,
            string
          >,
          matchExpressions: selectors.flatMap(({ matchExpressions }) => matchExpressions ?? []),
        };
  const common = {
    minDomains: 1,
    matcher: compileSelector(merged),
    key: selectorText(merged),
    honourAffinity: true,
    honourTaints: false,
  };
  return DEFAULTS.map((constraint) => ({ ...constraint, ...common }));
}

/** Whether a node's pods count for a constraint. */
function admits(constraint: SpreadConstraint, { pod, profile }: SchedulingInput, node: NodeInfo): boolean {
  return (
    (!constraint.honourAffinity || matchesNodeAffinity(pod.spec, node)) &&
    (!constraint.honourTaints || !repelled(profile.tolerations, node))
  );
}

/** Whether every node counts: then what is known of the cluster's domains need not be asked again. */
function admitsAll(
  constraint: SpreadConstraint,
  { pod, profile }: { readonly pod: Pod; readonly profile: PodProfile },
): boolean {
  return (
    (!constraint.honourAffinity || (!pod.spec.nodeSelector && !profile.requiredNodeTerms)) && !constraint.honourTaints
  );
}

const hasKeys = (node: NodeInfo, keys: readonly string[]): boolean =>
  keys.every((key) => node.labels[key] !== undefined);

/** Matching pods by node. An empty selector is met by every pod, yet counts none. */
function countsFor({ matcher, key }: SpreadConstraint, { pod, view }: SchedulingInput): ReadonlyMap<string, number> {
  if (matcher === EVERYTHING || matcher === NOTHING) return NO_COUNTS;
  return view.countsOf({ namespace: pod.metadata.namespace ?? "", matcher, key, terminating: false });
}

/** Matching pods by domain, of those domains that count. */
function countByDomain(
  constraint: SpreadConstraint,
  input: SchedulingInput,
  keys: readonly string[],
): Map<string, number> {
  const { view } = input;
  const domains = new Map<string, number>();
  const counts = countsFor(constraint, input);
  const { topologyKey } = constraint;
  if (!admitsAll(constraint, input)) {
    for (const node of view.nodes) {
      if (!hasKeys(node, keys) || !admits(constraint, input, node)) continue;
      const value = node.labels[topologyKey] as string;
      domains.set(value, (domains.get(value) ?? 0) + (counts.get(node.name) ?? 0));
    }
    return domains;
  }
  for (const value of view.domains(topologyKey, keys)) domains.set(value, 0);
  for (const [name, count] of counts) {
    const node = count > 0 ? view.node(name) : undefined;
    if (!node || !hasKeys(node, keys)) continue;
    const value = node.labels[topologyKey] as string;
    domains.set(value, (domains.get(value) ?? 0) + count);
  }
  return domains;
}

function least(domains: ReadonlyMap<string, number>, minDomains: number): number {
  if (domains.size < minDomains) return 0;
  let lowest = 2 ** 31 - 1;
  for (const count of domains.values()) if (count < lowest) lowest = count;
  return lowest;
}

function prepare(input: SchedulingInput): Prepared | undefined {
  const { pod, profile } = input;
  if (!profile.spreads) return undefined;
  const constraints = constraintsOf(pod, "DoNotSchedule");
  if (constraints.length === 0) return undefined;
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  const rules = constraints.map((constraint) => {
    const domains = countByDomain(constraint, input, keys);
    return {
      constraint,
      domains,
      least: least(domains, constraint.minDomains),
      own: constraint.matcher.matches(pod.metadata.labels) ? 1 : 0,
    };
  });
  return {
    check: (node) => {
      for (const rule of rules) {
        const value = node.labels[rule.constraint.topologyKey];
        if (value === undefined) return UNLABELLED;
        if ((rule.domains.get(value) ?? 0) + rule.own - rule.least > rule.constraint.maxSkew) return SKEWED;
      }
      return undefined;
    },
    shift: ({ pod: other }: PodEntry, node, by) => {
      if (other.metadata.namespace !== pod.metadata.namespace || !hasKeys(node, keys)) return;
      for (const rule of rules) {
        if (!rule.constraint.matcher.matches(other.metadata.labels) || !admits(rule.constraint, input, node)) continue;
        const value = node.labels[rule.constraint.topologyKey] as string;
        rule.domains.set(value, (rule.domains.get(value) ?? 0) + by);
        rule.least = least(rule.domains, rule.constraint.minDomains);
      }
    },
  };
}

function score(input: SchedulingInput, nodes: readonly NodeInfo[]): Scoring | undefined {
  const { pod, profile, view } = input;
  const constraints = profile.spreads ? constraintsOf(pod, "ScheduleAnyway") : defaultConstraints(pod, view);
  if (constraints.length === 0) return undefined;
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  // The cluster's own constraints take a node without the label as it is; stated ones leave it out.
  const ignored = profile.spreads ? nodes.map((node) => !hasKeys(node, keys)) : undefined;
  const sums = nodes.map(() => 0);
  for (const constraint of constraints) {
    const { topologyKey, maxSkew } = constraint;
    const counts =
      topologyKey === HOSTNAME
        ? countsFor(constraint, input)
        : domainCounts(constraint, input, { nodes, ignored, keys });
    const size = topologyKey === HOSTNAME ? nodes.length - (ignored?.filter(Boolean).length ?? 0) : counts.size;
    const weight = Math.log(size + 2);
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      const value = node.labels[topologyKey];
      if (value === undefined || ignored?.[index]) continue;
      const count = counts.get(topologyKey === HOSTNAME ? node.name : value) ?? 0;
      sums[index] = (sums[index] as number) + (count * weight + (maxSkew - 1));
    }
  }
  return normalise(
    sums.map((sum) => Math.round(sum)),
    ignored,
  );
}

/** Matching pods by those domains that some feasible node is in. */
function domainCounts(
  constraint: SpreadConstraint,
  input: SchedulingInput,
  {
    nodes,
    ignored,
    keys,
  }: {
    readonly nodes: readonly NodeInfo[];
    readonly ignored: readonly boolean[] | undefined;
    readonly keys: readonly string[];
  },
): Map<string, number> {
  const { topologyKey } = constraint;
  const domains = new Map<string, number>();
  for (let index = 0; index < nodes.length; index++) {
    // Nodes without the label make one domain together, though they score nothing for it.
    const value = (nodes[index] as NodeInfo).labels[topologyKey] ?? "";
    if (!ignored?.[index] && !domains.has(value)) domains.set(value, 0);
  }
  if (domains.size === 0) return domains;
  for (const [name, count] of countsFor(constraint, input)) {
    const node = count > 0 ? input.view.node(name) : undefined;
    const value = node?.labels[topologyKey];
    if (!node || value === undefined) continue;
    const sum = domains.get(value);
    if (sum !== undefined && (!ignored || hasKeys(node, keys)) && admits(constraint, input, node))
      domains.set(value, sum + count);
  }
  return domains;
}

function normalise(raw: readonly number[], ignored: readonly boolean[] | undefined): Scoring {
  let lowest = Number.MAX_SAFE_INTEGER;
  let highest = 0;
  raw.forEach((score, index) => {
    if (ignored?.[index]) return;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  });
  const normalized = raw.map((score, index) => {
    if (ignored?.[index]) return 0;
    return highest === 0 ? 100 : Math.trunc((100 * (highest + lowest - score)) / highest);
  });
  return { raw: compact(raw), normalized: compact(normalized) };
}

export const podTopologySpread: FilterPlugin & ScorePlugin = { name: NAME, weight: 2, prepare, score };
