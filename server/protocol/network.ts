/**
 * Requests through the cluster's network as both sides know them: every station a request passes, in order, with the
 * objects it passes, so that a screen can draw its way; and what DNS answered.
 */

/** A place a screen can point at. `namespace` is "" for what has none. */
export interface HopPlace {
  readonly kind: "Pod" | "Service" | "Node" | "Ingress" | "NetworkPolicy" | "DNS" | "Outside";
  readonly namespace: string;
  readonly name: string;
}

/** One station of a request. `code` is a stable name that a screen puts into words. */
export interface Hop {
  readonly code:
    | "dns"
    | "service"
    | "endpoint"
    | "node"
    | "localhost"
    | "policy"
    | "ingress"
    | "container"
    | "outside"
    | "answer"
    | "failure";
  /** The object it passes, `Service default/svc-1`. */
  readonly at: string;
  readonly detail: string;
  readonly place?: HopPlace;
  /** Address and port asked here. */
  readonly ip?: string;
  readonly port?: number;
}

export type FailureReason =
  | "no-such-host"
  | "dns-unreachable"
  | "refused"
  | "no-endpoints"
  | "no-local-endpoints"
  | "no-such-address"
  | "not-from-outside"
  | "no-such-port"
  | "policy"
  | "node-unreachable"
  | "hung-up"
  | "bad-url"
  | "no-such-pod";

export interface Trace {
  readonly hops: readonly Hop[];
  /** What the asker gets; absent when nothing answered. */
  readonly response?: {
    readonly status: number;
    readonly body: string;
    readonly contentType?: string;
    readonly headers?: { readonly [name: string]: string };
  };
  /** How long it takes, cluster ms; left out for no time at all. */
  readonly duration?: number;
  /** The address asked in the end. */
  readonly address?: string;
  /** curl's exit code: 0, 3 (bad URL), 6 (no such host), 7 (refused), 28 (timed out), 52 (empty reply). */
  readonly exitCode: number;
  /** What curl prints when it fails. */
  readonly error?: string;
  /** Why it failed, as a stable name. */
  readonly reason?: FailureReason;
}

export type DnsType = "A" | "AAAA" | "CNAME" | "SRV" | "PTR" | "TXT" | "NS" | "SOA" | "ANY";
export type DnsStatus = "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";

export interface DnsRecord {
  /** With the closing dot. */
  readonly name: string;
  readonly type: Exclude<DnsType, "ANY">;
  /** Seconds. */
  readonly ttl: number;
  /** As dig prints it: an address, a name with dot, `0 100 80 web.default.svc.cluster.local.`. */
  readonly data: string;
}

/** What one server said to one question. */
export interface DnsReply {
  readonly name: string;
  readonly type: DnsType;
  readonly status: DnsStatus;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  /** The server is the one for the name (`aa`). */
  readonly authoritative: boolean;
}

/** A container's /etc/resolv.conf. */
export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  /** `ndots:5` and others, in order. */
  readonly options: readonly string[];
}

/** A look-up as a resolver does it: one reply for each name it tried, the last of them being the outcome. */
export interface DnsLookup {
  readonly resolvConf: ResolvConf;
  /** The server asked. */
  readonly server: string;
  readonly replies: readonly DnsReply[];
  /** Nobody answered: why, and what nslookup and dig print. */
  readonly failure?: { readonly reason: "dns-unreachable" | "policy"; readonly error: string };
}
