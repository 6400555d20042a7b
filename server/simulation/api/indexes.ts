import type {
  EndpointSlice,
  KubeObject,
  LabelSelector,
  Node,
  PersistentVolumeClaim,
  Pod,
  ReplicationControllerSpec,
  Service,
} from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";
import { heldNodePorts } from "./kinds/service/fields.ts";

const NONE: readonly string[] = [];
const labelKeys = new WeakMap<object, readonly string[]>();

/** The indexes every cluster has. A component that needs another one adds it here, so that a restore rebuilds it. */
export function addStandardIndexes(store: Store): void {
  store.addIndex("pods", "node", (object) => [(object as Pod).spec.nodeName ?? ""]);
  store.addIndex("pods", "label", labelIndexKeys);
  store.addIndex("pods", "ip", (object) => {
    const status = (object as Pod).status;
    return status?.podIP && status.phase !== "Succeeded" && status.phase !== "Failed" ? [status.podIP] : NONE;
  });
  store.addIndex("pods", "configmap", (object) => configIndexKeys(object as Pod, "configMap"));
  store.addIndex("pods", "secret", (object) => configIndexKeys(object as Pod, "secret"));
  store.addIndex("pods", "claim", (object) => claimIndexKeys(object as Pod));
  store.addIndex("persistentvolumeclaims", "unbound", (object) =>
    (object as PersistentVolumeClaim).spec?.volumeName ? NONE : [""],
  );
  for (const resource of ["pods", "replicasets.apps", "replicationcontrollers", "jobs.batch"]) {
    store.addIndex(resource, "controller", controllerIndexKeys);
    store.addIndex(resource, "orphan", (object) =>
      controllerIndexKeys(object).length === 0 ? labelIndexKeys(object) : NONE,
    );
  }
  for (const resource of ["replicasets.apps", "deployments.apps", "jobs.batch"]) {
    store.addIndex(resource, "selector", (object) => {
      const { selector } = object.spec as { readonly selector?: LabelSelector };
      return [
        firstSelectorKey(selector?.matchLabels, object.metadata.namespace ?? "") ?? `${object.metadata.namespace}/`,
      ];
    });
  }
  store.addIndex("replicationcontrollers", "selector", ({ spec, metadata: { namespace = "" } }) => {
    const { selector } = spec as ReplicationControllerSpec;
    return [firstSelectorKey(selector, namespace) ?? `${namespace}/`];
  });
  store.addIndex("services", "selector", (object) => {
    const key = firstSelectorKey((object as Service).spec.selector, object.metadata.namespace ?? "");
    return key === undefined ? NONE : [key];
  });
  store.addIndex("services", "clusterIP", (object) => {
    const { clusterIP } = (object as Service).spec;
    return clusterIP && clusterIP !== "None" ? [clusterIP] : NONE;
  });
  store.addIndex("services", "nodePort", (object) => heldNodePorts(object as Service).map(String));
  store.addIndex("nodes", "address", (object) => [
    ...new Set(
      (object as Node).status?.addresses?.flatMap(({ type, address }) => (type === "Hostname" ? [] : address)),
    ),
  ]);
  store.addIndex("services", "externalIP", (object) => externalAddressesOf(object as Service));
  store.addIndex("endpointslices.discovery.k8s.io", "address", (object) => [
    ...new Set((object as EndpointSlice).endpoints?.flatMap(({ addresses }) => addresses)),
  ]);
  store.addIndex("endpointslices.discovery.k8s.io", "service", (object) => {
    const service = object.metadata.labels?.["kubernetes.io/service-name"];
    return service === undefined ? NONE : [`${object.metadata.namespace}/${service}`];
  });
}

/** Addresses outside of the cluster's own ranges at which a Service is reached. */
function externalAddressesOf({ spec, status }: Service): readonly string[] {
  const balanced = status?.loadBalancer?.ingress?.flatMap(({ ip }) => ip ?? []) ?? NONE;
  return spec.externalIPs ? [...spec.externalIPs, ...balanced] : balanced;
}

/** `namespace/name` of the claims a pod's volumes name, and of those made for its ephemeral volumes. */
function claimIndexKeys({ metadata, spec }: Pod): readonly string[] {
  if (!spec.volumes) return NONE;
  return spec.volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    const claim = persistentVolumeClaim?.claimName ?? (ephemeral ? `${metadata.name}-${name}` : undefined);
    return claim === undefined ? [] : `${metadata.namespace}/${claim}`;
  });
}

/** `namespace/name` of the ConfigMaps or Secrets a pod mounts; the root certificate, which all do, is left out. */
function configIndexKeys({ metadata, spec }: Pod, kind: "configMap" | "secret"): readonly string[] {
  if (!spec.volumes) return NONE;
  let keys: string[] | undefined;
  const add = (name: string | undefined): void => {
    if (name && name !== "kube-root-ca.crt") (keys ??= []).push(`${metadata.namespace}/${name}`);
  };
  for (const { configMap, secret, projected } of spec.volumes) {
    add(kind === "configMap" ? configMap?.name : secret?.secretName);
    for (const source of projected?.sources ?? []) add((kind === "configMap" ? source.configMap : source.secret)?.name);
  }
  return keys ?? NONE;
}

/** The uid of the owner that controls an object. */
function controllerIndexKeys(object: KubeObject): readonly string[] {
  const owners = object.metadata.ownerReferences;
  if (owners) for (const owner of owners) if (owner.controller) return [owner.uid];
  return NONE;
}

/** `namespace/key=value` for each label of an object. */
export function labelIndexKeys(object: KubeObject): readonly string[] {
  const { labels, namespace } = object.metadata;
  if (!labels) return NONE;
  let keys = labelKeys.get(labels);
  if (!keys) {
    keys = Object.keys(labels).map((key) => `${namespace ?? ""}/${key}=${labels[key]}`);
    labelKeys.set(labels, keys);
  }
  return keys;
}

/** The one pair of a selector under which a pod that matches it must stand; undefined for an empty selector. */
export function firstSelectorKey(
  selector: { readonly [key: string]: string } | undefined,
  namespace: string,
): string | undefined {
  let first: string | undefined;
  for (const key in selector) if (first === undefined || key < first) first = key;
  return first === undefined ? undefined : `${namespace}/${first}=${selector?.[first]}`;
}
