/** RollingUpdate and Recreate. Models kubernetes pkg/controller/deployment/{rolling,recreate}.go. */
import type { Pod, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { isPodFinished } from "../../controllerkit/podFacts.ts";
import { isComplete } from "./conditions.ts";
import type { Rollout } from "./Rollout.ts";
import { activeSets, maxUnavailable, olderFirst, replicasOf, sumReplicas, sumStatus } from "./replicaSets.ts";

/** One step of a rolling update: the new set up as far as surge allows, else old ones down as far as availability allows. */
export function rollingUpdate(rollout: Rollout): void {
  if (!rollout.newSet && !rollout.createNewSet()) return;
  const newSet = rollout.newSet as ReplicaSet;
  const wanted = replicasOf(rollout.deployment);
  const size = replicasOf(newSet);
  if (size !== wanted && rollout.scaleSize(newSet, size > wanted ? wanted : rollout.newSetSize(size))) return;
  if (scaleDownOld(rollout, newSet)) return;
  if (isComplete(rollout.deployment, rollout.deployment.status ?? {})) rollout.cleanUp();
}

/** All old pods go before the first new one comes. */
export function recreate(rollout: Rollout): void {
  const active = activeSets(rollout.oldSets);
  for (const set of active) rollout.scaleSize(set, 0);
  if (active.length > 0 || oldPodsRun(rollout)) return;
  if (!rollout.newSet && !rollout.createNewSet()) return;
  rollout.scaleSize(rollout.newSet as ReplicaSet, replicasOf(rollout.deployment));
  if (isComplete(rollout.deployment, rollout.deployment.status ?? {})) rollout.cleanUp();
}

function scaleDownOld(rollout: Rollout, newSet: ReplicaSet): boolean {
  const old = activeSets(rollout.oldSets).sort(olderFirst);
  if (old.length === 0) return false;
  const minAvailable = replicasOf(rollout.deployment) - maxUnavailable(rollout.deployment);
  const newUnavailable = replicasOf(newSet) - (newSet.status?.availableReplicas ?? 0);
  const most = sumReplicas(rollout.allSets) - minAvailable - newUnavailable;
  if (most <= 0) return false;
  const sizes = new Map(old.map((set) => [set, replicasOf(set)]));
  const unhealthy = dropUnhealthy(sizes, most);
  // A set whose status is behind its size tells nothing of which pods are healthy: all wait until it has caught up.
  if (unhealthy.isBehind) return false;
  const spare = sumStatus(rollout.allSets, "availableReplicas") - minAvailable;
  const healthy = dropOldest(sizes, spare);
  // The unhealthy ones go in a write of their own, before the healthy ones: that is how it is seen from outside.
  for (const [set, size] of unhealthy.sizes) rollout.scaleSize(set, size);
  for (const [set, size] of healthy.sizes) {
    const current = rollout.context.store.get(
      "replicasets.apps",
      set.metadata.namespace ?? "",
      set.metadata.name,
    ) as ReplicaSet;
    rollout.scaleSize(current, size);
  }
  return unhealthy.count + healthy.count > 0;
}

interface Drop {
  readonly count: number;
  /** Some set says it has more available pods than it asks for. */
  readonly isBehind?: boolean;
  readonly sizes: readonly (readonly [ReplicaSet, number])[];
}

function dropUnhealthy(sizes: Map<ReplicaSet, number>, most: number): Drop {
  const changed: (readonly [ReplicaSet, number])[] = [];
  let count = 0;
  for (const [set, size] of sizes) {
    if (count >= most) break;
    const drop = Math.min(most - count, size - (set.status?.availableReplicas ?? 0));
    if (drop < 0) return { count, sizes: changed, isBehind: true };
    if (drop === 0) continue;
    count += drop;
    sizes.set(set, size - drop);
    changed.push([set, size - drop]);
  }
  return { count, sizes: changed };
}

function dropOldest(sizes: Map<ReplicaSet, number>, most: number): Drop {
  const changed: (readonly [ReplicaSet, number])[] = [];
  let count = 0;
  for (const [set, size] of sizes) {
    if (count >= most) break;
    const drop = Math.min(size, most - count);
    if (drop <= 0) continue;
    count += drop;
    changed.push([set, size - drop]);
  }
  return { count, sizes: changed };
}

function oldPodsRun({ oldSets, context }: Rollout): boolean {
  if (sumStatus(oldSets, "replicas") > 0) return true;
  return oldSets.some(({ metadata }) => {
    for (const pod of context.store.byIndex("pods", "controller", metadata.uid) as Iterable<Pod>)
      if (!isPodFinished(pod)) return true;
    return false;
  });
}
