/** Asks DNS on behalf of a pod or node: by its resolv.conf, if policies and the nodes' links let it. */
import type { EndpointSlice } from "../../../protocol/kubernetes/index.ts";
import type { DnsLookup, DnsType } from "../../../protocol/network.ts";
import { areConnected, faultsOf } from "../../controllerkit/faults.ts";
import { CLUSTER_DNS } from "../../controllerkit/resolvConf.ts";
import type { Store } from "../../store/Store.ts";
import { isAddress } from "../addresses.ts";
import { podPeer, refusalOf } from "../policies.ts";
import type { Source } from "../source.ts";
import { ask, candidates, lookUp } from "./lookUp.ts";

const DNS_PORT = 53;
const NAMESPACE = "kube-system";
const SERVICE = "kube-dns";
const SLICES = "endpointslices.discovery.k8s.io";

export interface LookUpOptions {
  /** Another server than the resolv.conf's. */
  readonly server?: string;
  /** False: the name is asked as it is. */
  readonly search?: boolean;
}

export class Resolver {
  readonly clusterServer = CLUSTER_DNS;

  constructor(private readonly store: Store) {}

  resolve(source: Source, name: string, type: DnsType, options: LookUpOptions = {}): DnsLookup {
    const { resolvConf } = source;
    const server = options.server ?? resolvConf.nameservers[0] ?? "127.0.0.1";
    const failure = this.failureOf(source, server);
    if (failure) return { resolvConf, server, replies: [], failure };
    if (type === "PTR" && isAddress(name)) {
      const reversed = `${name.split(".").reverse().join(".")}.in-addr.arpa`;
      return { resolvConf, server, replies: [ask(this.store, server, { name: reversed, type })] };
    }
    const names = options.search === false ? [name.replace(/\.$/, "")] : candidates(name, resolvConf);
    return { resolvConf, server, replies: lookUp(this.store, server, { names, type }) };
  }

  private failureOf(source: Source, server: string): DnsLookup["failure"] {
    const error = ";; connection timed out; no servers could be reached";
    if (!isAddress(server) || server.startsWith("127.")) return { reason: "dns-unreachable", error };
    if (source.node && !areConnected(this.store, source.node, source.node)) return { reason: "dns-unreachable", error };
    // The cluster's DNS runs on other nodes; from outside its address leads nowhere.
    if (faultsOf(this.store.get("nodes", "", source.node)).partition !== undefined)
      return { reason: "dns-unreachable", error };
    if (server === CLUSTER_DNS && source.node === "") return { reason: "dns-unreachable", error };
    if (server === CLUSTER_DNS && !isServed(this.store, source.node)) return { reason: "dns-unreachable", error };
    if (!source.pod) return undefined;
    const to =
      server === CLUSTER_DNS
        ? { address: server, namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }
        : { address: server };
    const refused = refusalOf(this.store, { from: podPeer(source.pod), to, port: DNS_PORT, protocol: "UDP" });
    return refused && { reason: "policy", error: `${error} (NetworkPolicy ${refused.policies.join(", ")})` };
  }
}

/** Whether some pod of the cluster's DNS answers a node; a cluster without such pods has its DNS elsewhere. */
function isServed(store: Store, node: string): boolean {
  if (!store.get("services", NAMESPACE, SERVICE) && !store.get("configmaps", NAMESPACE, "coredns")) return true;
  for (const object of store.byIndex(SLICES, "service", `${NAMESPACE}/${SERVICE}`))
    for (const { conditions, nodeName } of (object as EndpointSlice).endpoints ?? [])
      if (conditions?.ready !== false && areConnected(store, node, nodeName ?? "")) return true;
  return false;
}
