/** The plugins that look at a node's name and marks. Models plugins/{nodeunschedulable,nodename,tainttoleration}. */
import type { Taint, Toleration } from "../../../protocol/kubernetes/index.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import { type FilterPlugin, finalRefusal, type ScorePlugin, scaleToMaximum } from "./Plugin.ts";

/** Whether a toleration covers a taint. Models api core v1 toleration.go. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === "Exists") return true;
  return (
    (toleration.operator === undefined || toleration.operator === "Equal") &&
    toleration.key === taint.key &&
    (toleration.value ?? "") === (taint.value ?? "")
  );
}

export const untolerated = (tolerations: readonly Toleration[], taint: Taint): boolean =>
  !tolerations.some((toleration) => tolerates(toleration, taint));

/** Whether a pod may not be on a node for its NoSchedule or NoExecute taints. */
export function repelled(tolerations: readonly Toleration[], node: NodeInfo): boolean {
  return node.repelling.length > 0 && node.repelling.some((taint) => untolerated(tolerations, taint));
}

const UNSCHEDULABLE: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
const CORDONED = finalRefusal("NodeUnschedulable", "node(s) were unschedulable");

/** Whether a pod goes to cordoned nodes too. */
export const ignoresCordons = (tolerations: readonly Toleration[]): boolean => !untolerated(tolerations, UNSCHEDULABLE);

export const nodeUnschedulable: FilterPlugin = {
  name: "NodeUnschedulable",
  local: true,
  prepare({ profile }) {
    return { check: (node) => (node.unschedulable && !ignoresCordons(profile.tolerations) ? CORDONED : undefined) };
  },
};

const OTHER_NAME = finalRefusal("NodeName", "node(s) didn't match the requested node name");

export const nodeName: FilterPlugin = {
  name: "NodeName",
  local: true,
  prepare({ pod }) {
    const wanted = pod.spec.nodeName;
    return wanted ? { check: (node) => (node.name === wanted ? undefined : OTHER_NAME) } : undefined;
  },
};

const REPELLED = finalRefusal("TaintToleration", "node(s) had untolerated taint(s)");

export const taintToleration: FilterPlugin & ScorePlugin = {
  name: "TaintToleration",
  local: true,
  weight: 3,
  prepare({ profile }) {
    return { check: (node) => (repelled(profile.tolerations, node) ? REPELLED : undefined) };
  },
  score({ profile }, nodes) {
    if (nodes.every(({ deterring }) => deterring.length === 0)) return { normalized: 100, raw: 0 };
    const tolerations = profile.tolerations.filter(({ effect }) => !effect || effect === "PreferNoSchedule");
    return scaleToMaximum(
      nodes.map(({ deterring }) => deterring.filter((taint) => untolerated(tolerations, taint)).length),
      true,
    );
  },
};
