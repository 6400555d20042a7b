/**
 * Deletes what nobody owns any more and carries out foreground and orphaning deletions.
 *
 * Models kubernetes pkg/controller/garbagecollector. The store knows the dependents of every uid, so there is no graph to
 * build: a deletion looks at its dependents, a new object at its owners. Keys are `resource|namespace|name`.
 */
import type { KubeObject, OwnerReference } from "../../protocol/kubernetes/index.ts";
import { customResourceOf } from "../api/customResources/customResourceOf.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { resourceOfReference, withoutFinalizer, withoutOwners } from "../controllerkit/ownership.ts";
import type { Reference } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export const garbageCollector: ControllerFactory = (context) => new GarbageCollector(context);

/** What an object's owners are to it. */
interface Owners {
  /** There, and not waiting for the object. */
  readonly solid: readonly OwnerReference[];
  readonly missing: readonly OwnerReference[];
  /** Being deleted in the foreground, after their dependents. */
  readonly waiting: readonly OwnerReference[];
}

class GarbageCollector {
  readonly name = "generic-garbage-collector";
  readonly watches = [{ resource: "*", handle: (event: StoreEvent) => this.changed(event) }];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const [resource = "", namespace = "", name = ""] = key.split("|");
    const object = this.context.store.get(resource, namespace, name);
    if (!object) return undefined;
    const { finalizers, deletionTimestamp, ownerReferences } = object.metadata;
    if (deletionTimestamp !== undefined) {
      if (finalizers?.includes(ORPHAN)) return this.orphan(resource, object);
      if (finalizers?.includes(FOREGROUND)) this.deleteDependents(resource, object);
      return undefined;
    }
    if (ownerReferences?.length) this.judge(resource, object, ownerReferences);
    return undefined;
  }

  /** Deletes an object none of whose owners is left, or drops the references to those that are gone. */
  private judge(resource: string, object: KubeObject, references: readonly OwnerReference[]): void {
    const { client } = this.context;
    const { namespace = "", name, uid, resourceVersion, finalizers } = object.metadata;
    const owners = this.classify(references, namespace);
    if (owners.solid.length > 0) {
      const gone = new Set([...owners.missing, ...owners.waiting].map((owner) => owner.uid));
      if (gone.size > 0)
        client.update(
          resource,
          withoutOwners(object, (owner) => gone.has(owner)),
        );
      return;
    }
    const preconditions = { uid, resourceVersion };
    const inForeground = owners.waiting.length > 0 && this.context.store.dependents(uid).length > 0;
    const own = finalizers?.includes(ORPHAN)
      ? "Orphan"
      : finalizers?.includes(FOREGROUND)
        ? "Foreground"
        : "Background";
    client.delete(resource, namespace, name, { propagationPolicy: inForeground ? "Foreground" : own, preconditions });
  }

  private classify(references: readonly OwnerReference[], namespace: string): Owners {
    const solid: OwnerReference[] = [];
    const missing: OwnerReference[] = [];
    const waiting: OwnerReference[] = [];
    for (const reference of references) {
      const owner = this.ownerOf(reference, namespace);
      // A kind this server does not know cannot be looked up: nothing is deleted on its account.
      if (owner === "unknown") solid.push(reference);
      else if (!owner) missing.push(reference);
      else if (owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(FOREGROUND))
        waiting.push(reference);
      else solid.push(reference);
    }
    return { solid, missing, waiting };
  }

  private ownerOf(reference: OwnerReference, namespace: string): KubeObject | "unknown" | undefined {
    const { name, uid } = reference;
    const known = this.kindOf(reference);
    if (!known) return "unknown";
    const owner = this.context.store.get(known.resource, known.namespaced ? namespace : "", name);
    return owner?.metadata.uid === uid ? owner : undefined;
  }

  private kindOf({ apiVersion, kind }: OwnerReference): ReturnType<typeof resourceOfReference> {
    return resourceOfReference(apiVersion, kind) ?? customResourceOf(this.context.store, apiVersion, kind);
  }

  private deleteDependents(resource: string, owner: KubeObject): void {
    const { store, enqueue, client } = this.context;
    const { uid } = owner.metadata;
    let blocking = 0;
    for (const reference of store.dependents(uid)) {
      const dependent = store.get(reference.resource, reference.namespace, reference.name) as KubeObject;
      if (dependent.metadata.ownerReferences?.some((own) => own.uid === uid && own.blockOwnerDeletion)) blocking++;
      if (dependent.metadata.deletionTimestamp === undefined) enqueue(keyOfReference(reference));
    }
    if (blocking === 0) client.update(resource, withoutFinalizer(owner, FOREGROUND));
  }

  /** Sets the dependents free; then, when that has been seen, lets the owner go. */
  private orphan(resource: string, owner: KubeObject): ReconcileResult {
    const { store, client } = this.context;
    const { uid } = owner.metadata;
    const dependents = store.dependents(uid);
    for (const reference of dependents) {
      const dependent = store.get(reference.resource, reference.namespace, reference.name) as KubeObject;
      client.update(
        reference.resource,
        withoutOwners(dependent, (own) => own === uid),
      );
    }
    if (dependents.length > 0) return { requeueAfter: 0 };
    client.update(resource, withoutFinalizer(owner, ORPHAN));
    return undefined;
  }

  private changed(event: StoreEvent): void {
    const { type, resource, object, previous } = event;
    const { metadata } = object;
    if (type === "DELETED") {
      for (const reference of this.context.store.dependents(metadata.uid))
        this.context.enqueue(keyOfReference(reference));
      this.tellWaitingOwners(metadata.ownerReferences, metadata.namespace ?? "");
      return;
    }
    const before = previous?.metadata;
    if (metadata.deletionTimestamp !== undefined) {
      const begins = before?.deletionTimestamp === undefined || before.finalizers !== metadata.finalizers;
      if (begins && metadata.finalizers?.length) this.context.enqueue(keyOfEvent(event));
    }
    if (metadata.ownerReferences === before?.ownerReferences) return;
    if (before?.ownerReferences) this.tellWaitingOwners(before.ownerReferences, metadata.namespace ?? "");
    const namespace = metadata.namespace ?? "";
    for (const reference of metadata.ownerReferences ?? []) {
      const owner = this.ownerOf(reference, namespace);
      if (owner === "unknown" || (owner && owner.metadata.deletionTimestamp === undefined)) continue;
      this.context.enqueue(`${resource}|${namespace}|${metadata.name}`);
    }
  }

  private tellWaitingOwners(references: readonly OwnerReference[] | undefined, namespace: string): void {
    for (const reference of references ?? []) {
      const owner = this.ownerOf(reference, namespace);
      if (!owner || owner === "unknown" || owner.metadata.deletionTimestamp === undefined) continue;
      if (!owner.metadata.finalizers?.includes(FOREGROUND)) continue;
      const known = this.kindOf(reference);
      if (known) this.context.enqueue(`${known.resource}|${owner.metadata.namespace ?? ""}|${owner.metadata.name}`);
    }
  }
}

function keyOfReference({ resource, namespace, name }: Reference): string {
  return `${resource}|${namespace}|${name}`;
}

function keyOfEvent({ resource, object }: StoreEvent): string {
  return `${resource}|${object.metadata.namespace ?? ""}|${object.metadata.name}`;
}
