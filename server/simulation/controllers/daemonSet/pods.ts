/** The pods of a DaemonSet: what they are made of, which node each is for, whose they are. Models kubernetes pkg/controller/daemon/util. */
import type { Affinity, DaemonSet, ObjectDraft, Pod } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, controllerOf, controllerReference, withoutOwners } from "../../controllerkit/ownership.ts";
import { daemonTolerations } from "./eligibility.ts";

export const REVISION = "controller-revision-hash";
const GENERATION = "pod-template-generation";
const GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";
const NODE_NAME = "metadata.name";

export const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION] ?? "";
export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

/** A pod to be, of the set's template as it is now, held to one node. */
export function podDraft(set: DaemonSet, hash: string, node: string): ObjectDraft {
  const { metadata: { labels, annotations, finalizers } = {}, spec = { containers: [] } } = set.spec.template;
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: { ...labels, ...(generation ? { [GENERATION]: generation } : undefined), [REVISION]: hash },
      ...(annotations ? { annotations } : undefined),
      ...(finalizers ? { finalizers } : undefined),
      ownerReferences: [controllerReference(set)],
    },
    spec: { ...spec, affinity: heldTo(node, spec.affinity), tolerations: daemonTolerations(spec) },
  };
}

/** Required node terms give way to the one node: it was chosen by them. Preferences stay. */
function heldTo(node: string, affinity: Affinity | undefined): Affinity {
  const terms = [{ matchFields: [{ key: NODE_NAME, operator: "In" as const, values: [node] }] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
    },
  };
}

/** The node a pod runs on or waits for; undefined when it names none. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator }) => key === NODE_NAME && operator === "In");
    if (field) return field.values?.length === 1 ? field.values[0] : undefined;
  }
  return undefined;
}

/** Bound ones first, then the oldest. */
export function oldestFirst(left: Pod, right: Pod): number {
  const bound = Number(Boolean(right.spec.nodeName)) - Number(Boolean(left.spec.nodeName));
  if (bound !== 0) return bound;
  const key = ({ metadata }: Pod): string => `${metadata.creationTimestamp} ${metadata.name}`;
  return key(left) < key(right) ? -1 : 1;
}

/** The pods of the set: orphans that match are adopted, pods that no longer match released. */
export function claimPods({ store, client }: ControllerContext, set: DaemonSet): readonly Pod[] {
  const { uid, namespace = "" } = set.metadata;
  const selector = compileSelector(set.spec.selector);
  const pods: Pod[] = [];
  for (const pod of [...store.byIndex("pods", "controller", uid)] as Pod[]) {
    if (selector.matches(pod.metadata.labels)) pods.push(pod);
    else if (!isTerminating(pod))
      client.update(
        "pods",
        withoutOwners(pod, (owner) => owner === uid),
      );
  }
  const key = firstSelectorKey(set.spec.selector?.matchLabels, namespace);
  const orphans = key === undefined ? store.list("pods", namespace) : store.byIndex("pods", "orphan", key);
  for (const pod of [...orphans] as Pod[]) {
    if (pod.metadata.namespace !== namespace || controllerOf(pod) || isTerminating(pod)) continue;
    if (selector.matches(pod.metadata.labels)) pods.push(client.update("pods", adopted(pod, set)));
  }
  return pods;
}
