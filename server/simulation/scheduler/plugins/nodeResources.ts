/** Room for requests, and preferring where most of it is left. Models kubernetes pkg/scheduler/framework/plugins/noderesources. */
import type { Resources } from "../../controllerkit/podResources.ts";
import { compact, type Refusal } from "../Decision.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { FilterPlugin, ScorePlugin } from "./Plugin.ts";

const NAME = "NodeResourcesFit";

/** A resource of which a node has too little for a pod. */
export interface Shortage {
  /** `cpu` (in thousandths), `memory`, `pods`, `example.com/gpu`… */
  readonly resource: string;
  readonly requested: number;
  readonly used: number;
  readonly allocatable: number;
}

/** What a node lacks, in the order Kubernetes names it. */
export function shortagesOf(wanted: Resources, node: NodeInfo): Shortage[] {
  const shortages: Shortage[] = [];
  const { allocatable } = node;
  const check = (
    resource: string,
    requested: number,
    room: { readonly used: number; readonly allocatable: number },
  ): void => {
    if (requested > 0 && requested > room.allocatable - room.used) shortages.push({ resource, requested, ...room });
  };
  check("pods", 1, { used: node.pods.size, allocatable: node.allowedPods });
  check("cpu", wanted.cpu, { used: node.cpu, allocatable: allocatable.cpu });
  check("memory", wanted.memory, { used: node.memory, allocatable: allocatable.memory });
  check("ephemeral-storage", wanted.storage, { used: node.storage, allocatable: allocatable.storage });
  if (wanted.other) {
    for (const name of Object.keys(wanted.other).sort()) {
      check(name, wanted.other[name] ?? 0, {
        used: node.other?.[name] ?? 0,
        allocatable: allocatable.other?.[name] ?? 0,
      });
    }
  }
  return shortages;
}

/** Refusals for lack of room by what is short, so that nodes lacking the same share one. */
const refusals = new Map<string | number, Refusal>();

function refusalFor(shortages: readonly Shortage[]): Refusal {
  // A node for no pods at all counts as one that is full.
  const final = shortages.some(
    ({ resource, requested, allocatable }) => resource !== "pods" && requested > allocatable,
  );
  const reasons = shortages.map(({ resource }) => (resource === "pods" ? "Too many pods" : `Insufficient ${resource}`));
  return shared(`${final}${reasons.join()}`, () => ({ plugin: NAME, reasons, final }));
}

function shared(key: string | number, make: () => Refusal): Refusal {
  let refusal = refusals.get(key);
  if (!refusal) {
    if (refusals.size > 256) refusals.clear();
    refusals.set(key, (refusal = make()));
  }
  return refusal;
}

/** What a pod without extended resources lacks, each lack a bit, so that the usual refusal costs no text. */
function lackOf({ cpu, memory, storage }: Resources, node: NodeInfo): number {
  const { allocatable, allowedPods } = node;
  let lack = 0;
  if (node.pods.size >= allowedPods) lack |= 1;
  if (cpu > 0 && cpu > allocatable.cpu - node.cpu) lack |= cpu > allocatable.cpu ? 2 | 16 : 2;
  if (memory > 0 && memory > allocatable.memory - node.memory) lack |= memory > allocatable.memory ? 4 | 16 : 4;
  if (storage > 0 && storage > allocatable.storage - node.storage) lack |= storage > allocatable.storage ? 8 | 16 : 8;
  return lack;
}

/** The percentage of a resource that would stay free. */
function freeShare(capacity: number, used: number): number {
  return used > capacity ? 0 : Math.trunc(((capacity - used) * 100) / capacity);
}

export const nodeResourcesFit: FilterPlugin & ScorePlugin = {
  name: NAME,
  local: true,
  weight: 1,
  prepare({ profile: { requests } }) {
    const { other } = requests;
    return {
      check: (node) => {
        if (other === undefined) {
          const lack = lackOf(requests, node);
          return lack === 0
            ? undefined
            : (refusals.get(lack) ?? shared(lack, () => refusalFor(shortagesOf(requests, node))));
        }
        const shortages = shortagesOf(requests, node);
        return shortages.length === 0 ? undefined : refusalFor(shortages);
      },
    };
  },
  score({ profile: { incoming } }, nodes) {
    const scores = nodes.map(({ allocatable: { cpu, memory }, scoredCpu, scoredMemory }) => {
      let sum = 0;
      let resources = 0;
      if (cpu > 0) {
        sum += freeShare(cpu, scoredCpu + incoming.cpu);
        resources++;
      }
      if (memory > 0) {
        sum += freeShare(memory, scoredMemory + incoming.memory);
        resources++;
      }
      return resources === 0 ? 0 : Math.trunc(sum / resources);
    });
    return { normalized: compact(scores) };
  },
};

/** How evenly CPU and memory fill, 0…100. A resource that a node does not have is left out. */
function balance(node: NodeInfo, { cpu, memory }: { readonly cpu: number; readonly memory: number }): number {
  const { allocatable } = node;
  if (allocatable.cpu === 0 || allocatable.memory === 0) return 100;
  const difference =
    Math.min(1, (node.cpu + cpu) / allocatable.cpu) - Math.min(1, (node.memory + memory) / allocatable.memory);
  return Math.trunc((1 - Math.abs(difference / 2)) * 100);
}

const NOTHING_MORE = { cpu: 0, memory: 0 };

export const balancedAllocation: ScorePlugin = {
  name: "NodeResourcesBalancedAllocation",
  weight: 1,
  score({ profile: { requests } }, nodes) {
    if (requests.cpu === 0 && requests.memory === 0) return undefined;
    return {
      normalized: compact(
        nodes.map((node) => 50 + Math.trunc((50 + balance(node, requests) - balance(node, NOTHING_MORE)) / 2)),
      ),
    };
  },
};
