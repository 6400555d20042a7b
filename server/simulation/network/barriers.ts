/** What stops a request on its way: a node that is cut off, a NetworkPolicy. */
import type { Trace } from "../../protocol/network.ts";
import type { Store } from "../store/Store.ts";
import type { Journey } from "./Journey.ts";
import { timedOut } from "./outcomes.ts";
import { type Peer, refusalOf } from "./policies.ts";
import { protocolOf } from "./target.ts";

/** Ends a request to a node that no packet gets to. */
export function unreachable({ target, hops }: Journey, node: string): Trace {
  hops.push({
    code: "failure",
    at: `Node ${node}`,
    detail: "no packet gets through to this node",
    place: { kind: "Node", namespace: "", name: node },
  });
  return timedOut(target, hops, "node-unreachable");
}

/** How the request ends when a policy drops it; undefined when it passes. */
export function refusedByPolicy(store: Store, { source, sender, target, hops }: Journey, to: Peer): Trace | undefined {
  // A node may always reach the pods it runs.
  if (!sender.pod && sender.namespace === undefined && source.node !== "" && to.pod?.spec.nodeName === source.node)
    return undefined;
  if (sender.pod && sender.pod.metadata.uid === to.pod?.metadata.uid) return undefined;
  const refusal = refusalOf(store, {
    from: sender,
    to,
    port: target.port,
    protocol: protocolOf(target),
  });
  if (!refusal) return undefined;
  const { namespace = "", name } = refusal.pod.metadata;
  const policies = refusal.policies.join(", ");
  const what = refusal.direction === "Egress" ? "may not send this" : "may not be sent this";
  hops.push({
    code: "policy",
    at: `Pod ${namespace}/${name}`,
    detail: `NetworkPolicy ${policies} (${refusal.direction}): the pod ${what}; it is dropped`,
    place: { kind: "NetworkPolicy", namespace, name: refusal.policies[0] ?? "" },
  });
  return timedOut(target, hops, "policy");
}
