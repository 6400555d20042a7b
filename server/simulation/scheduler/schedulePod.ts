/**
 * One decision: which node takes a pod, and everything that led there.
 *
 * Pure: it reads a ClusterView and changes nothing. Models kubernetes pkg/scheduler/schedule_one.go with the default
 * profile. Preemption is in `preemption.ts`, the queue in `Scheduler.ts`.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { ClusterView } from "./ClusterView.ts";
import { interPodAffinity } from "./plugins/interPodAffinity.ts";
import { nodeAffinity, nodeName, nodeUnschedulable, taintToleration } from "./plugins/nodeProperties.ts";
import type { FilterPlugin, LiveNode, Refusal, SchedulingInput, ScorePlugin } from "./plugins/Plugin.ts";
import { podTopologySpread } from "./plugins/podTopologySpread.ts";
import { balancedAllocation, imageLocality, nodePorts, nodeResourcesFit } from "./plugins/resources.ts";

const FILTERS: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  podTopologySpread,
  interPodAffinity,
];

/** Scores nothing here: no claims for devices exist. Listed because the real scheduler runs it on every pod. */
const dynamicResources: ScorePlugin = {
  name: "DynamicResources",
  weight: 2,
  score: ({ nodes }) => ({ raw: nodes.map(() => 0), normalized: nodes.map(() => 0) }),
};

const SCORES: readonly ScorePlugin[] = [
  taintToleration,
  nodeAffinity,
  nodeResourcesFit,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
  balancedAllocation,
  imageLocality,
];

/** Why one node was refused: the first plugin that did and all it said. */
export interface NodeRefusal extends Refusal {
  readonly plugin: string;
  /** The node was left out before any filter ran. */
  readonly early?: true;
}

export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  /** By feasible node, in the order of `Decision.feasible`. */
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

export interface Decision {
  /** Nodes there were. */
  readonly nodeCount: number;
  readonly refusals: { readonly [node: string]: NodeRefusal };
  readonly feasible: readonly string[];
  /** Empty when fewer than two nodes were feasible: then nobody scores. */
  readonly scores: readonly PluginScores[];
  readonly totals: readonly number[];
  /** Nodes with the highest total; the choice among them is the seed's. */
  readonly best: readonly string[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** Judges every node for a pod. */
export function decide(pod: Pod, view: ClusterView): Decision {
  const all = view.existing();
  const input: SchedulingInput = { pod, view, nodes: all, without: NOBODY };
  const filter = filterFor(input);
  const refusals: Record<string, NodeRefusal> = {};
  const feasible: LiveNode[] = [];
  for (const node of all) {
    const refusal = filter(node);
    if (refusal) refusals[node.name] = refusal;
    else feasible.push(node);
  }
  if (feasible.length < 2) {
    const names = feasible.map(({ name }) => name);
    return { nodeCount: all.length, refusals, feasible: names, scores: [], totals: [], best: names };
  }
  const totals = feasible.map(() => 0);
  const scores: PluginScores[] = [];
  for (const { name, weight, score } of SCORES) {
    const result = score({ ...input, nodes: feasible });
    if (!result) continue;
    scores.push({ plugin: name, weight, raw: result.raw, normalized: result.normalized });
    result.normalized.forEach((value, index) => {
      totals[index] = (totals[index] as number) + value * weight;
    });
  }
  const top = Math.max(...totals);
  return {
    nodeCount: all.length,
    refusals,
    feasible: feasible.map(({ name }) => name),
    scores,
    totals,
    best: feasible.filter((_, index) => totals[index] === top).map(({ name }) => name),
  };
}

/** All filters of the profile as one; the first refusal counts. */
export function filterFor(input: SchedulingInput): (node: LiveNode) => NodeRefusal | undefined {
  let allowed: ReadonlySet<string> | undefined;
  let narrowing = "";
  for (const { name, narrow } of FILTERS) {
    const names = narrow?.(input.pod);
    if (!names) continue;
    allowed = names;
    narrowing = name;
  }
  const prepared = FILTERS.map((plugin) => ({ name: plugin.name, filter: plugin.prepare(input) }));
  return (node) => {
    if (allowed && !allowed.has(node.name)) {
      return {
        plugin: narrowing,
        reasons: [`node(s) didn't satisfy plugin(s) [${narrowing}]`],
        final: true,
        early: true,
      };
    }
    for (const { name, filter } of prepared) {
      const refusal = filter?.(node);
      if (refusal) return { plugin: name, ...refusal };
    }
    return undefined;
  };
}

/** `0/3 nodes are available: 1 Insufficient memory, 2 …` without the full stop: counts and reasons sorted as text. */
export function unavailableText(nodeCount: number, refusals: Iterable<Refusal>): string {
  const counts = new Map<string, number>();
  for (const { reasons } of refusals) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodeCount} nodes are available: ${parts.join(", ")}`;
}
