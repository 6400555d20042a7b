/** What is lit on the map because something that chooses pods is pointed at. Pure. */
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

export type Lit =
  | { readonly by: "labels"; readonly namespace: string; readonly labels: { readonly [key: string]: string } }
  | { readonly by: "owner"; readonly uids: readonly string[] };

export function isLit(lit: Lit | undefined, pod: Pod): boolean {
  if (!lit) return false;
  if (lit.by === "owner") return pod.metadata.ownerReferences?.some(({ uid }) => lit.uids.includes(uid)) ?? false;
  if (pod.metadata.namespace !== lit.namespace) return false;
  const entries = Object.entries(lit.labels);
  return entries.length > 0 && entries.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** Whether a pod carries all label chips, `key=value`. */
export function carriesAll(pod: Pod, chips: readonly string[]): boolean {
  return chips.every((chip) => {
    const at = chip.indexOf("=");
    return at < 0
      ? chip in (pod.metadata.labels ?? {})
      : pod.metadata.labels?.[chip.slice(0, at)] === chip.slice(at + 1);
  });
}
