/** What a command changed in a store: every object that is another, new or gone. Events and Leases are left out. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Cluster, ClusterSnapshot } from "../../simulation/cluster.ts";
import { isLate } from "../../simulation/store/LateTable.ts";
import type { StoredObject } from "../../simulation/store/Store.ts";
import type { Change } from "./recorded.ts";

const LEFT_OUT = new Set(["Event", "Lease"]);

export function storedChanges(before: ClusterSnapshot["store"], cluster: Cluster): Change[] {
  const changes: Change[] = [];
  const old = new Map(before.tables.map(([resource, objects]) => [resource, byName(objects)]));
  const served = new Set([...cluster.api.definitions].map((definition) => definition.resource));
  for (const [resource, objects] of cluster.store.snapshot().tables) {
    // What no API shows was not there to be recorded: keys that sign tokens.
    if (!served.has(resource)) continue;
    const earlier = old.get(resource) ?? new Map<string, KubeObject>();
    const now = byName(objects);
    const asServed = (object: KubeObject): KubeObject => shown(cluster, resource, object);
    for (const [name, object] of now) {
      const was = earlier.get(name);
      if (was !== object) changes.push(changeOf(was ? "MODIFIED" : "ADDED", asServed(object)));
    }
    for (const [name, object] of earlier)
      if (!now.has(name)) changes.push({ ...changeOf("DELETED", object), object: undefined });
  }
  return changes.filter(({ kind }) => !LEFT_OUT.has(kind));
}

/** Objects that are read late are Events. */
function byName(stored: readonly StoredObject[]): Map<string, KubeObject> {
  const objects = stored.filter((object) => !isLate(object)) as readonly KubeObject[];
  return new Map(objects.map((object) => [`${object.metadata.namespace ?? ""}/${object.metadata.name}`, object]));
}

function changeOf(op: string, object: KubeObject): Change {
  const { namespace, name } = object.metadata;
  return { op, kind: object.kind, namespace, name, object };
}

/** The object as the API shows it, with its managedFields. */
function shown(cluster: Cluster, resource: string, object: KubeObject): KubeObject {
  const { namespace, name } = object.metadata;
  const definition = [...cluster.api.definitions].find((one) => one.resource === resource);
  if (!definition) return object;
  const { group, version, plural } = definition.names;
  const within = namespace ? `/namespaces/${namespace}` : "";
  const path = `${group ? `/apis/${group}/${version}` : `/api/${version}`}${within}/${plural}/${name}`;
  const answer = cluster.read({
    method: "GET",
    path,
    user: { username: "admin", groups: ["system:masters"] },
    accept: "application/json",
  });
  return answer.status === 200 ? (answer.body as KubeObject) : object;
}
