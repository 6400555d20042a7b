/**
 * Makes the Service of the API again when somebody deletes it, as the API server does of itself.
 * Models kubernetes pkg/controlplane/controller/kubernetesservice, which looks every 10 s.
 */
import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const PERIOD = 10_000;
const PLACE = { namespace: "default", name: "kubernetes" };
const RESOURCES = ["services", "endpoints", "endpointslices.discovery.k8s.io"];

export const kubernetesServiceController: ControllerFactory = (context) => new KubernetesServiceController(context);

class KubernetesServiceController {
  readonly name = "kubernetes-service-controller";
  readonly watches = RESOURCES.map((resource) => ({
    resource,
    handle: (event: StoreEvent) => this.changed(event),
  }));
  /** What was deleted, by resource. */
  private readonly lost: Map<string, KubeObject>;

  constructor(private readonly context: ControllerContext) {
    this.lost = context.runtime.state("kubernetes-service");
  }

  reconcile(resource: string): ReconcileResult {
    const { store, client } = this.context;
    const lost = this.lost.get(resource);
    this.lost.delete(resource);
    if (!lost || store.get(resource, PLACE.namespace, PLACE.name)) return undefined;
    const { metadata, status: _status, ...rest } = lost as KubeObject & { readonly status?: unknown };
    const { labels, annotations } = metadata;
    client.create(resource, {
      ...rest,
      metadata: { ...PLACE, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    } as ObjectDraft);
    return undefined;
  }

  private changed({ type, resource, object }: StoreEvent): void {
    const { namespace, name } = object.metadata;
    if (type !== "DELETED" || namespace !== PLACE.namespace || name !== PLACE.name) return;
    this.lost.set(resource, object);
    this.context.enqueue(resource, PERIOD);
  }
}
