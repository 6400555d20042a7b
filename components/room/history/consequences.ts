/** What followed from one command, gathered by what happened to which kind. Pure. */
import type { ActivityView } from "../../../server/protocol/messages.ts";
import type { Selection } from "../view.ts";
import type { Effect } from "./RoomHistory.ts";

export interface Consequence {
  readonly what: "made" | "gone";
  readonly kind: string;
  readonly targets: readonly Selection[];
  /** Where pods were placed, each node once, in the order of placing. */
  readonly nodes: readonly string[];
}

/** In the order they happened; what the command itself is about is left out. */
export function consequencesOf(item: ActivityView, effects: readonly Effect[]): readonly Consequence[] {
  const groups = new Map<string, { what: "made" | "gone"; kind: string; targets: Selection[]; nodes: string[] }>();
  for (const { what, kind, resource, namespace, name, node } of effects) {
    if (what === "changed") continue;
    const itself = resource === item.resource && name === item.name && namespace === item.namespace;
    const key = `${what === "gone" ? "gone" : "made"} ${kind}`;
    const known = groups.get(key);
    if (what === "placed") {
      if (node && known && !known.nodes.includes(node)) known.nodes.push(node);
      // A pod that was made by hand: where it went is what followed.
      if (node && !known && itself) groups.set(key, { what: "made", kind, targets: [], nodes: [node] });
      continue;
    }
    if (itself) continue;
    const target = { resource, namespace, name };
    if (known) known.targets.push(target);
    else groups.set(key, { what, kind, targets: [target], nodes: [] });
  }
  return [...groups.values()];
}
