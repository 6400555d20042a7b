import type { Pod, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, withoutOwners } from "../../controllerkit/ownership.ts";
import { isPodActive } from "../../controllerkit/podFacts.ts";

/**
 * The pods of a ReplicaSet: those it controls and that still match. Orphans that match are adopted, pods that no longer
 * match released. Models kubernetes pkg/controller/controller_ref_manager.go.
 */
export function claimPods({ store, client }: ControllerContext, set: ReplicaSet): readonly Pod[] {
  const matcher = compileSelector(set.spec.selector);
  const { namespace = "", uid, deletionTimestamp } = set.metadata;
  const mine: Pod[] = [];
  const released: Pod[] = [];
  for (const pod of store.byIndex("pods", "controller", uid) as Iterable<Pod>) {
    if (matcher.matches(pod.metadata.labels)) mine.push(pod);
    else if (isPodActive(pod)) released.push(pod);
  }
  if (deletionTimestamp !== undefined) return mine;
  for (const pod of released) client.update("pods", withoutOwners(pod, (owner) => owner === uid));
  const orphans = [...orphansOf({ store }, set)].filter((pod) => isPodActive(pod) && matcher.matches(pod.metadata.labels));
  for (const pod of orphans) {
    if (pod.metadata.namespace === namespace) mine.push(client.update("pods", adopted(pod, set)));
  }
  return mine;
}

function orphansOf({ store }: Pick<ControllerContext, "store">, set: ReplicaSet): Iterable<Pod> {
  const namespace = set.metadata.namespace ?? "";
  const key = firstSelectorKey(set.spec.selector.matchLabels, namespace);
  if (key !== undefined) return store.byIndex("pods", "orphan", key) as Iterable<Pod>;
  return [...(store.list("pods", namespace) as Iterable<Pod>)].filter((pod) => !pod.metadata.ownerReferences?.some(({ controller }) => controller));
}

