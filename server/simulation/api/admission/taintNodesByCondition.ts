/** A new node takes no pods until it has reported itself ready. Models kubernetes plugin/pkg/admission/nodetaint. */
import type { Node } from "../../../protocol/kubernetes/index.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const NOT_READY = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" } as const;

export const taintNodesByCondition: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  mutate({ operation, definition, draft, subresource }) {
    if (operation !== "CREATE" || definition.resource !== "nodes" || subresource) return;
    const node = draft as Draft<Node>;
    node.spec ??= {};
    const taints = node.spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return;
    node.spec.taints = [...taints, { ...NOT_READY }];
  },
};
