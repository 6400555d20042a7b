/** Sees to it that every namespace has its ServiceAccount `default`. Models kubernetes pkg/controller/serviceaccount. */
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const ACCOUNT = "default";

export const serviceAccountController: ControllerFactory = (context) => new ServiceAccountController(context);

class ServiceAccountController {
  readonly name = "serviceaccount-controller";
  readonly watches = [
    {
      resource: "namespaces",
      handle: ({ type, object }: StoreEvent) => type !== "DELETED" && this.context.enqueue(object.metadata.name),
    },
    {
      resource: "serviceaccounts",
      handle: ({ type, object }: StoreEvent) => {
        if (type === "DELETED" && object.metadata.name === ACCOUNT)
          this.context.enqueue(object.metadata.namespace ?? "");
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(namespace: string): ReconcileResult {
    const { store, client } = this.context;
    const object = store.get("namespaces", "", namespace);
    if (!object || object.metadata.deletionTimestamp !== undefined || store.get("serviceaccounts", namespace, ACCOUNT))
      return undefined;
    client.create("serviceaccounts", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: ACCOUNT, namespace },
    });
    return undefined;
  }
}
