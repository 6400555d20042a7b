/**
 * NetworkPolicies: who may send what to whom. Pods that no policy selects take and send everything; those selected only what
 * some policy allows. What is not allowed is dropped, so that the sender waits in vain.
 * Models the networking.k8s.io/v1 API as CNI plugins enforce it; traffic between a pod and its own node always passes.
 */
import type {
  Namespace,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Pod,
} from "../../protocol/kubernetes/index.ts";
import { compileSelector, type Labels } from "../api/machinery/selectors.ts";
import type { Store } from "../store/Store.ts";
import { contains } from "./addresses.ts";

/** One end of a connection. Without labels it is no pod: a node, or something outside. */
export interface Peer {
  readonly address: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  /** Set for a pod of the cluster: only such are selected by policies. */
  readonly pod?: Pod;
}

export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: number;
  readonly protocol: "TCP" | "UDP" | "SCTP" | "ICMP";
}

export interface Refusal {
  readonly direction: "Egress" | "Ingress";
  /** The pod that the policies isolate. */
  readonly pod: Pod;
  /** Names of the policies, none of which allows it. */
  readonly policies: readonly string[];
}

export function podPeer(pod: Pod): Peer {
  const { namespace = "", labels } = pod.metadata;
  return { address: pod.status?.podIP ?? "", namespace, labels, pod };
}

/** Undefined when the connection passes. */
export function refusalOf(store: Store, connection: Connection): Refusal | undefined {
  return (
    refusedBy(store, connection, { direction: "Egress", self: connection.from, other: connection.to }) ??
    refusedBy(store, connection, { direction: "Ingress", self: connection.to, other: connection.from })
  );
}

interface Side {
  readonly direction: Refusal["direction"];
  readonly self: Peer;
  readonly other: Peer;
}

function refusedBy(store: Store, connection: Connection, { direction, self, other }: Side): Refusal | undefined {
  const { pod } = self;
  if (!pod || pod.spec.hostNetwork) return undefined;
  const isolating = policiesFor(store, pod, direction);
  if (isolating.length === 0) return undefined;
  const namespace = pod.metadata.namespace ?? "";
  for (const { spec } of isolating) {
    const rules =
      direction === "Ingress"
        ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
    for (const { peers = [], ports = [] } of rules) {
      const peerFits = peers.length === 0 || peers.some((peer) => isPeer(store, peer, { namespace, other }));
      if (peerFits && (ports.length === 0 || ports.some((port) => isPort(port, connection)))) return undefined;
    }
  }
  return { direction, pod, policies: isolating.map(({ metadata }) => metadata.name) };
}

/** The policies that isolate a pod in a direction. */
function policiesFor(store: Store, pod: Pod, direction: Refusal["direction"]): readonly NetworkPolicy[] {
  const selected: NetworkPolicy[] = [];
  for (const object of store.list("networkpolicies.networking.k8s.io", pod.metadata.namespace ?? "")) {
    const policy = object as NetworkPolicy;
    const types = policy.spec?.policyTypes ?? ["Ingress", ...(policy.spec?.egress ? ["Egress"] : [])];
    if (types.includes(direction) && compileSelector(policy.spec?.podSelector ?? {}).matches(pod.metadata.labels))
      selected.push(policy);
  }
  return selected;
}

function isPeer(
  store: Store,
  { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer,
  { namespace, other }: { readonly namespace: string; readonly other: Peer },
): boolean {
  if (ipBlock)
    return (
      contains(ipBlock.cidr, other.address) && !(ipBlock.except ?? []).some((cidr) => contains(cidr, other.address))
    );
  if (other.namespace === undefined) return false;
  if (namespaceSelector) {
    const labels = (store.get("namespaces", "", other.namespace) as Namespace | undefined)?.metadata.labels ?? {
      "kubernetes.io/metadata.name": other.namespace,
    };
    if (!compileSelector(namespaceSelector).matches(labels)) return false;
  } else if (other.namespace !== namespace) return false;
  return podSelector === undefined || compileSelector(podSelector).matches(other.labels);
}

function isPort({ port, endPort, protocol = "TCP" }: NetworkPolicyPort, connection: Connection): boolean {
  if (protocol !== connection.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "number")
    return endPort === undefined ? port === connection.port : connection.port >= port && connection.port <= endPort;
  const containers = connection.to.pod?.spec.containers ?? [];
  return containers.some(({ ports }) =>
    ports?.some(
      (named) =>
        named.name === port && named.containerPort === connection.port && (named.protocol ?? "TCP") === protocol,
    ),
  );
}
