/**
 * Shows Endpoints written by hand as EndpointSlices, for Services without a selector.
 * Models kubernetes pkg/controller/endpointslicemirroring.
 */
import type {
  Endpoint,
  EndpointAddress,
  Endpoints,
  EndpointSlice,
  EndpointSubset,
  ObjectDraft,
  Service,
} from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { controllerReference } from "../controllerkit/ownership.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { slicePorts } from "./endpointSlice/portOrder.ts";

const SLICES = "endpointslices.discovery.k8s.io";
const MANAGER = "endpointslicemirroring-controller.k8s.io";
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const SERVICE_NAME = "kubernetes.io/service-name";
const SKIP = "endpointslice.kubernetes.io/skip-mirror";
const LEADER = "control-plane.alpha.kubernetes.io/leader";
const NOT_COPIED = new Set([
  "endpoints.kubernetes.io/last-change-trigger-time",
  "kubectl.kubernetes.io/last-applied-configuration",
]);
/** Addresses mirrored of a subset. */
const LIMIT = 1000;

export const endpointSliceMirroringController: ControllerFactory = (context) =>
  new EndpointSliceMirroringController(context);

class EndpointSliceMirroringController {
  readonly name = "endpointslicemirroring-controller";
  readonly watches = [
    { resource: "endpoints", handle: (event: StoreEvent) => this.endpointsChanged(event) },
    { resource: "services", handle: (event: StoreEvent) => this.serviceChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { store, client } = this.context;
    const { namespace, name } = splitKey(key);
    const endpoints = store.get("endpoints", namespace, name) as Endpoints | undefined;
    const service = store.get("services", namespace, name) as Service | undefined;
    const wanted = endpoints && service && isMirrored(endpoints, service) ? slicesOf(endpoints) : [];
    const existing = ([...store.byIndex(SLICES, "service", key)] as EndpointSlice[]).filter(
      ({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER,
    );
    for (const draft of wanted) {
      const slice =
        existing.find((each) => each.addressType === draft.addressType && equalJson(each.ports, draft.ports)) ??
        existing.find((each) => each.addressType === draft.addressType);
      if (!slice) {
        client.create(SLICES, draft);
        continue;
      }
      existing.splice(existing.indexOf(slice), 1);
      const { labels, annotations } = draft.metadata;
      client.update(SLICES, {
        ...slice,
        metadata: { ...slice.metadata, labels, annotations },
        endpoints: draft.endpoints,
        ports: draft.ports,
      } as EndpointSlice);
    }
    for (const { metadata } of existing) client.delete(SLICES, namespace, metadata.name);
    return undefined;
  }

  /** A Service that gets a selector has no more use for mirrored slices. */
  private serviceChanged({ object, previous }: StoreEvent): void {
    const isFree = (each: StoreEvent["previous"]): boolean => each !== undefined && !(each as Service).spec.selector;
    if (isFree(object) || isFree(previous)) this.context.enqueue(keyOf(object));
  }

  /** Most Endpoints are made by their own controller, for Services with a selector: not worth a key. */
  private endpointsChanged({ object }: StoreEvent): void {
    const { namespace = "", name } = object.metadata;
    const service = this.context.store.get("services", namespace, name) as Service | undefined;
    if (!service?.spec.selector) this.context.enqueue(keyOf(object));
  }
}

function isMirrored({ metadata }: Endpoints, { spec }: Service): boolean {
  return !spec.selector && metadata.labels?.[SKIP] !== "true" && metadata.annotations?.[LEADER] === undefined;
}

/** One slice for each subset and family of addresses. */
function slicesOf(endpoints: Endpoints): readonly ObjectDraft[] {
  const { name, namespace, labels, annotations = {} } = endpoints.metadata;
  const copied = Object.fromEntries(Object.entries(annotations).filter(([key]) => !NOT_COPIED.has(key)));
  return (endpoints.subsets ?? []).flatMap((subset) =>
    (["IPv4", "IPv6"] as const).flatMap((addressType) => {
      const content = endpointsOf(subset, addressType);
      if (content.length === 0) return [];
      return {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
          generateName: `${name}-`,
          namespace,
          labels: { ...labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: name },
          ...(Object.keys(copied).length > 0 ? { annotations: copied } : undefined),
          ownerReferences: [controllerReference(endpoints)],
        },
        addressType,
        endpoints: content,
        ports: slicePorts(
          (subset.ports ?? []).map(({ name: port = "", protocol = "TCP", port: number, appProtocol }) => ({
            name: port,
            protocol,
            port: number,
            ...(appProtocol ? { appProtocol } : undefined),
          })),
        ),
      };
    }),
  );
}

function endpointsOf(
  { addresses = [], notReadyAddresses = [] }: EndpointSubset,
  family: "IPv4" | "IPv6",
): readonly Endpoint[] {
  const fits = ({ ip }: EndpointAddress): boolean => ip.includes(":") === (family === "IPv6");
  const shown =
    (ready: boolean) =>
    ({ ip, hostname, nodeName, targetRef }: EndpointAddress): Endpoint => ({
      addresses: [ip],
      conditions: { ready },
      ...(hostname ? { hostname } : undefined),
      ...(targetRef ? { targetRef } : undefined),
      ...(nodeName ? { nodeName } : undefined),
    });
  return [...addresses.filter(fits).map(shown(true)), ...notReadyAddresses.filter(fits).map(shown(false))].slice(
    0,
    LIMIT,
  );
}
