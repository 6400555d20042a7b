/** The API server as a station: what a pod or node gets that asks it, by way of the Service `kubernetes` or of its node. */
import type { HopPlace, Trace } from "../../protocol/network.ts";
import type { Journey } from "./Journey.ts";
import { refused } from "./outcomes.ts";

export const API_PORT = 6443;

export interface ApiQuestion {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

export interface ApiReply {
  readonly status: number;
  readonly contentType: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export type AskApi = (question: ApiQuestion) => ApiReply;

export function throughApi({ target, hops }: Journey, place: HopPlace, ask: AskApi): Trace {
  const at = "kube-apiserver";
  if (target.scheme === "udp") {
    hops.push({ code: "failure", at, detail: `nothing listens on ${target.port}/UDP`, place });
    return refused(target, hops);
  }
  hops.push({ code: "container", at, detail: `${at}:${target.port}`, place, ip: target.host, port: target.port });
  if (target.scheme === "tcp") return { hops, exitCode: 0, address: target.host };
  const { method = "GET", headers = {}, body } = target.message ?? {};
  const response =
    target.scheme === "http"
      ? {
          status: 400,
          contentType: "text/plain",
          headers: {},
          body: "Client sent an HTTP request to an HTTPS server.\n",
        }
      : ask({ method, path: target.path, headers, ...(body === undefined ? {} : { body }) });
  hops.push({ code: "answer", at, detail: String(response.status), place });
  return { hops, response, exitCode: 0, address: target.host };
}
