/** Scaling outside a rollout's own steps. Models kubernetes pkg/controller/deployment/sync.go scale(). */
import type { ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import type { Rollout } from "./Rollout.ts";
import {
  activeSets,
  isRollingUpdate,
  largerThenNewer,
  largerThenOlder,
  maxSurge,
  olderFirst,
  replicasOf,
  sumReplicas,
} from "./replicaSets.ts";
import { desiredAnnotation, maximumAnnotation } from "./revisions.ts";

/** Whether the Deployment's size changed since its sets were last scaled. */
export function isScalingEvent(rollout: Rollout): boolean {
  return activeSets(rollout.allSets).some((set) => {
    const desired = desiredAnnotation(set);
    return desired !== undefined && desired !== replicasOf(rollout.deployment);
  });
}

/** Gives the sets the new size: the one there is, or all in proportion while a rollout is under way. */
export function scaleAll(rollout: Rollout): void {
  const wanted = replicasOf(rollout.deployment);
  const single = onlyActiveOrLatest(rollout);
  if (single) {
    rollout.scaleSize(single, wanted);
    return;
  }
  if (isSaturated(rollout)) {
    for (const set of activeSets(rollout.oldSets)) rollout.scaleSize(set, 0);
    return;
  }
  if (isRollingUpdate(rollout.deployment)) scaleInProportion(rollout);
}

function onlyActiveOrLatest({ newSet, oldSets, allSets }: Rollout): ReplicaSet | undefined {
  const active = activeSets(allSets);
  if (active.length > 1) return undefined;
  return active[0] ?? newSet ?? [...oldSets].sort(olderFirst).at(-1);
}

function isSaturated({ newSet, deployment }: Rollout): boolean {
  if (!newSet) return false;
  const wanted = replicasOf(deployment);
  return (
    replicasOf(newSet) === wanted &&
    desiredAnnotation(newSet) === wanted &&
    (newSet.status?.availableReplicas ?? 0) === wanted
  );
}

function scaleInProportion(rollout: Rollout): void {
  const wanted = replicasOf(rollout.deployment);
  const allowed = wanted > 0 ? wanted + maxSurge(rollout.deployment) : 0;
  const sets = activeSets(rollout.allSets);
  const toAdd = allowed - sumReplicas(sets);
  if (toAdd !== 0) sets.sort(toAdd > 0 ? largerThenNewer : largerThenOlder);
  let added = 0;
  const sizes = sets.map((set) => {
    const share = toAdd === 0 || toAdd === added ? 0 : limited(fraction(rollout, set), toAdd - added);
    added += share;
    return replicasOf(set) + share;
  });
  sets.forEach((set, index) => {
    const size = (sizes[index] as number) + (index === 0 ? toAdd - added : 0);
    rollout.scale(set, Math.max(size, 0));
  });
}

function limited(share: number, rest: number): number {
  return rest > 0 ? Math.min(share, rest) : Math.max(share, rest);
}

/** How many pods more or fewer keep the set's share of the whole. */
function fraction({ deployment }: Rollout, set: ReplicaSet): number {
  const size = replicasOf(set);
  if (replicasOf(deployment) === 0) return -size;
  const before = maximumAnnotation(set) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  const exact = (size * (replicasOf(deployment) + maxSurge(deployment))) / before;
  return Math.floor(exact + 0.5) - size;
}
