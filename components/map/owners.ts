/** Deployment → ReplicaSet → Pod, and other owners, as chains to be drawn. Pure. */
import type { KubeObject, Pod } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "../room/view.ts";

export interface OwnerChain {
  /** uid of the one that made the pods. */
  readonly id: string;
  /** The owner's owner first, if there is one; then the owner. */
  readonly links: readonly { readonly target: Selection; readonly kind: string; readonly name: string }[];
  readonly ready: number;
  readonly wanted: number | undefined;
  readonly pods: readonly Pod[];
}

const RESOURCES: { readonly [kind: string]: string } = {
  ReplicaSet: "replicasets.apps",
  Deployment: "deployments.apps",
  StatefulSet: "statefulsets.apps",
  DaemonSet: "daemonsets.apps",
  Job: "jobs.batch",
  CronJob: "cronjobs.batch",
  ReplicationController: "replicationcontrollers",
  Node: "nodes",
};

/** The chains of the pods given; `find` looks an object up by where it stands. */
export function ownerChains(
  pods: readonly Pod[],
  find: (target: Selection) => KubeObject | undefined,
): readonly OwnerChain[] {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    if (!owner) continue;
    const group = groups.get(owner.uid);
    if (group) group.push(pod);
    else groups.set(owner.uid, [pod]);
  }
  return [...groups].flatMap(([id, group]) => {
    const [first] = group as [Pod];
    const links = linksOf(first, find);
    if (links.length === 0) return [];
    const owner = find(links[links.length - 1]?.target as Selection);
    const spec = owner?.spec as { readonly replicas?: number } | undefined;
    const ready = group.filter((pod) =>
      pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    ).length;
    return [{ id, links, ready, wanted: spec?.replicas, pods: group }];
  });
}

/** The owners of an object, the farthest first. */
export function linksOf(object: KubeObject, find: (target: Selection) => KubeObject | undefined): OwnerChain["links"] {
  const links: { target: Selection; kind: string; name: string }[] = [];
  let at: KubeObject | undefined = object;
  for (let depth = 0; at && depth < 5; depth++) {
    const owner: { readonly kind: string; readonly name: string } | undefined = at.metadata.ownerReferences?.find(
      ({ controller }) => controller,
    );
    const resource = owner && RESOURCES[owner.kind];
    if (!owner || !resource) break;
    const target = {
      resource,
      namespace: resource === "nodes" ? "" : (at.metadata.namespace ?? ""),
      name: owner.name,
    };
    links.unshift({ target, kind: owner.kind, name: owner.name });
    at = find(target);
  }
  return links;
}
