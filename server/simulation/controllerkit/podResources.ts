/**
 * What a pod asks of a node. Models kubernetes component-helpers resource/helpers.go and scheduler util/pod_resources.go.
 * CPU in thousandths, everything else in whole units (bytes).
 */
import type { Container, Pod, PodSpec } from "../../protocol/kubernetes/index.ts";
import { milliValue, wholeValue } from "../runtime/quantity.ts";

export interface Resources {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  /** Extended resources and huge pages by name; undefined when there are none. */
  readonly other?: { readonly [name: string]: number };
}

const NO_RESOURCES: Resources = { cpu: 0, memory: 0, storage: 0 };

type List = { readonly [name: string]: string } | undefined;

/** What a container without a request counts for in scores. */
const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

export function resourcesOf(list: List): Resources {
  if (!list) return NO_RESOURCES;
  let cpu = 0;
  let memory = 0;
  let storage = 0;
  let other: Record<string, number> | undefined;
  for (const name of Object.keys(list)) {
    const text = String(list[name]);
    if (name === "cpu") cpu = milliValue(text);
    else if (name === "memory") memory = wholeValue(text);
    else if (name === "ephemeral-storage") storage = wholeValue(text);
    else if (name !== "pods") {
      other ??= {};
      other[name] = wholeValue(text);
    }
  }
  return other ? { cpu, memory, storage, other } : { cpu, memory, storage };
}

export function add(left: Resources, right: Resources, sign: 1 | -1 = 1): Resources {
  const base = {
    cpu: left.cpu + sign * right.cpu,
    memory: left.memory + sign * right.memory,
    storage: left.storage + sign * right.storage,
  };
  if (!left.other && !right.other) return base;
  const other: Record<string, number> = { ...left.other };
  for (const name of Object.keys(right.other ?? {}))
    other[name] = (other[name] ?? 0) + sign * (right.other?.[name] ?? 0);
  return { ...base, other };
}

function most(left: Resources, right: Resources): Resources {
  const base = {
    cpu: Math.max(left.cpu, right.cpu),
    memory: Math.max(left.memory, right.memory),
    storage: Math.max(left.storage, right.storage),
  };
  if (!left.other && !right.other) return base;
  const other: Record<string, number> = { ...left.other };
  for (const name of Object.keys(right.other ?? {})) other[name] = Math.max(other[name] ?? 0, right.other?.[name] ?? 0);
  return { ...base, other };
}

const real = (container: Container): Resources => resourcesOf(container.resources?.requests);

function nonZero(container: Container): Resources {
  const requests = container.resources?.requests;
  const known = resourcesOf(requests);
  if (requests?.cpu !== undefined && requests.memory !== undefined) return known;
  return {
    ...known,
    cpu: requests?.cpu === undefined ? DEFAULT_CPU : known.cpu,
    memory: requests?.memory === undefined ? DEFAULT_MEMORY : known.memory,
  };
}

/** Containers together, or the most any moment of initialisation needs; sidecars stay and add up. */
function together(spec: PodSpec, requestsOf: (container: Container) => Resources): Resources {
  let total = NO_RESOURCES;
  for (const container of spec.containers) total = add(total, requestsOf(container));
  let sidecars = NO_RESOURCES;
  let starting = NO_RESOURCES;
  for (const container of spec.initContainers ?? []) {
    const requests = requestsOf(container);
    if (container.restartPolicy === "Always") {
      sidecars = add(sidecars, requests);
      starting = most(starting, sidecars);
    } else starting = most(starting, add(sidecars, requests));
  }
  const running = spec.initContainers ? most(add(total, sidecars), starting) : total;
  return spec.overhead ? add(running, resourcesOf(spec.overhead)) : running;
}

function withPodLevel(spec: PodSpec, resources: Resources): Resources {
  const own = spec.resources?.requests;
  if (!own) return resources;
  const level = resourcesOf(own);
  const overhead = resourcesOf(spec.overhead);
  const other: Record<string, number> = { ...resources.other };
  for (const name of Object.keys(level.other ?? {}))
    if (name.startsWith("hugepages-")) other[name] = (level.other?.[name] ?? 0) + (overhead.other?.[name] ?? 0);
  return {
    cpu: own.cpu === undefined ? resources.cpu : level.cpu + overhead.cpu,
    memory: own.memory === undefined ? resources.memory : level.memory + overhead.memory,
    storage: resources.storage,
    ...(Object.keys(other).length > 0 ? { other } : {}),
  };
}

/** What the pod really requests: filters and BalancedAllocation. */
export function podRequests(spec: PodSpec): Resources {
  return withPodLevel(spec, together(spec, real));
}

/** Requests with defaults for containers without: what an existing pod counts for in LeastAllocated. */
export function podNonZeroRequests(spec: PodSpec): Resources {
  return withPodLevel(spec, together(spec, nonZero));
}

/** The same for the incoming pod, whose pod-level requests LeastAllocated leaves out. */
export function incomingNonZeroRequests(spec: PodSpec): Resources {
  return together(spec, nonZero);
}

export interface HostPort {
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

/** Ports the pod takes on its node. */
export function hostPorts(pod: Pod): readonly HostPort[] {
  const ports: HostPort[] = [];
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always"),
  ];
  for (const container of containers) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort) ports.push({ protocol: protocol ?? "TCP", ip: hostIP || "0.0.0.0", port: hostPort });
    }
  }
  return ports;
}
