/**
 * What nodes were found to be for pods that are alike: good until the node, a pod on it or a promise of it changes.
 * Models the idea of kubernetes pkg/scheduler/framework/runtime/batch.go (signatures of pods), for filters and preemption.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { isAlike, type Refusal } from "./Decision.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import type { PodProfile } from "./PodProfile.ts";

const MOST_KINDS = 16;

/** Results by node for one kind of pod. */
export class NodeResults<T> {
  private readonly versions: number[] = [];
  private readonly results: T[] = [];

  /** The result for a node as it is, worked out when it is not known. */
  of(node: NodeInfo, work: (node: NodeInfo) => T): T {
    const { position, version } = node;
    if (this.versions[position] === version) return this.results[position] as T;
    const result = work(node);
    this.versions[position] = version;
    this.results[position] = result;
    return result;
  }

  isKnown({ position, version }: NodeInfo): boolean {
    return this.versions[position] === version;
  }
}

/** One kind of pods: those that no filter can tell apart. `T` is what preemption finds on a node. */
export class KindMemory<T> {
  readonly trials = new NodeResults<T>();
  private readonly verdicts = new NodeResults<Refusal | undefined>();
  /** What every node refused such pods with when it was looked at last; undefined when they do not agree. */
  private unanimous: Refusal | undefined;

  verdictOf(node: NodeInfo, judge: (node: NodeInfo) => Refusal | undefined): Refusal | undefined {
    const verdict = this.verdicts.of(node, judge);
    const { unanimous } = this;
    if (unanimous && !(verdict && isAlike(verdict, unanimous))) this.unanimous = undefined;
    return verdict;
  }

  /** All nodes have been looked at and refuse with this. */
  agreeOn(refusal: Refusal): void {
    this.unanimous = refusal;
  }

  /** What all nodes agree on; of those that agreed before, only the ones that have changed are looked at. */
  agreement(nodes: readonly NodeInfo[], judge: (node: NodeInfo) => Refusal | undefined): Refusal | undefined {
    for (let place = 0; this.unanimous && place < nodes.length; place++) {
      const node = nodes[place] as NodeInfo;
      if (!this.verdicts.isKnown(node)) this.verdictOf(node, judge);
    }
    return this.unanimous;
  }
}

/** The kinds met lately. To be cleared when nodes come or go, since results stand at their positions. */
export class KindMemories<T> {
  private readonly kinds = new Map<string, KindMemory<T>>();

  of(signature: string): KindMemory<T> {
    const known = this.kinds.get(signature);
    const memory = known ?? new KindMemory<T>();
    // The kind met last stands last.
    if (known) this.kinds.delete(signature);
    else if (this.kinds.size >= MOST_KINDS) this.kinds.delete(this.kinds.keys().next().value as string);
    this.kinds.set(signature, memory);
    return memory;
  }

  clear(): void {
    this.kinds.clear();
  }
}

/** All of a pod that filters which look at one node alone take into account, and its priority. */
export function signatureOf(
  { spec }: Pod,
  { requests, ports, tolerations, requiredNodeTerms, priority }: PodProfile,
): string {
  return JSON.stringify([requests, ports, tolerations, spec.nodeSelector, requiredNodeTerms, spec.nodeName, priority]);
}
