import type { EndpointSlice, Node, Service } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { Journey } from "./Journey.ts";
import { isMasked, type ServiceArrival } from "./serviceRouting.ts";
import { placeOf } from "./source.ts";

/** Where traffic for an outer address of a Service comes in: where the sender is, or at a node that has what it needs. */
export function arrivalOutside(
  { source, hops, target }: Journey,
  service: Service,
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
): ServiceArrival {
  if (source.node !== "") return { external: false, node: source.node, masked: isMasked(service, source, source.node) };
  const nodes = [...(store.list("nodes") as Iterable<Node>)].filter(
    ({ metadata, status }) =>
      status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") &&
      metadata.labels?.["node.kubernetes.io/exclude-from-external-load-balancers"] === undefined,
  );
  const { namespace, name } = service.metadata;
  const withEndpoint = new Set<string>();
  if (service.spec.externalTrafficPolicy === "Local")
    for (const slice of store.byIndex("endpointslices.discovery.k8s.io", "service", `${namespace}/${name}`))
      for (const { nodeName, conditions } of (slice as EndpointSlice).endpoints ?? [])
        if (nodeName && conditions?.ready !== false) withEndpoint.add(nodeName);
  const usable = withEndpoint.size > 0 ? nodes.filter(({ metadata }) => withEndpoint.has(metadata.name)) : nodes;
  const chosen = usable.length > 1 ? usable[runtime.random.int(usable.length)] : usable[0];
  if (chosen)
    hops.push({
      code: "node",
      at: `Node ${chosen.metadata.name}`,
      detail: `${target.host} is answered for by this node`,
      place: placeOf(chosen),
    });
  const node = chosen?.metadata.name ?? "";
  return { external: true, node, masked: isMasked(service, source, node) };
}
