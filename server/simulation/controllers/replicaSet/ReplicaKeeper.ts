/**
 * Keeps as many pods as a ReplicaSet or a ReplicationController asks for. Models kubernetes
 * pkg/controller/replicaset/replica_set.go, and pkg/controller/replication, which is the same under another name.
 *
 * Reads are never stale here, so there are no expectations: what a reconcile sees is what is. Which pods go first when
 * there are too many is told in `ranking.ts`, which pods are its own in `../ownPods/claims.ts`.
 */
import type { LabelSelector, Pod, ReplicaSetCondition, ReplicaSetStatus } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { equalJson } from "../../api/json.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { Controller, ControllerContext, ReconcileResult } from "../../controllerkit/Controller.ts";
import { gatherDelay, keyOf, splitKey } from "../../controllerkit/keys.ts";
import { controllerOf } from "../../controllerkit/ownership.ts";
import { availableAt, isPodFinished, isPodReady } from "../../controllerkit/podFacts.ts";
import { timestamp } from "../../runtime/time.ts";
import type { StoreEvent } from "../../store/StoreEvent.ts";
import { claimPods } from "../ownPods/claims.ts";
import { createPods, deletePod, type Failure, podDraft } from "../ownPods/making.ts";
import { podsToDelete, type Replicas } from "./ranking.ts";

/** Pods made or deleted in one reconcile; the changes they cause bring the next one. */
const BURST = 500;

/** What tells one kind of keeper from the other. */
export interface ReplicasKind {
  readonly controller: string;
  readonly resource: string;
  readonly kind: string;
  readonly selectorOf: (set: Replicas) => LabelSelector;
  /** Whether the kind's status has a place for the number of pods being deleted. */
  readonly tellsTerminating: boolean;
}

export class ReplicaKeeper implements Controller {
  readonly name: string;
  readonly watches;

  constructor(
    private readonly context: ControllerContext,
    private readonly kind: ReplicasKind,
  ) {
    this.name = kind.controller;
    this.watches = [
      { resource: kind.resource, handle: ({ object }: StoreEvent) => context.enqueue(keyOf(object)) },
      { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { resource } = this.kind;
    const { namespace, name } = splitKey(key);
    const set = this.context.store.get(resource, namespace, name) as Replicas | undefined;
    if (!set) return undefined;
    const own = claimPods(this.context, {
      owner: set,
      selector: this.kind.selectorOf(set),
      considers: (pod) => !isPodFinished(pod),
    });
    const active = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const terminating = own.length - active.length;
    const failure = set.metadata.deletionTimestamp === undefined ? this.makeItSo(set, active) : undefined;
    const current = this.context.store.get(resource, namespace, name) as Replicas | undefined;
    if (!current) return undefined;
    const { status, nextAvailable } = this.statusOf(current, { active, terminating, failure });
    if (!equalJson(status, current.status)) this.context.client.updateStatus(resource, { ...current, status });
    if (failure) return { retry: failure.message };
    return nextAvailable === undefined
      ? undefined
      : { requeueAfter: Math.max(nextAvailable - this.context.runtime.now, 1) };
  }

  /** Makes missing pods or deletes spare ones. Returns what went wrong. */
  private makeItSo(set: Replicas, active: readonly Pod[]): Failure | undefined {
    const missing = (set.spec.replicas ?? 1) - active.length;
    if (missing > 0) {
      const draft = podDraft(set, set.spec.template ?? {});
      return createPods(this.context, set, { count: Math.min(missing, BURST), draft: () => draft }).failure;
    }
    let failure: Failure | undefined;
    if (missing < 0) {
      const spare = { active, count: Math.min(-missing, BURST), resource: this.kind.resource };
      for (const pod of podsToDelete(this.context, set, spare)) {
        const wrong = deletePod(this.context, set, pod);
        failure ??= wrong;
      }
    }
    return failure;
  }

  /** The status for the pods as they were before this reconcile acted; their changes bring the next one. */
  private statusOf(
    set: Replicas,
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
      ...(this.kind.tellsTerminating ? { terminatingReplicas: seen.terminating } : undefined),
      observedGeneration: set.metadata.generation,
      ...(conditions.length > 0 ? { conditions } : undefined),
    };
    return { status, nextAvailable };
  }

  private conditionsOf(set: Replicas, failure: Failure | undefined): readonly ReplicaSetCondition[] {
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
    if (owner.kind !== this.kind.kind) return;
    const namespace = pod.metadata.namespace ?? "";
    const set = this.context.store.get(this.kind.resource, namespace, owner.name) as Replicas | undefined;
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
      for (const set of this.context.store.byIndex(this.kind.resource, "selector", key) as Iterable<Replicas>) {
        if (compileSelector(this.kind.selectorOf(set)).matches(labels)) this.context.enqueue(keyOf(set));
      }
    }
  }
}

interface Seen {
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly failure: Failure | undefined;
}

/** Whether a change of a pod can change its owner's counts or its claim. */
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
