/**
 * The world outside of the cluster, as its resolver knows it: hosts of Ingresses at the address of their controller (as if
 * somebody had entered them there), and public names, each at an address of its own out of TEST-NET-3. Simplified: every
 * name under a usual public domain exists.
 */
import type { Ingress } from "../../../protocol/kubernetes/index.ts";
import type { DnsRecord, DnsReply, DnsType } from "../../../protocol/network.ts";
import type { Store } from "../../store/Store.ts";

const PUBLIC = /^(?:[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|kr|jp|de|uk|eu|us|app|ai|me|gov|edu)$/;
const OUTSIDE_PREFIX = "203.0.113.";

/** Answers any question; `name` has no closing dot. */
export function answerOfUpstream(store: Store, name: string, type: DnsType): DnsReply {
  const lower = name.toLowerCase();
  const address = addressOf(store, lower);
  const answers: DnsRecord[] =
    address !== undefined && type === "A" ? [{ name: `${name}.`, type: "A", ttl: 300, data: address }] : [];
  return {
    name,
    type,
    status: address === undefined ? "NXDOMAIN" : "NOERROR",
    answers,
    authority: [],
    additional: [],
    authoritative: false,
  };
}

export function isOutsideHost(address: string): boolean {
  return address.startsWith(OUTSIDE_PREFIX);
}

function addressOf(store: Store, name: string): string | undefined {
  for (const object of store.list("ingresses.networking.k8s.io")) {
    const ingress = object as Ingress;
    const address = ingress.status?.loadBalancer?.ingress?.[0]?.ip;
    if (address && ingress.spec?.rules?.some(({ host }) => host && hostFits(host, name))) return address;
  }
  if (!PUBLIC.test(name)) return undefined;
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_296;
  return `${OUTSIDE_PREFIX}${1 + (hash % 254)}`;
}

/** `*.a.b` stands for one label more. */
export function hostFits(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === host;
  return host.slice(host.indexOf(".") + 1) === pattern.slice(2) && host.includes(".");
}
