/**
 * How processes in a pod and on a node look names up: their /etc/resolv.conf.
 * Models kubernetes pkg/kubelet/network/dns (dnsPolicy, dnsConfig).
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { ResolvConf } from "../../protocol/network.ts";

export const CLUSTER_DOMAIN = "cluster.local";
/** The cluster's DNS, the tenth address of the Service network as kubeadm has it. */
export const CLUSTER_DNS = "10.96.0.10";
/** The resolver that nodes ask, outside of the cluster. */
const UPSTREAM_DNS = "192.168.56.1";

const LIMITS = { nameservers: 3, searches: 32 };

export const NODE_RESOLV_CONF: ResolvConf = { nameservers: [UPSTREAM_DNS], search: [], options: [] };

/** The resolv.conf that a kubelet writes for a pod. */
export function resolvConfOf(pod: Pod): ResolvConf {
  const { dnsPolicy = "ClusterFirst", dnsConfig, hostNetwork } = pod.spec;
  const namespace = pod.metadata.namespace ?? "default";
  const cluster = dnsPolicy === "ClusterFirstWithHostNet" || (dnsPolicy === "ClusterFirst" && !hostNetwork);
  const base: ResolvConf = cluster
    ? {
        nameservers: [CLUSTER_DNS],
        search: [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN],
        options: ["ndots:5"],
      }
    : dnsPolicy === "None"
      ? { nameservers: [], search: [], options: [] }
      : NODE_RESOLV_CONF;
  if (!dnsConfig) return base;
  return {
    nameservers: unique([...base.nameservers, ...(dnsConfig.nameservers ?? [])]).slice(0, LIMITS.nameservers),
    search: unique([...base.search, ...(dnsConfig.searches ?? [])]).slice(0, LIMITS.searches),
    options: mergedOptions(base.options, dnsConfig.options ?? []),
  };
}

/** The file's text. */
export function resolvConfText({ nameservers, search, options }: ResolvConf): string {
  return [
    ...(search.length > 0 ? [`search ${search.join(" ")}`] : []),
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(options.length > 0 ? [`options ${options.join(" ")}`] : []),
    "",
  ].join("\n");
}

/** How many dots a name needs to be asked as it stands before the search list. */
export function ndotsOf({ options }: ResolvConf): number {
  const found = options.find((option) => option.startsWith("ndots:"));
  const dots = Number(found?.slice("ndots:".length) ?? 1);
  return Number.isInteger(dots) && dots >= 0 ? dots : 1;
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

function mergedOptions(
  base: readonly string[],
  more: readonly { readonly name?: string; readonly value?: string }[],
): readonly string[] {
  const options = new Map(base.map((option) => [option.split(":")[0] ?? "", option]));
  for (const { name = "", value } of more) if (name) options.set(name, value ? `${name}:${value}` : name);
  return [...options.values()];
}
