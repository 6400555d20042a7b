/** Where objects of a kind are created and read, from the kinds this cluster serves. */
import type { RoomConnection } from "../client/RoomConnection.ts";

export interface ResourcePath {
  readonly plural: string;
  readonly namespaced: boolean;
  readonly root: string;
}

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

const known = new WeakMap<RoomConnection, Map<string, Promise<ResourceList>>>();

/** The path of a kind; undefined when the cluster has no such kind. */
export async function resourcePath(
  connection: RoomConnection,
  apiVersion: string,
  kind: string,
): Promise<ResourcePath | undefined> {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const lists = known.get(connection) ?? new Map<string, Promise<ResourceList>>();
  known.set(connection, lists);
  let list = lists.get(root);
  if (!list) lists.set(root, (list = connection.request("GET", root).then(({ body }) => body as ResourceList)));
  const found = (await list).resources?.find((resource) => resource.kind === kind && !resource.name.includes("/"));
  return found && { plural: found.name, namespaced: found.namespaced, root };
}

export function objectPath({ plural, namespaced, root }: ResourcePath, namespace: string, name?: string): string {
  return `${root}${namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ""}/${plural}${name ? `/${encodeURIComponent(name)}` : ""}`;
}

/** Path of an object whose group resource is known (`deployments.apps`) and its apiVersion. */
export function pathOf(
  resource: string,
  apiVersion: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return objectPath({ plural: resource.split(".")[0] ?? "", namespaced: namespace !== "", root }, namespace, name);
}
