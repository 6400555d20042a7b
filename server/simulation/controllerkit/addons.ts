/** What a cluster has beside Kubernetes itself, found by objects: an Ingress controller, addresses for load balancers. */
import type { ConfigMap, Ingress, IngressClass } from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";

export const INGRESS_CONTROLLER = "k8s.io/ingress-nginx";
/** Where the Ingress controller is reached, ports 80 and 443. */
export const INGRESS_ADDRESS = "192.168.200.1";
export const INGRESS_NAMESPACE = "ingress-nginx";
export const INGRESS_LABELS = {
  "app.kubernetes.io/name": "ingress-nginx",
  "app.kubernetes.io/component": "controller",
};

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

/** A ConfigMap whose `addresses` says which range load balancers get theirs from; without it they stay pending. */
export const POOL = { namespace: "kube-system", name: "load-balancer-pool", key: "addresses" } as const;

/** Whether the Ingress controller serves the Ingress, by its class. */
export function isServedIngress(store: Store, ingress: Ingress): boolean {
  const name = ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.[CLASS_ANNOTATION];
  if (name === undefined) return false;
  const found = store.get("ingressclasses.networking.k8s.io", "", name) as IngressClass | undefined;
  return found?.spec?.controller === INGRESS_CONTROLLER;
}

/** Whether there is an Ingress controller at all. */
export function hasIngressController(store: Store): boolean {
  for (const object of store.list("ingressclasses.networking.k8s.io"))
    if ((object as IngressClass).spec?.controller === INGRESS_CONTROLLER) return true;
  return false;
}

/** The text of the pool, `192.168.200.10-192.168.200.99`; undefined when the cluster has none. */
export function poolText(store: Store): string | undefined {
  return (store.get("configmaps", POOL.namespace, POOL.name) as ConfigMap | undefined)?.data?.[POOL.key];
}
