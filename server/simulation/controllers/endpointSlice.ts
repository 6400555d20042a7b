/**
 * Keeps the EndpointSlices of Services with a selector. Models kubernetes pkg/controller/endpointslice.
 *
 * Only pods that changed since the last write are looked at, only slices that hold them are written, and endpoints that
 * stay are shared. Which pods changed: `endpointSlice/ServiceChanges.ts`; which slice takes what: `endpointSlice/slicing.ts`.
 */
import type {
  DiscoveryV1EndpointPort,
  Endpoint,
  EndpointSlice,
  Node,
  ObjectDraft,
  Pod,
  Service,
} from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { splitKey } from "../controllerkit/keys.ts";
import { controllerReference } from "../controllerkit/ownership.ts";
import { isPodReady } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { hintsFor } from "./endpointSlice/hints.ts";
import { slicePorts } from "./endpointSlice/portOrder.ts";
import { ServiceChanges } from "./endpointSlice/ServiceChanges.ts";
import {
  belongsInEndpoints,
  hasFixedPorts,
  hostnameOf,
  isHeadless,
  podsOf,
  portOnPod,
  selects,
} from "./endpointSlice/servicePods.ts";
import {
  distribute,
  type Judged,
  type PortGroup,
  type SliceChanges,
  type SliceContent,
} from "./endpointSlice/slicing.ts";

const SLICES = "endpointslices.discovery.k8s.io";
const MANAGER = "endpointslice-controller.k8s.io";
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const SERVICE_NAME = "kubernetes.io/service-name";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
const ZONE = "topology.kubernetes.io/zone";
/** How long somebody else's change to a slice is left alone, ms. */
const FOREIGN_CHANGE_DELAY = 1000;

export const endpointSliceController: ControllerFactory = (context) => new EndpointSliceController(context);

class EndpointSliceController {
  readonly name = "endpointslice-controller";
  private readonly changes: ServiceChanges;
  readonly watches;
  private writing = false;

  constructor(private readonly context: ControllerContext) {
    this.changes = new ServiceChanges(context, { state: "endpointslice-triggers", delayOf: () => 0 });
    this.watches = [
      { resource: "services", handle: this.changes.serviceChanged },
      { resource: "pods", handle: this.changes.podChanged },
      { resource: SLICES, handle: (event: StoreEvent) => this.sliceChanged(event) },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const service = this.context.store.get("services", namespace, name) as Service | undefined;
    if (!service) this.changes.forget(key);
    if (
      !service?.spec.selector ||
      service.spec.type === "ExternalName" ||
      service.metadata.deletionTimestamp !== undefined
    )
      return undefined;
    const changed = this.changes.take(key);
    const slices = [...this.slicesOf(key)];
    const { pods, judged } = this.toJudge(service, changed);
    this.write(service, slices, this.changesFor(service, { slices, pods, judged }));
    let size = 0;
    for (const { endpoints } of this.slicesOf(key)) size += (endpoints ?? []).length;
    this.changes.written(service, size);
    return undefined;
  }

  /** The pods of the Service to look at, in order of their last write, and the uids of all that are judged. */
  private toJudge(
    service: Service,
    changed: "all" | ReadonlyMap<string, string>,
  ): { readonly pods: readonly Pod[]; readonly judged: Judged } {
    if (changed === "all") return { pods: podsOf(this.context.store, service), judged: "all" };
    const pods: Pod[] = [];
    for (const [uid, name] of changed) {
      const pod = this.context.store.get("pods", service.metadata.namespace ?? "", name) as Pod | undefined;
      if (pod?.metadata.uid === uid && selects(service.spec.selector ?? {}, pod)) pods.push(pod);
    }
    pods.sort((left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion));
    return { pods, judged: new Set(changed.keys()) };
  }

  private changesFor(
    service: Service,
    {
      slices,
      pods,
      judged,
    }: { readonly slices: readonly EndpointSlice[]; readonly pods: readonly Pod[]; readonly judged: Judged },
  ): SliceChanges {
    const labels = labelsOf(service);
    const stale = (slice: EndpointSlice): boolean => !equalJson(slice.metadata.labels, labels);
    const groups = this.groupsOf(service, pods);
    const byPorts = new Map<string, EndpointSlice[]>();
    for (const slice of slices) {
      const key = keyOfPorts(slice.ports ?? []);
      byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
      if (!groups.has(key)) groups.set(key, { ports: slice.ports ?? [], wanted: new Map() });
    }
    const all: SliceChanges = { create: [], update: [], remove: [] };
    for (const key of [...groups.keys()].sort()) {
      const changes = distribute(groups.get(key) as PortGroup, byPorts.get(key) ?? [], { judged, stale });
      all.create.push(...changes.create);
      all.update.push(...changes.update);
      all.remove.push(...changes.remove);
    }
    return all;
  }

  /** Writes the changes; a slice to remove is given new content instead of making another. */
  private write(service: Service, slices: readonly EndpointSlice[], changes: SliceChanges): void {
    const { client } = this.context;
    const create: SliceContent[] = [...changes.create];
    const remove = [...changes.remove];
    if (slices.length === remove.length && create.length === 0) {
      // A Service without endpoints has one empty slice.
      const [only] = remove;
      if (
        remove.length === 1 &&
        only &&
        !only.ports?.length &&
        !only.endpoints?.length &&
        equalJson(only.metadata.labels, labelsOf(service))
      )
        return;
      create.push({ ports: [], endpoints: [] });
    }
    this.writing = true;
    try {
      while (create.length > 0 && remove.length > 0)
        this.update(service, remove.shift() as EndpointSlice, create.shift() as SliceContent);
      for (const content of create) client.create(SLICES, this.draftOf(service, content));
      for (const [slice, endpoints] of changes.update)
        this.update(service, slice, { ports: slice.ports ?? [], endpoints });
      for (const { metadata } of remove) client.delete(SLICES, metadata.namespace ?? "", metadata.name);
    } finally {
      this.writing = false;
    }
  }

  private update(service: Service, slice: EndpointSlice, content: SliceContent): void {
    const { metadata, ...fields } = this.draftOf(service, content);
    const next = { ...slice.metadata, labels: metadata.labels, annotations: metadata.annotations };
    this.context.client.update(SLICES, { ...slice, ...fields, metadata: next } as EndpointSlice);
  }

  private draftOf(service: Service, { ports, endpoints }: SliceContent): ObjectDraft {
    const time = this.changes.triggerTime(service);
    return {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels: labelsOf(service),
        ...(time === undefined ? undefined : { annotations: { [TRIGGER_TIME]: time } }),
        ownerReferences: [controllerReference(service)],
      },
      addressType: service.spec.ipFamilies?.[0] ?? "IPv4",
      endpoints: endpoints.length > 0 ? endpoints : null,
      ports: ports.length > 0 ? ports : null,
    };
  }

  /** Endpoints by the ports they serve: pods that give a named port another number stand apart. */
  private groupsOf(service: Service, pods: readonly Pod[]): Map<string, PortGroup> {
    const groups = new Map<string, PortGroup>();
    const fixed = hasFixedPorts(service);
    let ports: readonly DiscoveryV1EndpointPort[] | undefined;
    let key = "";
    for (const pod of pods) {
      if (!belongsInEndpoints(pod, true)) continue;
      if (ports === undefined || !fixed) {
        ports = portsOn(pod, service);
        key = keyOfPorts(ports);
      }
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { ports: slicePorts(ports), wanted: new Map() }));
      group.wanted.set(pod.metadata.uid, this.endpointOf(pod, service));
    }
    return groups;
  }

  private endpointOf(pod: Pod, service: Service): Endpoint {
    const { namespace, name, uid } = pod.metadata;
    const { nodeName } = pod.spec;
    const hostname = hostnameOf(pod, service);
    const zone =
      nodeName && (this.context.store.get("nodes", "", nodeName) as Node | undefined)?.metadata.labels?.[ZONE];
    const serving = isPodReady(pod);
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
    const hints = ready ? hintsFor(service.spec.trafficDistribution, { zone, nodeName }) : undefined;
    return {
      addresses: [pod.status?.podIP ?? ""],
      conditions: {
        ready,
        serving,
        terminating,
      },
      ...(hostname === undefined ? undefined : { hostname }),
      targetRef: { kind: "Pod", namespace, name, uid },
      ...(nodeName ? { nodeName } : undefined),
      ...(zone ? { zone } : undefined),
      ...(hints ? { hints } : undefined),
    };
  }

  private *slicesOf(key: string): Iterable<EndpointSlice> {
    for (const slice of this.context.store.byIndex(SLICES, "service", key) as Iterable<EndpointSlice>) {
      if (slice.metadata.labels?.[MANAGED_BY] === MANAGER && slice.metadata.deletionTimestamp === undefined)
        yield slice;
    }
  }

  private sliceChanged({ type, object, previous }: StoreEvent): void {
    if (this.writing || type === "ADDED") return;
    const labels = (previous ?? object).metadata.labels;
    const service = labels?.[SERVICE_NAME];
    if (service === undefined || labels?.[MANAGED_BY] !== MANAGER) return;
    const key = `${object.metadata.namespace}/${service}`;
    this.changes.distrust(key);
    this.context.enqueue(key, FOREIGN_CHANGE_DELAY);
  }
}

function labelsOf(service: Service): { readonly [key: string]: string } {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(service.metadata.labels ?? {})) {
    if (key !== SERVICE_NAME && key !== MANAGED_BY && key !== HEADLESS) labels[key] = value;
  }
  labels[MANAGED_BY] = MANAGER;
  labels[SERVICE_NAME] = service.metadata.name;
  if (isHeadless(service)) labels[HEADLESS] = "";
  return labels;
}

function portsOn(pod: Pod, service: Service): readonly DiscoveryV1EndpointPort[] {
  const ports: DiscoveryV1EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = portOnPod(pod, servicePort);
    if (port === undefined) continue;
    const { name = "", protocol = "TCP", appProtocol } = servicePort;
    ports.push({ name, protocol, port, ...(appProtocol ? { appProtocol } : undefined) });
  }
  return ports;
}

function keyOfPorts(ports: readonly DiscoveryV1EndpointPort[]): string {
  return ports
    .map(({ name, protocol, port, appProtocol }) => `${name}:${protocol}:${port}:${appProtocol ?? ""}`)
    .sort()
    .join(",");
}
