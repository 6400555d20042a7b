/**
 * How many placed pods of a namespace a selector matches, by node: counted once, then kept as pods come and go, so that
 * each replica after the first costs nothing to spread.
 */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { labelIndexKeys } from "../api/indexes.ts";
import type { LabelMatcher } from "../api/machinery/selectors.ts";
import type { ClusterLookup } from "./ClusterLookup.ts";

export interface CountedPods {
  readonly namespace: string;
  readonly matcher: LabelMatcher;
  /** Equal for matchers that mean the same. */
  readonly key: string;
  /** Pods that are being deleted count too: for affinity they do, for spreading they do not. */
  readonly terminating: boolean;
}

interface Counter extends CountedPods {
  readonly id: string;
  readonly perNode: Map<string, number>;
  /** Where it stands in the index of counters. */
  readonly under: string;
}

const COUNTERS_KEPT = 512;

export class PodCounts {
  private readonly counters = new Map<string, Counter>();
  /** Counters by the label a match must have (`namespace/key=value`), else by namespace. */
  private readonly index = new Map<string, Set<Counter>>();

  constructor(
    private readonly lookup: ClusterLookup,
    /** The node a pod is on in the scheduler's picture. */
    private readonly nodeOf: (uid: string) => string | undefined,
  ) {}

  of(wanted: CountedPods): ReadonlyMap<string, number> {
    const id = `${wanted.namespace}\0${wanted.terminating}\0${wanted.key}`;
    let counter = this.counters.get(id);
    if (counter) this.counters.delete(id);
    else counter = this.make(wanted, id);
    this.counters.set(id, counter);
    return counter.perNode;
  }

  note(pod: Pod, nodeName: string, by: 1 | -1): void {
    if (this.counters.size === 0) return;
    for (const key of labelIndexKeys(pod)) this.noteIn(this.index.get(key), pod, { nodeName, by });
    this.noteIn(this.index.get(pod.metadata.namespace ?? ""), pod, { nodeName, by });
  }

  private noteIn(
    counters: Set<Counter> | undefined,
    pod: Pod,
    { nodeName, by }: { readonly nodeName: string; readonly by: 1 | -1 },
  ): void {
    if (!counters) return;
    for (const counter of counters) {
      if (counts(counter, pod)) counter.perNode.set(nodeName, (counter.perNode.get(nodeName) ?? 0) + by);
    }
  }

  private make(wanted: CountedPods, id: string): Counter {
    const { namespace, matcher } = wanted;
    const { pair } = matcher;
    const counter: Counter = {
      ...wanted,
      id,
      perNode: new Map(),
      under: pair ? `${namespace}/${pair[0]}=${pair[1]}` : namespace,
    };
    for (const pod of this.lookup.podsMatching(namespace, pair)) {
      const nodeName = this.nodeOf(pod.metadata.uid);
      if (nodeName !== undefined && counts(counter, pod))
        counter.perNode.set(nodeName, (counter.perNode.get(nodeName) ?? 0) + 1);
    }
    let under = this.index.get(counter.under);
    if (!under) this.index.set(counter.under, (under = new Set()));
    under.add(counter);
    if (this.counters.size >= COUNTERS_KEPT) this.drop(this.counters.values().next().value as Counter);
    return counter;
  }

  private drop(counter: Counter): void {
    this.counters.delete(counter.id);
    const under = this.index.get(counter.under);
    under?.delete(counter);
    if (under?.size === 0) this.index.delete(counter.under);
  }
}

function counts({ namespace, matcher, terminating }: CountedPods, { metadata }: Pod): boolean {
  return (
    metadata.namespace === namespace && (terminating || !metadata.deletionTimestamp) && matcher.matches(metadata.labels)
  );
}
