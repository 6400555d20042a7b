/** Whether nodes are what selectors and affinity terms ask for. Models kubernetes component-helpers scheduling/corev1/nodeaffinity. */
import type { NodeSelectorTerm, PodSpec } from "../../protocol/kubernetes/index.ts";

type Labels = { readonly [key: string]: string };
type Requirement = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };

/** What terms ask about: a node, or anything that has a name and labels like one. */
export interface Named {
  readonly name: string;
  readonly labels: Labels;
}

const WHOLE = /^[+-]?\d+$/;

function holds({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
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
      const limit = values[0] ?? "";
      if (value === undefined || !WHOLE.test(value) || !WHOLE.test(limit)) return false;
      return operator === "Gt" ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit);
    }
    default:
      return false;
  }
}

/** A term without any requirement matches nothing. */
function termMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Named): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => holds(requirement, node.labels)) &&
    matchFields.every((requirement) => holds(requirement, { "metadata.name": node.name }))
  );
}

export function matchesAnyTerm(terms: readonly NodeSelectorTerm[], node: Named): boolean {
  return terms.some((term) => termMatches(term, node));
}

/** Whether nodeSelector and required node affinity let a pod on a node. */
export function matchesNodeAffinity({ nodeSelector, affinity }: PodSpec, node: Named): boolean {
  for (const key in nodeSelector)
    if (!Object.hasOwn(node.labels, key) || node.labels[key] !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesAnyTerm(required.nodeSelectorTerms, node);
}

/** What nodeSelector and required node affinity ask for and a node is not, as text: of each alternative the first. */
export function unmetRequirements({ nodeSelector = {}, affinity }: PodSpec, node: Named): readonly string[] {
  const unmet = Object.entries(nodeSelector)
    .filter(([key, value]) => !Object.hasOwn(node.labels, key) || node.labels[key] !== value)
    .map(([key, value]) => `${key}=${value}`);
  const { nodeSelectorTerms } = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {};
  if (!nodeSelectorTerms || matchesAnyTerm(nodeSelectorTerms, node)) return unmet;
  const alternatives = nodeSelectorTerms.flatMap(({ matchExpressions = [], matchFields = [] }) => {
    const first =
      matchExpressions.find((requirement) => !holds(requirement, node.labels)) ??
      matchFields.find((requirement) => !holds(requirement, { "metadata.name": node.name }));
    return first ? [requirementText(first)] : [];
  });
  return [...new Set([...unmet, ...alternatives])];
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  return values.length === 0 ? `${key} ${operator}` : `${key} ${operator} [${values.join(", ")}]`;
}
