/**
 * Keeps the EndpointSlices of Services with a selector. Models kubernetes pkg/controller/endpointslice.
 *
 * A pod's endpoint is worked out once for each version of the pod and shared from then on, so that a look at a thousand
 * unchanged pods is a thousand comparisons of references. How endpoints are spread over slices: `endpointSlice/slicing.ts`.
 */
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice, Node, ObjectDraft, Pod, Service } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { gatherDelay, keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerReference } from "../controllerkit/ownership.ts";
import { isPodReady } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/Store.ts";
import { belongsInEndpoints, hostnameOf, isHeadless, podsOf, portOnPod, servicesConcerned, type TriggerState, triggerTime } from "./endpointSlice/servicePods.ts";
import { distribute, identityOf, MAX_ENDPOINTS, type PortGroup, type PortGroupContent, type SliceChanges } from "./endpointSlice/slicing.ts";

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
  readonly watches = [
    { resource: "services", handle: ({ object }: StoreEvent) => this.context.enqueue(keyOf(object)) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
    { resource: SLICES, handle: (event: StoreEvent) => this.sliceChanged(event) },
  ];
  private readonly triggers: Map<string, TriggerState>;
  private readonly shared = new WeakMap<Pod, Endpoint>();
  private writing = false;

  constructor(private readonly context: ControllerContext) {
    this.triggers = context.runtime.state("endpointslice-triggers");
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const service = this.context.store.get("services", namespace, name) as Service | undefined;
    if (!service) this.triggers.delete(key);
    if (!service?.spec.selector || service.spec.type === "ExternalName") return undefined;
    if (service.metadata.deletionTimestamp !== undefined) return undefined;
    const pods = podsOf(this.context.store, service);
    const { time, state } = triggerTime(service, pods, this.triggers.get(key));
    this.triggers.set(key, state);
    this.write(service, this.changesFor(service, pods), time);
    return undefined;
  }

  private changesFor(service: Service, pods: readonly Pod[]): SliceChanges {
    const labels = this.labelsOf(service);
    const groups = this.groupsOf(service, pods);
    const slices = new Map<string, EndpointSlice[]>();
    for (const slice of this.slicesOf(service)) {
      const key = keyOfPorts(slice.ports ?? []);
      slices.set(key, [...(slices.get(key) ?? []), slice]);
    }
    const all: SliceChanges = { create: [], update: [], remove: [] };
    for (const [key, group] of groups) {
      const changes = distribute(group, slices.get(key) ?? [], (slice) => !equalJson(slice.metadata.labels, labels));
      all.create.push(...changes.create);
      all.update.push(...changes.update);
      all.remove.push(...changes.remove);
      slices.delete(key);
    }
    for (const left of slices.values()) all.remove.push(...left);
    return all;
  }

  /** Writes the changes; a slice to remove is given new content instead of making another. */
  private write(service: Service, changes: SliceChanges, time: string | undefined): void {
    const { client } = this.context;
    const existing = [...this.slicesOf(service)].length;
    const create: PortGroupContent[] = [...changes.create];
    const remove = [...changes.remove];
    if (existing === remove.length && create.length === 0) {
      const placeholder = remove.findIndex((slice) => !slice.ports?.length && !slice.endpoints?.length && equalJson(slice.metadata.labels, this.labelsOf(service)));
      if (remove.length === 1 && placeholder === 0) return;
      create.push({ ports: [], endpoints: [] });
    }
    this.writing = true;
    try {
      while (create.length > 0 && remove.length > 0) {
        const slice = remove.shift() as EndpointSlice;
        this.update(service, slice, { ...(create.shift() as PortGroupContent), time });
      }
      for (const content of create) client.create(SLICES, this.draftOf(service, { ...content, time }));
      for (const [slice, endpoints] of changes.update) this.update(service, slice, { ports: slice.ports ?? [], endpoints, time });
      for (const { metadata } of remove) client.delete(SLICES, metadata.namespace ?? "", metadata.name);
    } finally {
      this.writing = false;
    }
  }

  private update(service: Service, slice: EndpointSlice, content: PortGroupContent & { readonly time: string | undefined }): void {
    const { metadata, ...fields } = this.draftOf(service, content);
    const next = { ...slice.metadata, labels: metadata.labels, annotations: metadata.annotations };
    this.context.client.update(SLICES, { ...slice, ...fields, metadata: next } as EndpointSlice);
  }

  private draftOf(service: Service, { ports, endpoints, time }: PortGroupContent & { readonly time: string | undefined }): ObjectDraft {
    return {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels: this.labelsOf(service),
        ...(time === undefined ? undefined : { annotations: { [TRIGGER_TIME]: time } }),
        ownerReferences: [controllerReference(service)],
      },
      addressType: service.spec.ipFamilies?.[0] ?? "IPv4",
      endpoints: endpoints.length > 0 ? endpoints : null,
      ports: ports.length > 0 ? ports : null,
    };
  }

  private labelsOf(service: Service): { readonly [key: string]: string } {
    const labels: Record<string, string> = {};
    for (const [key, value] of Object.entries(service.metadata.labels ?? {})) {
      if (key !== SERVICE_NAME && key !== MANAGED_BY && key !== HEADLESS) labels[key] = value;
    }
    labels[MANAGED_BY] = MANAGER;
    labels[SERVICE_NAME] = service.metadata.name;
    if (isHeadless(service)) labels[HEADLESS] = "";
    return labels;
  }

  /** Endpoints by the ports they serve: pods that give a named port another number stand apart. */
  private groupsOf(service: Service, pods: readonly Pod[]): ReadonlyMap<string, PortGroup> {
    const groups = new Map<string, { ports: readonly DiscoveryV1EndpointPort[]; endpoints: Map<string, Endpoint> }>();
    const byName = (service.spec.ports ?? []).some(({ targetPort }) => typeof targetPort === "string");
    let ports: readonly DiscoveryV1EndpointPort[] | undefined;
    let key = "";
    for (const pod of pods) {
      if (!belongsInEndpoints(pod, true)) continue;
      if (ports === undefined || byName) {
        ports = portsOn(pod, service);
        key = keyOfPorts(ports);
      }
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { ports, endpoints: new Map() }));
      const endpoint = this.endpointOf(pod, service);
      group.endpoints.set(identityOf(endpoint), endpoint);
    }
    return groups;
  }

  private endpointOf(pod: Pod, service: Service): Endpoint {
    const hostname = hostnameOf(pod, service);
    const plain = hostname === undefined && !service.spec.publishNotReadyAddresses;
    const known = plain ? this.shared.get(pod) : undefined;
    if (known) return known;
    const serving = isPodReady(pod);
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const { nodeName } = pod.spec;
    const zone = nodeName && (this.context.store.get("nodes", "", nodeName) as Node | undefined)?.metadata.labels?.[ZONE];
    const endpoint: Endpoint = {
      addresses: [pod.status?.podIP ?? ""],
      conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
      ...(hostname === undefined ? undefined : { hostname }),
      targetRef: { kind: "Pod", namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
      ...(nodeName ? { nodeName } : undefined),
      ...(zone ? { zone } : undefined),
    };
    if (plain) this.shared.set(pod, endpoint);
    return endpoint;
  }

  private *slicesOf({ metadata }: Service): Iterable<EndpointSlice> {
    for (const slice of this.context.store.byIndex(SLICES, "service", keyOf({ metadata } as Service)) as Iterable<EndpointSlice>) {
      if (slice.metadata.labels?.[MANAGED_BY] === MANAGER && slice.metadata.deletionTimestamp === undefined) yield slice;
    }
  }

  private podChanged(event: StoreEvent): void {
    for (const key of servicesConcerned(this.context.store, event)) {
      let slices = 0;
      for (const _ of this.context.store.byIndex(SLICES, "service", key)) slices++;
      this.context.enqueue(key, slices > 1 ? gatherDelay(slices * MAX_ENDPOINTS) : 0);
    }
  }

  private sliceChanged({ type, object, previous }: StoreEvent): void {
    if (this.writing || type === "ADDED") return;
    const labels = (previous ?? object).metadata.labels;
    const service = labels?.[SERVICE_NAME];
    if (service !== undefined && labels?.[MANAGED_BY] === MANAGER) this.context.enqueue(`${object.metadata.namespace}/${service}`, FOREIGN_CHANGE_DELAY);
  }
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
  return ports.map(({ name, protocol, port, appProtocol }) => `${name}:${protocol}:${port}:${appProtocol ?? ""}`).join(",");
}
