/** Where traffic of an endpoint should come from. Models kubernetes staging/src/k8s.io/endpointslice/trafficdist. */
import type { EndpointHints } from "../../../protocol/kubernetes/index.ts";

const CLOSE = new Set(["PreferClose", "PreferSameZone", "PreferSameNode"]);

export function hintsFor(
  distribution: string | undefined,
  { zone, nodeName }: { readonly zone: string | undefined; readonly nodeName: string | undefined },
): EndpointHints | undefined {
  if (distribution === undefined || !CLOSE.has(distribution)) return undefined;
  const hints = {
    ...(distribution === "PreferSameNode" && nodeName ? { forNodes: [{ name: nodeName }] } : {}),
    ...(zone ? { forZones: [{ name: zone }] } : {}),
  };
  return Object.keys(hints).length > 0 ? hints : undefined;
}
