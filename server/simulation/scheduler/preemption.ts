/** Making room for a more important pod. Models kubernetes pkg/scheduler/framework/preemption and plugins/defaultpreemption. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../runtime/time.ts";
import type { ClusterView } from "./ClusterView.ts";
import type { LiveNode, Refusal } from "./plugins/Plugin.ts";
import { type Decision, filterFor, unavailableText } from "./schedulePod.ts";

export interface Preemption {
  /** The node to make room on; undefined when none can. */
  readonly node?: string;
  readonly victims: readonly Pod[];
  /** What goes after the refusal's text: `preemption: 0/3 nodes are available: …` */
  readonly text: string;
}

interface Candidate {
  readonly node: string;
  readonly victims: readonly Pod[];
  readonly violations: number;
}

const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;

/** Who would have to go so that a pod refused everywhere fits somewhere. */
export function preempt(pod: Pod, view: ClusterView, decision: Decision): Preemption {
  if (pod.spec.preemptionPolicy === "Never")
    return { victims: [], text: "preemption: not eligible due to preemptionPolicy=Never." };
  const answers: Refusal[] = [];
  const candidates: Candidate[] = [];
  for (const node of view.existing()) {
    const refusal = decision.refusals[node.name];
    if (!refusal) continue;
    if (refusal.final) {
      answers.push({ reasons: ["Preemption is not helpful for scheduling"], final: true });
      continue;
    }
    const result = victimsOn(pod, view, node);
    if ("victims" in result) candidates.push(result);
    else answers.push(result);
  }
  const chosen = best(candidates);
  if (chosen) return { node: chosen.node, victims: chosen.victims, text: "" };
  return { victims: [], text: `preemption: ${unavailableText(decision.nodeCount, answers)}.` };
}

/** Takes all less important pods off a node, then puts back those that may stay, the most important first. */
function victimsOn(pod: Pod, view: ClusterView, node: LiveNode): Candidate | Refusal {
  const lower = [...node.pods.values()].map((info) => info.pod).filter((other) => priorityOf(other) < priorityOf(pod));
  if (lower.length === 0) return { reasons: ["No preemption victims found for incoming pod"], final: false };
  const without = new Set(lower.map(({ metadata }) => metadata.uid));
  const fits = (): Refusal | undefined => filterFor({ pod, view, nodes: [node], without })(node);
  const refusal = fits();
  if (refusal) return refusal;
  const ranked = lower.sort(moreImportantFirst);
  const { violating, safe } = splitByBudget(ranked, view);
  let violations = 0;
  const victims: Pod[] = [];
  const tryBack = (other: Pod): boolean => {
    without.delete(other.metadata.uid);
    if (!fits()) return true;
    without.add(other.metadata.uid);
    victims.push(other);
    return false;
  };
  for (const other of violating) if (!tryBack(other)) violations++;
  for (const other of safe) tryBack(other);
  return { node: node.name, victims: victims.sort(moreImportantFirst), violations };
}

function moreImportantFirst(left: Pod, right: Pod): number {
  return priorityOf(right) - priorityOf(left) || startOf(left) - startOf(right);
}

function startOf(pod: Pod): number {
  return parseTimestamp(pod.status?.startTime ?? pod.metadata.creationTimestamp);
}

function splitByBudget(pods: readonly Pod[], view: ClusterView): { readonly violating: Pod[]; readonly safe: Pod[] } {
  const allowed = new Map<object, number>();
  const violating: Pod[] = [];
  const safe: Pod[] = [];
  for (const pod of pods) {
    let violates = false;
    for (const budget of view.lookup.disruptionBudgets(pod.metadata.namespace ?? "")) {
      if (
        !pod.metadata.labels ||
        !budget.matches.matches(pod.metadata.labels) ||
        budget.disruptedPods.includes(pod.metadata.name)
      )
        continue;
      const left = (allowed.get(budget) ?? budget.disruptionsAllowed) - 1;
      allowed.set(budget, left);
      if (left < 0) violates = true;
    }
    (violates ? violating : safe).push(pod);
  }
  return { violating, safe };
}

/** Fewest budget violations, lowest top victim, lowest sum of priorities, fewest victims, latest start of the top victims. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  const highest = ({ victims }: Candidate): number => Math.max(...victims.map(priorityOf));
  // Upstream shifts every priority so that a negative one does not make more victims look better.
  const sum = ({ victims }: Candidate): number =>
    victims.reduce((total, victim) => total + priorityOf(victim) + 2 ** 31, 0);
  const earliestTop = (candidate: Candidate): number =>
    Math.min(...candidate.victims.filter((victim) => priorityOf(victim) === highest(candidate)).map(startOf));
  let left = [...candidates];
  for (const measure of [
    ({ violations }: Candidate) => violations,
    highest,
    sum,
    ({ victims }: Candidate) => victims.length,
    (candidate: Candidate) => -earliestTop(candidate),
  ]) {
    if (left.length < 2) break;
    const least = Math.min(...left.map(measure));
    left = left.filter((candidate) => measure(candidate) === least);
  }
  return left[0];
}
