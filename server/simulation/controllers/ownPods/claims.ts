/** Which pods are an object's own. Models kubernetes pkg/controller/controller_ref_manager.go. */
import type { KubeObject, LabelSelector, Pod } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, withoutFinalizer, withoutOwners } from "../../controllerkit/ownership.ts";

/** Who claims pods, and by what. */
export interface Claim {
  readonly owner: KubeObject;
  readonly selector: LabelSelector;
  /** Pods it says false to are left as they are and not given back. */
  readonly considers?: (pod: Pod) => boolean;
  /** A finalizer pods get with this owner, and lose with it. */
  readonly finalizer?: string;
}

/**
 * The pods an object has: those it controls and that still match. Orphans that match are adopted, pods that no longer
 * match released, unless the owner is being deleted. Pods being deleted are neither adopted nor released.
 */
export function claimPods({ store, client }: ControllerContext, claim: Claim): Pod[] {
  const { owner, selector, considers, finalizer } = claim;
  const { uid, namespace = "", deletionTimestamp } = owner.metadata;
  const matches = quickMatcher(selector);
  const own: Pod[] = [];
  const released: Pod[] = [];
  for (const pod of store.byIndex("pods", "controller", uid) as Iterable<Pod>) {
    if (considers && !considers(pod)) continue;
    if (matches(pod.metadata.labels)) own.push(pod);
    else if (pod.metadata.deletionTimestamp === undefined) released.push(pod);
  }
  if (deletionTimestamp !== undefined) return own;
  for (const pod of released) {
    const free = withoutOwners(pod, (each) => each === uid);
    client.update("pods", finalizer === undefined ? free : withoutFinalizer(free, finalizer));
  }
  const orphans = [...orphansOf({ store }, selector, namespace)].filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined && matches(pod.metadata.labels) && (!considers || considers(pod)),
  );
  for (const pod of orphans) {
    const taken = adopted(pod, owner);
    own.push(client.update("pods", finalizer === undefined ? taken : withFinalizer(taken, finalizer)));
  }
  return own;
}

function withFinalizer(pod: Pod, finalizer: string): Pod {
  const finalizers = pod.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return pod;
  return { ...pod, metadata: { ...pod.metadata, finalizers: [...finalizers, finalizer] } };
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

function orphansOf(
  { store }: Pick<ControllerContext, "store">,
  selector: LabelSelector,
  namespace: string,
): Iterable<Pod> {
  const key = firstSelectorKey(selector.matchLabels, namespace);
  if (key !== undefined) return store.byIndex("pods", "orphan", key) as Iterable<Pod>;
  return [...(store.list("pods", namespace) as Iterable<Pod>)].filter(
    (pod) => !pod.metadata.ownerReferences?.some(({ controller }) => controller),
  );
}
