/** A student's part of a cluster, as checks look at it. */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import { ROOM_USER } from "../rooms/modes/roomRequests.ts";
import type { Room } from "../rooms/Room.ts";
import type { CheckWorld } from "./checks/holds.ts";

export function studentWorld(
  { cluster }: Room,
  { namespace, ...rest }: Pick<CheckWorld, "deeds" | "since"> & { readonly namespace: string },
): CheckWorld {
  const { store, api } = cluster;
  const find = (plural: string): { readonly resource: string; readonly namespace: string } | undefined => {
    for (const { names, resource, view } of api.definitions)
      if (names.plural === plural && view === undefined)
        return { resource, namespace: names.namespaced ? namespace : "" };
    return undefined;
  };
  return {
    ...rest,
    get(plural, name) {
      const kind = find(plural);
      return kind && (store.get(kind.resource, kind.namespace, name) as KubeObject | undefined);
    },
    list(plural) {
      const kind = find(plural);
      return kind ? store.list(kind.resource, kind.namespace || undefined) : [];
    },
    log(pod, container) {
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
      const now = cluster.read({
        method: "GET",
        path: `${path}${container ? `?container=${container}` : ""}`,
        user: ROOM_USER,
      });
      return now.status === 200 && typeof now.body === "string" ? now.body : "";
    },
  };
}
