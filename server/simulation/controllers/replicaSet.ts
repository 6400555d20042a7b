/**
 * Keeps as many pods as a ReplicaSet asks for. Models kubernetes pkg/controller/replicaset/replica_set.go.
 *
 * Reads are never stale here, so there are no expectations: what a reconcile sees is what is. Which pods go first when
 * there are too many is told in `replicaSet/ranking.ts`, which pods are its own in `replicaSet/claims.ts`.
 */
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from "../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../api/indexes.ts";
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { gatherDelay, keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerOf, controllerReference } from "../controllerkit/ownership.ts";
import { availableAt, isPodReady } from "../controllerkit/podFacts.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { claimPods } from "./replicaSet/claims.ts";
import { podsToDelete } from "./replicaSet/ranking.ts";

const RESOURCE = "replicasets.apps";
/** Pods made or deleted in one reconcile; the changes they cause bring the next one. */
const BURST = 500;

export const replicaSetController: ControllerFactory = (context) => new ReplicaSetController(context);

class ReplicaSetController {
  readonly name = "replicaset-controller";
  readonly watches = [
    { resource: RESOURCE, handle: ({ object }: StoreEvent) => this.context.enqueue(keyOf(object)) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const set = this.context.store.get(RESOURCE, namespace, name) as ReplicaSet | undefined;
    if (!set) return undefined;
    const { active, terminating } = claimPods(this.context, set);
    const failure = set.metadata.deletionTimestamp === undefined ? this.makeItSo(set, active) : undefined;
    const current = this.context.store.get(RESOURCE, namespace, name) as ReplicaSet | undefined;
    if (!current) return undefined;
    const { status, nextAvailable } = this.statusOf(current, { active, terminating, failure });
    if (!equalJson(status, current.status)) this.context.client.updateStatus(RESOURCE, { ...current, status });
    if (failure) return { retry: failure.message };
    return nextAvailable === undefined
      ? undefined
      : { requeueAfter: Math.max(nextAvailable - this.context.runtime.now, 1) };
  }

  /** Makes missing pods or deletes spare ones. Returns what went wrong. */
  private makeItSo(set: ReplicaSet, active: readonly Pod[]): Failure | undefined {
    const missing = (set.spec.replicas ?? 1) - active.length;
    if (missing > 0) return this.createPods(set, Math.min(missing, BURST));
    if (missing < 0)
      return this.deletePods(set, podsToDelete(this.context, set, { active, count: Math.min(-missing, BURST) }));
    return undefined;
  }

  /** In batches of 1, 2, 4…, so that a refusal is met a few times, not hundreds of times. */
  private createPods(set: ReplicaSet, count: number): Failure | undefined {
    const { client, recorder } = this.context;
    const draft = podDraft(set);
    let batch = 1;
    for (let made = 0; made < count; batch *= 2) {
      const size = Math.min(batch, count - made);
      let failure: Failure | undefined;
      for (let index = 0; index < size; index++) {
        try {
          const pod = client.create<Pod>("pods", draft);
          recorder.event(set, "Normal", { reason: "SuccessfulCreate", message: `Created pod: ${pod.metadata.name}` });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (isNamespaceGoing(error)) return undefined;
          recorder.event(set, "Warning", { reason: "FailedCreate", message: `Error creating: ${error.message}` });
          failure ??= { reason: "FailedCreate", message: error.message };
        }
      }
      if (failure) return failure;
      made += size;
    }
    return undefined;
  }

  private deletePods(set: ReplicaSet, pods: readonly Pod[]): Failure | undefined {
    const { client, recorder } = this.context;
    let failure: Failure | undefined;
    for (const { metadata } of pods) {
      try {
        client.delete("pods", metadata.namespace ?? "", metadata.name);
        recorder.event(set, "Normal", { reason: "SuccessfulDelete", message: `Deleted pod: ${metadata.name}` });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        recorder.event(set, "Warning", { reason: "FailedDelete", message: `Error deleting: ${error.message}` });
        failure ??= { reason: "FailedDelete", message: error.message };
      }
    }
    return failure;
  }

  /** The status for the pods as they were before this reconcile acted; their changes bring the next one. */
  private statusOf(
    set: ReplicaSet,
    seen: Seen,
  ): { readonly status: ReplicaSetStatus; readonly nextAvailable: number | undefined } {
    const { now } = this.context.runtime;
    const template = set.spec.template?.metadata?.labels ?? {};
    const minReady = set.spec.minReadySeconds ?? 0;
    let labelled = 0;
    let ready = 0;
    let available = 0;
    let nextAvailable: number | undefined;
    for (const pod of seen.active) {
      if (hasLabels(pod, template)) labelled++;
      if (!isPodReady(pod)) continue;
      ready++;
      const at = availableAt(pod, minReady);
      if (at !== undefined && at <= now) available++;
      else if (at !== undefined && (nextAvailable === undefined || at < nextAvailable)) nextAvailable = at;
    }
    const conditions = this.conditionsOf(set, seen.failure);
    const status: ReplicaSetStatus = {
      replicas: seen.active.length,
      ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : undefined),
      ...(ready > 0 ? { readyReplicas: ready } : undefined),
      ...(available > 0 ? { availableReplicas: available } : undefined),
      terminatingReplicas: seen.terminating,
      observedGeneration: set.metadata.generation,
      ...(conditions.length > 0 ? { conditions } : undefined),
    };
    return { status, nextAvailable };
  }

  private conditionsOf(set: ReplicaSet, failure: Failure | undefined): readonly ReplicaSetCondition[] {
    const conditions = set.status?.conditions ?? [];
    const known = conditions.some(({ type }) => type === "ReplicaFailure");
    if (!failure) return known ? conditions.filter(({ type }) => type !== "ReplicaFailure") : conditions;
    if (known) return conditions;
    const lastTransitionTime = timestamp(this.context.runtime.now);
    return [...conditions, { type: "ReplicaFailure", status: "True", lastTransitionTime, ...failure }];
  }

  private podChanged({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const old = previous as Pod | undefined;
    const owner = controllerOf(pod);
    const before = old && controllerOf(old);
    if (type === "MODIFIED" && old && owner?.uid === before?.uid && !countsDiffer(pod, old)) return;
    if (before && before.uid !== owner?.uid) this.enqueueOwner(pod, before);
    if (owner) this.enqueueOwner(pod, owner);
    else if (type !== "DELETED") this.enqueueMatching(pod);
  }

  private enqueueOwner(pod: Pod, owner: { readonly kind: string; readonly name: string; readonly uid: string }): void {
    if (owner.kind !== "ReplicaSet") return;
    const namespace = pod.metadata.namespace ?? "";
    const set = this.context.store.get(RESOURCE, namespace, owner.name) as ReplicaSet | undefined;
    if (set?.metadata.uid === owner.uid)
      this.context.enqueue(`${namespace}/${owner.name}`, gatherDelay(set.status?.replicas ?? 0));
  }

  private enqueueMatching(pod: Pod): void {
    const { labels, namespace } = pod.metadata;
    if (!labels || pod.metadata.deletionTimestamp) return;
    const keys = new Set([
      `${namespace}/`,
      ...Object.keys(labels).map(
        (key) => firstSelectorKey({ [key]: labels[key] as string }, namespace ?? "") as string,
      ),
    ]);
    for (const key of keys) {
      for (const set of this.context.store.byIndex(RESOURCE, "selector", key) as Iterable<ReplicaSet>) {
        if (compileSelector(set.spec.selector).matches(labels)) this.context.enqueue(keyOf(set));
      }
    }
  }
}

interface Failure {
  readonly reason: "FailedCreate" | "FailedDelete";
  readonly message: string;
}

interface Seen {
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly failure: Failure | undefined;
}

/** Whether a change of a pod can change a ReplicaSet's counts or its claim. */
function countsDiffer(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.status?.phase !== old.status?.phase ||
    isPodReady(pod) !== isPodReady(old)
  );
}

function hasLabels({ metadata: { labels } }: Pod, wanted: { readonly [key: string]: string }): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

function podDraft(set: ReplicaSet) {
  const { metadata: { labels, annotations, finalizers } = {}, spec } = set.spec.template ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      ...(labels ? { labels } : undefined),
      ...(annotations ? { annotations } : undefined),
      ...(finalizers ? { finalizers } : undefined),
      ownerReferences: [controllerReference(set)],
    },
    spec,
  };
}

function isNamespaceGoing(error: ApiError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating") ?? false;
}
