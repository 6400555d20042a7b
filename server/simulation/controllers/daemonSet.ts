/**
 * Keeps one pod of a DaemonSet on every node it belongs on, and replaces them node by node when the template changes.
 * Models kubernetes pkg/controller/daemon/daemon_controller.go. Where pods belong: `daemonSet/eligibility.ts`; what they
 * are made of: `daemonSet/pods.ts`; which are replaced when: `daemonSet/rollout.ts`.
 */
import type { ControllerRevision, DaemonSet, DaemonSetStatus, Node, Pod } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { gatherDelay, keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf } from "../controllerkit/ownership.ts";
import { availableAt, isPodFinished, isPodReady } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { eligibilityOf } from "./daemonSet/eligibility.ts";
import { FailedPodBackoff } from "./daemonSet/FailedPodBackoff.ts";
import { cleanUpHistory, constructHistory, hashOf } from "./daemonSet/history.ts";
import { claimPods, isTerminating, oldestFirst, podDraft, revisionOf, targetNode } from "./daemonSet/pods.ts";
import { allowsSurge, type Changes, isAvailable, nextStep, type Place, type Rollout } from "./daemonSet/rollout.ts";
import { REVISIONS } from "./history/controllerRevisions.ts";

const RESOURCE = "daemonsets.apps";
/** Pods made, and pods deleted, in one reconcile. */
const BURST = 250;

export const daemonSetController: ControllerFactory = (context) => new DaemonSetController(context);

class DaemonSetController {
  readonly name = "daemonset-controller";
  readonly watches;
  private readonly backoff: FailedPodBackoff;

  constructor(private readonly context: ControllerContext) {
    this.backoff = new FailedPodBackoff(context.runtime);
    this.watches = [
      { resource: RESOURCE, handle: ({ object }: StoreEvent) => context.enqueue(keyOf(object)) },
      { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
      { resource: "nodes", handle: (event: StoreEvent) => this.nodeChanged(event) },
      { resource: REVISIONS, handle: (event: StoreEvent) => this.revisionChanged(event) },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, runtime } = this.context;
    const set = store.get(RESOURCE, namespace, name) as DaemonSet | undefined;
    if (!set || set.metadata.deletionTimestamp !== undefined) return undefined;
    const { current, old } = constructHistory(this.context, set);
    const hash = hashOf(current);
    const waits: number[] = [];
    const failure = this.makeItSo(this.look(set, hash), { old, waits });
    const after = this.look(set, hash);
    this.writeStatus(after);
    if (failure) return { retry: failure.message };
    for (const { pods } of after.places) {
      for (const pod of pods) {
        const at = availableAt(pod, set.spec.minReadySeconds ?? 0);
        if (at !== undefined && at > runtime.now) waits.push(at);
      }
    }
    return waits.length === 0 ? undefined : { requeueAfter: Math.max(Math.min(...waits) - runtime.now, 1) };
  }

  /** The nodes and the pods on them, as they are now. */
  private look(set: DaemonSet, hash: string): Rollout {
    const { store, runtime } = this.context;
    const byNode = new Map<string, Pod[]>();
    for (const pod of claimPods(this.context, set)) {
      // A pod that has ended and is being deleted only waits for a finalizer.
      if (isPodFinished(pod) && isTerminating(pod)) continue;
      const node = targetNode(pod);
      if (node === undefined) continue;
      const others = byNode.get(node);
      if (others) others.push(pod);
      else byNode.set(node, [pod]);
    }
    const judge = eligibilityOf(set);
    const places: Place[] = [];
    for (const node of store.list("nodes") as Iterable<Node>) {
      const { name } = node.metadata;
      places.push({ node: name, exists: true, ...judge(node), pods: byNode.get(name) ?? [] });
      byNode.delete(name);
    }
    for (const [node, pods] of byNode) places.push({ node, exists: false, run: false, stay: false, pods });
    return { set, hash, places, now: runtime.now };
  }

  /** Makes and deletes pods. Returns what went wrong. */
  private makeItSo(
    rollout: Rollout,
    { old, waits }: { readonly old: readonly ControllerRevision[]; readonly waits: number[] },
  ): ApiError | undefined {
    const { set } = rollout;
    const changes = this.manage(rollout, waits);
    let failure = this.apply(rollout, changes);
    if (failure) return failure;
    // What was just made or deleted is looked at in the next reconcile, which it causes.
    const atRest = changes.create.length === 0 && changes.remove.length === 0;
    if (atRest && set.spec.updateStrategy?.type === "RollingUpdate") {
      failure = this.apply(rollout, nextStep(rollout));
      if (failure) return failure;
    }
    try {
      const pods = [...this.context.store.byIndex("pods", "controller", set.metadata.uid)] as Pod[];
      cleanUpHistory(this.context, set, { old, pods });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error;
    }
    return undefined;
  }

  /** What every node needs, whatever the revision of its pods. */
  private manage(rollout: Rollout, waits: number[]): Changes {
    const create: string[] = [];
    const remove: Pod[] = [];
    for (const place of rollout.places) {
      if (!place.exists) {
        // Nobody else deletes what was never bound and never will be.
        remove.push(...place.pods.filter(({ spec }) => !spec.nodeName));
      } else if (place.run && place.pods.length === 0) create.push(place.node);
      else if (!place.stay) remove.push(...place.pods.filter((pod) => !isTerminating(pod)));
      else {
        const running = this.removeEnded(rollout, place, { remove, waits });
        if (!allowsSurge(rollout.set)) remove.push(...running.slice(1));
        else if (running.length === 0 && place.run) create.push(place.node);
        else remove.push(...tooManyOf(rollout, running));
      }
    }
    return { create, remove };
  }

  /** Pods of a node that neither ended nor are going, oldest first. Those that ended are to be removed, not too often. */
  private removeEnded(
    { set }: Rollout,
    { node, pods }: Place,
    { remove, waits }: { readonly remove: Pod[]; readonly waits: number[] },
  ): readonly Pod[] {
    const running: Pod[] = [];
    for (const pod of pods) {
      if (isTerminating(pod)) continue;
      if (!isPodFinished(pod)) {
        running.push(pod);
        continue;
      }
      const failed = pod.status?.phase === "Failed";
      if (failed) {
        const key = `${set.metadata.uid}/${set.status?.observedGeneration ?? 0}/${node}`;
        const until = this.backoff.heldUntil(key);
        if (until !== undefined) {
          waits.push(until);
          continue;
        }
        this.backoff.next(key);
      }
      const which = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}`;
      this.context.recorder.event(set, failed ? "Warning" : "Normal", {
        reason: failed ? "FailedDaemonPod" : "SucceededDaemonPod",
        message: failed
          ? `Found failed ${which}, will try to kill it`
          : `Found succeeded ${which}, will try to delete it`,
      });
      remove.push(pod);
    }
    return running.sort(oldestFirst);
  }

  private apply({ set, hash }: Rollout, { create, remove }: Changes): ApiError | undefined {
    const made = this.createPods(set, hash, create.slice(0, BURST));
    const deleted = this.deletePods(set, remove.slice(0, BURST));
    return made ?? deleted;
  }

  /** In batches of 1, 2, 4…, so that a refusal is met a few times, not hundreds of times. */
  private createPods(set: DaemonSet, hash: string, nodes: readonly string[]): ApiError | undefined {
    const { client, recorder } = this.context;
    let batch = 1;
    for (let made = 0; made < nodes.length; made += batch, batch *= 2) {
      let failure: ApiError | undefined;
      for (const node of nodes.slice(made, made + batch)) {
        try {
          const pod = client.create<Pod>("pods", podDraft(set, hash, node));
          recorder.event(set, "Normal", { reason: "SuccessfulCreate", message: `Created pod: ${pod.metadata.name}` });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating")) continue;
          recorder.event(set, "Warning", { reason: "FailedCreate", message: `Error creating: ${error.message}` });
          failure ??= error;
        }
      }
      if (failure) return failure;
    }
    return undefined;
  }

  private deletePods(set: DaemonSet, pods: readonly Pod[]): ApiError | undefined {
    const { client, recorder } = this.context;
    let failure: ApiError | undefined;
    for (const { metadata } of pods) {
      try {
        client.delete("pods", metadata.namespace ?? "", metadata.name);
        recorder.event(set, "Normal", { reason: "SuccessfulDelete", message: `Deleted pod: ${metadata.name}` });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        recorder.event(set, "Warning", { reason: "FailedDelete", message: `Error deleting: ${error.message}` });
        failure ??= error;
      }
    }
    return failure;
  }

  private writeStatus({ set, hash, places, now }: Rollout): void {
    const { store, client } = this.context;
    const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
    for (const { run, exists, pods } of places) {
      const [pod] = [...pods].sort(oldestFirst);
      if (!run) counts.misscheduled += exists && pod ? 1 : 0;
      else {
        counts.desired++;
        if (!pod) continue;
        counts.current++;
        if (isPodReady(pod)) counts.ready++;
        if (isAvailable(pod, set, now)) counts.available++;
        if (revisionOf(pod) === hash) counts.updated++;
      }
    }
    const latest = store.get(RESOURCE, set.metadata.namespace ?? "", set.metadata.name) as DaemonSet | undefined;
    if (latest?.metadata.uid !== set.metadata.uid || !latest) return;
    const { updated, available } = counts;
    const unavailable = counts.desired - available;
    const { collisionCount, conditions } = latest.status ?? {};
    const status: DaemonSetStatus = {
      currentNumberScheduled: counts.current,
      numberMisscheduled: counts.misscheduled,
      desiredNumberScheduled: counts.desired,
      numberReady: counts.ready,
      observedGeneration: set.metadata.generation,
      ...(updated > 0 ? { updatedNumberScheduled: updated } : undefined),
      ...(available > 0 ? { numberAvailable: available } : undefined),
      ...(unavailable > 0 ? { numberUnavailable: unavailable } : undefined),
      ...(collisionCount === undefined ? undefined : { collisionCount }),
      ...(conditions ? { conditions } : undefined),
    };
    if (!equalJson(status, latest.status)) client.updateStatus(RESOURCE, { ...latest, status });
  }

  private podChanged({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const old = previous as Pod | undefined;
    const owner = controllerOf(pod);
    const before = old && controllerOf(old);
    if (type === "MODIFIED" && old && owner?.uid === before?.uid && !countsDiffer(pod, old)) return;
    const namespace = pod.metadata.namespace ?? "";
    for (const reference of before && before.uid !== owner?.uid ? [before, owner] : [owner]) {
      if (reference?.kind !== "DaemonSet") continue;
      const set = this.context.store.get(RESOURCE, namespace, reference.name) as DaemonSet | undefined;
      if (set?.metadata.uid === reference.uid)
        this.context.enqueue(keyOf(set), gatherDelay(set.status?.desiredNumberScheduled ?? 0));
    }
    if (!owner && type !== "DELETED" && !isTerminating(pod)) this.enqueueMatching(namespace, pod.metadata.labels);
  }

  private nodeChanged({ type, object, previous }: StoreEvent): void {
    const node = object as Node;
    const old = previous as Node | undefined;
    // A node that goes takes its pods with it, and their going is heard of.
    if (type === "DELETED") return;
    if (old && old.metadata.labels === node.metadata.labels && old.spec?.taints === node.spec?.taints) return;
    const placed = this.setsOn(node.metadata.name);
    for (const set of this.context.store.list(RESOURCE) as Iterable<DaemonSet>) {
      const { run, stay } = eligibilityOf(set)(node);
      const isPlaced = placed.has(set.metadata.uid);
      // A pod that may stay though it should not have come is counted when something else asks for a look.
      if (isPlaced ? !stay || (set.status?.numberMisscheduled ?? 0) > 0 : run) this.context.enqueue(keyOf(set));
    }
  }

  /** The uids of the sets that have a pod on a node. */
  private setsOn(node: string): ReadonlySet<string> {
    const uids = new Set<string>();
    for (const pod of this.context.store.byIndex("pods", "node", node) as Iterable<Pod>) {
      const owner = controllerOf(pod);
      if (owner?.kind === "DaemonSet") uids.add(owner.uid);
    }
    return uids;
  }

  private revisionChanged({ type, object, previous }: StoreEvent): void {
    const owner = controllerOf(object) ?? (previous && controllerOf(previous));
    if (owner && type === "ADDED") return;
    if (!owner) this.enqueueMatching(object.metadata.namespace ?? "", object.metadata.labels);
    else if (owner.kind === "DaemonSet") this.context.enqueue(`${object.metadata.namespace}/${owner.name}`);
  }

  private enqueueMatching(namespace: string, labels: Pod["metadata"]["labels"]): void {
    if (!labels) return;
    for (const set of this.context.store.list(RESOURCE, namespace) as Iterable<DaemonSet>) {
      if (compileSelector(set.spec.selector).matches(labels)) this.context.enqueue(keyOf(set));
    }
  }
}

/**
 * While surging a node may have two: an old one that is ready and a new one that is not available yet. All others go.
 * `running` is sorted, oldest first.
 */
function tooManyOf({ set, hash, now }: Rollout, running: readonly Pod[]): readonly Pod[] {
  if (running.length <= 1) return [];
  const fresh = running.find((pod) => revisionOf(pod) === hash);
  const old = running.find((pod) => revisionOf(pod) !== hash);
  const rest = running.filter((pod) => pod !== fresh && pod !== old);
  if (!fresh || !old) return rest;
  return !isPodReady(old) || isAvailable(fresh, set, now) ? [...rest, old] : rest;
}

/** Whether a change of a pod can change a DaemonSet's counts or its claim. */
function countsDiffer(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.spec.nodeName !== old.spec.nodeName ||
    pod.status?.phase !== old.status?.phase ||
    isPodReady(pod) !== isPodReady(old)
  );
}
