/** Where a request starts, as the network sees it: an address, a node, labels. */
import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { HopPlace, ResolvConf } from "../../protocol/network.ts";
import type { Origin } from "../controllerkit/Connections.ts";
import { NODE_RESOLV_CONF, resolvConfOf } from "../controllerkit/resolvConf.ts";
import type { Store } from "../store/Store.ts";

/** A machine beside the nodes, where somebody sits with a browser. */
const OUTSIDE_ADDRESS = "192.168.56.1";

export interface Source {
  readonly address: string;
  /** The node it runs on; "" outside. */
  readonly node: string;
  /** Its pod; absent for nodes and outside. Pods in the network of their host count as the host. */
  readonly pod?: Pod;
  readonly place: HopPlace;
  readonly resolvConf: ResolvConf;
}

/** Undefined when there is no such pod or node, or the pod has no network yet. */
export function sourceOf(store: Store, origin: Origin): Source | undefined {
  switch (origin.kind) {
    case "outside":
      return {
        address: OUTSIDE_ADDRESS,
        node: "",
        place: { kind: "Outside", namespace: "", name: "" },
        resolvConf: NODE_RESOLV_CONF,
      };
    case "node": {
      const node = store.get("nodes", "", origin.name) as Node | undefined;
      return node && nodeSource(node);
    }
    case "pod": {
      const pod = store.get("pods", origin.namespace, origin.name) as Pod | undefined;
      const address = pod?.status?.podIP;
      if (!pod || !address) return undefined;
      return {
        address,
        node: pod.spec.nodeName ?? "",
        ...(pod.spec.hostNetwork ? {} : { pod }),
        place: placeOf(pod),
        resolvConf: resolvConfOf(pod),
      };
    }
  }
}

function nodeSource(node: Node): Source {
  return {
    address: node.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "",
    node: node.metadata.name,
    place: { kind: "Node", namespace: "", name: node.metadata.name },
    resolvConf: NODE_RESOLV_CONF,
  };
}

export function placeOf({ kind, metadata }: { readonly kind: string; readonly metadata: Pod["metadata"] }): HopPlace {
  return { kind: kind as HopPlace["kind"], namespace: metadata.namespace ?? "", name: metadata.name };
}
