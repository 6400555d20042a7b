/**
 * Keeps the Endpoints of Services with a selector, the older form of EndpointSlices. Models kubernetes pkg/controller/endpoint.
 *
 * A pod's change is worked into the list there is; when that cannot tell enough (ports by name, a list that was cut) the
 * subsets are made anew (`endpointSlice/subsets.ts`). Addresses that stay are shared.
 */
import type { Endpoints, EndpointSubset, ObjectDraft, Pod, Service } from "../../protocol/kubernetes/index.ts";
import { equalJson } from "../api/json.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { splitKey } from "../controllerkit/keys.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { ServiceChanges } from "./endpointSlice/ServiceChanges.ts";
import { hasFixedPorts, isHeadless, podsOf, selects } from "./endpointSlice/servicePods.ts";
import { CAPACITY, subsetsOf, truncated, withPods } from "./endpointSlice/subsets.ts";

const MANAGED_BY = "endpoints.kubernetes.io/managed-by";
const MANAGER = "endpoint-controller";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
const OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
/** A list that was cut is made anew from all pods each time, so changes are gathered for this long, ms. */
const OVER_CAPACITY_DELAY = 1000;

export const endpointsController: ControllerFactory = (context) => new EndpointsController(context);

class EndpointsController {
  readonly name = "endpoint-controller";
  private readonly changes: ServiceChanges;
  readonly watches;
  private writing = false;

  constructor(private readonly context: ControllerContext) {
    this.changes = new ServiceChanges(context, {
      state: "endpoints-triggers",
      delayOf: (key) => (this.isOverCapacity(this.currentOf(key)) ? OVER_CAPACITY_DELAY : 0),
    });
    this.watches = [
      { resource: "services", handle: this.changes.serviceChanged },
      { resource: "pods", handle: this.changes.podChanged },
      { resource: "endpoints", handle: (event: StoreEvent) => this.endpointsChanged(event) },
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const { store, client } = this.context;
    const service = store.get("services", namespace, name) as Service | undefined;
    if (!service) {
      this.changes.forget(key);
      client.delete("endpoints", namespace, name);
      return undefined;
    }
    if (!service.spec.selector || service.spec.type === "ExternalName") return undefined;
    const changed = this.changes.take(key);
    const current = this.currentOf(key);
    const { subsets, cut } = truncated(
      this.changedSubsets(service, current, changed) ?? subsetsOf(service, podsOf(store, service)),
    );
    this.writing = true;
    try {
      this.write(service, { current, subsets, cut });
    } finally {
      this.writing = false;
    }
    this.changes.written(service, sizeOf(subsets));
    return undefined;
  }

  /** The subsets there are with the changed pods worked in; undefined when they must be made from all pods. */
  private changedSubsets(
    service: Service,
    current: Endpoints | undefined,
    changed: "all" | ReadonlyMap<string, string>,
  ): readonly EndpointSubset[] | undefined {
    if (changed === "all" || !current || !hasFixedPorts(service) || this.isOverCapacity(current)) return undefined;
    const { subsets = [] } = current;
    if (subsets.length !== 1) return undefined;
    const pods: Pod[] = [];
    for (const [uid, name] of changed) {
      const pod = this.context.store.get("pods", service.metadata.namespace ?? "", name) as Pod | undefined;
      if (pod?.metadata.uid === uid && selects(service.spec.selector ?? {}, pod)) pods.push(pod);
    }
    const next = withPods(subsets[0] as EndpointSubset, service, { pods, leaving: changed });
    return sizeOf(next) > CAPACITY ? undefined : next;
  }

  private write(
    service: Service,
    {
      current,
      subsets,
      cut,
    }: { readonly current: Endpoints | undefined; readonly subsets: readonly EndpointSubset[]; readonly cut: boolean },
  ): void {
    const { client } = this.context;
    const labels = labelsOf(service);
    if (
      current &&
      this.isOverCapacity(current) === cut &&
      equalJson(current.subsets ?? [], subsets) &&
      equalJson(current.metadata.labels, labels)
    )
      return;
    const { [TRIGGER_TIME]: _, [OVER_CAPACITY]: __, ...kept } = current?.metadata.annotations ?? {};
    const time = this.changes.triggerTime(service);
    const annotations = {
      ...kept,
      ...(time === undefined ? undefined : { [TRIGGER_TIME]: time }),
      ...(cut ? { [OVER_CAPACITY]: "truncated" } : undefined),
    };
    const metadata = { labels, annotations: Object.keys(annotations).length > 0 ? annotations : undefined };
    const fields = { subsets: subsets.length > 0 ? subsets : undefined };
    const { name, namespace } = service.metadata;
    if (current) client.update("endpoints", { ...current, metadata: { ...current.metadata, ...metadata }, ...fields });
    else
      client.create("endpoints", {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name, namespace, ...metadata },
        ...fields,
      } as ObjectDraft);
  }

  private currentOf(key: string): Endpoints | undefined {
    const { namespace, name } = splitKey(key);
    return this.context.store.get("endpoints", namespace, name) as Endpoints | undefined;
  }

  private isOverCapacity(endpoints: Endpoints | undefined): boolean {
    return endpoints?.metadata.annotations?.[OVER_CAPACITY] !== undefined;
  }

  private endpointsChanged({ type, object }: StoreEvent): void {
    const { namespace, name } = object.metadata;
    if (type === "ADDED") return;
    // Whoever wrote them, they are compared with all pods next time; only a deletion asks for that time to come now.
    if (type === "DELETED") this.context.enqueue(`${namespace}/${name}`);
    if (type === "DELETED" || !this.writing) this.changes.distrust(`${namespace}/${name}`);
  }
}

function sizeOf(subsets: readonly EndpointSubset[]): number {
  let size = 0;
  for (const { addresses = [], notReadyAddresses = [] } of subsets) size += addresses.length + notReadyAddresses.length;
  return size;
}

function labelsOf(service: Service): { readonly [key: string]: string } {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {};
  return { ...labels, [MANAGED_BY]: MANAGER, ...(isHeadless(service) ? { [HEADLESS]: "" } : undefined) };
}
