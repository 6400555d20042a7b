/**
 * The scheduler's own picture of nodes and placed pods, kept by additions and removals in constant time, with the sets
 * and counts that spare a pod without affinity or spreading any look at other pods.
 *
 * Models kubernetes pkg/scheduler/backend/cache. It can be rebuilt from the store at any time.
 */
import type { LabelSelector, Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { LabelMatcher } from "../api/machinery/selectors.ts";
import { NodeInfo } from "./NodeInfo.ts";

/** What plugins ask about objects that are neither nodes nor placed pods. */
export interface ClusterLookup {
  /** Labels of a namespace, for namespaceSelectors. */
  namespaceLabels(namespace: string): { readonly [key: string]: string } | undefined;
  /** Selectors of the Services and of the controller a pod belongs to. */
  ownSelectors(pod: Pod): readonly LabelSelector[];
  disruptionBudgets(namespace: string): readonly DisruptionBudget[];
}

export interface DisruptionBudget {
  readonly matches: LabelMatcher;
  readonly disruptionsAllowed: number;
  readonly disruptedPods: readonly string[];
}

interface Counter {
  readonly namespace: string;
  readonly matches: (pod: Pod) => boolean;
  readonly perNode: Map<string, number>;
}

const COUNTER_LIMIT = 32;

export class ClusterView {
  readonly nodes = new Map<string, NodeInfo>();
  /** Pods with any (anti-)affinity to pods, and those with required anti-affinity, by uid. */
  readonly withAffinity = new Map<string, Pod>();
  readonly withRequiredAntiAffinity = new Map<string, Pod>();
  private readonly placed = new Map<string, string>();
  private readonly counters = new Map<string, Counter>();
  private imageNodes = new Map<string, number>();
  private imageSizes = new Map<string, number>();
  private imagesStale = true;
  private live: readonly (NodeInfo & { readonly node: Node })[] | undefined;

  constructor(readonly lookup: ClusterLookup) {}

  /** Nodes that exist, in order of creation. */
  existing(): readonly (NodeInfo & { readonly node: Node })[] {
    this.live ??= [...this.nodes.values()].filter(
      (info): info is NodeInfo & { readonly node: Node } => info.node !== undefined,
    );
    return this.live;
  }

  setNode(node: Node): void {
    this.imagesStale = true;
    this.live = undefined;
    const { name } = node.metadata;
    const known = this.nodes.get(name);
    if (known?.node) {
      // Images and allocatable are read again only when they are others.
      if (
        known.node.status?.images === node.status?.images &&
        known.node.status?.allocatable === node.status?.allocatable
      )
        known.node = node;
      else known.setNode(node);
    } else {
      // A node that returns goes to the end, where its creation puts it.
      const fresh = new NodeInfo(name, node);
      for (const { pod } of known?.pods.values() ?? []) fresh.addPod(pod);
      this.nodes.delete(name);
      this.nodes.set(name, fresh);
    }
  }

  removeNode(name: string): void {
    this.imagesStale = true;
    this.live = undefined;
    const known = this.nodes.get(name);
    if (!known) return;
    if (known.pods.size === 0) this.nodes.delete(name);
    else known.node = undefined;
  }

  /** Adds a placed pod or puts a newer version in its place; one that has ended leaves. */
  setPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const nodeName = pod.spec.nodeName ?? "";
    const ended = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
    const before = this.placed.get(uid);
    if (before !== undefined && before === nodeName && !ended) {
      const old = this.nodes.get(before)?.pods.get(uid)?.pod;
      if (
        old &&
        old.spec === pod.spec &&
        old.metadata.labels === pod.metadata.labels &&
        old.metadata.deletionTimestamp === pod.metadata.deletionTimestamp
      ) {
        const info = this.nodes.get(before);
        const known = info?.pods.get(uid);
        if (info && known) info.pods.set(uid, { ...known, pod });
        return;
      }
    }
    if (before !== undefined) this.removePod(uid);
    if (nodeName === "" || ended) return;
    let info = this.nodes.get(nodeName);
    if (!info) this.nodes.set(nodeName, (info = new NodeInfo(nodeName, undefined)));
    info.addPod(pod);
    this.placed.set(uid, nodeName);
    const affinity = pod.spec.affinity;
    if (affinity?.podAffinity || affinity?.podAntiAffinity) {
      this.withAffinity.set(uid, pod);
      if (affinity.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length)
        this.withRequiredAntiAffinity.set(uid, pod);
    }
    this.count(pod, nodeName, 1);
  }

  removePod(uid: string): void {
    const nodeName = this.placed.get(uid);
    if (nodeName === undefined) return;
    this.placed.delete(uid);
    const info = this.nodes.get(nodeName);
    const removed = info?.removePod(uid);
    if (info && !info.node && info.pods.size === 0) this.nodes.delete(nodeName);
    this.withAffinity.delete(uid);
    this.withRequiredAntiAffinity.delete(uid);
    if (removed) this.count(removed.pod, nodeName, -1);
  }

  /**
   * Placed pods of a namespace that `matches` holds for, by node; pods being deleted do not count. `key` names the
   * condition, so that the counts are kept from one pod to the next.
   */
  countsOf(key: string, namespace: string, matches: (pod: Pod) => boolean): ReadonlyMap<string, number> {
    const id = `${namespace}\0${key}`;
    let counter = this.counters.get(id);
    if (counter) this.counters.delete(id);
    else {
      counter = { namespace, matches, perNode: new Map() };
      for (const info of this.nodes.values()) {
        let count = 0;
        for (const { pod } of info.pods.values()) if (counts(counter, pod)) count++;
        if (count > 0) counter.perNode.set(info.name, count);
      }
      if (this.counters.size >= COUNTER_LIMIT) this.counters.delete(this.counters.keys().next().value as string);
    }
    this.counters.set(id, counter);
    return counter.perNode;
  }

  /** On how many nodes an image is, and its size on the first of them. */
  imageState(name: string): { readonly nodes: number; readonly size: number } {
    if (this.imagesStale) {
      this.imageNodes = new Map();
      this.imageSizes = new Map();
      for (const info of this.existing()) {
        for (const [image, size] of info.images) {
          this.imageNodes.set(image, (this.imageNodes.get(image) ?? 0) + 1);
          if (!this.imageSizes.has(image)) this.imageSizes.set(image, size);
        }
      }
      this.imagesStale = false;
    }
    return { nodes: this.imageNodes.get(name) ?? 0, size: this.imageSizes.get(name) ?? 0 };
  }

  private count(pod: Pod, nodeName: string, by: 1 | -1): void {
    for (const counter of this.counters.values()) {
      if (counts(counter, pod)) counter.perNode.set(nodeName, (counter.perNode.get(nodeName) ?? 0) + by);
    }
  }
}

function counts(counter: Counter, pod: Pod): boolean {
  return pod.metadata.namespace === counter.namespace && !pod.metadata.deletionTimestamp && counter.matches(pod);
}
