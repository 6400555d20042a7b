/** Puts the ConfigMap `kube-root-ca.crt` into every namespace. Models kubernetes pkg/controller/certificates/rootcacertpublisher. */
import type { ConfigMap } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const NAME = "kube-root-ca.crt";
const DESCRIPTION =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
/** The simulated API server has no certificate inside the cluster, so the bundle is empty. */
const DATA = { "ca.crt": "" };

export const rootCaPublisher: ControllerFactory = (context) => new RootCaPublisher(context);

class RootCaPublisher {
  readonly name = "root-ca-certificate-publisher";
  readonly watches = [
    {
      resource: "namespaces",
      handle: ({ type, object }: StoreEvent) => type !== "DELETED" && this.context.enqueue(object.metadata.name),
    },
    {
      resource: "configmaps",
      handle: ({ type, object }: StoreEvent) => {
        if (type !== "ADDED" && object.metadata.name === NAME) this.context.enqueue(object.metadata.namespace ?? "");
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(namespace: string): ReconcileResult {
    const { store, client } = this.context;
    const object = store.get("namespaces", "", namespace);
    if (!object || object.metadata.deletionTimestamp !== undefined) return undefined;
    const map = store.get("configmaps", namespace, NAME) as ConfigMap | undefined;
    const annotations = { "kubernetes.io/description": DESCRIPTION };
    if (!map)
      client.create("configmaps", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: NAME, namespace, annotations },
        data: DATA,
      });
    else if (map.metadata.deletionTimestamp === undefined)
      client.update("configmaps", {
        ...map,
        metadata: { ...map.metadata, annotations: { ...map.metadata.annotations, ...annotations } },
        data: DATA,
      });
    return undefined;
  }
}
