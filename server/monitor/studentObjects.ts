/** What of a cluster is a student's. */
import type { KubeObject, Pod, Service } from "../protocol/kubernetes/index.ts";
import type { Room } from "../rooms/Room.ts";
import type { Owners } from "./Owners.ts";

export interface StudentObjects {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  /** All pods the Services might select. */
  readonly selectable: readonly Pod[];
}

/** All that is anybody's in a cluster, or in one namespace of it. */
export function objectsOf({ cluster: { store } }: Room, namespace?: string): StudentObjects {
  const selectable = [...store.list("pods", namespace)] as Pod[];
  return {
    selectable,
    pods: selectable.filter(isOutsideSystem),
    services: ([...store.list("services", namespace)] as Service[]).filter(isOutsideSystem),
  };
}

/** Whose the objects of a shared cluster are, read once for everybody. */
export function objectsByOwner(room: Room, owners: Owners): (person: string) => StudentObjects {
  const all = objectsOf(room);
  const pods = byOwner(all.pods, owners);
  const services = byOwner(all.services, owners);
  return (person) => ({
    pods: pods.get(person) ?? [],
    services: services.get(person) ?? [],
    selectable: all.selectable,
  });
}

function byOwner<T extends KubeObject>(objects: readonly T[], owners: Owners): ReadonlyMap<string, readonly T[]> {
  const owned = new Map<string, T[]>();
  for (const object of objects) {
    const owner = owners.ownerOf(object);
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
