/**
 * Keeps a StatefulSet's pods: each has a number, a name and claims of its own, and they come and go in order.
 * Models kubernetes pkg/controller/statefulset/stateful_set_control.go. What a pod is made of: `statefulSet/pods.ts`.
 */
import type {
  ControllerRevision,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
  StatefulSetStatus,
} from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { adopted, controllerOf } from "../controllerkit/ownership.ts";
import { availableAt } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { claimRevisions, currentRevision, truncateHistory } from "./history/controllerRevisions.ts";
import {
  claimDrafts,
  isAvailable,
  isCreated,
  isRunningAndReady,
  isTerminating,
  ordinalOf,
  ownedByPod,
  podDraft,
  revisionOf,
} from "./statefulSet/pods.ts";

const RESOURCE = "statefulsets.apps";
const CLAIMS = "persistentvolumeclaims";
const DEFAULT_HISTORY = 10;

export const statefulSetController: ControllerFactory = (context) => new StatefulSetController(context);

/** What a reconcile works with. */
interface Work {
  readonly set: StatefulSet;
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  /** Pods with a number in range, by place; undefined where one is missing. */
  readonly replicas: (Pod | undefined)[];
  /** Pods beyond the range, lowest number first. */
  readonly condemned: readonly Pod[];
}

class StatefulSetController {
  readonly name = "statefulset-controller";
  readonly watches;

  constructor(private readonly context: ControllerContext) {
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
    const pods = this.podsOf(set);
    const { revision: update, collisionCount } = currentRevision(this.context, set, {
      revisions: claimRevisions(this.context, set),
      collisionCount: set.status?.collisionCount ?? 0,
    });
    const revisions = claimRevisions(this.context, set);
    const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
    const work = this.sortOut(set, pods, { current, update });
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

  /** The set's pods; orphans with a name of its own are taken over. */
  private podsOf(set: StatefulSet): readonly Pod[] {
    const { store, client } = this.context;
    const { uid, namespace = "", deletionTimestamp } = set.metadata;
    const selector = compileSelector(set.spec.selector);
    const pods = [...(store.byIndex("pods", "controller", uid) as Iterable<Pod>)].filter(({ metadata }) =>
      selector.matches(metadata.labels ?? {}),
    );
    if (deletionTimestamp !== undefined) return pods;
    for (let place = 0; place < (set.spec.replicas ?? 1); place++) {
      const name = `${set.metadata.name}-${startOf(set) + place}`;
      const pod = store.get("pods", namespace, name) as Pod | undefined;
      if (pod && !controllerOf(pod) && !isTerminating(pod) && selector.matches(pod.metadata.labels ?? {}))
        pods.push(client.update("pods", adopted(pod, set)));
    }
    return pods;
  }

  private sortOut(set: StatefulSet, pods: readonly Pod[], revisions: Pick<Work, "current" | "update">): Work {
    const replicas = new Array<Pod | undefined>(set.spec.replicas ?? 1).fill(undefined);
    const condemned: Pod[] = [];
    for (const pod of pods) {
      const place = ordinalOf(set, pod) - startOf(set);
      if (place >= 0 && place < replicas.length) replicas[place] = pod;
      else if (ordinalOf(set, pod) >= 0) condemned.push(pod);
    }
    condemned.sort((left, right) => ordinalOf(set, left) - ordinalOf(set, right));
    return { set, replicas, condemned, ...revisions };
  }

  /** One step, or as many as may be taken at once. */
  private act(work: Work, counts: Counts): void {
    const ordered = work.set.spec.podManagementPolicy !== "Parallel";
    if (!this.makeReplicas(work, ordered)) return;
    if (!this.removeCondemned(work, ordered)) return;
    if (work.set.spec.updateStrategy?.type !== "OnDelete") this.rollOut(work, counts);
  }

  /** False when something must be waited for. */
  private makeReplicas({ set, replicas, current, update }: Work, ordered: boolean): boolean {
    const { client, recorder, runtime } = this.context;
    for (let place = 0; place < replicas.length; place++) {
      const ordinal = startOf(set) + place;
      const pod = replicas[place];
      if (!pod) {
        this.createPod(set, ordinal, isOfCurrent(set, ordinal) ? current : update);
        if (ordered) return false;
        continue;
      }
      const ended = pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded";
      if (ended) {
        if (isTerminating(pod)) {
          if (ordered) return false;
          continue;
        }
        const failed = pod.status?.phase === "Failed";
        const words = `StatefulSet ${set.metadata.namespace}/${set.metadata.name} is recreating ${failed ? "failed" : "terminated"} Pod ${pod.metadata.name}`;
        recorder.event(set, failed ? "Warning" : "Normal", {
          reason: failed ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
          message: words,
        });
        client.delete("pods", pod.metadata.namespace ?? "", pod.metadata.name);
        if (ordered) return false;
        continue;
      }
      if (ordered && (isTerminating(pod) || !isAvailable(pod, set, runtime.now))) return false;
    }
    return true;
  }

  private removeCondemned({ set, condemned, replicas }: Work, ordered: boolean): boolean {
    const { runtime } = this.context;
    const firstUnhealthy = [...replicas, ...condemned].find(
      (pod) => pod && (isTerminating(pod) || !isRunningAndReady(pod)),
    );
    for (const pod of condemned.toReversed()) {
      if (isTerminating(pod)) {
        if (ordered) return false;
        continue;
      }
      if (ordered && !isAvailable(pod, set, runtime.now) && pod !== firstUnhealthy) return false;
      this.releaseClaims(set, pod);
      this.deletePod(set, pod);
      if (ordered) return false;
    }
    return true;
  }

  /** The highest pod that is not of the new revision goes, once those above are well. */
  private rollOut({ set, replicas, update }: Work, counts: Counts): void {
    const least = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let place = replicas.length - 1; place >= 0 && startOf(set) + place >= least; place--) {
      const pod = replicas[place];
      if (!pod) return;
      if (revisionOf(pod) !== update.metadata.name && !isTerminating(pod)) {
        this.deletePod(set, pod);
        if (revisionOf(pod) !== update.metadata.name) counts.current = Math.max(counts.current - 1, 0);
        return;
      }
      if (isTerminating(pod) || !isAvailable(pod, set, this.context.runtime.now)) return;
    }
  }

  private createPod(set: StatefulSet, ordinal: number, revision: ControllerRevision): void {
    const { store, client, recorder } = this.context;
    const name = `${set.metadata.name}-${ordinal}`;
    const about = (what: string): string => `Pod ${name} in StatefulSet ${set.metadata.name} ${what}`;
    for (const claim of claimDrafts(set, name)) {
      const claimed = claim.metadata?.name ?? "";
      if (store.get(CLAIMS, set.metadata.namespace ?? "", claimed)) continue;
      try {
        client.create(CLAIMS, claim);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const message = `create Claim ${claimed} ${about(`failed error: ${error.message}`)}`;
        recorder.event(set, "Warning", { reason: "FailedCreate", message });
        throw error;
      }
      recorder.event(set, "Normal", {
        reason: "SuccessfulCreate",
        message: `Create Claim ${claimed} ${about("success")}`,
      });
    }
    try {
      client.create("pods", podDraft(set, ordinal, revision));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      recorder.event(set, "Warning", {
        reason: "FailedCreate",
        message: `create ${about(`failed error: ${error.message}`)}`,
      });
      throw error;
    }
    recorder.event(set, "Normal", { reason: "SuccessfulCreate", message: `Create ${about("successful")}` });
  }

  private deletePod(set: StatefulSet, { metadata }: Pod): void {
    const { client, recorder } = this.context;
    client.delete("pods", metadata.namespace ?? "", metadata.name);
    const message = `Delete Pod ${metadata.name} in StatefulSet ${set.metadata.name} successful`;
    recorder.event(set, "Normal", { reason: "SuccessfulDelete", message });
  }

  /** Claims go with a pod that is scaled away when the set says so. */
  private releaseClaims(set: StatefulSet, pod: Pod): void {
    if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== "Delete") return;
    const { store, client } = this.context;
    for (const { metadata } of claimDrafts(set, pod.metadata.name)) {
      const claim = store.get(CLAIMS, set.metadata.namespace ?? "", metadata?.name ?? "");
      if (claim) client.update(CLAIMS, ownedByPod(claim as PersistentVolumeClaim, pod));
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

const startOf = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

/** Whether a pod that is missing is made of the old template: it stands below the partition. */
function isOfCurrent({ spec, status }: StatefulSet, ordinal: number): boolean {
  if (spec.updateStrategy?.type !== "RollingUpdate") return false;
  const { rollingUpdate } = spec.updateStrategy;
  if (!rollingUpdate) return ordinal < (spec.ordinals?.start ?? 0) + (status?.currentReplicas ?? 0);
  return ordinal < (spec.ordinals?.start ?? 0) + (rollingUpdate.partition ?? 0);
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
