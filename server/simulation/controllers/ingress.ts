/**
 * Tells Ingresses the address of their controller. Models the status syncer of ingress-nginx, which does so once a minute; the
 * routing itself is `network/ingress/`.
 */
import type { Ingress } from "../../protocol/kubernetes/index.ts";
import { INGRESS_ADDRESS, isServedIngress } from "../controllerkit/addons.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const INGRESSES = "ingresses.networking.k8s.io";
const SYNC_PERIOD = 60_000;

export const ingressController: ControllerFactory = (context) => new IngressController(context);

class IngressController {
  readonly name = "nginx-ingress-controller";
  readonly watches = [
    { resource: INGRESSES, handle: (event: StoreEvent) => this.ingressChanged(event) },
    { resource: "ingressclasses.networking.k8s.io", handle: () => this.classesChanged() },
  ];
  /** Ingresses whose spec was seen, by uid with its generation. */
  private readonly seen: Map<string, number>;

  constructor(private readonly context: ControllerContext) {
    this.seen = context.runtime.state("ingresses-seen");
  }

  reconcile(key: string): ReconcileResult {
    const { store, client, recorder, runtime } = this.context;
    const { namespace, name } = splitKey(key);
    const ingress = store.get(INGRESSES, namespace, name) as Ingress | undefined;
    if (!ingress || ingress.metadata.deletionTimestamp || !isServedIngress(store, ingress)) return undefined;
    const { uid, generation = 1 } = ingress.metadata;
    if (this.seen.get(uid) !== generation) {
      this.seen.set(uid, generation);
      recorder.event(ingress, "Normal", { reason: "Sync", message: "Scheduled for sync" });
    }
    const told = ingress.status?.loadBalancer?.ingress?.[0]?.ip;
    if (told === INGRESS_ADDRESS) return undefined;
    if (runtime.now % SYNC_PERIOD !== 0) return { requeueAfter: SYNC_PERIOD - (runtime.now % SYNC_PERIOD) };
    client.updateStatus(INGRESSES, {
      ...ingress,
      status: { loadBalancer: { ingress: [{ ip: INGRESS_ADDRESS }] } },
    });
    return undefined;
  }

  private ingressChanged({ type, object, previous }: StoreEvent): void {
    if (type === "DELETED") this.seen.delete(object.metadata.uid);
    else if (object.spec !== previous?.spec || object.metadata.annotations !== previous?.metadata.annotations)
      this.context.enqueue(keyOf(object));
  }

  private classesChanged(): void {
    for (const ingress of this.context.store.list(INGRESSES)) this.context.enqueue(keyOf(ingress));
  }
}
