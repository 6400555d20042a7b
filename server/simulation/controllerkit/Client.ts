/**
 * How controllers, scheduler and kubelets reach the API server: in process, synchronous, as one named user.
 *
 * Same verbs, admission and events as everybody; objects built here are trusted to be of the right type, so decoding and
 * validation of types are left out, and parts may be shared with stored objects. Errors are thrown as ApiError.
 */
import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** `resource` is the group resource: `pods`, `replicasets.apps`. `namespace` is "" for cluster-scoped ones. */
export interface Client {
  get<T extends KubeObject>(resource: string, namespace: string, name: string): T | undefined;
  create<T extends KubeObject>(resource: string, draft: ObjectDraft): T;
  /** `create` of what somebody else wrote: it gets its defaults and is validated as a body from outside. */
  createChecked<T extends KubeObject>(resource: string, draft: ObjectDraft): T;
  /** Replaces spec and metadata; the object carries the resourceVersion it was read at. An equal object writes nothing. */
  update<T extends KubeObject>(resource: string, object: T): T;
  /** Replaces the status only. An equal status writes nothing. */
  updateStatus<T extends KubeObject>(resource: string, object: T): T;
  /** Deletes; a missing object is no error and gives undefined. */
  delete(resource: string, namespace: string, name: string, options?: DeleteOptions): KubeObject | undefined;
  /** POST pods/binding. */
  bind(namespace: string, podName: string, nodeName: string): void;
  /** A token of a service account that holds as long as the Secret it is for. */
  issueToken(account: KubeObject, secret: KubeObject): string;
}
