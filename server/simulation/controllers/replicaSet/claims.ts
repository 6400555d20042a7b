import type { LabelSelector, Pod, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, withoutOwners } from "../../controllerkit/ownership.ts";
import { isPodActive, isPodFinished } from "../../controllerkit/podFacts.ts";

/** The pods a ReplicaSet has. */
export interface Claimed {
  readonly active: readonly Pod[];
  /** How many more are being deleted. */
  readonly terminating: number;
}

/**
 * The pods of a ReplicaSet: those it controls and that still match. Orphans that match are adopted, pods that no longer
 * match released. Models kubernetes pkg/controller/controller_ref_manager.go.
 */
export function claimPods({ store, client }: ControllerContext, set: ReplicaSet): Claimed {
  const matches = quickMatcher(set.spec.selector);
  const { namespace = "", uid, deletionTimestamp } = set.metadata;
  const active: Pod[] = [];
  const released: Pod[] = [];
  let terminating = 0;
  for (const pod of store.byIndex("pods", "controller", uid) as Iterable<Pod>) {
    if (isPodFinished(pod)) continue;
    const leaving = pod.metadata.deletionTimestamp !== undefined;
    if (!matches(pod.metadata.labels)) {
      if (!leaving) released.push(pod);
    } else if (leaving) terminating++;
    else active.push(pod);
  }
  if (deletionTimestamp !== undefined) return { active, terminating };
  for (const pod of released)
    client.update(
      "pods",
      withoutOwners(pod, (owner) => owner === uid),
    );
  const orphans = [...orphansOf({ store }, set)].filter((pod) => isPodActive(pod) && matches(pod.metadata.labels));
  for (const pod of orphans) {
    if (pod.metadata.namespace === namespace) active.push(client.update("pods", adopted(pod, set)));
  }
  return { active, terminating };
}

/** Most selectors are a few pairs, and there may be thousands of pods. */
function quickMatcher(selector: LabelSelector): (labels: Pod["metadata"]["labels"]) => boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const matcher = compileSelector(selector);
  const pairs = Object.entries(matchLabels);
  if (matchExpressions.length > 0 || pairs.length === 0) return (labels) => matcher.matches(labels);
  return (labels) => {
    for (const [key, value] of pairs) if (labels?.[key] !== value) return false;
    return true;
  };
}

function orphansOf({ store }: Pick<ControllerContext, "store">, set: ReplicaSet): Iterable<Pod> {
  const namespace = set.metadata.namespace ?? "";
  const key = firstSelectorKey(set.spec.selector.matchLabels, namespace);
  if (key !== undefined) return store.byIndex("pods", "orphan", key) as Iterable<Pod>;
  return [...(store.list("pods", namespace) as Iterable<Pod>)].filter(
    (pod) => !pod.metadata.ownerReferences?.some(({ controller }) => controller),
  );
}
