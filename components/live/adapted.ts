/** A view somebody leads to, as it is for whoever follows. Pure. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { View } from "../room/view.ts";

/** Says whose a namespace is, in rooms of a namespace each. */
const OWNER = "podroom.io/owner";

/** The leader's own namespace stands for each follower's own; every other is the same for all. */
export function adapted(
  view: View,
  { leader, you }: { readonly leader: string; readonly you: string },
  namespaces: Iterable<KubeObject>,
): View {
  const ownOf = new Map([...namespaces].map(({ metadata }) => [metadata.labels?.[OWNER], metadata.name]));
  const [theirs, own] = [ownOf.get(leader), ownOf.get(you)];
  if (theirs === undefined || own === undefined) return view;
  const { namespace, selection } = view;
  return {
    ...view,
    namespace: namespace === theirs ? own : namespace,
    selection: selection?.namespace === theirs ? { ...selection, namespace: own } : selection,
  };
}
