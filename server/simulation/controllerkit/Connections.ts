/** What processes in containers and on nodes ask of the network. The network answers; `cluster.ts` brings the two together. */

import type { DnsLookup, DnsType } from "../../protocol/network.ts";

/** Where a request starts. */
export type Origin =
  | { readonly kind: "pod"; readonly namespace: string; readonly name: string }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "outside" };

/** A request as a client words it, beside its URL. */
export interface HttpMessage {
  readonly method?: string;
  /** Names in lower case. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** What a client gets to see of a request. */
export interface Exchange {
  readonly response?: {
    readonly status: number;
    readonly body: string;
    readonly contentType?: string;
    readonly headers?: { readonly [name: string]: string };
  };
  /** How long the answer (or the failure) takes, cluster ms. */
  readonly duration?: number;
  /** curl's exit code: 0, 6 (no such host), 7 (refused), 28 (timed out), 52 (empty reply). */
  readonly exitCode: number;
  /** What curl prints when it fails. */
  readonly error?: string;
  readonly reason?: string;
  /** The address that was asked. */
  readonly address?: string;
}

export interface Connections {
  request(from: Origin, url: string, message?: HttpMessage): Exchange;
  /** Looks a name up as a process there would. Left out where nothing resolves names. */
  lookUp?(
    from: Origin,
    name: string,
    options?: { readonly type?: DnsType; readonly server?: string; readonly search?: boolean },
  ): DnsLookup | undefined;
}
