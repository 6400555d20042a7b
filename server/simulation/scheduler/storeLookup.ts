/** What decisions ask of the store, through its indexes. */
import type {
  CSINode,
  KubeObject,
  LabelSelector,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  Service,
  StorageClass,
} from "../../protocol/kubernetes/index.ts";
import { firstSelectorKey, labelIndexKeys } from "../api/indexes.ts";
import { compileMap, compileSelector, EVERYTHING, NOTHING } from "../api/machinery/selectors.ts";
import type { Store } from "../store/Store.ts";
import type { ClusterLookup, VolumeLookup } from "./ClusterLookup.ts";
import { storageClassOf } from "./plugins/volumeBinding.ts";

export const CLAIMS = "persistentvolumeclaims";
export const VOLUMES = "persistentvolumes";
export const CLASSES = "storageclasses.storage.k8s.io";
export const DRIVERS = "csinodes.storage.k8s.io";

/** Controllers whose selector a pod spreads by, with how they select. */
const OWNERS: { readonly [kind: string]: string } = {
  ReplicaSet: "replicasets.apps",
  StatefulSet: "statefulsets.apps",
  ReplicationController: "replicationcontrollers",
};

type Labels = { readonly [key: string]: string };

export function lookupIn(store: Store): ClusterLookup {
  const serviceSelectors = new WeakMap<Labels, LabelSelector>();
  const asSelector = (matchLabels: Labels): LabelSelector => {
    let selector = serviceSelectors.get(matchLabels);
    if (!selector) serviceSelectors.set(matchLabels, (selector = { matchLabels }));
    return selector;
  };
  return {
    namespaceLabels: (namespace) => store.get("namespaces", "", namespace)?.metadata.labels,
    ownSelectors: (pod) => {
      const { namespace = "", labels } = pod.metadata;
      const selectors: LabelSelector[] = [];
      for (const key of labelIndexKeys(pod)) {
        for (const service of store.byIndex("services", "selector", key)) {
          const { selector } = (service as Service).spec;
          if (selector && firstSelectorKey(selector, namespace) === key && compileMap(selector).matches(labels))
            selectors.push(asSelector(selector));
        }
      }
      const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
      const resource = owner && OWNERS[owner.kind];
      const found = resource ? store.get(resource, namespace, owner.name) : undefined;
      const selector = (found?.spec as { readonly selector?: LabelSelector | Labels } | undefined)?.selector;
      if (selector)
        selectors.push(
          owner?.kind === "ReplicationController" ? asSelector(selector as Labels) : (selector as LabelSelector),
        );
      return selectors;
    },
    hasDisruptionBudgets: () => store.table("poddisruptionbudgets.policy").size > 0,
    disruptionBudgets: (namespace) =>
      [...store.list("poddisruptionbudgets.policy", namespace)].map((object) => {
        const { spec, status } = object as PodDisruptionBudget;
        const matches = compileSelector(spec.selector);
        return {
          // For preemption an empty selector protects nothing.
          matches: matches === EVERYTHING ? NOTHING : matches,
          disruptionsAllowed: status?.disruptionsAllowed ?? 0,
          disruptedPods: Object.keys(status?.disruptedPods ?? {}),
        };
      }),
    podsMatching: (namespace, pair) =>
      (pair
        ? store.byIndex("pods", "label", `${namespace}/${pair[0]}=${pair[1]}`)
        : store.list("pods", namespace)) as Iterable<Pod>,
    volumes: volumesIn(store),
  };
}

function volumesIn(store: Store): VolumeLookup {
  const get = <T extends KubeObject>(resource: string, namespace: string, name: string): T | undefined =>
    store.get(resource, namespace, name) as T | undefined;
  return {
    claim: (namespace, name) => get<PersistentVolumeClaim>(CLAIMS, namespace, name),
    volume: (name) => get<PersistentVolume>(VOLUMES, "", name),
    volumesOfClass: (name) =>
      [...(store.list(VOLUMES) as Iterable<PersistentVolume>)].filter((volume) => storageClassOf(volume) === name),
    storageClass: (name) => get<StorageClass>(CLASSES, "", name),
    csiNode: (name) => get<CSINode>(DRIVERS, "", name),
  };
}
