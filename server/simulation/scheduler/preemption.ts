/** Making room for a more important pod. Models kubernetes pkg/scheduler/framework/preemption and plugins/defaultpreemption. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../runtime/time.ts";
import type { DisruptionBudget } from "./ClusterLookup.ts";
import { refusalOf } from "./Decision.ts";
import type { Filters } from "./Filters.ts";
import { countReasons, unavailableText } from "./messages.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import type { PodEntry } from "./PodProfile.ts";
import type { Outcome } from "./schedulePod.ts";
import type { Candidate, Trial } from "./Trial.ts";

export interface Preemption {
  /** The node to make room on; undefined when none can. */
  readonly node?: string;
  readonly victims: readonly Pod[];
  /** What goes after the refusal's text: `preemption: 0/3 nodes are available: …`; "" when there are victims. */
  readonly text: string;
  /** Whether nodes were tried: then a promise made before is taken back when none will do. */
  readonly tried: boolean;
}

const NOT_HELPFUL = { reasons: ["Preemption is not helpful for scheduling"] };
const NO_VICTIMS = { reasons: ["No preemption victims found for incoming pod"] };
const LEAST_CANDIDATES = 100;
const LEAST_CANDIDATES_PERCENT = 10;

/** Who would have to go so that a pod refused everywhere fits somewhere. `offset` (0…1) is where the search begins. */
export function preempt({ decision, filters }: Outcome, offset = 0): Preemption {
  const { pod, view } = filters.input;
  if (pod.spec.preemptionPolicy === "Never") return ineligible("preemptionPolicy=Never");
  if (waitsForVictims(filters, decision)) return ineligible("a terminating pod on the nominated node");
  const counts = new Map<string, number>();
  const potential = nodesToTry(view.nodes, decision, counts);
  const enough = Math.min(
    potential.length,
    Math.max(LEAST_CANDIDATES, Math.trunc((potential.length * LEAST_CANDIDATES_PERCENT) / 100)),
  );
  const first = Math.trunc(offset * potential.length);
  const budgets = new Budgets(filters);
  const work = (node: NodeInfo): Trial => victimsOn(filters, node, budgets);
  const remembers = !view.lookup.hasDisruptionBudgets();
  const candidates: Candidate[] = [];
  let harmless = 0;
  for (let step = 0; step < potential.length; step++) {
    const node = potential[(first + step) % potential.length] as NodeInfo;
    const result = remembers ? filters.tryRemembering(node, work) : work(node);
    if ("victims" in result) {
      candidates.push(result);
      if (result.costs[0] === 0) harmless++;
      if (harmless > 0 && candidates.length >= enough) break;
    } else countReasons(counts, result);
  }
  const chosen = best(candidates);
  if (chosen) return { node: chosen.node, victims: chosen.victims.map((entry) => entry.pod), text: "", tried: true };
  return { victims: [], text: `preemption: ${unavailableText(decision.nodes.length, counts)}.`, tried: true };
}

/** Nodes that refused for want of what pods on them have; the others are counted. */
function nodesToTry(
  nodes: readonly NodeInfo[],
  decision: Outcome["decision"],
  counts: Map<string, number>,
): readonly NodeInfo[] {
  const { refusals, refused } = decision;
  const all = refused.reduce((sum, count) => sum + count, 0) === nodes.length;
  if (all && !refusals.some(({ final }) => final)) return nodes;
  return nodes.filter((_, place) => {
    const refusal = refusalOf(decision, place);
    if (refusal?.final) countReasons(counts, NOT_HELPFUL);
    return refusal !== undefined && !refusal.final;
  });
}

function ineligible(why: string): Preemption {
  return { victims: [], text: `preemption: not eligible due to ${why}.`, tried: false };
}

/** Pods on the node promised to the pod are on their way out for its sake: no others need go. */
function waitsForVictims({ input: { pod, profile, view } }: Filters, decision: Outcome["decision"]): boolean {
  const promised = pod.status?.nominatedNodeName ? view.node(pod.status.nominatedNodeName) : undefined;
  if (!promised || refusalOf(decision, promised.position)?.final) return false;
  for (const { pod: other, profile: theirs } of promised.pods.values()) {
    if (theirs.priority >= profile.priority || !other.metadata.deletionTimestamp) continue;
    if (
      other.status?.conditions?.some(
        ({ type, status, reason }) =>
          type === "DisruptionTarget" && status === "True" && reason === "PreemptionByScheduler",
      )
    )
      return true;
  }
  return false;
}

/** Takes all less important pods off a node, then puts back those that may stay, the most important first. */
function victimsOn(filters: Filters, node: NodeInfo, budgets: Budgets): Trial {
  const { priority } = filters.input.profile;
  const { version } = node;
  const lower: PodEntry[] = [];
  for (const entry of node.pods.values()) if (entry.profile.priority < priority) lower.push(entry);
  if (lower.length === 0) return NO_VICTIMS;
  // Tried on the node itself: whatever happens, all of them are back in the end.
  const off = new Set(lower);
  for (const entry of lower) filters.shift(entry, node, -1);
  try {
    const refusal = filters.judge(node);
    if (refusal) return refusal;
    const { violating, safe } = budgets.split(ranked(lower));
    const victims: PodEntry[] = [];
    const tryBack = (entry: PodEntry): boolean => {
      filters.shift(entry, node, 1);
      off.delete(entry);
      if (!filters.judge(node)) return true;
      filters.shift(entry, node, -1);
      off.add(entry);
      victims.push(entry);
      return false;
    };
    let violations = 0;
    for (const entry of violating) if (!tryBack(entry)) violations++;
    for (const entry of safe) tryBack(entry);
    const ordered = ranked(victims);
    return {
      node: node.name,
      victims: ordered,
      costs: ordered.length === 0 ? [violations] : costsOf(ordered, violations),
    };
  } finally {
    for (const entry of off) filters.shift(entry, node, 1);
    node.version = version;
  }
}

/** The most important first: by priority, then who started earlier; names decide what is left. */
function ranked(entries: readonly PodEntry[]): PodEntry[] {
  if (entries.length < 2) return [...entries];
  return [...entries].sort(
    (left, right) =>
      right.profile.priority - left.profile.priority ||
      startOf(left) - startOf(right) ||
      compareText(left.pod.metadata.name, right.pod.metadata.name) ||
      compareText(left.pod.metadata.namespace ?? "", right.pod.metadata.namespace ?? ""),
  );
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Times read lately: many pods share one. */
const times = new Map<string, number>();

function startOf({ pod: { status, metadata } }: PodEntry): number {
  const text = status?.startTime ?? metadata.creationTimestamp ?? "";
  let time = times.get(text);
  if (time === undefined) {
    if (times.size > 1000) times.clear();
    times.set(text, (time = parseTimestamp(text)));
  }
  return time;
}

/** Which pods may go within their disruption budgets; asked anew for each node. */
class Budgets {
  private readonly known = new Map<string, readonly DisruptionBudget[]>();

  constructor(private readonly filters: Filters) {}

  split(entries: readonly PodEntry[]): { readonly violating: PodEntry[]; readonly safe: PodEntry[] } {
    const left = new Map<DisruptionBudget, number>();
    const violating: PodEntry[] = [];
    const safe: PodEntry[] = [];
    for (const entry of entries) {
      const { labels, name, namespace = "" } = entry.pod.metadata;
      let violates = false;
      for (const budget of labels ? this.of(namespace) : []) {
        if (!budget.matches.matches(labels) || budget.disruptedPods.includes(name)) continue;
        const allowed = (left.get(budget) ?? budget.disruptionsAllowed) - 1;
        left.set(budget, allowed);
        if (allowed < 0) violates = true;
      }
      (violates ? violating : safe).push(entry);
    }
    return { violating, safe };
  }

  private of(namespace: string): readonly DisruptionBudget[] {
    let budgets = this.known.get(namespace);
    if (!budgets) this.known.set(namespace, (budgets = this.filters.input.view.lookup.disruptionBudgets(namespace)));
    return budgets;
  }
}

/**
 * Budget violations, the top victim's priority, the sum of priorities, how many, and how early the top victims started.
 * Upstream shifts every priority so that a negative one does not make more victims look better.
 */
function costsOf(victims: readonly PodEntry[], violations: number): readonly number[] {
  const top = (victims[0] as PodEntry).profile.priority;
  let sum = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (const entry of victims) {
    sum += entry.profile.priority + 2 ** 31;
    if (entry.profile.priority === top) earliest = Math.min(earliest, startOf(entry));
  }
  return [violations, top, sum, victims.length, -earliest];
}

/** The cheapest; of equals the first. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  let found: Candidate | undefined;
  for (const candidate of candidates)
    if (candidate.victims.length > 0 && (!found || isCheaper(candidate, found))) found = candidate;
  return found;
}

function isCheaper({ costs }: Candidate, { costs: others }: Candidate): boolean {
  for (let index = 0; index < costs.length; index++) {
    const difference = (costs[index] as number) - (others[index] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
