/** The plugins that look at a node's name, marks and labels only. */
import type { NodeSelectorTerm, Pod, Taint, Toleration } from "../../../protocol/kubernetes/index.ts";
import { type FilterPlugin, type LiveNode, refuseFinally, type ScorePlugin, scaleToMaximum } from "./Plugin.ts";

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

const untolerated = (tolerations: readonly Toleration[], taint: Taint): boolean =>
  !tolerations.some((toleration) => tolerates(toleration, taint));

/** Whether a pod may not be on a node for its NoSchedule or NoExecute taints. */
export function repelled(pod: Pod, node: LiveNode): boolean {
  const taints = node.node.spec?.taints;
  return (
    taints?.some((taint) => taint.effect !== "PreferNoSchedule" && untolerated(pod.spec.tolerations ?? [], taint)) ??
    false
  );
}

export const nodeUnschedulable: FilterPlugin = {
  name: "NodeUnschedulable",
  prepare({ pod }) {
    const allowed = !untolerated(pod.spec.tolerations ?? [], {
      key: "node.kubernetes.io/unschedulable",
      effect: "NoSchedule",
    });
    return (info) =>
      info.node.spec?.unschedulable && !allowed ? refuseFinally("node(s) were unschedulable") : undefined;
  },
};

export const nodeName: FilterPlugin = {
  name: "NodeName",
  prepare({ pod }) {
    const wanted = pod.spec.nodeName;
    if (!wanted) return undefined;
    return (info) => (info.name === wanted ? undefined : refuseFinally("node(s) didn't match the requested node name"));
  },
};

export const taintToleration: FilterPlugin & ScorePlugin = {
  name: "TaintToleration",
  weight: 3,
  prepare({ pod }) {
    return (info) => (repelled(pod, info) ? refuseFinally("node(s) had untolerated taint(s)") : undefined);
  },
  score({ pod, nodes }) {
    const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === "PreferNoSchedule");
    const raw = nodes.map(
      ({ node }) =>
        (node.spec?.taints ?? []).filter(
          (taint) => taint.effect === "PreferNoSchedule" && untolerated(tolerations, taint),
        ).length,
    );
    return { raw, normalized: scaleToMaximum(raw, true) };
  },
};

type Requirement = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };

function holds({ key, operator, values = [] }: Requirement, labels: { readonly [key: string]: string }): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
    case "Lt": {
      if (value === undefined || !/^[+-]?\d+$/.test(value) || !/^[+-]?\d+$/.test(values[0] ?? "")) return false;
      return operator === "Gt" ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
    }
    default:
      return false;
  }
}

/** A term without any requirement matches nothing. */
export function termMatches(term: NodeSelectorTerm, info: LiveNode): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => holds(requirement, info.labels)) &&
    fields.every((requirement) => holds(requirement, { "metadata.name": info.name }))
  );
}

/** Whether nodeSelector and required node affinity let a pod on a node. */
export function matchesNodeAffinity(pod: Pod, info: LiveNode): boolean {
  const { nodeSelector, affinity } = pod.spec;
  for (const key in nodeSelector) if (info.labels[key] !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => termMatches(term, info));
}

export const nodeAffinity: FilterPlugin & ScorePlugin = {
  name: "NodeAffinity",
  weight: 2,
  narrow(pod) {
    const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    if (!terms || terms.length === 0) return undefined;
    const names = new Set<string>();
    for (const term of terms) {
      const lists = (term.matchFields ?? [])
        .filter(({ key, operator }) => key === "metadata.name" && operator === "In")
        .map(({ values }) => values ?? []);
      if (lists.length === 0) return undefined;
      const [first = [], ...rest] = lists;
      for (const name of first) if (rest.every((list) => list.includes(name))) names.add(name);
    }
    return names;
  },
  prepare({ pod }) {
    const { nodeSelector, affinity } = pod.spec;
    if (!nodeSelector && !affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution) return undefined;
    return (info) =>
      matchesNodeAffinity(pod, info) ? undefined : refuseFinally("node(s) didn't match Pod's node affinity/selector");
  },
  score({ pod, nodes }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (!preferred || preferred.length === 0) return undefined;
    const raw = nodes.map((info) =>
      preferred.reduce((sum, { weight, preference }) => sum + (termMatches(preference, info) ? weight : 0), 0),
    );
    return { raw, normalized: scaleToMaximum(raw) };
  },
};
