/** The shape of a scheduling plugin. Models kubernetes pkg/scheduler/framework/interface.go, without what needs waiting. */
import type { Node, Pod } from "../../../protocol/kubernetes/index.ts";
import type { ClusterView } from "../ClusterView.ts";
import type { NodeInfo } from "../NodeInfo.ts";

/** A node that exists. */
export type LiveNode = NodeInfo & { readonly node: Node };

/** Why a node is refused. `final`: removing pods from it would not help. */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly final: boolean;
}

export interface SchedulingInput {
  readonly pod: Pod;
  readonly view: ClusterView;
  readonly nodes: readonly LiveNode[];
  /** Pods to be taken as gone, by uid: what preemption tries. */
  readonly without: ReadonlySet<string>;
}

/** Judges nodes for one pod; undefined refuses nothing. */
export type NodeFilter = (node: LiveNode) => Refusal | undefined;

/** Raw scores by node, and how they become 0…100; undefined = the plugin has nothing to say on this pod. */
export interface Scoring {
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

export interface FilterPlugin {
  readonly name: string;
  /** Looks at the pod once; undefined when the plugin does not concern it. */
  prepare(input: SchedulingInput): NodeFilter | undefined;
  /** Narrows the nodes before any filter runs: names that stay. */
  narrow?(pod: Pod): ReadonlySet<string> | undefined;
}

export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  score(input: SchedulingInput): Scoring | undefined;
}

export const refuse = (reason: string): Refusal => ({ reasons: [reason], final: false });
export const refuseFinally = (reason: string): Refusal => ({ reasons: [reason], final: true });

/** Scales raw scores so that the highest is 100. Models framework helper DefaultNormalizeScore. */
export function scaleToMaximum(raw: readonly number[], reverse = false): number[] {
  const most = Math.max(0, ...raw);
  if (most === 0) return raw.map(() => (reverse ? 100 : 0));
  return raw.map((score) => {
    const scaled = Math.trunc((100 * score) / most);
    return reverse ? 100 - scaled : scaled;
  });
}
