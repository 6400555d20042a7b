/** The shape of a scheduling plugin. Models kubernetes pkg/scheduler/framework/interface.go, without what needs waiting. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { ClusterView } from "../ClusterView.ts";
import { compact, type Refusal, type Row, type VolumeChoice } from "../Decision.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry, PodProfile } from "../PodProfile.ts";

/** What a decision is about. */
export interface SchedulingInput {
  readonly pod: Pod;
  readonly profile: PodProfile;
  readonly view: ClusterView;
}

/** What a filter plugin found out about a pod before it looks at nodes. */
export interface Prepared {
  /** Refuses the pod whatever the node. */
  readonly refusal?: Refusal;
  /** Leaves all other nodes out before any filter runs. */
  readonly only?: ReadonlySet<string>;
  /** Judges one node; undefined lets it pass. */
  readonly check?: (node: NodeInfo) => Refusal | undefined;
  /** From now on `other` is to be taken as on `node` (1) or gone from it (-1): what preemption tries. */
  readonly shift?: (other: PodEntry, node: NodeInfo, by: 1 | -1) => void;
  /** What becomes of claims once `node` is chosen; undefined when all are bound. */
  readonly volumesFor?: (node: NodeInfo) => VolumeChoice | undefined;
}

export interface FilterPlugin {
  readonly name: string;
  /** It judges a node by that node and the pods on it, and a pod by what `signatureOf` holds. */
  readonly local?: true;
  /** Undefined when the plugin has nothing to do with the pod. */
  prepare(input: SchedulingInput): Prepared | undefined;
}

/** Scores by node; `raw` is given where normalising changed them. */
export interface Scoring {
  readonly normalized: Row;
  readonly raw?: Row;
}

export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  /** Scores the feasible nodes; undefined when the plugin has nothing to say on the pod. */
  score(input: SchedulingInput, nodes: readonly NodeInfo[]): Scoring | undefined;
}

/** A refusal that removing pods could cure, and one that it could not. */
export const refusal = (plugin: string, ...reasons: readonly string[]): Refusal => ({ plugin, reasons, final: false });
export const finalRefusal = (plugin: string, ...reasons: readonly string[]): Refusal => ({
  plugin,
  reasons,
  final: true,
});

/** Scales scores so that the highest is 100. Models framework helper DefaultNormalizeScore. */
export function scaleToMaximum(raw: readonly number[], reverse = false): Scoring {
  let most = 0;
  for (const score of raw) if (score > most) most = score;
  if (most === 0) return { normalized: reverse ? 100 : 0, raw: 0 };
  const normalized = raw.map((score) => {
    const scaled = Math.trunc((100 * score) / most);
    return reverse ? 100 - scaled : scaled;
  });
  return { normalized: compact(normalized), raw: compact(raw) };
}
