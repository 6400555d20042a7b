/** nodeSelector and node affinity. Models kubernetes pkg/scheduler/framework/plugins/nodeaffinity. */
import type { NodeSelectorTerm } from "../../../protocol/kubernetes/index.ts";
import { matchesAnyTerm, matchesNodeAffinity } from "../../controllerkit/nodeTerms.ts";
import { type FilterPlugin, finalRefusal, type ScorePlugin, scaleToMaximum } from "./Plugin.ts";

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
  local: true,
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
        preferred.reduce((sum, { weight, preference }) => sum + (matchesAnyTerm([preference], node) ? weight : 0), 0),
      ),
    );
  },
};
