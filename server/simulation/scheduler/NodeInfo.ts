import type { Node, Taint } from "../../protocol/kubernetes/index.ts";
import { type Resources, resourcesOf } from "../controllerkit/podResources.ts";
import type { PodEntry } from "./PodProfile.ts";

type Amounts = { readonly [name: string]: number };

const NO_TAINTS: readonly Taint[] = [];
const NO_LABELS: { readonly [key: string]: string } = {};
const NO_IMAGES: ReadonlyMap<string, number> = new Map();

/** A node with the sums over its pods, kept up to date pod by pod. Models scheduler/framework/types.go NodeInfo. */
export class NodeInfo {
  readonly pods = new Map<string, PodEntry>();
  /** Those of the pods that take ports of the node, and those with volumes that count. */
  readonly withPorts = new Map<string, PodEntry>();
  readonly withVolumes = new Map<string, PodEntry>();
  node: Node | undefined;
  labels = NO_LABELS;
  unschedulable = false;
  /** Taints that keep pods away, and those that only deter. */
  repelling = NO_TAINTS;
  deterring = NO_TAINTS;
  allocatable: Resources = { cpu: 0, memory: 0, storage: 0 };
  allowedPods = 0;
  /** Bytes of each image by each of its names. */
  images = NO_IMAGES;
  // What the pods request, then the same with defaults for what containers leave out.
  cpu = 0;
  memory = 0;
  storage = 0;
  other: Amounts | undefined;
  scoredCpu = 0;
  scoredMemory = 0;
  /** Changes with whatever filters see of the node, its pods and promises of it. */
  version = 0;
  /** Where the node stands in `ClusterView.nodes`. */
  position = -1;

  constructor(readonly name: string) {}

  setNode(node: Node): void {
    const before = this.node;
    this.node = node;
    this.version++;
    this.labels = node.metadata.labels ?? NO_LABELS;
    if (before?.spec !== node.spec || !before) {
      const taints = node.spec?.taints ?? NO_TAINTS;
      this.unschedulable = node.spec?.unschedulable ?? false;
      this.repelling = taints.length === 0 ? NO_TAINTS : taints.filter(({ effect }) => effect !== "PreferNoSchedule");
      this.deterring = taints.length === 0 ? NO_TAINTS : taints.filter(({ effect }) => effect === "PreferNoSchedule");
    }
    const allocatable = node.status?.allocatable;
    if (!before || before.status?.allocatable !== allocatable) {
      this.allocatable = resourcesOf(allocatable);
      this.allowedPods = Number(allocatable?.pods ?? 0);
    }
    if (!before || before.status?.images !== node.status?.images) {
      const images = new Map<string, number>();
      for (const image of node.status?.images ?? [])
        for (const name of image.names ?? []) images.set(name, image.sizeBytes ?? 0);
      this.images = images;
    }
  }

  addPod(entry: PodEntry): void {
    const { uid } = entry.pod.metadata;
    this.version++;
    this.pods.set(uid, entry);
    if (entry.profile.ports.length > 0) this.withPorts.set(uid, entry);
    if (entry.profile.volumes.length > 0) this.withVolumes.set(uid, entry);
    this.sum(entry, 1);
  }

  removePod(uid: string): PodEntry | undefined {
    const entry = this.pods.get(uid);
    if (!entry) return undefined;
    this.version++;
    this.pods.delete(uid);
    if (entry.profile.ports.length > 0) this.withPorts.delete(uid);
    if (entry.profile.volumes.length > 0) this.withVolumes.delete(uid);
    this.sum(entry, -1);
    return entry;
  }

  /** A copy to try pods on. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.name);
    Object.assign(copy, this, {
      pods: new Map(this.pods),
      withPorts: new Map(this.withPorts),
      withVolumes: new Map(this.withVolumes),
    });
    return copy;
  }

  private sum({ profile: { requests, scored } }: PodEntry, sign: 1 | -1): void {
    this.cpu += sign * requests.cpu;
    this.memory += sign * requests.memory;
    this.storage += sign * requests.storage;
    this.scoredCpu += sign * scored.cpu;
    this.scoredMemory += sign * scored.memory;
    if (requests.other) {
      const other: Record<string, number> = { ...this.other };
      for (const name in requests.other) other[name] = (other[name] ?? 0) + sign * (requests.other[name] ?? 0);
      this.other = other;
    }
  }
}
