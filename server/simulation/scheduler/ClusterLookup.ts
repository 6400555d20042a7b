import type {
  CSINode,
  LabelSelector,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from "../../protocol/kubernetes/index.ts";
import type { LabelMatcher } from "../api/machinery/selectors.ts";

export interface DisruptionBudget {
  readonly matches: LabelMatcher;
  readonly disruptionsAllowed: number;
  readonly disruptedPods: readonly string[];
}

/** What a decision asks about objects that are neither nodes nor placed pods. */
export interface ClusterLookup {
  /** Labels of a namespace, for namespaceSelectors. */
  namespaceLabels(namespace: string): { readonly [key: string]: string } | undefined;
  /** Selectors of the Services and of the controller a pod belongs to; the same objects as long as nothing changes. */
  ownSelectors(pod: Pod): readonly LabelSelector[];
  /** Whether there is any budget at all. */
  hasDisruptionBudgets(): boolean;
  disruptionBudgets(namespace: string): readonly DisruptionBudget[];
  /** Pods that may match a selector, wherever they are: those under `namespace/key=value`, or all of the namespace. */
  podsMatching(namespace: string, pair: readonly [key: string, value: string] | undefined): Iterable<Pod>;
  readonly volumes: VolumeLookup;
}

/** Storage objects by name. */
export interface VolumeLookup {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  /** Volumes of a storage class ("" for none), in order of creation. */
  volumesOfClass(name: string): Iterable<PersistentVolume>;
  storageClass(name: string): StorageClass | undefined;
  csiNode(nodeName: string): CSINode | undefined;
}
