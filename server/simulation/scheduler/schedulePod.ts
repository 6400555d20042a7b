/**
 * One decision: which nodes can take a pod, which are best, and everything that led there.
 *
 * Pure: it reads a ClusterView and changes nothing. Models kubernetes pkg/scheduler/schedule_one.go with the default
 * profile (`profile.ts`). Preemption is in `preemption.ts`, the queue in `SchedulingQueue.ts`, both are put together in
 * `Scheduler.ts`.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { ClusterView } from "./ClusterView.ts";
import { compact, type Decision, isAlike, type PluginScores, type Refusal } from "./Decision.ts";
import { Filters } from "./Filters.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import type { SchedulingInput } from "./plugins/Plugin.ts";
import { SCORES } from "./profile.ts";

export interface DecisionOptions {
  /** Where in the search order to begin; only matters in clusters too big to look at every node. */
  readonly start?: number;
}

export interface Outcome {
  readonly decision: Decision;
  readonly filters: Filters;
  /** Nodes that were looked at: how far the next search moves on. */
  readonly looked: number;
}

const ALWAYS_ALL = 100;
const LEAST_PERCENT = 5;

/** How many feasible nodes end a search. Models numFeasibleNodesToFind. */
export function enoughNodes(nodes: number): number {
  if (nodes < ALWAYS_ALL) return nodes;
  const percent = Math.max(LEAST_PERCENT, 50 - Math.trunc(nodes / 125));
  return Math.max(ALWAYS_ALL, Math.trunc((nodes * percent) / 100));
}

/** Judges nodes for a pod and scores those that can take it. */
export function decide(pod: Pod, view: ClusterView, { start = 0 }: DecisionOptions = {}): Outcome {
  const filters = new Filters(pod, view);
  const nodes = view.nodeNames;
  if (filters.refusal) {
    const decision = {
      nodes,
      verdicts: 1,
      refusals: [filters.refusal],
      refused: [nodes.length],
      refusedByAll: filters.refusal,
      feasible: [],
      scores: [],
      totals: 0,
      best: [],
    };
    return { decision, filters, looked: 0 };
  }
  const search = new Search(filters, nodes.length);
  const promised = pod.status?.nominatedNodeName ? view.node(pod.status.nominatedNodeName) : undefined;
  if (promised) search.look(promised);
  const agreed = filters.agreement(view.searchOrder);
  if (agreed) search.refuseAll(agreed);
  else if (search.feasible.length === 0) {
    const order = candidates(filters, view);
    const enough = enoughNodes(order.length);
    for (let step = 0; step < order.length && search.feasible.length < enough; step++)
      search.look(order[(start + step) % order.length] as NodeInfo);
    search.noteAgreement();
  }
  const { feasible } = search;
  const decision: Decision = {
    nodes,
    ...search.result(),
    ...(feasible.length < 2 ? alone(feasible) : scored(filters.input, feasible)),
  };
  return { decision, filters, looked: search.looked };
}

function candidates({ only }: Filters, view: ClusterView): readonly NodeInfo[] {
  return only ? view.searchOrder.filter(({ name }) => only.has(name)) : view.searchOrder;
}

/** Nodes looked at so far. */
class Search {
  readonly feasible: NodeInfo[] = [];
  looked = 0;
  private readonly verdicts: Int16Array;
  private readonly refusals: Refusal[] = [];
  private readonly refused: number[] = [];
  private readonly places = new Map<Refusal, number>();

  constructor(
    private readonly filters: Filters,
    nodes: number,
  ) {
    const { leftOut } = filters;
    if (leftOut) {
      this.placeOf(leftOut);
      this.refused[0] = nodes;
    }
    this.verdicts = new Int16Array(nodes).fill(leftOut ? 1 : -1);
  }

  look(node: NodeInfo): void {
    const refusal = this.filters.judgeRemembering(node);
    const verdict = refusal ? this.placeOf(refusal) : 0;
    const before = this.verdicts[node.position] as number;
    this.looked++;
    this.verdicts[node.position] = verdict;
    if (before > 0) this.refused[before - 1] = (this.refused[before - 1] as number) - 1;
    if (verdict === 0) this.feasible.push(node);
    else this.refused[verdict - 1] = (this.refused[verdict - 1] as number) + 1;
  }

  /** As if every node had been looked at and refused so. */
  refuseAll(refusal: Refusal): void {
    const { verdicts, refused } = this;
    this.looked = verdicts.length;
    verdicts.fill(this.placeOf(refusal));
    refused[0] = verdicts.length;
  }

  noteAgreement(): void {
    const [refusal] = this.refusals;
    if (refusal && this.refused.length === 1 && this.refused[0] === this.verdicts.length) this.filters.agreeOn(refusal);
  }

  result(): Pick<Decision, "verdicts" | "refusals" | "refused"> {
    return { verdicts: this.verdicts, refusals: this.refusals, refused: this.refused };
  }

  private placeOf(refusal: Refusal): number {
    let place = this.places.get(refusal);
    if (place === undefined) {
      place = this.refusals.findIndex((other) => isAlike(other, refusal)) + 1;
      if (place === 0) {
        place = this.refusals.push(refusal);
        this.refused.push(0);
      }
      this.places.set(refusal, place);
    }
    return place;
  }
}

type Scored = Pick<Decision, "feasible" | "scores" | "totals" | "best">;

function alone(nodes: readonly NodeInfo[]): Scored {
  const places = nodes.map(({ position }) => position);
  return { feasible: places, scores: [], totals: 0, best: places };
}

function scored(input: SchedulingInput, nodes: readonly NodeInfo[]): Scored {
  const totals = new Array<number>(nodes.length).fill(0);
  const scores: PluginScores[] = [];
  for (const { name, weight, score } of SCORES) {
    const scoring = score(input, nodes);
    if (!scoring) continue;
    const { normalized } = scoring;
    scores.push({ plugin: name, ...scoring });
    if (typeof normalized !== "number")
      for (let index = 0; index < totals.length; index++)
        totals[index] = (totals[index] as number) + (normalized[index] as number) * weight;
    else if (normalized !== 0)
      for (let index = 0; index < totals.length; index++)
        totals[index] = (totals[index] as number) + normalized * weight;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (const total of totals) if (total > top) top = total;
  const feasible = nodes.map(({ position }) => position);
  return { feasible, scores, totals: compact(totals), best: feasible.filter((_, index) => totals[index] === top) };
}
