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
  const ask = (): Promise<ResourceList> => {
    const asked = connection.request("GET", root).then(({ body }) => body as ResourceList);
    lists.set(root, asked);
    // A broken line is no answer.
    asked.catch(() => lists.delete(root));
    return asked;
  };
  const inList = ({ resources }: ResourceList): ResourcePath | undefined => {
    const found = resources?.find((resource) => resource.kind === kind && !resource.name.includes("/"));
    return found && { plural: found.name, namespaced: found.namespaced, root };
  };
  const held = lists.get(root);
  // What was not there when it was asked may have been defined since.
  return (held && inList(await held)) ?? inList(await ask());
}

/** The group resource of a path: `pods`, `deployments.apps`. */
export function resourceOf({ plural, root }: ResourcePath): string {
  const group = /^\/apis\/([^/]+)\//.exec(root)?.[1];
  return group ? `${plural}.${group}` : plural;
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
