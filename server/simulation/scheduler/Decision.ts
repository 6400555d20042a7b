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
  readonly verdicts: Row;
  readonly refusals: readonly Refusal[];
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
  readonly left?: {
    readonly nodes: number;
    readonly feasible: number;
    /** Nodes refused, by the place in `refusals`. */
    readonly refused: readonly number[];
  };
}

export const at = (row: Row, index: number): number => (typeof row === "number" ? row : (row[index] as number));

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

/** What is kept of a decision: in a big cluster the best nodes, a few refused ones, and counts. */
export function kept(decision: Decision): KeptNodes {
  const { nodes, feasible, totals } = decision;
  if (nodes.length <= NODES_KEPT) return decision;
  const order = feasible.map((_, index) => index);
  if (order.length > FEASIBLE_KEPT) {
    order.sort((left, right) => at(totals, right) - at(totals, left) || left - right);
    order.length = FEASIBLE_KEPT;
  }
  const places = order.map((index) => feasible[index] as number);
  const refused = decision.refusals.map(() => 0);
  const shown = new Set(places);
  const limit = places.length > 0 ? places.length + REFUSED_KEPT : NODES_KEPT;
  for (let place = 0; place < nodes.length; place++) {
    const verdict = at(decision.verdicts, place);
    if (verdict <= 0) continue;
    refused[verdict - 1] = (refused[verdict - 1] as number) + 1;
    if (shown.size < limit) shown.add(place);
  }
  const list = [...shown];
  const placeIn = new Map(list.map((place, index) => [place, index]));
  const row = (values: Row): Row => compact(order.map((index) => at(values, index)));
  return {
    ...decision,
    nodes: list.map((place) => nodes[place] as string),
    verdicts: compact(list.map((place) => at(decision.verdicts, place))),
    feasible: places.map((place) => placeIn.get(place) as number),
    scores: decision.scores.map(({ plugin, normalized, raw }) => ({
      plugin,
      normalized: row(normalized),
      ...(raw === undefined ? undefined : { raw: row(raw) }),
    })),
    totals: row(totals),
    best: decision.best.flatMap((place) => placeIn.get(place) ?? []),
    left: { nodes: nodes.length, feasible: feasible.length, refused },
  };
}
