/** What must hold of any cluster: the problems of one, as texts. */
import type {
  EndpointSlice,
  KubeObject,
  Node,
  Pod,
  ReplicaSet,
  Service,
} from "../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { podRequests, resourcesOf } from "../../server/simulation/controllerkit/podResources.ts";

function* all<T extends KubeObject>(cluster: Cluster, resource: string): Generator<T> {
  for (const object of cluster.store.list(resource)) yield object as T;
}

const isOver = ({ status }: Pod): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";
const isReady = ({ status, metadata }: Pod): boolean =>
  !metadata.deletionTimestamp &&
  (status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false);

/** Of a cluster at rest. */
export function problemsOf(cluster: Cluster): string[] {
  return [
    ...sharedAddresses(cluster),
    ...overfullNodes(cluster),
    ...wrongEndpoints(cluster),
    ...lostOwners(cluster),
    ...wrongCounts(cluster),
  ];
}

export function* sharedAddresses(cluster: Cluster): Generator<string> {
  const owners = new Map<string, string>();
  for (const pod of all<Pod>(cluster, "pods")) {
    const address = pod.status?.podIP;
    if (!address || pod.spec.hostNetwork || isOver(pod)) continue;
    const other = owners.get(address);
    if (other) yield `${other} and ${pod.metadata.name} share ${address}`;
    owners.set(address, pod.metadata.name);
  }
}

export function* overfullNodes(cluster: Cluster): Generator<string> {
  for (const node of all<Node>(cluster, "nodes")) {
    const room = resourcesOf(node.status?.allocatable);
    let [cpu, memory, pods] = [0, 0, 0];
    for (const pod of all<Pod>(cluster, "pods")) {
      if (pod.spec.nodeName !== node.metadata.name || isOver(pod)) continue;
      const requests = podRequests(pod.spec);
      cpu += requests.cpu;
      memory += requests.memory;
      pods++;
    }
    if (cpu > room.cpu || memory > room.memory || pods > Number(node.status?.allocatable?.pods))
      yield `${node.metadata.name} holds ${cpu} of ${room.cpu} CPU, ${memory} of ${room.memory} bytes, ${pods} pods`;
  }
}

function* wrongEndpoints(cluster: Cluster): Generator<string> {
  for (const service of all<Service>(cluster, "services")) {
    const { selector } = service.spec;
    if (!selector) continue;
    const expected = [...all<Pod>(cluster, "pods")]
      .filter(({ metadata }) => metadata.namespace === service.metadata.namespace)
      .filter(({ metadata }) => Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value))
      .filter(isReady)
      .map(({ status }) => status?.podIP ?? "");
    const found = [...all<EndpointSlice>(cluster, "endpointslices.discovery.k8s.io")]
      .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service.metadata.name)
      .flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready))
      .flatMap(({ addresses }) => addresses);
    if (expected.sort().join() !== found.sort().join())
      yield `${service.metadata.name} has ${found.join()} instead of ${expected.join()}`;
  }
}

function* lostOwners(cluster: Cluster): Generator<string> {
  const uids = new Set<string>();
  for (const resource of cluster.store.resources())
    for (const { metadata } of cluster.store.list(resource)) uids.add(metadata.uid);
  for (const resource of cluster.store.resources())
    for (const { kind, metadata } of cluster.store.list(resource)) {
      const owners = metadata.ownerReferences ?? [];
      if (owners.length > 0 && !owners.some(({ uid }) => uids.has(uid)))
        yield `${kind} ${metadata.name} is owned by ${owners[0]?.kind} ${owners[0]?.name}, which is gone`;
    }
}

/** Controllers say how many pods they have; that many they have. */
function* wrongCounts(cluster: Cluster): Generator<string> {
  for (const set of [
    ...all<ReplicaSet>(cluster, "replicasets.apps"),
    ...all<ReplicaSet>(cluster, "statefulsets.apps"),
  ]) {
    const own = [...all<Pod>(cluster, "pods")].filter(
      (pod) =>
        !isOver(pod) &&
        !pod.metadata.deletionTimestamp &&
        pod.metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid),
    ).length;
    const told = set.status?.replicas ?? 0;
    if (own !== told && !set.metadata.deletionTimestamp)
      yield `${set.kind} ${set.metadata.name} tells of ${told} pods and has ${own}`;
  }
}
