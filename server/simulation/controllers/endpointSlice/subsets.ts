/** The subsets of Endpoints: addresses with the ports they serve. Models kubernetes staging/src/k8s.io/endpointslice and pkg/api/v1/endpoints. */
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Pod,
  Service,
  ServicePort,
} from "../../../protocol/kubernetes/index.ts";
import { isPodReady } from "../../controllerkit/podFacts.ts";
import { subsetPorts } from "./portOrder.ts";
import { belongsInEndpoints, hasFixedPorts, hostnameOf, isHeadless, portOnPod } from "./servicePods.ts";

/** Addresses that Endpoints hold at most. */
export const CAPACITY = 1000;

interface Place {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly pod: Pod;
}

/** One subset for each set of ports that the same addresses serve. */
export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const places: Place[] = [];
  for (const pod of pods) {
    const place = placeOf(pod, service);
    if (place) places.push(place);
  }
  places.sort((left, right) => inOrder(left.address, right.address));
  if (places.length === 0) return [];
  if (hasFixedPorts(service)) return [subset(places, fixedPorts(service))];
  const byPort = new Map<string, { readonly port: EndpointPort; readonly places: Place[] }>();
  for (const servicePort of service.spec.ports ?? []) {
    for (const place of places) {
      const number = portOnPod(place.pod, servicePort);
      if (number === undefined) continue;
      const port = portEntry(servicePort, number);
      const key = `${port.name ?? ""}/${number}/${port.protocol}`;
      const entry = byPort.get(key) ?? { port, places: [] };
      byPort.set(key, entry);
      entry.places.push(place);
    }
  }
  const byPlaces = new Map<string, { readonly ports: EndpointPort[]; readonly places: readonly Place[] }>();
  for (const { port, places: those } of byPort.values()) {
    const key = those.map(({ address }) => address.targetRef?.uid).join();
    const group = byPlaces.get(key) ?? { ports: [], places: those };
    byPlaces.set(key, group);
    group.ports.push(port);
  }
  return [...byPlaces.values()].map((group) => subset(group.places, group.ports));
}

/** A subset without the pods `leaving` names by uid and with `pods`, for a Service whose ports are numbers. */
export function withPods(
  current: EndpointSubset,
  service: Service,
  { pods, leaving }: { readonly pods: readonly Pod[]; readonly leaving: ReadonlyMap<string, string> },
): readonly EndpointSubset[] {
  const places = pods.flatMap((pod) => placeOf(pod, service) ?? []);
  const merged = (old: readonly EndpointAddress[] = [], ready: boolean): readonly EndpointAddress[] => {
    const kept = old.filter(({ targetRef }) => !leaving.has(targetRef?.uid ?? ""));
    for (const place of places) if (place.ready === ready) insert(kept, place.address);
    return kept;
  };
  return pruned([
    {
      addresses: merged(current.addresses, true),
      notReadyAddresses: merged(current.notReadyAddresses, false),
      ports: fixedPorts(service),
    },
  ]);
}

/** The first thousand addresses, ready ones before others. */
export function truncated(subsets: readonly EndpointSubset[]): {
  readonly subsets: readonly EndpointSubset[];
  readonly cut: boolean;
} {
  const count = (field: "addresses" | "notReadyAddresses"): number =>
    subsets.reduce((sum, each) => sum + (each[field]?.length ?? 0), 0);
  if (count("addresses") + count("notReadyAddresses") <= CAPACITY) return { subsets, cut: false };
  let ready = CAPACITY;
  let unready = Math.max(CAPACITY - count("addresses"), 0);
  const cut = subsets.map(({ addresses = [], notReadyAddresses = [], ports }): EndpointSubset => {
    const kept = {
      addresses: addresses.slice(0, ready),
      notReadyAddresses: notReadyAddresses.slice(0, unready),
      ports,
    };
    ready -= kept.addresses.length;
    unready -= kept.notReadyAddresses.length;
    return kept;
  });
  return { subsets: pruned(cut), cut: true };
}

function placeOf(pod: Pod, service: Service): Place | undefined {
  const unready = service.spec.publishNotReadyAddresses === true;
  if (!belongsInEndpoints(pod, unready)) return undefined;
  const address = addressOf(pod, hostnameOf(pod, service));
  return { address, ready: unready || isPodReady(pod), pod };
}

const shared = new WeakMap<Pod, EndpointAddress>();

/** Worked out once for each version of a pod, so that lists made anew share their entries. */
function addressOf(pod: Pod, hostname: string | undefined): EndpointAddress {
  const known = hostname === undefined ? shared.get(pod) : undefined;
  if (known) return known;
  const { namespace, name, uid } = pod.metadata;
  const { nodeName } = pod.spec;
  const address: EndpointAddress = {
    ip: pod.status?.podIP ?? "",
    ...(hostname === undefined ? undefined : { hostname }),
    ...(nodeName ? { nodeName } : undefined),
    targetRef: { kind: "Pod", namespace, name, uid },
  };
  if (hostname === undefined) shared.set(pod, address);
  return address;
}

function subset(places: readonly Place[], ports: readonly EndpointPort[]): EndpointSubset {
  const addresses = places.filter(({ ready }) => ready).map(({ address }) => address);
  const notReadyAddresses = places.filter(({ ready }) => !ready).map(({ address }) => address);
  return pruned([{ addresses, notReadyAddresses, ports }])[0] as EndpointSubset;
}

/** Without empty lists, and without subsets that have no address. */
function pruned(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    if (addresses.length === 0 && notReadyAddresses.length === 0) return [];
    return {
      ...(addresses.length > 0 ? { addresses } : undefined),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : undefined),
      ...(ports.length > 0 ? { ports: subsetPorts(ports) } : undefined),
    };
  });
}

function fixedPorts(service: Service): readonly EndpointPort[] {
  const ports = service.spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(service)) return [];
  return ports.map((port) => portEntry(port, portOnPod(undefined, port) as number));
}

function portEntry({ name, protocol = "TCP", appProtocol }: ServicePort, port: number): EndpointPort {
  return { ...(name ? { name } : undefined), port, protocol, ...(appProtocol ? { appProtocol } : undefined) };
}

/** By the text of the address, so that .10 comes before .9; several pods on one address by uid. */
function inOrder(left: EndpointAddress, right: EndpointAddress): number {
  return compareText(left.ip, right.ip) || compareText(left.targetRef?.uid ?? "", right.targetRef?.uid ?? "");
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Puts an address in its place in an ordered list. */
function insert(list: EndpointAddress[], address: EndpointAddress): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder(list[middle] as EndpointAddress, address) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, address);
}
