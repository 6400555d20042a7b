/**
 * Gives Services of type LoadBalancer an address, as MetalLB does in clusters without a cloud. The pool is a ConfigMap
 * (`addons.ts`); without it Services stay pending, as in a bare cluster.
 */
import type { Service } from "../../protocol/kubernetes/index.ts";
import { POOL, poolText } from "../controllerkit/addons.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { addressIn, addressesOf } from "./loadBalancer/pool.ts";

const REACTION = 100;
/** Who waits for an address looks again when one is given back. */
const WAITING = "load-balancers-waiting";

export const loadBalancerController: ControllerFactory = (context) => new LoadBalancerController(context);

class LoadBalancerController {
  readonly name = "metallb-controller";
  readonly watches = [
    { resource: "services", handle: (event: StoreEvent) => this.serviceChanged(event) },
    { resource: "configmaps", handle: (event: StoreEvent) => this.poolChanged(event) },
  ];
  private readonly waiting: Map<string, true>;

  constructor(private readonly context: ControllerContext) {
    this.waiting = context.runtime.state(WAITING);
  }

  reconcile(key: string): ReconcileResult {
    const { store } = this.context;
    const { namespace, name } = splitKey(key);
    const service = store.get("services", namespace, name) as Service | undefined;
    this.waiting.delete(key);
    if (!service || service.metadata.deletionTimestamp) return undefined;
    const pool = poolText(store);
    const held = addressOf(service);
    if (!isServed(service)) {
      if (held !== undefined) this.write(service, undefined);
      return undefined;
    }
    if (pool === undefined) return undefined;
    const wanted = service.spec.loadBalancerIP || service.metadata.annotations?.["metallb.io/loadBalancerIPs"];
    if (held !== undefined && addressIn(pool, held) && (!wanted || wanted === held)) return undefined;
    const free = (address: string): boolean =>
      [...store.byIndex("services", "externalIP", address)].every((other) => keyOf(other) === key);
    const candidates = wanted ? (addressIn(pool, wanted) ? [wanted] : []) : addressesOf(pool);
    for (const address of candidates) {
      if (!free(address)) continue;
      this.write(service, address);
      this.context.recorder.event(service, "Normal", {
        reason: "IPAllocated",
        message: `Assigned IP ["${address}"]`,
      });
      return undefined;
    }
    this.waiting.set(key, true);
    const why = wanted ? `["${wanted}"] is not available in the pool` : "no available IPs";
    this.context.recorder.event(service, "Warning", {
      reason: "AllocationFailed",
      message: `Failed to allocate IP for "${key}": ${why}`,
    });
    return undefined;
  }

  private write(service: Service, address: string | undefined): void {
    const loadBalancer = address === undefined ? {} : { ingress: [{ ip: address, ipMode: "VIP" }] };
    this.context.client.updateStatus("services", { ...service, status: { ...service.status, loadBalancer } });
  }

  private serviceChanged({ type, object, previous }: StoreEvent): void {
    const service = object as Service;
    const old = previous as Service | undefined;
    if (type === "DELETED") {
      if (addressOf(service) !== undefined) this.wakeWaiting();
      return;
    }
    if (isServed(service) || addressOf(service) !== undefined) {
      if (service.spec !== old?.spec) this.context.enqueue(keyOf(service), REACTION);
    } else if (old && addressOf(old) !== undefined) this.wakeWaiting();
  }

  private poolChanged({ object: { metadata } }: StoreEvent): void {
    if (metadata.namespace !== POOL.namespace || metadata.name !== POOL.name) return;
    for (const service of this.context.store.list("services"))
      if (isServed(service as Service)) this.context.enqueue(keyOf(service), REACTION);
  }

  private wakeWaiting(): void {
    for (const key of this.waiting.keys()) this.context.enqueue(key, REACTION);
  }
}

/** A class names somebody else's controller. */
function isServed({ spec }: Service): boolean {
  return spec.type === "LoadBalancer" && !spec.loadBalancerClass;
}

function addressOf({ status }: Service): string | undefined {
  return status?.loadBalancer?.ingress?.[0]?.ip;
}
