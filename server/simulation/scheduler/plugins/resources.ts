/** Fit, balance, ports and images. Models kubernetes pkg/scheduler/framework/plugins/{noderesources,nodeports,imagelocality}. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import {
  add,
  type HostPort,
  hostPorts,
  incomingNonZeroRequests,
  podRequests,
  type Resources,
} from "../../controllerkit/podResources.ts";
import { type FilterPlugin, type Refusal, refuse, type SchedulingInput, type ScorePlugin } from "./Plugin.ts";

export const nodePorts: FilterPlugin = {
  name: "NodePorts",
  prepare({ pod, without }) {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return undefined;
    return (info) => {
      for (const other of info.pods.values()) {
        if (without.has(other.pod.metadata.uid)) continue;
        if (wanted.some((port) => other.ports.some((taken) => collide(port, taken))))
          return refuse("node(s) didn't have free ports for the requested pod ports");
      }
      return undefined;
    };
  },
};

function collide(left: HostPort, right: HostPort): boolean {
  if (left.port !== right.port || left.protocol !== right.protocol) return false;
  return left.ip === right.ip || left.ip === "0.0.0.0" || right.ip === "0.0.0.0";
}

/** What a node's pods request, without those taken as gone. */
function requestedOn(info: NodeInfo, without: ReadonlySet<string>, kind: "requests" | "nonZero"): Resources {
  let sum = kind === "requests" ? info.requested : info.nonZeroRequested;
  if (without.size > 0) for (const [uid, other] of info.pods) if (without.has(uid)) sum = add(sum, other[kind], -1);
  return sum;
}

function leastAllocated(free: number, capacity: number): number {
  return free < 0 ? 0 : Math.trunc((free * 100) / capacity);
}

export const nodeResourcesFit: FilterPlugin & ScorePlugin = {
  name: "NodeResourcesFit",
  weight: 1,
  prepare({ pod, without }) {
    const wanted = podRequests(pod.spec);
    return (info) => refusalOf(wanted, info, without);
  },
  score({ pod, nodes, without }) {
    const wanted = incomingNonZeroRequests(pod.spec);
    const raw = nodes.map((info) => {
      const used = requestedOn(info, without, "nonZero");
      let sum = 0;
      let weights = 0;
      for (const name of ["cpu", "memory"] as const) {
        const capacity = info.allocatable[name];
        if (capacity === 0) continue;
        sum += leastAllocated(capacity - used[name] - wanted[name], capacity);
        weights++;
      }
      return weights === 0 ? 0 : Math.trunc(sum / weights);
    });
    return { raw, normalized: raw };
  },
};

function refusalOf(wanted: Resources, info: NodeInfo, without: ReadonlySet<string>): Refusal | undefined {
  const gone = without.size === 0 ? 0 : [...info.pods.keys()].filter((uid) => without.has(uid)).length;
  const used = requestedOn(info, without, "requests");
  let reasons: string[] | undefined;
  let final = false;
  if (info.pods.size - gone + 1 > info.allowedPods) {
    (reasons ??= []).push("Too many pods");
    if (info.allowedPods < 1) final = true;
  }
  const check = (name: string, request: number, capacity: number, taken: number): void => {
    if (request <= 0 || request <= capacity - taken) return;
    (reasons ??= []).push(`Insufficient ${name}`);
    if (request > capacity) final = true;
  };
  check("cpu", wanted.cpu, info.allocatable.cpu, used.cpu);
  check("memory", wanted.memory, info.allocatable.memory, used.memory);
  check("ephemeral-storage", wanted.storage, info.allocatable.storage, used.storage);
  if (wanted.other) {
    for (const name of Object.keys(wanted.other).sort())
      check(name, wanted.other[name] ?? 0, info.allocatable.other?.[name] ?? 0, used.other?.[name] ?? 0);
  }
  return reasons && { reasons, final };
}

/** How evenly CPU and memory fill, 0…100. */
function balance(used: Resources, capacity: Resources): number {
  const fractions: number[] = [];
  for (const name of ["cpu", "memory"] as const) {
    if (capacity[name] > 0) fractions.push(Math.min(1, used[name] / capacity[name]));
  }
  const deviation = fractions.length === 2 ? Math.abs(((fractions[0] as number) - (fractions[1] as number)) / 2) : 0;
  return Math.trunc((1 - deviation) * 100);
}

export const balancedAllocation: ScorePlugin = {
  name: "NodeResourcesBalancedAllocation",
  weight: 1,
  score({ pod, nodes, without }) {
    const wanted = podRequests(pod.spec);
    if (wanted.cpu === 0 && wanted.memory === 0) return undefined;
    const raw = nodes.map((info) => {
      const used = requestedOn(info, without, "requests");
      const change = balance(add(used, wanted), info.allocatable) - balance(used, info.allocatable);
      return 50 + Math.trunc((50 + change) / 2);
    });
    return { raw, normalized: raw };
  },
};

const MIB = 1024 * 1024;
const LEAST = 23 * MIB;
const MOST_EACH = 1000 * MIB;

export const imageLocality: ScorePlugin = {
  name: "ImageLocality",
  weight: 1,
  score({ pod, nodes, view }: SchedulingInput) {
    const total = view.existing().length;
    const images = imagesOf(pod);
    const most = MOST_EACH * images.length;
    const raw = nodes.map((info) => {
      let sum = 0;
      for (const image of images) {
        if (!info.images.has(image)) continue;
        const state = view.imageState(image);
        sum += Math.trunc(state.size * (state.nodes / total));
      }
      const clamped = Math.min(Math.max(sum, LEAST), most);
      return Math.trunc((100 * (clamped - LEAST)) / (most - LEAST));
    });
    return { raw, normalized: raw };
  },
};

function imagesOf({ spec }: Pod): string[] {
  return [...(spec.initContainers ?? []), ...spec.containers].map(({ image = "" }) => {
    const afterSlash = image.slice(image.lastIndexOf("/") + 1);
    return afterSlash.includes(":") || image.includes("@") ? image : `${image}:latest`;
  });
}
