/** Store events of one moment as one frame: of an object that changed several times only the last state travels. */
import type { ActivityView, Change } from "../protocol/messages.ts";
import type { StoreEvent } from "../simulation/store/StoreEvent.ts";

/** A frame before anybody's rights are considered. */
export interface RoomFrame {
  readonly from: number;
  readonly to: number;
  /** Cluster time, ms. */
  readonly time: number;
  readonly changes: readonly Change[];
  /** What people did that led to the changes; everybody in the room hears of it. */
  readonly activity: readonly ActivityView[];
  /** Somebody's rights may be others now. */
  readonly rightsChanged: boolean;
}

/** Resources that nobody shows and that change all the time. */
export const UNSHOWN_RESOURCES: ReadonlySet<string> = new Set(["leases.coordination.k8s.io"]);

const RIGHTS_RESOURCE = /\.rbac\.authorization\.k8s\.io$|^namespaces$|^customresourcedefinitions\./;

export function buildFrame(
  events: readonly StoreEvent[],
  from: number,
  activity: readonly ActivityView[] = [],
): RoomFrame {
  const last = new Map<string, { readonly event: StoreEvent; readonly born: boolean }>();
  let rightsChanged = false;
  for (const event of events) {
    const { resource, object } = event;
    if (UNSHOWN_RESOURCES.has(resource)) continue;
    if (RIGHTS_RESOURCE.test(resource) && (event.type !== "MODIFIED" || resource !== "namespaces"))
      rightsChanged = true;
    const key = `${resource} ${object.metadata.namespace ?? ""}/${object.metadata.name}`;
    const born = last.get(key)?.born ?? event.type === "ADDED";
    // In order of creation, as a list has it.
    if (event.type === "ADDED") last.delete(key);
    last.set(key, { event, born });
  }
  const changes: Change[] = [];
  for (const { event, born } of last.values()) {
    // Came and went within the moment: nobody saw it.
    if (event.type === "DELETED" && born) continue;
    changes.push(changeOf(event));
  }
  const newest = events[events.length - 1];
  return { from, to: newest?.revision ?? from, time: newest?.time ?? 0, changes, activity, rightsChanged };
}

function changeOf({ type, resource, object, revision, cause }: StoreEvent): Change {
  if (type !== "DELETED") return { op: "upsert", resource, object, by: cause };
  const { namespace = "", name, uid } = object.metadata;
  return { op: "delete", resource, namespace, name, uid, revision, by: cause };
}

/** The namespace and resource a change is seen under. A Namespace itself is seen by whoever may list namespaces. */
export function changeScope(change: Change): { readonly resource: string; readonly namespace: string } {
  return {
    resource: change.resource,
    namespace: change.op === "delete" ? change.namespace : (change.object.metadata.namespace ?? ""),
  };
}
