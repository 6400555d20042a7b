/** All filters of the profile, prepared for one pod: what may refuse it, node by node. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { ClusterView } from "./ClusterView.ts";
import type { Refusal, VolumeChoice } from "./Decision.ts";
import { type KindMemory, signatureOf } from "./KindMemory.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import { type PodEntry, profileOf } from "./PodProfile.ts";
import { finalRefusal, type Prepared, type SchedulingInput } from "./plugins/Plugin.ts";
import { FILTERS } from "./profile.ts";
import type { Trial } from "./Trial.ts";

type Check = (node: NodeInfo) => Refusal | undefined;

export class Filters {
  readonly input: SchedulingInput;
  /** Refuses the pod whatever the node. */
  readonly refusal: Refusal | undefined;
  /** The only nodes that come into question, and what the others are refused with. */
  readonly only: ReadonlySet<string> | undefined;
  readonly leftOut: Refusal | undefined;
  private readonly checks: readonly Check[];
  private readonly judging = (node: NodeInfo): Refusal | undefined => this.judge(node);
  private readonly shifts: readonly NonNullable<Prepared["shift"]>[];
  private readonly volumeChooser: Prepared["volumesFor"];
  private readonly promised: string | undefined;
  /** What pods alike were told of nodes; undefined when more than the node itself decides. */
  private readonly memory: KindMemory<Trial> | undefined;

  constructor(pod: Pod, view: ClusterView) {
    this.input = { pod, view, profile: profileOf(pod) };
    const checks: Check[] = [];
    const shifts: NonNullable<Prepared["shift"]>[] = [];
    let isLocal = true;
    for (const { name, local = false, prepare } of FILTERS) {
      const prepared = prepare(this.input);
      if (!prepared) continue;
      isLocal &&= local;
      if (prepared.refusal) {
        this.refusal = prepared.refusal;
        break;
      }
      if (prepared.check) checks.push(prepared.check);
      if (prepared.shift) shifts.push(prepared.shift);
      if (prepared.volumesFor) this.volumeChooser = prepared.volumesFor;
      if (prepared.only) {
        this.only = prepared.only;
        this.leftOut = { ...finalRefusal(name, `node(s) didn't satisfy plugin(s) [${name}]`), early: true };
      }
    }
    this.promised = view.promisedTo(pod.metadata.uid);
    this.memory = isLocal && !this.refusal ? view.memoryOf(signatureOf(pod, this.input.profile)) : undefined;
    this.checks = checks;
    this.shifts = shifts;
  }

  /** The first refusal of a node, taking pods that were promised room on it as there. */
  judge(node: NodeInfo): Refusal | undefined {
    const nominated = this.input.view.nominatedOn(node.name);
    if (nominated) {
      const refusal = this.judgeWith(nominated, node);
      if (refusal) return refusal;
    }
    for (const check of this.checks) {
      const refusal = check(node);
      if (refusal) return refusal;
    }
    return undefined;
  }

  /** The same, from what pods alike were told where nothing has changed. */
  judgeRemembering(node: NodeInfo): Refusal | undefined {
    const memory = this.memoryFor(node);
    return memory ? memory.verdictOf(node, this.judging) : this.judge(node);
  }

  /** What all nodes refuse the pod with, where that is known without looking at each. */
  agreement(nodes: readonly NodeInfo[]): Refusal | undefined {
    return this.isPlain ? this.memory?.agreement(nodes, this.judging) : undefined;
  }

  /** All nodes have been looked at and refuse the pod with this. */
  agreeOn(refusal: Refusal): void {
    if (this.isPlain) this.memory?.agreeOn(refusal);
  }

  /** Whether the pod looks at all nodes, and at each as pods alike do. */
  private get isPlain(): boolean {
    return this.promised === undefined && this.leftOut === undefined;
  }

  /** `work` done on a node, or what it came to for pods alike. */
  tryRemembering(node: NodeInfo, work: (node: NodeInfo) => Trial): Trial {
    const memory = this.memoryFor(node);
    return memory ? memory.trials.of(node, work) : work(node);
  }

  /** A pod looks at a node promised to itself as others do not. */
  private memoryFor({ name }: NodeInfo): KindMemory<Trial> | undefined {
    return name === this.promised ? undefined : this.memory;
  }

  /** From now on `other` is to be taken as on `node` (1) or gone from it (-1). `node` is the caller's to change. */
  shift(other: PodEntry, node: NodeInfo, by: 1 | -1): void {
    if (by === 1) node.addPod(other);
    else node.removePod(other.pod.metadata.uid);
    for (const shift of this.shifts) shift(other, node, by);
  }

  volumesFor(node: NodeInfo): VolumeChoice | undefined {
    return this.volumeChooser?.(node);
  }

  /** Models RunFilterPluginsWithNominatedPods: pods at least as important are added first. */
  private judgeWith(nominated: ReadonlyMap<string, PodEntry>, node: NodeInfo): Refusal | undefined {
    const { pod, profile } = this.input;
    const promised: PodEntry[] = [];
    for (const [uid, entry] of nominated) {
      if (uid !== pod.metadata.uid && entry.profile.priority >= profile.priority) promised.push(entry);
    }
    if (promised.length === 0) return undefined;
    const copy = node.clone();
    for (const entry of promised) this.shift(entry, copy, 1);
    let refusal: Refusal | undefined;
    for (const check of this.checks) {
      refusal = check(copy);
      if (refusal) break;
    }
    for (const entry of promised) this.shift(entry, copy, -1);
    return refusal;
  }
}
