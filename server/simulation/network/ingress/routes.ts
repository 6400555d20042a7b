/**
 * Which backend of which Ingress serves a host and path, as ingress-nginx orders its locations: exact hosts before wildcards
 * before rules without a host; exact paths before prefixes, long ones before short.
 */
import type { Ingress, IngressBackend } from "../../../protocol/kubernetes/index.ts";
import { isServedIngress } from "../../controllerkit/addons.ts";
import type { Store } from "../../store/Store.ts";
import { hostFits } from "../dns/upstream.ts";
import { rewrittenPath } from "./rewriting.ts";

export interface Route {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  /** The rule that fits, as a person reads it: `shop.example.com/api (Prefix)`. */
  readonly rule: string;
  /** What the backend is asked for. */
  readonly path: string;
}

interface Candidate extends Route {
  readonly rank: readonly number[];
}

const ANNOTATIONS = "nginx.ingress.kubernetes.io/";

/** Undefined when no Ingress has anything for it: the controller's own 404. */
export function routeOf(store: Store, host: string, path: string): Route | undefined {
  const [pathOnly = "/", query] = path.split("?");
  const candidates: Candidate[] = [];
  let fallback: Route | undefined;
  const hosts = new Map<string, boolean>();
  for (const object of store.list("ingresses.networking.k8s.io")) {
    const ingress = object as Ingress;
    if (!isServedIngress(store, ingress)) continue;
    for (const rule of ingress.spec?.rules ?? []) {
      const named = rule.host ?? "";
      if (named !== "" && !hostFits(named, host)) continue;
      const hostRank = named === "" ? 0 : named.startsWith("*.") ? 1 : 2;
      hosts.set(named, true);
      for (const each of rule.http?.paths ?? []) {
        const found = fits(ingress, each, pathOnly);
        if (!found) continue;
        candidates.push({
          ingress,
          backend: each.backend,
          rule: `${named || "*"}${each.path ?? "/"} (${each.pathType})`,
          path: query === undefined ? found.path : `${found.path}?${query}`,
          rank: [hostRank, each.pathType === "Exact" ? 1 : 0, (each.path ?? "/").length],
        });
      }
    }
    const backend = ingress.spec?.defaultBackend;
    if (backend && !fallback) fallback = { ingress, backend, rule: "default backend", path };
  }
  // The most particular server block answers for its host alone; the others are not asked.
  const best = Math.max(...[...hosts.keys()].map((named) => (named === "" ? 0 : named.startsWith("*.") ? 1 : 2)), -1);
  const [first] = candidates
    .filter(({ rank }) => rank[0] === best)
    .sort((left, right) => compare(right.rank, left.rank));
  return first ?? fallback;
}

/** Whether TLS is set up for the host, and by which Ingress and Secret. */
export function tlsOf(
  store: Store,
  host: string,
): { readonly ingress: Ingress; readonly secretName: string; readonly redirects: boolean } | undefined {
  for (const object of store.list("ingresses.networking.k8s.io")) {
    const ingress = object as Ingress;
    if (!isServedIngress(store, ingress)) continue;
    for (const { hosts = [], secretName = "" } of ingress.spec?.tls ?? []) {
      const named = hosts.length > 0 ? hosts : (ingress.spec?.rules ?? []).flatMap((rule) => rule.host ?? []);
      if (named.some((pattern) => hostFits(pattern, host)))
        return {
          ingress,
          secretName,
          redirects: ingress.metadata.annotations?.[`${ANNOTATIONS}ssl-redirect`] !== "false",
        };
    }
  }
  return undefined;
}

function fits(
  ingress: Ingress,
  { path: wanted = "/", pathType }: { readonly path?: string; readonly pathType: string },
  path: string,
): { readonly path: string } | undefined {
  const target = ingress.metadata.annotations?.[`${ANNOTATIONS}rewrite-target`];
  if (target !== undefined) {
    const rewritten = rewrittenPath(path, { pattern: wanted, target });
    return rewritten === undefined ? undefined : { path: rewritten };
  }
  if (pathType === "Exact") return path === wanted ? { path } : undefined;
  const prefix = wanted.endsWith("/") ? wanted.slice(0, -1) : wanted;
  return path === prefix || path.startsWith(`${prefix}/`) || prefix === "" ? { path } : undefined;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) if (value !== right[index]) return value - (right[index] ?? 0);
  return 0;
}
