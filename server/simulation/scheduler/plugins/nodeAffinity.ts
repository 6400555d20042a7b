/** nodeSelector and node affinity. Models kubernetes pkg/scheduler/framework/plugins/nodeaffinity. */
import type { NodeSelectorTerm, PodSpec } from "../../../protocol/kubernetes/index.ts";
import { type FilterPlugin, finalRefusal, type ScorePlugin, scaleToMaximum } from "./Plugin.ts";

type Labels = { readonly [key: string]: string };
type Requirement = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };

/** What terms ask about: a node, or anything that has a name and labels like one. */
interface Named {
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

const NAME = "NodeAffinity";
const MISMATCH = finalRefusal(NAME, "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = finalRefusal(NAME, "pod affinity terms conflict");

/** Names that required terms on `metadata.name` leave; undefined when some term names no node. */
function namedNodes(terms: readonly NodeSelectorTerm[]): Set<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields
      .filter(({ key, operator }) => key === "metadata.name" && operator === "In")
      .map(({ values }) => values ?? []);
    const [first, ...rest] = lists;
    if (!first) return undefined;
    for (const name of first) if (rest.every((list) => list.includes(name))) names.add(name);
  }
  return names;
}

export const nodeAffinity: FilterPlugin & ScorePlugin = {
  name: NAME,
  weight: 2,
  prepare({ pod, profile }) {
    const terms = profile.requiredNodeTerms;
    if (!pod.spec.nodeSelector && !terms) return undefined;
    const only = terms && terms.length > 0 ? namedNodes(terms) : undefined;
    if (only?.size === 0) return { refusal: CONFLICT };
    return {
      ...(only ? { only } : undefined),
      check: (node) => (matchesNodeAffinity(pod.spec, node) ? undefined : MISMATCH),
    };
  },
  score({ pod }, nodes) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (!preferred || preferred.length === 0) return undefined;
    return scaleToMaximum(
      nodes.map((node) =>
        preferred.reduce((sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0), 0),
      ),
    );
  },
};
