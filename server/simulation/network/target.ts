/** What a client asks for, taken from a URL: `web:8080/x`, `https://…`, and for other clients `udp://host:53`, `icmp://host`. */
import type { HttpMessage } from "../controllerkit/Connections.ts";

export interface Target {
  readonly scheme: "http" | "https" | "tcp" | "udp" | "icmp";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The host as the client named it, for the Host header. */
  readonly named: string;
  readonly message?: HttpMessage | undefined;
}

const DEFAULT_PORTS = { http: 80, https: 443, tcp: 0, udp: 0, icmp: 0 };

/** Undefined for what is no URL of these kinds. */
export function targetOf(url: string, message?: HttpMessage): Target | undefined {
  const match = /^(?:(https?|tcp|udp|icmp):\/\/)?([A-Za-z0-9._-]{1,254})(?::(\d{1,5}))?([/?][^\s]*)?$/.exec(url.trim());
  if (!match) return undefined;
  const scheme = (match[1] ?? "http") as Target["scheme"];
  const host = match[2] ?? "";
  const port = match[3] === undefined ? DEFAULT_PORTS[scheme] : Number(match[3]);
  if (port > 65_535 || (port === 0 && scheme !== "icmp")) return undefined;
  const rest = match[4] ?? "/";
  return { scheme, host, port, path: rest.startsWith("?") ? `/${rest}` : rest, named: host, message };
}

export function protocolOf({ scheme }: Target): "TCP" | "UDP" | "ICMP" {
  return scheme === "udp" ? "UDP" : scheme === "icmp" ? "ICMP" : "TCP";
}
