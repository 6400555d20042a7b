/**
 * What a cluster of the course has beside its nodes: the Service of the API itself, a default StorageClass that makes volumes,
 * an Ingress controller's class, and addresses for load balancers. All are objects: who deletes one does without it.
 */
import type { ObjectDraft } from "../protocol/kubernetes/index.ts";
import { INGRESS_CONTROLLER, POOL } from "./controllerkit/addons.ts";
import { LOCAL_PATH } from "./controllers/localPathProvisioner.ts";

const API_ADDRESS = "10.96.0.1";
const API_PORT = { name: "https", port: 6443, protocol: "TCP" } as const;
const BALANCED = "192.168.200.10-192.168.200.254";

/** With the resource each belongs to, in order. `controlPlane` is the address of the API server's node. */
export function courseAddons(
  controlPlane: string,
): readonly { readonly resource: string; readonly object: ObjectDraft }[] {
  const metadata = { name: "kubernetes", namespace: "default" };
  return [
    {
      resource: "services",
      object: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...metadata, labels: { component: "apiserver", provider: "kubernetes" } },
        spec: {
          type: "ClusterIP",
          clusterIP: API_ADDRESS,
          sessionAffinity: "None",
          internalTrafficPolicy: "Cluster",
          ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: API_PORT.port }],
        },
      },
    },
    {
      resource: "endpoints",
      object: {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { ...metadata, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
        subsets: [{ addresses: [{ ip: controlPlane }], ports: [API_PORT] }],
      },
    },
    {
      resource: "endpointslices.discovery.k8s.io",
      object: {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { ...metadata, labels: { "kubernetes.io/service-name": "kubernetes" } },
        addressType: "IPv4",
        endpoints: [{ addresses: [controlPlane], conditions: { ready: true } }],
        ports: [API_PORT],
      },
    },
    {
      resource: "storageclasses.storage.k8s.io",
      object: {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "local-path", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner: LOCAL_PATH,
        reclaimPolicy: "Delete",
        volumeBindingMode: "WaitForFirstConsumer",
      },
    },
    {
      resource: "ingressclasses.networking.k8s.io",
      object: {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: { name: "nginx" },
        spec: { controller: INGRESS_CONTROLLER },
      },
    },
    {
      resource: "configmaps",
      object: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: POOL.name, namespace: POOL.namespace },
        data: { [POOL.key]: BALANCED },
      },
    },
  ];
}
