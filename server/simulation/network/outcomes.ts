/** How a request ends, in curl's words and codes. */
import type { FailureReason, Hop, Trace } from "../../protocol/network.ts";
import type { Target } from "./target.ts";

/** How long a client tries to connect where nobody answers. */
const CONNECT_TIMEOUT = 130_000;
const RESOLVE_TIMEOUT = 10_000;

export function refused(target: Target, hops: readonly Hop[], reason: FailureReason = "refused"): Trace {
  return {
    hops,
    exitCode: 7,
    error: `curl: (7) Failed to connect to ${target.named} port ${target.port} after 0 ms: Couldn't connect to server`,
    reason,
    ...(target.host === target.named && !/^\d/.test(target.host) ? {} : { address: target.host }),
  };
}

export function timedOut(target: Target, hops: readonly Hop[], reason: FailureReason): Trace {
  return {
    hops,
    exitCode: 28,
    error: `curl: (28) Failed to connect to ${target.named} port ${target.port} after ${CONNECT_TIMEOUT} ms: Couldn't connect to server`,
    reason,
    duration: CONNECT_TIMEOUT,
    ...(/^\d/.test(target.host) ? { address: target.host } : {}),
  };
}

export function noSuchHost(host: string, hops: readonly Hop[]): Trace {
  return { hops, exitCode: 6, error: `curl: (6) Could not resolve host: ${host}`, reason: "no-such-host" };
}

/** The DNS did not answer. */
export function dnsTimedOut(host: string, hops: readonly Hop[]): Trace {
  return {
    hops,
    exitCode: 28,
    error: `curl: (28) Resolving timed out after ${RESOLVE_TIMEOUT} milliseconds: ${host}`,
    reason: "dns-unreachable",
    duration: RESOLVE_TIMEOUT,
  };
}
