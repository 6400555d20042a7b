/**
 * The zone of the cluster as CoreDNS answers it, from Services, EndpointSlices and namespaces alone.
 *
 * Models coredns plugin/kubernetes (kubernetes.go, reverse.go) with `pods insecure`, as kubeadm sets it up. Of wildcards and
 * zone transfers there is nothing.
 */
import type { EndpointSlice, Service } from "../../../protocol/kubernetes/index.ts";
import type { DnsRecord, DnsReply, DnsType } from "../../../protocol/network.ts";
import { CLUSTER_DNS, CLUSTER_DOMAIN } from "../../controllerkit/resolvConf.ts";
import type { Store } from "../../store/Store.ts";
import { isAddress } from "../addresses.ts";

const TTL = 30;
const NEGATIVE_TTL = 30;

/** One address behind a name. */
interface Target {
  readonly address: string;
  /** `hostname or dashed address`.svc… of an endpoint; the Service's own name otherwise. */
  readonly name: string;
  readonly port?: number;
}

type Found = "no-such-name" | { readonly records: readonly DnsRecord[]; readonly additional?: readonly DnsRecord[] };

/** Answers a question about the zone; undefined when the name is none of the zone's. `name` has no closing dot. */
export function answerOfZone(store: Store, name: string, type: DnsType): DnsReply | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith(".in-addr.arpa")) return reverse(store, lower, type);
  if (lower !== CLUSTER_DOMAIN && !lower.endsWith(`.${CLUSTER_DOMAIN}`)) return undefined;
  const labels = lower === CLUSTER_DOMAIN ? [] : lower.slice(0, -CLUSTER_DOMAIN.length - 1).split(".");
  const found = find(store, { labels, name: lower, type });
  if (found === "no-such-name")
    return {
      name,
      type,
      status: "NXDOMAIN",
      answers: [],
      authority: [authority()],
      additional: [],
      authoritative: true,
    };
  const { records, additional = [] } = found;
  return {
    name,
    type,
    status: "NOERROR",
    answers: records,
    authority: records.length === 0 ? [authority()] : [],
    additional,
    authoritative: true,
  };
}

interface Question {
  /** What stands before the zone. */
  readonly labels: readonly string[];
  readonly name: string;
  readonly type: DnsType;
}

function find(store: Store, question: Question): Found {
  const { labels, name, type } = question;
  if (labels.length === 0) return { records: apex(type) };
  if (labels.length === 1 && labels[0] === "dns-version")
    return { records: type === "TXT" ? [record(name, "TXT", '"1.1.0"')] : [] };
  if (labels.length === 2 && labels.join(".") === "ns.dns")
    return { records: type === "A" ? [record(name, "A", CLUSTER_DNS)] : [] };
  const kind = labels.at(-1);
  if (kind !== "svc" && kind !== "pod") return "no-such-name";
  const namespace = labels.at(-2);
  if (namespace === undefined) return { records: [] };
  if (!store.get("namespaces", "", namespace)) return "no-such-name";
  const inside = labels.slice(0, -2);
  if (inside.length === 0) return { records: [] };
  return kind === "pod" ? podName(inside, name, type) : serviceName(store, { namespace, inside, question });
}

function apex(type: DnsType): readonly DnsRecord[] {
  if (type === "SOA") return [authority()];
  return type === "NS" ? [record(CLUSTER_DOMAIN, "NS", `ns.dns.${CLUSTER_DOMAIN}.`)] : [];
}

/** `10-1-2-3.namespace.pod.cluster.local` is an address whether a pod has it or not. */
function podName(inside: readonly string[], name: string, type: DnsType): Found {
  const address = inside.length === 1 ? (inside[0] ?? "").replaceAll("-", ".") : "";
  if (!isAddress(address)) return "no-such-name";
  return { records: type === "A" ? [record(name, "A", address)] : [] };
}

function serviceName(
  store: Store,
  {
    namespace,
    inside,
    question,
  }: { readonly namespace: string; readonly inside: readonly string[]; readonly question: Question },
): Found {
  const { name, type } = question;
  const service = store.get("services", namespace, inside.at(-1) ?? "") as Service | undefined;
  if (!service) return "no-such-name";
  const before = inside.slice(0, -1);
  const asked = { port: "", protocol: "", endpoint: "" };
  if (before.length === 1) asked.endpoint = before[0] ?? "";
  else if (before.length === 2) [asked.port = "", asked.protocol = ""] = before.map(withoutUnderscore);
  else if (before.length > 2) return "no-such-name";
  if (before.length === 2 && !before.every((label) => label.startsWith("_"))) return "no-such-name";
  if (service.spec.type === "ExternalName") {
    if (before.length > 0) return "no-such-name";
    return { records: [record(name, "CNAME", `${(service.spec.externalName ?? "").replace(/\.$/, "")}.`)] };
  }
  const targets = targetsOf(store, service, asked);
  if (targets.length === 0) return "no-such-name";
  if (type === "A") {
    const addresses = [...new Set(targets.map(({ address }) => address))].filter(isAddress);
    return { records: addresses.map((address) => record(name, "A", address)) };
  }
  if (type !== "SRV") return { records: [] };
  const withPorts = targets.filter(({ port }) => port !== undefined);
  const weight = Math.max(1, Math.floor(100 / Math.max(1, withPorts.length)));
  const names = new Map(withPorts.map((target) => [target.name, target.address]));
  return {
    records: withPorts.map((target) => record(name, "SRV", `0 ${weight} ${target.port} ${target.name}.`)),
    additional: [...names].map(([host, address]) => record(host, "A", address)),
  };
}

/** The addresses of a Service: its own, or those of its endpoints when it is headless or one of them is asked for. */
function targetsOf(
  store: Store,
  service: Service,
  asked: { readonly port: string; readonly protocol: string; readonly endpoint: string },
): readonly Target[] {
  const { namespace = "", name } = service.metadata;
  const domain = `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
  const fits = (port: { readonly name?: string; readonly protocol?: string }): boolean =>
    (asked.port === "" || asked.port === (port.name ?? "").toLowerCase()) &&
    (asked.protocol === "" || asked.protocol === (port.protocol ?? "TCP").toLowerCase());
  const { clusterIP } = service.spec;
  if (asked.endpoint === "" && clusterIP && clusterIP !== "None")
    return (service.spec.ports ?? []).filter(fits).map(({ port }) => ({ address: clusterIP, name: domain, port }));
  const targets: Target[] = [];
  for (const slice of slicesOf(store, service)) {
    const ports = (slice.ports ?? []).filter(fits);
    for (const { addresses, hostname, conditions } of slice.endpoints ?? []) {
      const [address] = addresses;
      if (address === undefined || conditions?.ready === false) continue;
      const host = endpointName(hostname, address);
      if (asked.endpoint !== "" && asked.endpoint !== host) continue;
      const target = { address, name: `${host}.${domain}` };
      if ((slice.ports ?? []).length === 0) targets.push(target);
      for (const { port } of ports) targets.push({ ...target, ...(port === undefined ? {} : { port }) });
    }
  }
  return targets;
}

function slicesOf(store: Store, { metadata }: Service): readonly EndpointSlice[] {
  const key = `${metadata.namespace}/${metadata.name}`;
  return [...(store.byIndex("endpointslices.discovery.k8s.io", "service", key) as Iterable<EndpointSlice>)];
}

/** Names of addresses: Services by their cluster address, endpoints by their own; all others are asked of the next server. */
function reverse(store: Store, name: string, type: DnsType): DnsReply | undefined {
  const address = name.slice(0, -".in-addr.arpa".length).split(".").reverse().join(".");
  if (!isAddress(address)) return undefined;
  const hosts: string[] = [];
  for (const { metadata } of store.byIndex("services", "clusterIP", address))
    hosts.push(`${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`);
  if (hosts.length === 0)
    for (const object of store.byIndex("endpointslices.discovery.k8s.io", "address", address)) {
      const slice = object as EndpointSlice;
      const service = slice.metadata.labels?.["kubernetes.io/service-name"];
      const endpoint = slice.endpoints?.find(({ addresses }) => addresses.includes(address));
      if (endpoint && endpoint.conditions?.ready !== false)
        hosts.push(
          `${endpointName(endpoint.hostname, address)}.${service}.${slice.metadata.namespace}.svc.${CLUSTER_DOMAIN}`,
        );
    }
  if (hosts.length === 0) return undefined;
  return {
    name,
    type,
    status: "NOERROR",
    answers: type === "PTR" ? hosts.map((host) => record(name, "PTR", `${host}.`)) : [],
    authority: [],
    additional: [],
    authoritative: true,
  };
}

function endpointName(hostname: string | undefined, address: string): string {
  return hostname || address.replaceAll(".", "-");
}

function withoutUnderscore(label: string): string {
  return label.replace(/^_/, "");
}

function record(name: string, type: DnsRecord["type"], data: string): DnsRecord {
  return { name: `${name}.`, type, ttl: TTL, data };
}

function authority(): DnsRecord {
  const data = `ns.dns.${CLUSTER_DOMAIN}. hostmaster.${CLUSTER_DOMAIN}. 1700000000 7200 1800 86400 ${NEGATIVE_TTL}`;
  return { name: `${CLUSTER_DOMAIN}.`, type: "SOA", ttl: NEGATIVE_TTL, data };
}
