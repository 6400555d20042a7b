/**
 * Headers that tell browsers what an answer may do. Pages run our own scripts alone (a nonce for each answer) and speak to
 * this server alone. What comes out of a cluster may have been written by anybody in it, a pod's page behind `proxy`
 * included: a browser shows it in a sandbox without scripts, so that it never acts with the visitor's cookie.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface SecurityOptions {
  /** The world reaches this server by https alone. */
  readonly https: boolean;
  /** In development Next evaluates code and reloads over a socket of its own. */
  readonly development: boolean;
  /** Origins whose pages may show a room's embedded view in a frame. No other page of ours is shown in any. */
  readonly frameAncestors: readonly string[];
}

const NONCE_BYTES = 18;
const CLUSTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const EMBED_PATH = /^\/room\/[\w-]+\/embed$/;
const YEAR_S = 31_536_000;

/** What every answer has that is no page, with the policy of its kind. */
export function answerHeaders(what: "api" | "cluster", options: SecurityOptions): Readonly<Record<string, string>> {
  return {
    ...commonHeaders(options),
    "Content-Security-Policy": what === "cluster" ? CLUSTER_POLICY : API_POLICY,
    "X-Frame-Options": "DENY",
  };
}

/** Sets a page's headers. Next reads the nonce from the request's policy and puts it on its scripts. */
export function securePage(request: IncomingMessage, response: ServerResponse, options: SecurityOptions): void {
  const path = request.url?.split("?", 1)[0] ?? "";
  const frameAncestors = EMBED_PATH.test(path) ? options.frameAncestors : [];
  const policy = pagePolicy(randomBytes(NONCE_BYTES).toString("base64"), { ...options, frameAncestors });
  // Whatever a client sent under this name is gone.
  request.headers["content-security-policy"] = policy;
  delete request.headers["content-security-policy-report-only"];
  setHeaders(response, { ...commonHeaders(options), "Content-Security-Policy": policy });
  if (frameAncestors.length === 0) response.setHeader("X-Frame-Options", "DENY");
}

function pagePolicy(nonce: string, { development, frameAncestors, https }: SecurityOptions): string {
  const parts = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ""}`,
    // Editor, terminal and map place things by style attributes and sheets of their own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : ["'self'", ...frameAncestors].join(" ")}`,
    ...(https ? ["upgrade-insecure-requests"] : []),
  ];
  return parts.join("; ");
}

function commonHeaders({ https }: SecurityOptions): Readonly<Record<string, string>> {
  return {
    "X-Content-Type-Options": "nosniff",
    // A room's address is a matter between its people.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ...(https ? { "Strict-Transport-Security": `max-age=${YEAR_S}` } : {}),
  };
}

export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(headers)) response.setHeader(name, headers[name] as string);
}
