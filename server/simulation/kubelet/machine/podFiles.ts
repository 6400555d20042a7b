/** /etc/hosts, /etc/hostname and /etc/resolv.conf as a kubelet writes them. Models kubernetes pkg/kubelet/kubelet_pods.go and network/dns. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";

import { CLUSTER_DOMAIN, resolvConfOf, resolvConfText } from "../../controllerkit/resolvConf.ts";

export function etcFiles(
  pod: Pod,
  { ip, node }: { readonly ip: string; readonly node: string },
): { readonly [path: string]: string } {
  const { spec, metadata } = pod;
  const hostname = spec.hostNetwork ? node : (spec.hostname ?? metadata.name).slice(0, 63);
  const full = spec.subdomain ? `${hostname}.${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}\t` : "";
  const aliases = (spec.hostAliases ?? [])
    .map((alias) => `${alias.ip}\t${(alias.hostnames ?? []).join("\t")}\n`)
    .join("");
  return {
    "/hosts": `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${ip}\t${full}${hostname}\n${aliases === "" ? "" : `\n# Entries added by HostAliases.\n${aliases}`}`,
    "/hostname": `${hostname}\n`,
    "/resolv.conf": resolvConfText(resolvConfOf(pod)),
  };
}
