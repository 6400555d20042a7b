/**
 * Keeps the Endpoints of Services with a selector, the older form of EndpointSlices. Models kubernetes pkg/controller/endpoint.
 * Unchanged addresses are shared between versions; past a thousand the list is cut, as upstream does.
 */
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset, ObjectDraft, Pod, Service } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { gatherDelay, keyOf, splitKey } from "../controllerkit/keys.ts";
import { isPodReady } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/Store.ts";
import { belongsInEndpoints, hostnameOf, isHeadless, podsOf, portOnPod, servicesConcerned, type TriggerState, triggerTime } from "./endpointSlice/servicePods.ts";

const MANAGED_BY = "endpoints.kubernetes.io/managed-by";
const MANAGER = "endpoint-controller";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
const OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
const CAPACITY = 1000;

export const endpointsController: ControllerFactory = (context) => new EndpointsController(context);

interface Address {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  /** The address as a number, for the order. */
  readonly rank: number;
}

interface PortEntry {
  readonly port: EndpointPort | undefined;
  readonly addresses: Address[];
}

class EndpointsController {
  readonly name = "endpoint-controller";
  readonly watches = [
    { resource: "services", handle: ({ object }: StoreEvent) => this.context.enqueue(keyOf(object)) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
    { resource: "endpoints", handle: ({ type, object }: StoreEvent) => type === "DELETED" && this.context.enqueue(keyOf(object)) },
  ] as const;
  private readonly triggers: Map<string, TriggerState>;
  private readonly shared = new WeakMap<Pod, Address>();

  constructor(private readonly context: ControllerContext) {
    this.triggers = context.runtime.state("endpoints-triggers");
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, client } = this.context;
    const service = store.get("services", namespace, name) as Service | undefined;
    if (!service) {
      this.triggers.delete(key);
      client.delete("endpoints", namespace, name);
      return undefined;
    }
    if (!service.spec.selector || service.spec.type === "ExternalName") return undefined;
    const pods = podsOf(store, service);
    const { time, state } = triggerTime(service, pods, this.triggers.get(key));
    this.triggers.set(key, state);
    const { subsets, cut } = truncated(this.subsetsOf(service, pods));
    const labels = labelsOf(service);
    const current = store.get("endpoints", namespace, name) as Endpoints | undefined;
    const overCapacity = current?.metadata.annotations?.[OVER_CAPACITY] !== undefined;
    if (current && overCapacity === cut && equalJson(current.subsets ?? [], subsets) && equalJson(current.metadata.labels, labels)) return undefined;
    const { [TRIGGER_TIME]: _, [OVER_CAPACITY]: __, ...kept } = current?.metadata.annotations ?? {};
    const annotations = { ...kept, ...(time === undefined ? undefined : { [TRIGGER_TIME]: time }), ...(cut ? { [OVER_CAPACITY]: "truncated" } : undefined) };
    const metadata = { labels, annotations: Object.keys(annotations).length > 0 ? annotations : undefined };
    const fields = { subsets: subsets.length > 0 ? subsets : undefined };
    if (current) client.update("endpoints", { ...current, metadata: { ...current.metadata, ...metadata }, ...fields });
    else client.create("endpoints", { apiVersion: "v1", kind: "Endpoints", metadata: { name, namespace, ...metadata }, ...fields } as ObjectDraft);
    return undefined;
  }

  /** One subset for each set of ports that the same addresses serve. */
  private subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
    const addresses: (Address & { readonly pod: Pod })[] = [];
    for (const pod of pods) {
      if (belongsInEndpoints(pod, service.spec.publishNotReadyAddresses === true)) addresses.push({ ...this.addressOf(pod, service), pod });
    }
    addresses.sort((left, right) => left.rank - right.rank);
    const entries = new Map<string, PortEntry>();
    const servicePorts = service.spec.ports ?? [];
    if (servicePorts.length === 0 && isHeadless(service)) entries.set("", { port: undefined, addresses });
    for (const servicePort of servicePorts) {
      const fixed = typeof servicePort.targetPort === "string" ? undefined : portOnPod(addresses[0]?.pod as Pod, servicePort);
      if (fixed !== undefined) {
        entries.set(`${servicePort.name ?? ""}/${fixed}/${servicePort.protocol ?? "TCP"}`, { port: portEntry(servicePort, fixed), addresses });
        continue;
      }
      for (const address of addresses) {
        const number = portOnPod(address.pod, servicePort);
        if (number === undefined) continue;
        const key = `${servicePort.name ?? ""}/${number}/${servicePort.protocol ?? "TCP"}`;
        let entry = entries.get(key);
        if (!entry) entries.set(key, (entry = { port: portEntry(servicePort, number), addresses: [] }));
        entry.addresses.push(address);
      }
    }
    return packed([...entries.values()]);
  }

  private addressOf(pod: Pod, service: Service): Address {
    const hostname = hostnameOf(pod, service);
    const unready = service.spec.publishNotReadyAddresses === true;
    const plain = hostname === undefined && !unready;
    const known = plain ? this.shared.get(pod) : undefined;
    if (known) return known;
    const ip = pod.status?.podIP ?? "";
    const { namespace, name, uid } = pod.metadata;
    const { nodeName } = pod.spec;
    const address: Address = {
      address: {
        ip,
        ...(hostname === undefined ? undefined : { hostname }),
        ...(nodeName ? { nodeName } : undefined),
        targetRef: { kind: "Pod", namespace, name, uid },
      },
      ready: unready || isPodReady(pod),
      rank: ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0),
    };
    if (plain) this.shared.set(pod, address);
    return address;
  }

  private podChanged(event: StoreEvent): void {
    for (const key of servicesConcerned(this.context.store, event)) {
      const { namespace, name } = splitKey(key);
      const { subsets = [] } = (this.context.store.get("endpoints", namespace, name) ?? {}) as Partial<Endpoints>;
      const size = subsets.reduce((sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length, 0);
      this.context.enqueue(key, gatherDelay(size));
    }
  }
}

function portEntry({ name, protocol = "TCP", appProtocol }: NonNullable<Service["spec"]["ports"]>[number], port: number): EndpointPort {
  return { ...(name ? { name } : undefined), port, protocol, ...(appProtocol ? { appProtocol } : undefined) };
}

function packed(entries: readonly PortEntry[]): readonly EndpointSubset[] {
  const groups = new Map<string | readonly Address[], PortEntry[]>();
  const lists = new Set(entries.map(({ addresses }) => addresses));
  for (const entry of entries) {
    if (entry.addresses.length === 0) continue;
    // Lists that are one and the same need no comparing; only named ports make others.
    const key = lists.size === 1 ? entry.addresses : entry.addresses.map(({ address }) => address.ip).join(",");
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((group) => {
    const { addresses: all } = group[0] as PortEntry;
    const addresses = all.filter(({ ready }) => ready).map(({ address }) => address);
    const notReadyAddresses = all.filter(({ ready }) => !ready).map(({ address }) => address);
    const ports = group.flatMap(({ port }) => port ?? []);
    return {
      ...(addresses.length > 0 ? { addresses } : undefined),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : undefined),
      ...(ports.length > 0 ? { ports } : undefined),
    };
  });
}

/** The first thousand addresses, ready ones before others. */
function truncated(subsets: readonly EndpointSubset[]): { readonly subsets: readonly EndpointSubset[]; readonly cut: boolean } {
  const count = (field: "addresses" | "notReadyAddresses"): number => subsets.reduce((sum, subset) => sum + (subset[field]?.length ?? 0), 0);
  if (count("addresses") + count("notReadyAddresses") <= CAPACITY) return { subsets, cut: false };
  let ready = CAPACITY;
  let unready = Math.max(CAPACITY - count("addresses"), 0);
  const cut = subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const kept = addresses.slice(0, ready);
    const keptUnready = notReadyAddresses.slice(0, unready);
    ready -= kept.length;
    unready -= keptUnready.length;
    return { ...(kept.length > 0 ? { addresses: kept } : undefined), ...(keptUnready.length > 0 ? { notReadyAddresses: keptUnready } : undefined), ...(ports ? { ports } : undefined) };
  });
  return { subsets: cut.filter(({ addresses, notReadyAddresses }) => addresses || notReadyAddresses), cut: true };
}

function labelsOf(service: Service): { readonly [key: string]: string } {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {};
  return { ...labels, [MANAGED_BY]: MANAGER, ...(isHeadless(service) ? { [HEADLESS]: "" } : undefined) };
}
