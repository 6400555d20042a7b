/** What followed from one command, gathered by what happened to which kind. Pure. */
import type { ClusterState } from "../../../server/protocol/clusterState.ts";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
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

const TOLD: readonly string[] = ["replicasets.apps", "jobs.batch", "pods"];

/** What can still be told of commands from before the page was opened: the objects made since whose newest change is theirs. */
export function effectsInState({ tables, causes }: ClusterState): ReadonlyMap<number, readonly Effect[]> {
  const found = new Map<number, Effect[]>();
  for (const resource of TOLD)
    for (const { kind, metadata, spec } of tables.get(resource)?.values() ?? []) {
      const by = causes.get(metadata.uid);
      // What no controller made was made by the command itself.
      if (by === undefined || !metadata.ownerReferences?.some(({ controller }) => controller)) continue;
      const effects = found.get(by) ?? [];
      found.set(by, effects);
      const at = { kind, resource, namespace: metadata.namespace ?? "", name: metadata.name };
      effects.push({ what: "made", ...at });
      const node = resource === "pods" ? (spec as Pod["spec"] | undefined)?.nodeName : undefined;
      if (node) effects.push({ what: "placed", ...at, node });
    }
  return found;
}
