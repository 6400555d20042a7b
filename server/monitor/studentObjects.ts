/** What of a cluster is a student's. */
import type { KubeObject, Pod, Service } from "../protocol/kubernetes/index.ts";
import { ownNamespaceName } from "../protocol/ownNamespace.ts";
import type { Room } from "../rooms/Room.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import type { Owners } from "./Owners.ts";

export interface StudentObjects {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  /** All pods the Services might select. */
  readonly selectable: readonly Pod[];
}

/**
 * What is each student's in a cluster they work in: all of a fork, else a namespace of their own, else what goes back to them.
 * `owners` are needed for the last alone.
 */
export function studentObjects(room: Room, owners: Owners | undefined): (person: PersonRecord) => StudentObjects {
  if (room !== room.home) return () => objectsOf(room);
  if (room.record.mode === "namespace-each") return (person) => objectsOf(room, ownNamespaceName(person));
  // What all share is read once, not once for each of them.
  const { pods, services, selectable } = objectsOf(room);
  const podsOf = byOwner(pods, owners);
  const servicesOf = byOwner(services, owners);
  return ({ id }) => ({ pods: podsOf.get(id) ?? [], services: servicesOf.get(id) ?? [], selectable });
}

/** All that is anybody's in a cluster, or in one namespace of it. */
function objectsOf({ cluster: { store } }: Room, namespace?: string): StudentObjects {
  const selectable = [...store.list("pods", namespace)] as Pod[];
  return {
    selectable,
    pods: selectable.filter(isOutsideSystem),
    services: ([...store.list("services", namespace)] as Service[]).filter(isOutsideSystem),
  };
}

function byOwner<T extends KubeObject>(
  objects: readonly T[],
  owners: Owners | undefined,
): ReadonlyMap<string, readonly T[]> {
  const owned = new Map<string, T[]>();
  for (const object of objects) {
    const owner = owners?.ownerOf(object);
    if (owner === undefined) continue;
    const list = owned.get(owner);
    if (list) list.push(object);
    else owned.set(owner, [object]);
  }
  return owned;
}

const isOutsideSystem = ({ metadata }: KubeObject): boolean => metadata.namespace !== "kube-system";

export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
