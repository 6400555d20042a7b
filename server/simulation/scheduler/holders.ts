/** Pods that have what another one lacks. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { Holder } from "../../protocol/scheduling.ts";
import type { ClusterView } from "./ClusterView.ts";
import type { PodEntry, PodProfile } from "./PodProfile.ts";

const HOLDERS_SHOWN = 20;

/** The pod that was refused. */
export interface About {
  readonly pod: Pod;
  readonly profile: PodProfile;
  readonly view: ClusterView;
}

export function holder({ pod: { metadata }, profile: { priority } }: PodEntry, amount?: number): Holder {
  const { namespace = "", name, uid } = metadata;
  return { namespace, name, uid, priority, ...(amount === undefined ? undefined : { amount }) };
}

/** Those with most first, then by name. */
export function shown(holders: readonly Holder[]): readonly Holder[] {
  return [...holders]
    .sort((left, right) => (right.amount ?? 0) - (left.amount ?? 0) || (left.name < right.name ? -1 : 1))
    .slice(0, HOLDERS_SHOWN);
}
