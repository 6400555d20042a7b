/**
 * Which endpoint of a Service a connection goes to, as kube-proxy decides it on the node where the connection arrives:
 * traffic policies, zones and nodes in hints, session affinity, then chance.
 * Models kubernetes pkg/proxy (topology.go, iptables/proxier.go).
 */
import type { Endpoint, EndpointSlice, Node, Service, ServicePort } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { Source } from "./source.ts";

export interface Chosen {
  readonly address: string;
  readonly port: number;
  readonly node: string;
}

export type Choice =
  | { readonly chosen: Chosen; readonly among: number; readonly why: string }
  /** `no-endpoints` is refused, `no-local-endpoints` dropped. */
  | { readonly failure: "no-endpoints" | "no-local-endpoints"; readonly detail: string };

/** How a connection comes to a Service. */
export interface ServiceArrival {
  /** The node whose kube-proxy decides; "" for none. */
  readonly node: string;
  /** From outside of that node, by a node port or an outer address. */
  readonly external: boolean;
  /** The node puts its own address in place of the sender's, so that the answer comes back through it. */
  readonly masked: boolean;
}

export interface Arrival extends Pick<ServiceArrival, "node" | "external"> {
  /** Who is remembered for session affinity. */
  readonly client: string;
}

interface Candidate extends Chosen {
  readonly endpoint: Endpoint;
}

interface Affinity {
  readonly address: string;
  readonly until: number;
}

const ZONE = "topology.kubernetes.io/zone";
const AFFINITY_SECONDS = 10_800;
/** Beyond so many memories those that are over are thrown away. */
const AFFINITY_LIMIT = 1000;

/** Whether what comes in by a node port or an outer address is masked: not with externalTrafficPolicy Local, but for the node's own. */
export function isMasked({ spec }: Service, { node, pod }: Source, at: string): boolean {
  return spec.externalTrafficPolicy !== "Local" || (node === at && pod === undefined);
}

export function chooseEndpoint(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  { service, port }: { readonly service: Service; readonly port: ServicePort },
  arrival: Arrival,
): Choice {
  const all = candidatesOf(store, service, port);
  const usable = usableOf(all);
  if (usable.length === 0) return { failure: "no-endpoints", detail: "no ready endpoint" };
  const { internalTrafficPolicy, externalTrafficPolicy } = service.spec;
  const local = (arrival.external ? externalTrafficPolicy : internalTrafficPolicy) === "Local";
  let eligible = usable;
  let why = "";
  if (local) {
    eligible = usableOf(all.filter(({ node }) => node === arrival.node));
    why = `${arrival.external ? "external" : "internal"}TrafficPolicy: Local`;
    if (eligible.length === 0)
      return { failure: "no-local-endpoints", detail: `${why}, and no endpoint on ${arrival.node || "that node"}` };
  } else {
    const near = nearOnes(store, usable, arrival.node);
    if (near) ({ eligible, why } = near);
  }
  const chosen = byAffinity({ runtime }, { service, port, arrival, eligible });
  const { address, port: number, node } = chosen;
  return { chosen: { address, port: number, node }, among: eligible.length, why };
}

function candidatesOf(store: Store, service: Service, port: ServicePort): readonly Candidate[] {
  const { namespace, name } = service.metadata;
  const found = new Map<string, Candidate>();
  for (const object of store.byIndex("endpointslices.discovery.k8s.io", "service", `${namespace}/${name}`)) {
    const slice = object as EndpointSlice;
    if (slice.addressType !== "IPv4") continue;
    const number = slice.ports?.find(
      (each) => (each.name ?? "") === (port.name ?? "") && (each.protocol ?? "TCP") === (port.protocol ?? "TCP"),
    )?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const [address] = endpoint.addresses;
      if (address !== undefined)
        found.set(`${address}:${number}`, { address, port: number, node: endpoint.nodeName ?? "", endpoint });
    }
  }
  return [...found.values()];
}

/** Those that are ready; only when there is none, those that are on their way out and still serve. */
function usableOf(all: readonly Candidate[]): readonly Candidate[] {
  const ready = all.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  if (ready.length > 0) return ready;
  return all.filter(({ endpoint: { conditions } }) => conditions?.serving === true && conditions.terminating === true);
}

/** Endpoints that hints give to this node or its zone, when all have hints and some are for here. */
function nearOnes(
  store: Store,
  usable: readonly Candidate[],
  nodeName: string,
): { readonly eligible: readonly Candidate[]; readonly why: string } | undefined {
  if (nodeName === "") return undefined;
  if (usable.every(({ endpoint }) => endpoint.hints?.forNodes?.length)) {
    const eligible = usable.filter(({ endpoint }) => endpoint.hints?.forNodes?.some(({ name }) => name === nodeName));
    if (eligible.length > 0) return { eligible, why: `hints for node ${nodeName}` };
  }
  const zone = (store.get("nodes", "", nodeName) as Node | undefined)?.metadata.labels?.[ZONE];
  if (zone === undefined || !usable.every(({ endpoint }) => endpoint.hints?.forZones?.length)) return undefined;
  const eligible = usable.filter(({ endpoint }) => endpoint.hints?.forZones?.some(({ name }) => name === zone));
  return eligible.length > 0 ? { eligible, why: `hints for zone ${zone}` } : undefined;
}

function byAffinity(
  { runtime }: { readonly runtime: Runtime },
  {
    service,
    port,
    arrival,
    eligible,
  }: {
    readonly service: Service;
    readonly port: ServicePort;
    readonly arrival: Arrival;
    readonly eligible: readonly Candidate[];
  },
): Candidate {
  const any = (): Candidate => eligible[eligible.length === 1 ? 0 : runtime.random.int(eligible.length)] as Candidate;
  if (service.spec.sessionAffinity !== "ClientIP") return any();
  const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
  const memory = runtime.state<Affinity>("service-affinity");
  const key = `${service.metadata.uid}/${port.name ?? ""}/${arrival.client}`;
  const known = memory.get(key);
  const kept =
    known && known.until > runtime.now ? eligible.find(({ address }) => address === known.address) : undefined;
  const chosen = kept ?? any();
  if (memory.size >= AFFINITY_LIMIT)
    for (const [other, { until }] of memory) if (until <= runtime.now) memory.delete(other);
  memory.set(key, { address: chosen.address, until: runtime.now + seconds * 1000 });
  return chosen;
}
