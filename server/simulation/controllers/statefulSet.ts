/**
 * Keeps a StatefulSet's pods: each has a number, a name and claims of its own, and they come and go in order.
 * Models kubernetes pkg/controller/statefulset/stateful_set_control.go. What a pod is made of: `statefulSet/pods.ts`; its
 * claims: `statefulSet/claims.ts`; how single pods are made and mended: `statefulSet/PodControl.ts`.
 */
import type { ControllerRevision, Pod, StatefulSet, StatefulSetStatus } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf } from "../controllerkit/ownership.ts";
import { availableAt, isPodFinished } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { claimRevisions, currentRevision, truncateHistory } from "./history/controllerRevisions.ts";
import { PodControl } from "./statefulSet/PodControl.ts";
import {
  claimPods,
  isAvailable,
  isCreated,
  isRunningAndReady,
  isTerminating,
  ordinalOf,
  revisionOf,
  startOf,
} from "./statefulSet/pods.ts";

const RESOURCE = "statefulsets.apps";
const DEFAULT_HISTORY = 10;

export const statefulSetController: ControllerFactory = (context) => new StatefulSetController(context);

/** What a reconcile works with. */
interface Work {
  readonly set: StatefulSet;
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  /** Pods with a number in range, by place; undefined where one is missing. */
  readonly replicas: readonly (Pod | undefined)[];
  /** Pods beyond the range, highest number first. */
  readonly condemned: readonly Pod[];
}

class StatefulSetController {
  readonly name = "statefulset-controller";
  readonly watches;
  private readonly pods: PodControl;

  constructor(private readonly context: ControllerContext) {
    this.pods = new PodControl(context);
    this.watches = [
      { resource: RESOURCE, handle: ({ object }: StoreEvent) => context.enqueue(keyOf(object)) },
      { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, client, runtime } = this.context;
    const set = store.get(RESOURCE, namespace, name) as StatefulSet | undefined;
    if (!set) return undefined;
    const known = claimRevisions(this.context, set);
    const pods = claimPods(this.context, set);
    const { revision: update, collisionCount } = currentRevision(this.context, set, {
      revisions: known,
      collisionCount: set.status?.collisionCount ?? 0,
    });
    const revisions = claimRevisions(this.context, set);
    const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
    const work = sortOut(set, pods, { current, update });
    const counts = this.count(set, pods, { current, update });
    let failure: string | undefined;
    if (set.metadata.deletionTimestamp === undefined) {
      try {
        this.act(work, counts);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure = error.message;
      }
    }
    const status = statusOf(set, counts, { current, update, collisionCount });
    const latest = store.get(RESOURCE, namespace, name) as StatefulSet | undefined;
    if (latest && !equalJson(status, latest.status)) client.updateStatus(RESOURCE, { ...latest, status });
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    truncateHistory(this.context, { revisions, live, limit: set.spec.revisionHistoryLimit ?? DEFAULT_HISTORY });
    if (failure !== undefined) return { retry: failure };
    const next = this.nextAvailable(set, pods);
    return next === undefined ? undefined : { requeueAfter: Math.max(next - runtime.now, 1) };
  }

  /** One step, or as many as may be taken at once. */
  private act(work: Work, counts: Counts): void {
    const { set, replicas, condemned } = work;
    const ordered = set.spec.podManagementPolicy !== "Parallel";
    if (
      forAll([...replicas.keys()], ordered, (place) => this.tendReplica(work, place)) ||
      forAll(condemned, ordered, (pod) => this.pods.ownClaims(set, pod)) ||
      forAll(condemned, ordered, (pod) => this.removeCondemned(work, pod))
    )
      return;
    if (set.spec.updateStrategy?.type !== "OnDelete") this.rollOut(work, counts);
  }

  /** Brings one pod nearer to what it should be. True when those after it must wait for it. */
  private tendReplica({ set, replicas, current, update }: Work, place: number): boolean {
    const ordered = set.spec.podManagementPolicy !== "Parallel";
    const ordinal = startOf(set) + place;
    const pod = replicas[place];
    if (!pod) {
      if (!this.pods.waitsForClaims(set, ordinal))
        this.pods.create(set, ordinal, isOfCurrent(set, place) ? current : update);
      return true;
    }
    if (isPodFinished(pod)) {
      if (!isTerminating(pod)) this.pods.delete(set, pod);
      return true;
    }
    if (pod.status?.phase === "Pending") this.pods.makeMissingClaims(set, pod);
    if (ordered && (isTerminating(pod) || !isAvailable(pod, set, this.context.runtime.now))) return true;
    this.pods.mend(set, pod);
    return false;
  }

  /** True when the next lower one must wait. */
  private removeCondemned({ set, condemned, replicas }: Work, pod: Pod): boolean {
    const { now } = this.context.runtime;
    const ordered = set.spec.podManagementPolicy !== "Parallel";
    if (isTerminating(pod)) return true;
    if (ordered && !isAvailable(pod, set, now)) {
      const firstUnwell = [...replicas, ...condemned.toReversed()].find(
        (each) => !each || isTerminating(each) || !isAvailable(each, set, now),
      );
      if (pod !== firstUnwell) return true;
    }
    this.pods.delete(set, pod);
    return true;
  }

  /** The highest pod that is not of the new revision goes, once those above are well. */
  private rollOut({ set, replicas, update }: Work, counts: Counts): void {
    const least = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let place = replicas.length - 1; place >= least; place--) {
      const pod = replicas[place];
      if (!pod) return;
      if (revisionOf(pod) !== update.metadata.name && !isTerminating(pod)) {
        this.pods.delete(set, pod);
        counts.current = Math.max(counts.current - 1, 0);
        return;
      }
      if (isTerminating(pod) || !isAvailable(pod, set, this.context.runtime.now)) return;
    }
  }

  private count(set: StatefulSet, pods: readonly Pod[], { current, update }: Pick<Work, "current" | "update">): Counts {
    const counts: Counts = { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 };
    for (const pod of pods) {
      if (!isCreated(pod)) continue;
      counts.replicas++;
      if (isRunningAndReady(pod)) counts.ready++;
      if (isAvailable(pod, set, this.context.runtime.now)) counts.available++;
      if (isTerminating(pod)) continue;
      if (revisionOf(pod) === current.metadata.name) counts.current++;
      if (revisionOf(pod) === update.metadata.name) counts.updated++;
    }
    return counts;
  }

  private nextAvailable(set: StatefulSet, pods: readonly Pod[]): number | undefined {
    const { now } = this.context.runtime;
    const times = pods.flatMap((pod) => {
      const at = isRunningAndReady(pod) ? availableAt(pod, set.spec.minReadySeconds ?? 0) : undefined;
      return at !== undefined && at > now ? at : [];
    });
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  private podChanged({ object, previous }: StoreEvent): void {
    const { store, enqueue } = this.context;
    for (const pod of [object, previous]) {
      const owner = pod && controllerOf(pod);
      if (owner?.kind === "StatefulSet") enqueue(`${object.metadata.namespace}/${owner.name}`);
    }
    if (controllerOf(object)) return;
    const set = object.metadata.name.replace(/-[0-9]+$/, "");
    if (set !== object.metadata.name && store.get(RESOURCE, object.metadata.namespace ?? "", set))
      enqueue(`${object.metadata.namespace}/${set}`);
  }
}

interface Counts {
  replicas: number;
  ready: number;
  available: number;
  current: number;
  updated: number;
}

/**
 * Ordered: one after the other, until one says to wait. Not ordered: all, in batches of 1, 2, 4… of which a failing one
 * is the last. True when what comes after must wait. Throws the first failure.
 */
function forAll<Item>(items: readonly Item[], ordered: boolean, act: (item: Item) => boolean | void): boolean {
  if (ordered) return items.some((item) => act(item) === true);
  for (let done = 0, batch = 1; done < items.length; done += batch, batch *= 2) {
    let failure: ApiError | undefined;
    for (const item of items.slice(done, done + batch)) {
      try {
        act(item);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure ??= error;
      }
    }
    if (failure) throw failure;
  }
  return false;
}

function sortOut(set: StatefulSet, pods: readonly Pod[], revisions: Pick<Work, "current" | "update">): Work {
  const replicas = new Array<Pod | undefined>(set.spec.replicas ?? 1).fill(undefined);
  const condemned: Pod[] = [];
  for (const pod of pods) {
    const place = ordinalOf(set, pod) - startOf(set);
    if (place >= 0 && place < replicas.length) replicas[place] = pod;
    else condemned.push(pod);
  }
  condemned.sort((left, right) => ordinalOf(set, right) - ordinalOf(set, left));
  return { set, replicas, condemned, ...revisions };
}

/** Whether a pod that is missing is made of the old template: it stands below the partition. */
function isOfCurrent({ spec, status }: StatefulSet, place: number): boolean {
  if (spec.updateStrategy?.type !== "RollingUpdate") return false;
  const { rollingUpdate } = spec.updateStrategy;
  return place < (rollingUpdate ? (rollingUpdate.partition ?? 0) : (status?.currentReplicas ?? 0));
}

function statusOf(
  { spec, metadata }: StatefulSet,
  counts: Counts,
  { current, update, collisionCount }: Pick<Work, "current" | "update"> & { readonly collisionCount: number },
): StatefulSetStatus {
  const { replicas, ready, available, updated } = counts;
  const wanted = spec.replicas ?? 1;
  const complete =
    spec.updateStrategy?.type !== "OnDelete" && updated === replicas && ready === replicas && replicas === wanted;
  const currentReplicas = complete ? updated : counts.current;
  return {
    observedGeneration: metadata.generation,
    replicas,
    ...(ready > 0 ? { readyReplicas: ready } : undefined),
    ...(currentReplicas > 0 ? { currentReplicas } : undefined),
    ...(updated > 0 ? { updatedReplicas: updated } : undefined),
    currentRevision: complete ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount,
    availableReplicas: available,
  } as StatefulSetStatus;
}
