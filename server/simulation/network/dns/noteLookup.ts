import type { DnsLookup, Hop, Trace } from "../../../protocol/network.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import { dnsTimedOut, noSuchHost } from "../outcomes.ts";

/** Notes what DNS said; the address to go on with, or how the request ends here. */
export function noteLookup(
  lookup: DnsLookup,
  {
    hops,
    host,
    clusterServer,
    runtime,
  }: { readonly hops: Hop[]; readonly host: string; readonly clusterServer: string; readonly runtime: Runtime },
): string | Trace {
  const at = lookup.server === clusterServer ? "CoreDNS" : `DNS ${lookup.server}`;
  const place = { kind: "DNS", namespace: "", name: at } as const;
  if (lookup.failure) {
    hops.push({ code: "failure", at, detail: lookup.failure.error, place });
    return dnsTimedOut(host, hops);
  }
  const last = lookup.replies.at(-1);
  const addresses = (last?.answers ?? []).filter(({ type }) => type === "A").map(({ data }) => data);
  if (!last || addresses.length === 0) {
    const status = last?.status === "NOERROR" ? "no address" : (last?.status ?? "NXDOMAIN");
    hops.push({ code: "dns", at, detail: `${host}: ${status}`, place });
    return noSuchHost(host, hops);
  }
  const [address = ""] = addresses;
  const chosen = addresses.length === 1 ? address : (addresses[runtime.random.int(addresses.length)] ?? address);
  const alias = last.answers.find(({ type }) => type === "CNAME");
  const way = alias ? `${last.name} → ${alias.data.replace(/\.$/, "")} → ${chosen}` : `${last.name} → ${chosen}`;
  hops.push({ code: "dns", at, detail: way, place, ip: chosen });
  return chosen;
}
