/**
 * What one decision was made of, as plain data and small: one number where all nodes agree, a list where they differ, each
 * different refusal once. `explain.ts` writes it out for people.
 */

/** A value by node: one for all, or a list in the order of the nodes it is about. */
export type Row = number | readonly number[];

/** Why nodes were refused: the first plugin that did and all it said. Shared by the nodes it holds for. */
export interface Refusal {
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** Taking pods off the node would not help. */
  readonly final: boolean;
  /** The node was left out before any filter ran. */
  readonly early?: true;
}

export const isAlike = (left: Refusal, right: Refusal): boolean =>
  left === right ||
  (left.plugin === right.plugin && left.final === right.final && left.reasons.join() === right.reasons.join());

export interface PluginScores {
  readonly plugin: string;
  /** 0…100 by feasible node, in the order of `Decision.feasible`. */
  readonly normalized: Row;
  /** Before normalisation; absent when the same. */
  readonly raw?: Row;
}

/** What becomes of claims that waited for the pod. */
export interface VolumeChoice {
  /** Volume by claim. */
  readonly bind: { readonly [claim: string]: string };
  /** Claims to be provisioned for the node. */
  readonly provision: readonly string[];
}

export interface Decision {
  /** All nodes there were, in order of creation. */
  readonly nodes: readonly string[];
  /** By node: 0 feasible, -1 not looked at, otherwise one more than the place in `refusals`. */
  readonly verdicts: Row | Int16Array;
  readonly refusals: readonly Refusal[];
  /** How many nodes each of `refusals` holds for. */
  readonly refused: readonly number[];
  /** Set when the pod was refused before any node was looked at. */
  readonly refusedByAll?: Refusal;
  /** Places in `nodes` of those that passed all filters, in the order they were found. */
  readonly feasible: readonly number[];
  /** Empty when fewer than two nodes were feasible: then nobody scores. */
  readonly scores: readonly PluginScores[];
  /** Weighted sums by feasible node. */
  readonly totals: Row;
  /** Places in `nodes` with the highest total; the choice among them is the seed's. */
  readonly best: readonly number[];
}

/** A decision as it is kept: of a big cluster only some nodes, and how many there were. */
export interface KeptNodes extends Decision {
  readonly verdicts: Row;
  readonly left?: { readonly nodes: number; readonly feasible: number };
}

export const at = (row: Row | Int16Array, index: number): number =>
  typeof row === "number" ? row : (row[index] as number);

/** One number for a list of equal ones. */
export function compact(list: readonly number[]): Row {
  const first = list[0];
  if (first === undefined) return 0;
  for (let index = 1; index < list.length; index++) if (list[index] !== first) return list;
  return first;
}

/** The refusal of one node by its place. */
export function refusalOf({ verdicts, refusals, refusedByAll }: Decision, index: number): Refusal | undefined {
  const verdict = at(verdicts, index);
  return refusedByAll ?? (verdict > 0 ? refusals[verdict - 1] : undefined);
}

/** More nodes than this are not kept one by one. */
const NODES_KEPT = 100;
const FEASIBLE_KEPT = 20;
/** Refused nodes beside feasible ones. */
const REFUSED_KEPT = 20;

/**
 * What is kept of a decision, as plain data: in a big cluster the best nodes, a few refused ones, and counts.
 * `chosen`: the place of the node that was taken, kept whatever others are as good.
 */
export function kept(decision: Decision, chosen?: number): KeptNodes {
  const { nodes, feasible, verdicts } = decision;
  if (nodes.length <= NODES_KEPT)
    return { ...decision, verdicts: verdicts instanceof Int16Array ? compact(Array.from(verdicts)) : verdicts };
  const order = bestOf(decision);
  const taken = chosen === undefined ? -1 : feasible.indexOf(chosen);
  if (taken >= 0 && !order.includes(taken)) order[order.length - 1] = taken;
  const list = order.map((index) => feasible[index] as number);
  const limit = list.length > 0 ? list.length + REFUSED_KEPT : NODES_KEPT;
  if (decision.refusals.length > 0) {
    for (let place = 0; place < nodes.length && list.length < limit; place++) {
      if (at(verdicts, place) > 0) list.push(place);
    }
  }
  const row = (values: Row): Row =>
    typeof values === "number" ? values : compact(order.map((index) => values[index] as number));
  const best = new Set(decision.best);
  const shown = order.map((_, index) => index);
  return {
    nodes: list.map((place) => nodes[place] as string),
    verdicts: decision.refusals.length === 0 ? 0 : compact(list.map((place) => at(verdicts, place))),
    refusals: decision.refusals,
    refused: decision.refused,
    ...(decision.refusedByAll && { refusedByAll: decision.refusedByAll }),
    feasible: shown,
    scores: decision.scores.map(({ plugin, normalized, raw }) =>
      raw === undefined
        ? { plugin, normalized: row(normalized) }
        : { plugin, normalized: row(normalized), raw: row(raw) },
    ),
    totals: row(decision.totals),
    best: shown.filter((index) => best.has(list[index] as number)),
    left: { nodes: nodes.length, feasible: feasible.length },
  };
}

/** The feasible nodes with the highest totals, by their place in `feasible`: the highest first, then in order. */
function bestOf({ feasible, totals }: Decision): number[] {
  const places = feasible.map((_, index) => index);
  if (places.length <= FEASIBLE_KEPT || typeof totals === "number") return places.slice(0, FEASIBLE_KEPT);
  let bar = Number.NEGATIVE_INFINITY;
  const highest: number[] = [];
  for (const index of places) {
    const total = totals[index] as number;
    if (highest.length === FEASIBLE_KEPT && total <= bar) continue;
    let at = highest.length;
    while (at > 0 && (totals[highest[at - 1] as number] as number) < total) at--;
    highest.splice(at, 0, index);
    if (highest.length > FEASIBLE_KEPT) highest.pop();
    bar = totals[highest[highest.length - 1] as number] as number;
  }
  return highest;
}
