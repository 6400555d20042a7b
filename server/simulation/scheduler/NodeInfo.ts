import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import {
  add,
  type HostPort,
  hostPorts,
  NO_RESOURCES,
  podNonZeroRequests,
  podRequests,
  type Resources,
  resourcesOf,
} from "../controllerkit/podResources.ts";

/** What the scheduler knows of a pod on a node, worked out once. */
export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Resources;
  readonly nonZero: Resources;
  readonly ports: readonly HostPort[];
}

const infos = new WeakMap<object, Omit<PodInfo, "pod">>();

export function podInfo(pod: Pod): PodInfo {
  let known = infos.get(pod.spec);
  if (!known)
    infos.set(
      pod.spec,
      (known = { requests: podRequests(pod.spec), nonZero: podNonZeroRequests(pod.spec), ports: hostPorts(pod) }),
    );
  return { pod, ...known };
}

/** A node with the sums over its pods, kept up to date pod by pod. Models scheduler/framework/types.go NodeInfo. */
export class NodeInfo {
  readonly pods = new Map<string, PodInfo>();
  requested: Resources = NO_RESOURCES;
  nonZeroRequested: Resources = NO_RESOURCES;
  allocatable: Resources = NO_RESOURCES;
  allowedPods = 0;
  /** Bytes of each image by each of its names. */
  images: ReadonlyMap<string, number> = new Map();

  constructor(
    readonly name: string,
    /** Undefined while pods are there but the node is not. */
    public node: Node | undefined,
  ) {
    if (node) this.setNode(node);
  }

  setNode(node: Node): void {
    this.node = node;
    const allocatable = node.status?.allocatable;
    this.allocatable = resourcesOf(allocatable);
    this.allowedPods = Number(allocatable?.pods ?? 0);
    const images = new Map<string, number>();
    for (const image of node.status?.images ?? [])
      for (const name of image.names ?? []) images.set(name, image.sizeBytes ?? 0);
    this.images = images;
  }

  addPod(pod: Pod): void {
    const info = podInfo(pod);
    this.pods.set(pod.metadata.uid, info);
    this.requested = add(this.requested, info.requests);
    this.nonZeroRequested = add(this.nonZeroRequested, info.nonZero);
  }

  removePod(uid: string): PodInfo | undefined {
    const info = this.pods.get(uid);
    if (!info) return undefined;
    this.pods.delete(uid);
    this.requested = add(this.requested, info.requests, -1);
    this.nonZeroRequested = add(this.nonZeroRequested, info.nonZero, -1);
    return info;
  }

  get labels(): { readonly [key: string]: string } {
    return this.node?.metadata.labels ?? NO_LABELS;
  }
}

const NO_LABELS: { readonly [key: string]: string } = {};
