/** Which pods a DaemonSet replaces now. Models kubernetes pkg/controller/daemon/update.go. */
import type { DaemonSet, Pod } from "../../../protocol/kubernetes/index.ts";
import { availableAt } from "../../controllerkit/podFacts.ts";
import { scaledValue } from "../deployment/replicaSets.ts";
import type { Eligibility } from "./eligibility.ts";
import { isTerminating, revisionOf } from "./pods.ts";

/** A node with the set's pods on it or meant for it. */
export interface Place extends Eligibility {
  readonly node: string;
  /** False when pods name a node that does not exist. */
  readonly exists: boolean;
  readonly pods: readonly Pod[];
}

export interface Changes {
  /** Names of nodes that get a pod. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

export interface Rollout {
  readonly set: DaemonSet;
  readonly hash: string;
  readonly places: readonly Place[];
  readonly now: number;
}

export function surgeOf({ spec: { updateStrategy } }: DaemonSet, desired: number): number {
  if (updateStrategy?.type !== "RollingUpdate") return 0;
  return scaledValue(updateStrategy.rollingUpdate?.maxSurge, desired, "up");
}

export const allowsSurge = (set: DaemonSet): boolean => surgeOf(set, 1) > 0;

export function isAvailable(pod: Pod, { spec }: DaemonSet, now: number): boolean {
  const at = availableAt(pod, spec.minReadySeconds ?? 0);
  return at !== undefined && at <= now;
}

/** The next step of a rolling update: nothing when it is done or must wait. */
export function nextStep(rollout: Rollout): Changes {
  const { set, places } = rollout;
  const desired = places.filter(({ run }) => run).length;
  const surge = surgeOf(set, desired);
  const unavailable = scaledValue(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, desired, "up");
  // Upstream goes through nodes in no order at all; ours is from the last node to the first.
  const order = places.filter(({ run, pods }) => run || pods.length > 0).toReversed();
  if (surge > 0) return surging({ ...rollout, places: order }, { surge, desired });
  return replacing({ ...rollout, places: order }, desired > 0 && unavailable === 0 ? 1 : unavailable);
}

/** Old pods go while no more than `limit` nodes are without an available one; those that are not available go at once. */
function replacing({ set, hash, places, now }: Rollout, limit: number): Changes {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const place of places) {
    const found = pairOn(place, hash);
    if (!found) {
      unavailable++;
      continue;
    }
    const { fresh, old } = found;
    if (old === undefined || fresh !== undefined) {
      if (!fresh || old || !isAvailable(fresh, set, now)) unavailable++;
    } else if (!isAvailable(old, set, now)) {
      broken.push(old);
      unavailable++;
    } else if (unavailable < limit) candidates.push(old);
  }
  return { create: [], remove: [...broken, ...candidates.slice(0, Math.max(limit - unavailable, 0))] };
}

/** New pods come next to old ones, `surge` at a time; an old one goes when its new one is available. */
function surging(
  { set, hash, places, now }: Rollout,
  { surge, desired }: { readonly surge: number; readonly desired: number },
): Changes {
  const remove: Pod[] = [];
  const unwanted: Pod[] = [];
  const urgent: string[] = [];
  const candidates: string[] = [];
  let surged = 0;
  let available = 0;
  for (const place of places) {
    const found = pairOn(place, hash);
    if (!found) {
      surged++;
      continue;
    }
    const { fresh, old } = found;
    const shown = old ?? fresh;
    const well = shown !== undefined && isAvailable(shown, set, now);
    if (well) available++;
    if (!old) continue;
    if (fresh) {
      if (isAvailable(fresh, set, now)) remove.push(old);
      else surged++;
    } else if (!place.exists) continue;
    else if (!place.run) (well ? unwanted : remove).push(old);
    else if (!well) urgent.push(place.node);
    else if (surged < surge) candidates.push(place.node);
  }
  // Nodes the set should leave keep their pods until there are enough elsewhere.
  remove.push(...unwanted.slice(0, Math.max(available - desired, 0)));
  return { create: [...urgent, ...candidates.slice(0, Math.max(surge - surged, 0))], remove };
}

/** The new and the old pod of a node; undefined when there are two of a sort, which is put right elsewhere. */
function pairOn({ pods }: Place, hash: string): { readonly fresh?: Pod; readonly old?: Pod } | undefined {
  const staying = pods.filter((pod) => !isTerminating(pod));
  const [fresh, ...moreFresh] = staying.filter((pod) => revisionOf(pod) === hash);
  const [old, ...moreOld] = staying.filter((pod) => revisionOf(pod) !== hash);
  if (moreFresh.length > 0 || moreOld.length > 0) return undefined;
  return { ...(fresh ? { fresh } : undefined), ...(old ? { old } : undefined) };
}
