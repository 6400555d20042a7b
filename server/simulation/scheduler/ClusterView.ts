/**
 * The scheduler's own picture of nodes and placed pods, kept by additions and removals in constant time, with the counts
 * that spare a pod any look at other pods.
 *
 * Models kubernetes pkg/scheduler/backend/cache. It can be rebuilt from the store at any time and is no part of a
 * snapshot. `schedulePod.ts` reads it; nothing here decides.
 */
import type { Node, Pod } from "../../protocol/kubernetes/index.ts";
import { PlacedTerms } from "./AffinityTerms.ts";
import type { ClusterLookup } from "./ClusterLookup.ts";
import { type ImageState, Images } from "./Images.ts";
import { KindMemories, type KindMemory } from "./KindMemory.ts";
import { NodeInfo } from "./NodeInfo.ts";
import type { Trial } from "./Trial.ts";
import { type CountedPods, PodCounts } from "./PodCounts.ts";
import { claimNameOf, type PodEntry, profileOf } from "./PodProfile.ts";

const ZONE = "topology.kubernetes.io/zone";
const REGION = "topology.kubernetes.io/region";

export class ClusterView {
  /** What pods with affinity want of others. */
  readonly terms = new PlacedTerms();
  private readonly byName = new Map<string, NodeInfo>();
  private readonly placed = new Map<string, string>();
  private readonly counts: PodCounts;
  private readonly nominatedByNode = new Map<string, Map<string, PodEntry>>();
  private readonly nominations = new Map<string, string>();
  /** Placed pods by the claim they use, `namespace/name`. */
  private readonly claims = new Map<string, Map<string, PodEntry>>();
  private readonly domainSets = new Map<string, Set<string>>();
  private live: readonly NodeInfo[] | undefined;
  private names: readonly string[] | undefined;
  private order: readonly NodeInfo[] | undefined;
  private readonly images = new Images();
  private readonly kinds = new KindMemories<Trial>();

  constructor(readonly lookup: ClusterLookup) {
    this.counts = new PodCounts(lookup, (uid) => this.placed.get(uid));
  }

  /** Nodes that exist, in order of creation. */
  get nodes(): readonly NodeInfo[] {
    if (!this.live) {
      this.live = [...this.byName.values()].filter(({ node }) => node !== undefined);
      this.live.forEach((info, position) => {
        info.position = position;
      });
    }
    return this.live;
  }

  /** Their names; the same array until nodes come or go. */
  get nodeNames(): readonly string[] {
    this.names ??= this.nodes.map(({ name }) => name);
    return this.names;
  }

  node(name: string): NodeInfo | undefined {
    const info = this.byName.get(name);
    return info?.node ? info : undefined;
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const known = this.byName.get(name);
    if (known?.node) {
      const { images, labels } = known;
      known.setNode(node);
      if (known.images !== images) {
        this.images.note(images, -1);
        this.images.note(known.images, 1);
      }
      if (known.labels !== labels) {
        this.order = undefined;
        this.domainSets.clear();
      }
      return;
    }
    // A node that returns goes to the end, where its creation puts it.
    const fresh = new NodeInfo(name);
    fresh.setNode(node);
    this.images.note(fresh.images, 1);
    for (const entry of known?.pods.values() ?? []) fresh.addPod(entry);
    this.byName.delete(name);
    this.byName.set(name, fresh);
    this.forgetLists();
  }

  removeNode(name: string): void {
    const known = this.byName.get(name);
    if (!known?.node) return;
    this.images.note(known.images, -1);
    if (known.pods.size === 0) this.byName.delete(name);
    else known.node = undefined;
    this.forgetLists();
  }

  /** Adds a placed pod or puts a newer version in its place; one that has ended leaves. */
  setPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const nodeName = pod.spec.nodeName ?? "";
    const ended = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
    const before = this.placed.get(uid);
    if (before !== undefined) {
      const entry = before === nodeName && !ended ? this.byName.get(before)?.pods.get(uid) : undefined;
      if (
        entry &&
        entry.pod.spec === pod.spec &&
        entry.pod.metadata.labels === pod.metadata.labels &&
        entry.pod.metadata.deletionTimestamp === pod.metadata.deletionTimestamp
      ) {
        // When it started counts in the choice of who makes room.
        const info = this.byName.get(nodeName);
        if (info && entry.pod.status?.startTime !== pod.status?.startTime) info.version++;
        entry.pod = pod;
        return;
      }
      this.removePod(uid);
    }
    if (nodeName === "" || ended) return;
    this.unnominate(uid);
    const entry: PodEntry = { pod, profile: profileOf(pod) };
    let info = this.byName.get(nodeName);
    if (!info) this.byName.set(nodeName, (info = new NodeInfo(nodeName)));
    info.addPod(entry);
    this.placed.set(uid, nodeName);
    this.terms.count(entry.profile.terms, nodeName, 1);
    this.counts.note(pod, nodeName, 1);
    this.noteClaims(entry, 1);
  }

  removePod(uid: string): void {
    this.unnominate(uid);
    const nodeName = this.placed.get(uid);
    if (nodeName === undefined) return;
    this.placed.delete(uid);
    const info = this.byName.get(nodeName);
    const entry = info?.removePod(uid);
    if (info && !info.node && info.pods.size === 0) this.byName.delete(nodeName);
    if (!entry) return;
    this.terms.count(entry.profile.terms, nodeName, -1);
    this.counts.note(entry.pod, nodeName, -1);
    this.noteClaims(entry, -1);
  }

  /** A pod that waits to get on a node it was promised: less important pods leave that room alone. */
  nominate(pod: Pod, nodeName: string | undefined): void {
    const { uid } = pod.metadata;
    this.unnominate(uid);
    if (!nodeName) return;
    let pods = this.nominatedByNode.get(nodeName);
    if (!pods) this.nominatedByNode.set(nodeName, (pods = new Map()));
    pods.set(uid, { pod, profile: profileOf(pod) });
    this.nominations.set(uid, nodeName);
    this.promiseChanged(nodeName);
  }

  nominatedOn(nodeName: string): ReadonlyMap<string, PodEntry> | undefined {
    return this.nominatedByNode.size === 0 ? undefined : this.nominatedByNode.get(nodeName);
  }

  /** The node a waiting pod was promised. */
  promisedTo(uid: string): string | undefined {
    return this.nominations.get(uid);
  }

  /** What is known of nodes for pods with this signature. */
  memoryOf(signature: string): KindMemory<Trial> {
    return this.kinds.of(signature);
  }

  countsOf(wanted: CountedPods): ReadonlyMap<string, number> {
    return this.counts.of(wanted);
  }

  /** Placed pods that use a claim. */
  usersOf(namespace: string, claim: string): Iterable<PodEntry> {
    return this.claims.get(`${namespace}/${claim}`)?.values() ?? [];
  }

  isClaimUsed(namespace: string, claim: string): boolean {
    return this.claims.has(`${namespace}/${claim}`);
  }

  /** The node a pod is on in this picture. */
  nodeOf(uid: string): string | undefined {
    return this.placed.get(uid);
  }

  /** On how many nodes an image is, and its size on the first of them. */
  imageState(name: string): ImageState {
    return this.images.state(name, this.nodes);
  }

  /**
   * Nodes in the order they are searched: a node of each zone in turn, so that a search that stops early is spread over
   * zones. Models scheduler/backend/cache/node_tree.go.
   */
  get searchOrder(): readonly NodeInfo[] {
    if (this.order) return this.order;
    const zones = new Map<string, NodeInfo[]>();
    for (const info of this.nodes) {
      const zone = `${info.labels[REGION] ?? ""}\0${info.labels[ZONE] ?? ""}`;
      const list = zones.get(zone);
      if (list) list.push(info);
      else zones.set(zone, [info]);
    }
    const lists = [...zones.values()];
    const order: NodeInfo[] = [];
    for (let round = 0; order.length < this.nodes.length; round++) {
      for (const list of lists) {
        const info = list[round];
        if (info) order.push(info);
      }
    }
    this.order = order;
    return order;
  }

  /** Values of one label over the nodes that have all of some labels; kept until labels or nodes change. */
  domains(key: string, required: readonly string[]): ReadonlySet<string> {
    const id = `${key}\0${required.join("\0")}`;
    let values = this.domainSets.get(id);
    if (!values) {
      values = new Set();
      for (const { labels } of this.nodes) {
        if (required.every((name) => labels[name] !== undefined)) values.add(labels[key] as string);
      }
      if (this.domainSets.size > 64) this.domainSets.clear();
      this.domainSets.set(id, values);
    }
    return values;
  }

  private unnominate(uid: string): void {
    if (this.nominations.size === 0) return;
    const nodeName = this.nominations.get(uid);
    if (nodeName === undefined) return;
    this.nominations.delete(uid);
    const pods = this.nominatedByNode.get(nodeName);
    pods?.delete(uid);
    if (pods?.size === 0) this.nominatedByNode.delete(nodeName);
    this.promiseChanged(nodeName);
  }

  private promiseChanged(nodeName: string): void {
    const info = this.byName.get(nodeName);
    if (info) info.version++;
  }

  private noteClaims(entry: PodEntry, by: 1 | -1): void {
    for (const volume of entry.profile.volumes) {
      const claim = claimNameOf(entry.pod, volume);
      if (claim === undefined) continue;
      const key = `${entry.pod.metadata.namespace}/${claim}`;
      let users = this.claims.get(key);
      if (!users) this.claims.set(key, (users = new Map()));
      if (by === 1) users.set(entry.pod.metadata.uid, entry);
      else users.delete(entry.pod.metadata.uid);
      if (users.size === 0) this.claims.delete(key);
    }
  }

  private forgetLists(): void {
    this.kinds.clear();
    this.live = undefined;
    this.names = undefined;
    this.order = undefined;
    this.domainSets.clear();
  }
}
