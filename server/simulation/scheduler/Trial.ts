import type { PodEntry } from "./PodProfile.ts";

/** A node on which a pod could get room, with what it would cost. */
export interface Candidate {
  readonly node: string;
  /** Those who would have to go, the most important first. */
  readonly victims: readonly PodEntry[];
  /** How the candidate compares: the lower, the better, the first that differs decides. */
  readonly costs: readonly number[];
}

/** What came of trying to make room on one node; `reasons` when nothing did. */
export type Trial = Candidate | { readonly reasons: readonly string[] };
