import type { KubeObject, ObjectMeta, OwnerReference } from "../../protocol/kubernetes/index.ts";
import { groupResource, parseApiVersion, resourceOfKind } from "../api/schema/resources.ts";

/** The owner that manages the object, if any. Models apimachinery pkg/apis/meta/v1/controller_ref.go. */
export function controllerOf(object: { readonly metadata: ObjectMeta }): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences;
  if (!owners) return undefined;
  for (const owner of owners) if (owner.controller) return owner;
  return undefined;
}

/** The reference a controller puts into what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** The same object with `owner` as its controller as well. */
export function adopted<T extends KubeObject>(object: T, owner: KubeObject): T {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

/** The same object without references to the owners `leaves` names by uid. */
export function withoutOwners<T extends KubeObject>(object: T, leaves: (uid: string) => boolean): T {
  const rest = (object.metadata.ownerReferences ?? []).filter(({ uid }) => !leaves(uid));
  const metadata = { ...object.metadata } as Omit<T["metadata"], "ownerReferences"> & {
    ownerReferences?: readonly OwnerReference[];
  };
  if (rest.length > 0) metadata.ownerReferences = rest;
  else delete metadata.ownerReferences;
  return { ...object, metadata };
}

/** The same object without one finalizer. */
export function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const rest = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  const metadata = { ...object.metadata } as Omit<T["metadata"], "finalizers"> & { finalizers?: readonly string[] };
  if (rest.length > 0) metadata.finalizers = rest;
  else delete metadata.finalizers;
  return { ...object, metadata };
}

const resourcesByKind = new Map<string, { readonly resource: string; readonly namespaced: boolean } | undefined>();

/** The group resource an owner reference points into; undefined for kinds this server does not have. */
export function resourceOfReference(
  apiVersion: string,
  kind: string,
): { readonly resource: string; readonly namespaced: boolean } | undefined {
  const key = `${apiVersion}/${kind}`;
  if (!resourcesByKind.has(key)) {
    const version = parseApiVersion(apiVersion);
    const info = version && resourceOfKind(version.group, version.version, kind);
    resourcesByKind.set(key, info && { resource: groupResource(info), namespaced: info.namespaced });
  }
  return resourcesByKind.get(key);
}
