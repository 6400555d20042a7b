/** The node that a pod is on. */
import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";

export function nodeOf(store: Store, pod: Pod): Node | undefined {
  return store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
}

export function hostIPOf(store: Store, pod: Pod): string {
  return nodeOf(store, pod)?.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
}
