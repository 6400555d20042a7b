/** What the scheduler tells of a decision on a pod: the body of the pod's subresource `scheduling`. */

/** A pod that has something another pod needs. */
export interface Holder {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly priority: number;
  /** How much of the resource it has asked for: thousandths of a CPU, bytes, pieces. */
  readonly amount?: number;
  /** The command the pod came of, by which the page knows the person; 0 for the cluster's own doing. */
  readonly by?: number;
}

/** What a node lacks for the pod. */
export interface Missing {
  /** `cpu` (thousandths), `memory`, `pods`, a volume driver, `port`, `disk`, `claim`, `volume`, `domain`, `company`, `label`, `taint`… */
  readonly what: string;
  readonly requested?: number;
  readonly used?: number;
  readonly allocatable?: number;
  /** The port, the taint, the domain's value… */
  readonly detail?: string;
  /** Pods that have it, those with most first. */
  readonly holders: readonly Holder[];
}

export interface ExplainedRefusal {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly final: boolean;
  readonly early?: true;
  readonly missing: readonly Missing[];
}

export interface ExplainedScores {
  readonly plugin: string;
  readonly weight: number;
  /** By feasible node. `weighted` is what counts in the total. */
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
  readonly weighted: readonly number[];
}

export interface Explanation {
  readonly nodeCount: number;
  readonly refusals: { readonly [node: string]: ExplainedRefusal };
  readonly feasible: readonly string[];
  readonly scores: readonly ExplainedScores[];
  readonly totals: readonly number[];
  readonly best: readonly string[];
  /** In a big cluster: how many nodes were feasible, and how many were refused with each reason; the lists above are cut. */
  readonly omitted?: {
    readonly feasible: number;
    readonly refused: readonly {
      readonly plugin: string;
      readonly reasons: readonly string[];
      readonly nodes: number;
    }[];
  };
}

/** The last decision on a pod written out: what Why shows. */
export interface ExplainedDecision {
  /** Cluster time, ms. */
  readonly time: number;
  /** The node chosen; undefined for a refusal. */
  readonly node?: string;
  readonly message?: string;
  readonly nominatedNode?: string;
  readonly decision: Explanation;
}
