/**
 * The Ingress controller as a station: takes a request for a host, finds the route, asks an endpoint itself (not the Service's
 * address) and answers in nginx's way when that fails. Models ingress-nginx.
 */
import type { Hop, Trace } from "../../../protocol/network.ts";
import type { Service } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import { placeOf } from "../source.ts";
import type { Target } from "../target.ts";
import { routeOf, tlsOf } from "./routes.ts";

/** Asks a Service's endpoint for the controller; the answer's hops come after those given. */
export type Forward = (
  service: Service,
  port: NonNullable<NonNullable<Service["spec"]["ports"]>[number]>,
  request: { readonly path: string; readonly headers: { readonly [name: string]: string }; readonly hops: Hop[] },
) => Trace;

export function throughIngress(
  store: Store,
  { target, client, hops }: { readonly target: Target; readonly client: string; readonly hops: Hop[] },
  forward: Forward,
): Trace {
  const host = hostOf(target);
  const tls = tlsOf(store, host);
  if (tls && target.scheme === "http" && tls.redirects) {
    hops.push({
      code: "ingress",
      at: `Ingress ${tls.ingress.metadata.namespace}/${tls.ingress.metadata.name}`,
      detail: "TLS is set up for the host: http is sent to https",
      place: placeOf(tls.ingress),
    });
    return page(hops, "308 Permanent Redirect", { location: `https://${host}${target.path}` });
  }
  const route = routeOf(store, host, target.path);
  if (!route) {
    hops.push({ code: "ingress", at: "ingress-nginx", detail: `no Ingress has a rule for ${host}${target.path}` });
    return page(hops, "404 Not Found");
  }
  const { namespace = "", name } = route.ingress.metadata;
  const secured =
    target.scheme === "https" ? `, TLS ends here${tls?.secretName ? ` (Secret ${tls.secretName})` : ""}` : "";
  const at = `Ingress ${namespace}/${name}`;
  hops.push({
    code: "ingress",
    at,
    detail: `${route.rule} → ${backendText(route.backend)}${secured}`,
    place: placeOf(route.ingress),
  });
  const { service: wanted } = route.backend;
  const service = store.get("services", namespace, wanted?.name ?? "") as Service | undefined;
  const port = service?.spec.ports?.find(
    (each) => each.name === wanted?.port?.name || each.port === wanted?.port?.number,
  );
  if (!service || !port) {
    hops.push({
      code: "failure",
      at,
      detail: service ? "the Service has no such port" : `there is no Service ${namespace}/${wanted?.name ?? ""}`,
    });
    return page(hops, "503 Service Temporarily Unavailable");
  }
  const headers = {
    ...target.message?.headers,
    host,
    "x-real-ip": client,
    "x-forwarded-for": client,
    "x-forwarded-host": host,
    "x-forwarded-proto": target.scheme,
  };
  const answered = forward(service, port, { path: route.path, headers, hops });
  if (answered.response || answered.exitCode === 52)
    return answered.response ? answered : page(hops, "502 Bad Gateway");
  switch (answered.reason) {
    case "no-endpoints":
    case "no-local-endpoints":
      return page(hops, "503 Service Temporarily Unavailable");
    case "refused":
      return page(hops, "502 Bad Gateway");
    default:
      return page(hops, "504 Gateway Time-out", {}, answered.duration);
  }
}

/** The host a client wants: the Host header, else that of the URL. */
function hostOf({ message, named }: Target): string {
  return (message?.headers?.["host"] ?? named).replace(/:\d+$/, "").toLowerCase();
}

function backendText({
  service,
  resource,
}: {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly kind: string; readonly name: string };
}): string {
  if (service) return `${service.name}:${service.port?.number ?? service.port?.name ?? ""}`;
  return `${resource?.kind ?? ""} ${resource?.name ?? ""}`;
}

function page(
  hops: readonly Hop[],
  status: string,
  headers: { readonly [name: string]: string } = {},
  duration?: number,
): Trace {
  const code = Number(status.slice(0, 3));
  return {
    hops: [...hops, { code: "answer", at: "ingress-nginx", detail: String(code) }],
    response: {
      status: code,
      contentType: "text/html",
      headers,
      body: `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    },
    exitCode: 0,
    ...(duration === undefined ? {} : { duration: Math.min(duration, 60_000) }),
  };
}
